-- two partitioned tables that refer to each other get partitions that refer to each other too, and lose them again
-- @before
CREATE TABLE author (name text, best_book text, UNIQUE (name)) PARTITION BY LIST (name);
CREATE TABLE book (title text, written_by text, UNIQUE (title)) PARTITION BY LIST (title);
ALTER TABLE author ADD CONSTRAINT best_book FOREIGN KEY (best_book) REFERENCES book (title);
ALTER TABLE book ADD CONSTRAINT written_by FOREIGN KEY (written_by) REFERENCES author (name);
-- @after
CREATE TABLE author (name text, best_book text, UNIQUE (name)) PARTITION BY LIST (name);
CREATE TABLE book (title text, written_by text, UNIQUE (title)) PARTITION BY LIST (title);
ALTER TABLE author ADD CONSTRAINT best_book FOREIGN KEY (best_book) REFERENCES book (title);
ALTER TABLE book ADD CONSTRAINT written_by FOREIGN KEY (written_by) REFERENCES author (name);
CREATE TABLE author_a PARTITION OF author FOR VALUES IN ('a');
CREATE TABLE book_b PARTITION OF book FOR VALUES IN ('b');
ALTER TABLE author_a ADD CONSTRAINT own FOREIGN KEY (best_book) REFERENCES book_b (title);
ALTER TABLE book_b ADD CONSTRAINT own FOREIGN KEY (written_by) REFERENCES author_a (name);
