-- partitions leave, for a parent without the foreign key and for none
-- @keeps SELECT (SELECT count(*) FROM p) + (SELECT count(*) FROM o), (SELECT count(*) FROM p1), (SELECT count(*) FROM p2)
-- @becomes SELECT (SELECT count(*) FROM p) + (SELECT count(*) FROM p1) + (SELECT count(*) FROM o), (SELECT count(*) FROM p1), (SELECT count(*) FROM p2)
-- @before
CREATE TABLE ref (id integer PRIMARY KEY);
CREATE TABLE p (id integer NOT NULL REFERENCES ref, k integer NOT NULL, n integer CHECK (n > 1), PRIMARY KEY (k)) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE o (id integer NOT NULL, k integer NOT NULL, n integer) PARTITION BY LIST (k);
-- @data
INSERT INTO ref VALUES (1), (2);
INSERT INTO p VALUES (1, 1, 5), (2, 2, NULL);
-- @after
CREATE TABLE ref (id integer PRIMARY KEY);
CREATE TABLE p (id integer NOT NULL REFERENCES ref, k integer NOT NULL, n bigint) PARTITION BY LIST (k);
CREATE TABLE p1 (id integer NOT NULL, k integer NOT NULL, n integer);
CREATE TABLE o (id integer NOT NULL, k integer NOT NULL, n text, x text) PARTITION BY LIST (k);
CREATE TABLE p2 PARTITION OF o FOR VALUES IN (2);
-- @data
INSERT INTO ref VALUES (1), (2);
INSERT INTO p1 VALUES (1, 1, 5);
INSERT INTO o VALUES (2, 2, '7', 'x');
