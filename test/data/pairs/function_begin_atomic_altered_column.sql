-- the type of a column that parsed bodies use, and a view in between
-- @since 14
-- @before
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE VIEW v AS SELECT id, n FROM t;
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(n) FROM t; END;
CREATE FUNCTION first() RETURNS integer LANGUAGE sql RETURN (SELECT id FROM v LIMIT 1);
CREATE FUNCTION second() RETURNS bigint LANGUAGE sql RETURN total() + first();
COMMENT ON FUNCTION total() IS 'keep me';
GRANT EXECUTE ON FUNCTION total() TO app_reader;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, n smallint);
CREATE VIEW v AS SELECT id, n FROM t;
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(n) FROM t; END;
CREATE FUNCTION first() RETURNS integer LANGUAGE sql RETURN (SELECT id FROM v LIMIT 1);
CREATE FUNCTION second() RETURNS bigint LANGUAGE sql RETURN total() + first();
COMMENT ON FUNCTION total() IS 'keep me';
GRANT EXECUTE ON FUNCTION total() TO app_reader;
