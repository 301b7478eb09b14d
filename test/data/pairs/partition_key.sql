-- the partition key changes: nothing but a new table helps
-- @before
CREATE TABLE p (id integer, at date NOT NULL, k integer NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT id FROM p;
-- @after
CREATE TABLE p (id integer, at date NOT NULL, k integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT id FROM p;
