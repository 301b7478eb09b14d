-- a partition is renamed, by a marker
-- @keeps SELECT id FROM p
-- @before
CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_id ON p (id DESC);
-- @data
INSERT INTO p VALUES (5);
-- @after
CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY RANGE (id);
-- @renamed from=p1
CREATE TABLE p_first PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_id ON p (id DESC);
