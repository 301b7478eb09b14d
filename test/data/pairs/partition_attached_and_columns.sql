-- one partition leaves and another table becomes one, while columns and constraints change
-- @before
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, gone integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 (id integer NOT NULL, k integer NOT NULL, gone integer);
-- @after
CREATE TABLE p (id bigint NOT NULL, k integer NOT NULL, added integer NOT NULL, PRIMARY KEY (k), CHECK (added > 0)) PARTITION BY LIST (k);
CREATE TABLE p1 (id bigint NOT NULL, k integer NOT NULL, added integer);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
