-- sub-partitions that were attached, with keys and foreign keys from one to the other
-- @before
-- @after
CREATE TABLE p (id bigint NOT NULL PRIMARY KEY, other bigint REFERENCES p) PARTITION BY RANGE (id);
CREATE TABLE p1 (other bigint, id bigint NOT NULL PRIMARY KEY);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
CREATE TABLE p2a (id bigint PRIMARY KEY, other bigint);
CREATE TABLE p2b (junk integer, other bigint, id bigint NOT NULL);
ALTER TABLE p2b DROP junk;
ALTER TABLE p2 ATTACH PARTITION p2a FOR VALUES FROM (10) TO (15);
ALTER TABLE p2 ATTACH PARTITION p2b FOR VALUES FROM (15) TO (20);
