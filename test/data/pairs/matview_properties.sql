-- options, indexes and statistics of a materialized view whose query stays
-- @keeps SELECT count(*) FROM m
-- @before
CREATE TABLE t (id integer, n integer, x text);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT n, x FROM t;
CREATE INDEX m_n ON m (n);
-- @data
INSERT INTO t VALUES (1, 1, 'x');
REFRESH MATERIALIZED VIEW m;
-- @after
CREATE TABLE t (id integer, n integer, x text);
CREATE MATERIALIZED VIEW m WITH (autovacuum_enabled = off) AS SELECT n, x FROM t;
CREATE INDEX m_n ON m (n DESC);
CREATE STATISTICS m_st ON n, x FROM m;
ALTER MATERIALIZED VIEW m ALTER x SET STORAGE EXTERNAL;
