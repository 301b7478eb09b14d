-- extended statistics come and go
-- @before
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS gone ON a, b FROM t;
-- @after
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS come (ndistinct, mcv) ON a, c FROM t;
CREATE STATISTICS "All" ON a, b, c FROM t;
COMMENT ON STATISTICS come IS 'for the planner';
