-- Functions and procedures: replaced where the server can.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE t (id integer);
CREATE FUNCTION body() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION attributes(a integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION names(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION defaults(a integer DEFAULT 1, b integer DEFAULT 2) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(a integer) LANGUAGE sql AS '';
CREATE PROCEDURE p(INOUT a text) LANGUAGE sql AS 'SELECT ''x''';
COMMENT ON PROCEDURE p(integer) IS 'does nothing';
COMMENT ON FUNCTION names(integer) IS 'as before';
$pair$ AS before, $pair$
CREATE TABLE t (id integer);
CREATE FUNCTION body() RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION attributes(a integer) RETURNS SETOF integer LANGUAGE sql
	STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 7 ROWS 5
	SET search_path = pair, pg_temp SET work_mem = '1MB' AS 'SELECT 1';
CREATE FUNCTION names(b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION defaults(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(a integer) LANGUAGE plpgsql AS 'BEGIN END';
CREATE PROCEDURE p(INOUT a text, INOUT b text) LANGUAGE sql AS 'SELECT ''x'', ''y''';
COMMENT ON PROCEDURE p(integer) IS 'does nothing';
COMMENT ON FUNCTION names(integer) IS 'as before';
$pair$ AS after, '' AS data, '' AS query \gset
:pair
