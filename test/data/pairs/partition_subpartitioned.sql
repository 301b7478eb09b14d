-- a partition becomes a partitioned table itself
-- @before
CREATE TABLE p (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
-- @after
CREATE TABLE p (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY HASH (id);
CREATE TABLE p1_0 PARTITION OF p1 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
