-- another partition key, while a partition with a primary key, a check and a foreign key stays
-- @before
CREATE TABLE kinds (k integer PRIMARY KEY);
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL REFERENCES kinds, n integer CHECK (n > 0), PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX p_n ON p (n);
-- @after
CREATE TABLE p (id integer, k integer, n integer) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);
