-- materialized views come and go
-- @before
CREATE TABLE t (id integer, n integer);
-- @after
CREATE TABLE t (id integer, n integer);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT n, count(*) AS c FROM t GROUP BY n;
CREATE UNIQUE INDEX m_n ON m (n);
CREATE INDEX m_c ON m (c DESC) WHERE c > 5;
CREATE MATERIALIZED VIEW lazy AS SELECT n FROM m WITH NO DATA;
COMMENT ON MATERIALIZED VIEW m IS 'how often';
COMMENT ON COLUMN m.c IS 'the count';
