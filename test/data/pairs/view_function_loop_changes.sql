-- the column type under views and functions that take each other's rows
-- @before
CREATE TABLE t (id integer, n integer);
CREATE VIEW v1 AS SELECT id, n FROM t;
CREATE FUNCTION double(v v1) RETURNS integer LANGUAGE sql AS 'SELECT v.n * 2';
CREATE VIEW v2 AS SELECT double(v1) AS d FROM v1;
CREATE FUNCTION all_v2() RETURNS SETOF v2 LANGUAGE sql AS 'SELECT * FROM v2';
CREATE VIEW v3 AS SELECT d FROM all_v2();
COMMENT ON FUNCTION double(v1) IS 'keep me';
-- @after
CREATE TABLE t (id integer, n bigint);
CREATE VIEW v1 AS SELECT id, n FROM t;
CREATE FUNCTION double(v v1) RETURNS bigint LANGUAGE sql AS 'SELECT v.n * 2';
CREATE VIEW v2 AS SELECT double(v1) AS d FROM v1;
CREATE FUNCTION all_v2() RETURNS SETOF v2 LANGUAGE sql AS 'SELECT * FROM v2';
CREATE VIEW v3 AS SELECT d FROM all_v2();
COMMENT ON FUNCTION double(v1) IS 'keep me';
