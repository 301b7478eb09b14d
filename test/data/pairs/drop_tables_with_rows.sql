-- partitions and tables with rows that refer to each other go
-- @before
CREATE TABLE p (id integer PRIMARY KEY, other integer REFERENCES p) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE TABLE a (id integer PRIMARY KEY, p integer REFERENCES p);
-- @data
INSERT INTO p VALUES (1, NULL), (11, 1);
UPDATE p SET other = 11 WHERE id = 1;
INSERT INTO a VALUES (1, 11);
-- @after
CREATE TABLE a (id integer PRIMARY KEY);
