-- a foreign table as a partition and as a child
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER dummy;
CREATE SERVER far FOREIGN DATA WRAPPER dummy;
CREATE TABLE p (a integer, k integer) PARTITION BY LIST (k);
CREATE TABLE parent (a integer);
-- @after
CREATE FOREIGN DATA WRAPPER dummy;
CREATE SERVER far FOREIGN DATA WRAPPER dummy;
CREATE TABLE p (a integer, k integer) PARTITION BY LIST (k);
CREATE FOREIGN TABLE p_far PARTITION OF p FOR VALUES IN (1) SERVER far;
CREATE TABLE parent (a integer);
CREATE FOREIGN TABLE child (b text) INHERITS (parent) SERVER far;
