-- what must be made anew keeps owners and grants, though the model declares none that differ
-- @before
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION f(v) RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT $1.a';
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
ALTER VIEW v OWNER TO app_owner;
GRANT SELECT ON t TO app_owner;
GRANT SELECT (b) ON v TO app_reader;
REVOKE ALL ON FUNCTION f(v) FROM PUBLIC;
GRANT SELECT ON m TO app_writer WITH GRANT OPTION;
-- @after
CREATE TABLE t (a bigint, b text);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION f(v) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT $1.a';
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
ALTER VIEW v OWNER TO app_owner;
GRANT SELECT ON t TO app_owner;
GRANT SELECT (b) ON v TO app_reader;
REVOKE ALL ON FUNCTION f(v) FROM PUBLIC;
GRANT SELECT ON m TO app_writer WITH GRANT OPTION;
