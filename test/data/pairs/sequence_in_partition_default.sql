-- a sequence of another schema as the default of a partitioned table
-- @before
CREATE SCHEMA seqs;
CREATE TABLE p (id bigint, k integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
-- @after
CREATE SCHEMA seqs;
CREATE SEQUENCE seqs."P ids";
CREATE TABLE p (id bigint DEFAULT nextval('seqs."P ids"'), k integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
