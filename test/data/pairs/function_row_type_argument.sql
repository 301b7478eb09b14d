-- the body of a function with rows of a table as argument uses a column that
-- comes with the change
-- @keeps SELECT total(t) FROM t ORDER BY a
-- @before
CREATE TABLE t (a int);
CREATE FUNCTION total(r t) RETURNS int LANGUAGE sql AS 'SELECT r.a';
-- @data
INSERT INTO t VALUES (1), (2);
-- @after
CREATE TABLE t (a int, b int);
CREATE FUNCTION total(r t) RETURNS int LANGUAGE sql AS 'SELECT coalesce(r.b, 0) + r.a';
CREATE TABLE u (a int);
CREATE FUNCTION rows_of(lim int) RETURNS bigint LANGUAGE plpgsql AS
	'DECLARE r u%ROWTYPE; BEGIN RETURN (SELECT count(*) FROM u); END';
COMMENT ON FUNCTION rows_of(int) IS 'counts';
-- @data
INSERT INTO t VALUES (1), (2);
