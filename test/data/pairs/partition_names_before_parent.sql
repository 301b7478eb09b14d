-- partitioned tables that refer to themselves, with names before and after those of their partitions
-- @before
-- @after
CREATE TABLE m (id bigint PRIMARY KEY, other bigint REFERENCES m) PARTITION BY RANGE (id);
CREATE TABLE a (id bigint PRIMARY KEY, other bigint);
ALTER TABLE m ATTACH PARTITION a FOR VALUES FROM (0) TO (10);
CREATE TABLE b (id bigint PRIMARY KEY, other bigint) PARTITION BY RANGE (id);
CREATE TABLE z PARTITION OF b FOR VALUES FROM (10) TO (15);
ALTER TABLE m ATTACH PARTITION b FOR VALUES FROM (10) TO (20);
CREATE TABLE c (id bigint PRIMARY KEY, other bigint);
ALTER TABLE b ATTACH PARTITION c FOR VALUES FROM (15) TO (20);
CREATE TABLE y PARTITION OF m DEFAULT;
-- @data
INSERT INTO m SELECT i, NULL FROM generate_series(1, 30) i;
UPDATE m SET other = 30 - id WHERE id < 30;
UPDATE m SET other = NULL WHERE other = 0;
