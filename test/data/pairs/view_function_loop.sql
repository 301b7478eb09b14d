-- a view calls a function that reads another view, which calls a function
-- @before
CREATE TABLE t (id integer, n integer);
-- @after
CREATE TABLE t (id integer, n integer);
CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2';
CREATE VIEW v1 AS SELECT id, twice(n) AS n FROM t;
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT sum(n) FROM v1';
CREATE VIEW v2 AS SELECT total() AS total, v1.* FROM v1;
CREATE FUNCTION show(v2) RETURNS text LANGUAGE sql AS 'SELECT $1.total::text';
CREATE VIEW v3 AS SELECT show(v2) AS shown FROM v2;
