-- a check comes to a partitioned table while the key of a partition of it, and of one of that, gets another type
-- @keeps SELECT count(*) FROM r
-- @before
CREATE TABLE r (k integer, l integer) PARTITION BY LIST (k);
CREATE TABLE s PARTITION OF r FOR VALUES IN (1) PARTITION BY LIST (l);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN (1) PARTITION BY LIST (l);
CREATE TABLE s11 PARTITION OF s1 FOR VALUES IN (1);
-- @data
INSERT INTO r VALUES (1, 1);
-- @after
CREATE TABLE r (k integer, l bigint, CONSTRAINT ck CHECK (k > 0)) PARTITION BY LIST (k);
CREATE TABLE s PARTITION OF r FOR VALUES IN (1) PARTITION BY LIST (l);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN (1) PARTITION BY LIST (l);
CREATE TABLE s11 PARTITION OF s1 FOR VALUES IN (1);
-- @data
INSERT INTO r VALUES (1, 1);
