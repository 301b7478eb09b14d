-- unique indexes become constraints: they are not built again
-- @keeps SELECT count(*) FROM t
-- @before
CREATE TABLE t (a int NOT NULL, b int, c int, d int);
CREATE UNIQUE INDEX t_key ON t (a);
CREATE UNIQUE INDEX "B" ON t (b) INCLUDE (c);
CREATE UNIQUE INDEX k ON t (c DESC);
CREATE UNIQUE INDEX l ON t (d) WITH (fillfactor = 70);
-- @data
INSERT INTO t VALUES (1, 2, 3, 4);
-- @after
CREATE TABLE t (a int CONSTRAINT t_key PRIMARY KEY, b int, c int CONSTRAINT k UNIQUE, d int CONSTRAINT l UNIQUE);
ALTER TABLE t ADD CONSTRAINT other UNIQUE (b) INCLUDE (c) DEFERRABLE;
COMMENT ON CONSTRAINT other ON t IS 'other';
-- @data
INSERT INTO t VALUES (1, 2, 3, 4);
