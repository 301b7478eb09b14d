-- What a model creates or changes outside its schemas would not be compared: it is an error
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
SET client_min_messages = warning;
CREATE SCHEMA elsewhere;
CREATE SCHEMA other;
SET search_path = elsewhere, public;
CREATE ROLE regress_elsewhere;
CREATE TYPE other.mood AS ENUM ('sad');
CREATE DOMAIN other.number AS integer;
CREATE FUNCTION other.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION other.same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR other.=== (FUNCTION = other.same, LEFTARG = integer, RIGHTARG = integer);
CREATE SEQUENCE other.s;
CREATE TABLE other.t (id integer PRIMARY KEY, a text);
CREATE VIEW other.v AS SELECT 1 AS one;
CREATE TABLE other.parent (a text);
CREATE TABLE other.parts (id integer PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE other.part PARTITION OF other.parts FOR VALUES IN (1);
CREATE FUNCTION public.declare(ddl text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	PERFORM schemaver_model(ddl, '{elsewhere}', privileges => ddl ~ 'GRANT|OWNER|PRIVILEGES');
	RETURN 'accepted';
EXCEPTION WHEN invalid_schema_definition THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN 'refused: ' || detail;
END
$$;

-- a schema by itself
SELECT schemaver_model('CREATE SCHEMA stray', '{elsewhere}');
SELECT schemaver_model('CREATE SCHEMA stray; CREATE TABLE stray.t (id integer)', '{elsewhere}');
SELECT nspname FROM pg_namespace WHERE nspname = 'stray';
-- that it should be there is no change
SELECT public.declare('CREATE SCHEMA IF NOT EXISTS other');
SELECT public.declare('CREATE SCHEMA IF NOT EXISTS elsewhere');
-- it is among its schemas by default
SELECT schemaver_model('CREATE SCHEMA stray');
TRUNCATE schemaver.model;

\pset tuples_only on
\pset format unaligned
SELECT ddl, public.declare(ddl) FROM unnest(ARRAY[
	'CREATE SCHEMA stray CREATE TABLE t (id integer)',
	'CREATE SCHEMA AUTHORIZATION regress_elsewhere',
	'DO ''BEGIN CREATE SCHEMA stray; END''',
	'COMMENT ON SCHEMA other IS ''x''',
	'GRANT USAGE ON SCHEMA other TO regress_elsewhere',
	'ALTER SCHEMA other OWNER TO regress_elsewhere',
	'ALTER SCHEMA other RENAME TO stray',
	'ALTER TABLE other.t ADD b integer',
	'ALTER TABLE other.t DROP a',
	'ALTER TABLE other.t ALTER a SET STORAGE EXTERNAL',
	'ALTER TABLE other.t ALTER a SET DEFAULT ''x''',
	'ALTER TABLE other.t RENAME TO z',
	'ALTER TABLE other.t RENAME a TO z',
	'ALTER TABLE other.t ENABLE ROW LEVEL SECURITY',
	'ALTER TABLE other.t SET (fillfactor = 70)',
	'ALTER TABLE other.t CLUSTER ON t_pkey',
	'ALTER TABLE other.t INHERIT other.parent',
	'GRANT SELECT ON other.t TO regress_elsewhere',
	'GRANT SELECT (a) ON other.t TO regress_elsewhere',
	'COMMENT ON TABLE other.t IS ''x''',
	'COMMENT ON COLUMN other.t.a IS ''x''',
	'COMMENT ON CONSTRAINT t_pkey ON other.t IS ''x''',
	'COMMENT ON TYPE other.mood IS ''x''',
	'CREATE POLICY p ON other.t',
	'CREATE STATISTICS other.z ON id, a FROM other.t',
	'ALTER TYPE other.mood RENAME VALUE ''sad'' TO ''blue''',
	'ALTER DOMAIN other.number SET DEFAULT 1',
	'ALTER DOMAIN other.number ADD CONSTRAINT c CHECK (value > 1)',
	'CREATE OR REPLACE FUNCTION other.f() RETURNS integer LANGUAGE sql AS ''SELECT 2''',
	'ALTER FUNCTION other.f() STABLE',
	'GRANT EXECUTE ON FUNCTION other.f() TO regress_elsewhere',
	'CREATE OR REPLACE VIEW other.v AS SELECT 1 AS one, 2 AS two',
	'ALTER SEQUENCE other.s INCREMENT 5',
	'ALTER OPERATOR other.=== (integer, integer) SET (RESTRICT = eqsel)',
	'CREATE ROLE regress_elsewhere2',
	'ALTER ROLE regress_elsewhere CREATEDB',
	'GRANT regress_elsewhere TO CURRENT_USER',
	'ALTER ROLE regress_elsewhere SET work_mem = 100'
]) WITH ORDINALITY AS d (ddl, number) ORDER BY number;

-- what is used there is not changed by that; and rows do not count, nor what is dropped
SELECT ddl, public.declare(ddl) FROM unnest(ARRAY[
	'CREATE TABLE a (id integer REFERENCES other.t, n other.number, m other.mood DEFAULT ''sad''); COMMENT ON CONSTRAINT a_id_fkey ON a IS ''x''',
	'CREATE TABLE a (id integer REFERENCES other.parts)',
	'CREATE TABLE a () INHERITS (other.parent)',
	'CREATE TABLE a (LIKE other.t INCLUDING ALL)',
	'CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS ''SELECT $1 = $2''; CREATE OPERATOR <==> (FUNCTION = same, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(other.===))',
	'INSERT INTO other.parent VALUES (''x''); SELECT pg_catalog.setval(''other.s'', 7); TRUNCATE other.parent',
	'DROP TABLE IF EXISTS other.t; DO ''BEGIN DROP FUNCTION other.f(); END''',
	'CREATE TEMP TABLE a (id integer); ALTER TABLE a ADD b integer; COMMENT ON TABLE a IS ''x''',
	'GRANT USAGE ON SCHEMA elsewhere TO regress_elsewhere; COMMENT ON SCHEMA elsewhere IS ''x'''
]) WITH ORDINALITY AS d (ddl, number) ORDER BY number;
\pset tuples_only off
\pset format aligned

RESET search_path;
DROP SCHEMA elsewhere, other CASCADE;
DROP FUNCTION public.declare(text);
DROP ROLE regress_elsewhere;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore;
