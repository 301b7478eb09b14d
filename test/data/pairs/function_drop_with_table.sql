-- a function goes together with the table whose rows it takes
-- @before
CREATE TABLE t (id integer);
CREATE FUNCTION f(t) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
CREATE FUNCTION g(integer) RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION h(t[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
-- @after
CREATE FUNCTION g(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
