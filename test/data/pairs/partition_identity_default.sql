-- a serial and a generated column of a partitioned table
-- @before
CREATE TABLE p (k integer, a integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
-- @after
CREATE TABLE p (id serial, k integer, a integer, b integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
