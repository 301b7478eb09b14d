-- functions that take and return the rows of tables that change
-- @before
CREATE TABLE t (id integer, a text);
CREATE FUNCTION full_a(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.a';
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS 'SELECT * FROM t';
CREATE FUNCTION type_of(x t.a%TYPE) RETURNS t.id%TYPE LANGUAGE sql AS 'SELECT 1';
-- @after
CREATE TABLE t (id bigint, a text, b text);
CREATE FUNCTION full_a(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.a || $1.b';
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS 'SELECT * FROM t';
CREATE FUNCTION type_of(x t.a%TYPE) RETURNS t.id%TYPE LANGUAGE sql AS 'SELECT 1::bigint';
