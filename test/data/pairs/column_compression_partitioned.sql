-- compression of a column of a partitioned table, which the partition does not share
-- @since 14
-- @before
CREATE TABLE t (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE p PARTITION OF t DEFAULT;
-- @after
CREATE TABLE t (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE p PARTITION OF t DEFAULT;
ALTER TABLE ONLY t ALTER b SET COMPRESSION pglz;
