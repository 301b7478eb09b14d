-- partitioned tables that refer to each other become plain ones, and their partitions tables with the rows
-- @before
CREATE TABLE a (id integer, part integer, UNIQUE (id, part)) PARTITION BY LIST (part);
CREATE TABLE a_1 PARTITION OF a FOR VALUES IN (1);
CREATE TABLE b (id integer, part integer, UNIQUE (id, part)) PARTITION BY LIST (part);
CREATE TABLE b_1 PARTITION OF b FOR VALUES IN (1);
ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (id, part) REFERENCES a (id, part);
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (id, part) REFERENCES b (id, part);
-- @after
CREATE TABLE a (id integer, part integer, UNIQUE (id, part));
CREATE TABLE a_1 (id integer, part integer);
CREATE TABLE b (id integer, part integer, UNIQUE (id, part));
CREATE TABLE b_1 (id integer, part integer);
ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (id, part) REFERENCES a (id, part);
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (id, part) REFERENCES b (id, part);
