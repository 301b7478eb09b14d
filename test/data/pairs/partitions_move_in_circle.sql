-- two partitioned tables that refer to each other make room for two others, which take their partitions
-- @before
CREATE TABLE author (name text, best_book text, UNIQUE (name)) PARTITION BY LIST (name);
CREATE TABLE book (title text, written_by text, UNIQUE (title)) PARTITION BY LIST (title);
CREATE TABLE author_a PARTITION OF author (PRIMARY KEY (name, best_book)) FOR VALUES IN ('a');
CREATE TABLE book_b PARTITION OF book (PRIMARY KEY (title, written_by)) FOR VALUES IN ('b');
ALTER TABLE author ADD CONSTRAINT best_book FOREIGN KEY (best_book) REFERENCES book (title);
ALTER TABLE book ADD CONSTRAINT written_by FOREIGN KEY (written_by) REFERENCES author (name);
ALTER TABLE author_a ADD CONSTRAINT own FOREIGN KEY (name, best_book) REFERENCES book_b (title, written_by);
-- @after
CREATE TABLE writer (name text, best_book text, UNIQUE (name)) PARTITION BY LIST (name);
CREATE TABLE work (title text, written_by text, UNIQUE (title)) PARTITION BY LIST (title);
CREATE TABLE author_a PARTITION OF writer (PRIMARY KEY (name, best_book)) FOR VALUES IN ('a');
CREATE TABLE book_b PARTITION OF work (PRIMARY KEY (title, written_by)) FOR VALUES IN ('b');
ALTER TABLE writer ADD CONSTRAINT best_book FOREIGN KEY (best_book) REFERENCES work (title);
ALTER TABLE work ADD CONSTRAINT written_by FOREIGN KEY (written_by) REFERENCES writer (name);
ALTER TABLE author_a ADD CONSTRAINT own FOREIGN KEY (name, best_book) REFERENCES book_b (title, written_by);
