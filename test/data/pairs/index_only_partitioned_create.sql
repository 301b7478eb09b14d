-- partitioned tables whose indexes some partitions do not have
-- @before
-- @after
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (b);
CREATE TABLE p2a PARTITION OF p2 FOR VALUES FROM (0) TO (10);
CREATE INDEX p_b ON ONLY p (b);
CREATE INDEX p1_b ON p1 (b);
CREATE INDEX p2_b ON ONLY p2 (b);
ALTER INDEX p_b ATTACH PARTITION p2_b;
COMMENT ON INDEX p2_b IS 'attached, though its partition has none';
