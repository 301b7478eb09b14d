-- indexes of a partitioned table, with names of their own on the partitions
-- @before
CREATE TABLE p (a integer NOT NULL, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_b ON p (b);
-- @after
CREATE TABLE p (a integer NOT NULL, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p1_own ON p1 (b DESC);
CREATE INDEX p_b ON p (b DESC);
CREATE UNIQUE INDEX p_a ON p (a);
CREATE INDEX p2_only ON p2 (a, b);
COMMENT ON INDEX p1_own IS 'was there before its parent';
