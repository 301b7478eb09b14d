-- kinds, columns, expressions and targets of extended statistics
-- @since 14
-- @before
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS s1 (dependencies) ON a, b FROM t;
CREATE STATISTICS s2 ON a, b FROM t;
CREATE STATISTICS s3 ON a, b FROM t;
ALTER STATISTICS s3 SET STATISTICS 50;
COMMENT ON STATISTICS s1 IS 'one';
-- @after
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS s1 (dependencies, ndistinct) ON a, b FROM t;
CREATE STATISTICS s2 ON a, lower(c), (b + 1) FROM t;
CREATE STATISTICS s3 ON a, b FROM t;
ALTER STATISTICS s3 SET STATISTICS 500;
CREATE STATISTICS s4 ON (a % 10) FROM t;
COMMENT ON STATISTICS s1 IS 'one';
