-- An evaluation runs no functions of others with the rights of the caller
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_mallory;
CREATE ROLE regress_victim;
SELECT current_database() AS db \gset
GRANT CREATE ON DATABASE :db TO regress_victim;
GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO regress_victim;
GRANT ALL ON ALL SEQUENCES IN SCHEMA schemaver TO regress_victim;
GRANT USAGE ON SCHEMA schemaver TO regress_victim;
CREATE SCHEMA app;
GRANT USAGE, CREATE ON SCHEMA app TO regress_mallory;

-- Sequences remember what was called, whatever is rolled back: one counts the
-- calls with the rights of mallory, or of none, the others those with more.
CREATE SCHEMA seen;
GRANT USAGE ON SCHEMA seen TO PUBLIC;
CREATE SEQUENCE seen.harmless;
CREATE SEQUENCE seen.victim;
CREATE SEQUENCE seen.superuser;
GRANT ALL ON ALL SEQUENCES IN SCHEMA seen TO PUBLIC;
CREATE FUNCTION seen.summary(OUT called boolean, OUT as_victim boolean, OUT as_superuser boolean)
LANGUAGE sql AS $$
	SELECT (SELECT is_called FROM seen.harmless), (SELECT is_called FROM seen.victim),
		(SELECT is_called FROM seen.superuser)
$$;
CREATE FUNCTION seen.reset() RETURNS void LANGUAGE sql AS $$
	SELECT setval('seen.harmless', 1, false), setval('seen.victim', 1, false),
		setval('seen.superuser', 1, false)
$$;

-- what mallory does where she may
SET ROLE regress_mallory;
CREATE FUNCTION app.spy() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	PERFORM nextval(CASE WHEN (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN 'seen.superuser'
		WHEN current_user = 'regress_victim' THEN 'seen.victim' ELSE 'seen.harmless' END);
	RETURN 1;
END
$$;
CREATE FUNCTION app.evil(integer DEFAULT 0) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS
	'BEGIN RETURN app.spy(); END';
CREATE FUNCTION app.definer() RETURNS integer LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER AS
	'BEGIN RETURN app.spy(); END';
CREATE FUNCTION app.inlined() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT app.evil(1)';
CREATE FUNCTION app.set_path() RETURNS integer LANGUAGE plpgsql IMMUTABLE SET work_mem = '1MB' AS
	$$ BEGIN PERFORM set_config('search_path', 'nowhere', false); RETURN app.spy(); END $$;
RESET ROLE;

-- What mallory has made is dumped, declared as it is dumped, checked, and copied
-- to prove a revision that adds something.  Returns what was seen meanwhile.
CREATE FUNCTION seen.after(what text, change text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	caller text := current_setting('seen.caller');
	result text;
	model text;
BEGIN
	EXECUTE 'SET LOCAL ROLE regress_mallory';
	EXECUTE what;
	EXECUTE 'SET LOCAL ROLE ' || caller;
	PERFORM seen.reset();
	model := schemaver_dump('{app}');
	PERFORM schemaver_model(model, '{app}');
	PERFORM schemaver_check();
	PERFORM schemaver_model(model || change, '{app}');
	PERFORM schemaver_revision('try', autogenerate => true);
	PERFORM count(*) FROM schemaver_diff();
	IF current_setting('search_path') LIKE '%nowhere%' THEN
		RAISE 'the search_path was changed';
	END IF;
	RAISE SQLSTATE 'RB000';
EXCEPTION WHEN SQLSTATE 'RB000' OR insufficient_privilege THEN
	SELECT CASE WHEN s.as_superuser THEN 'with the rights of a superuser'
		WHEN s.as_victim THEN 'with the rights of the victim'
		WHEN SQLSTATE <> 'RB000' THEN SQLERRM ELSE 'harmless' END
		INTO result FROM seen.summary() s;
	RETURN result;
END
$$;

CREATE TABLE seen.place (id serial, place text, what text, change text DEFAULT 'CREATE TABLE app.other (id integer)');
INSERT INTO seen.place (place, what) VALUES
	('materialized view', 'CREATE MATERIALIZED VIEW app.m AS SELECT app.spy()'),
	('materialized view of a materialized view', 'CREATE MATERIALIZED VIEW app.m AS SELECT app.spy() AS s; CREATE MATERIALIZED VIEW app.n AS SELECT s + app.spy() AS s FROM app.m'),
	('view', 'CREATE VIEW app.v AS SELECT app.evil(1)'),
	('index predicate', 'CREATE TABLE app.t (a integer); CREATE INDEX ON app.t (a) WHERE app.evil() = 1'),
	('index expression', 'CREATE TABLE app.t (a integer); CREATE INDEX ON app.t ((a + app.evil(1)))'),
	('check', 'CREATE TABLE app.t (a integer, CHECK (a > app.evil(1)))'),
	('check that is inlined', 'CREATE TABLE app.t (a integer, CHECK (a > app.inlined()))'),
	('SECURITY DEFINER', 'CREATE TABLE app.t (a integer); CREATE INDEX ON app.t (a) WHERE app.definer() = 1'),
	('SET in a function', 'CREATE TABLE app.t (a integer DEFAULT app.set_path()); CREATE INDEX ON app.t (a) WHERE app.set_path() = 1'),
	('generated column', 'CREATE TABLE app.t (a integer, b integer GENERATED ALWAYS AS (a + app.evil(1)) STORED)'),
	('partition key', 'CREATE TABLE app.t (a integer) PARTITION BY RANGE ((a + app.evil(1))); CREATE TABLE app.p PARTITION OF app.t FOR VALUES FROM (1) TO (5)'),
	('exclusion constraint', 'CREATE TABLE app.t (a integer, EXCLUDE (a WITH =) WHERE (app.evil(1) = 1))'),
	('rule', 'CREATE TABLE app.t (a integer); CREATE RULE r AS ON INSERT TO app.t WHERE app.evil(1) = 1 DO ALSO SELECT app.evil(2)'),
	('policy', 'CREATE TABLE app.t (a integer); CREATE POLICY p ON app.t USING (app.evil(1) = 1); ALTER TABLE app.t ENABLE ROW LEVEL SECURITY'),
	('constraint trigger', 'CREATE TABLE app.t (a integer); CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN PERFORM app.spy(); RETURN NULL; END $f$; CREATE CONSTRAINT TRIGGER c AFTER INSERT ON app.t DEFERRABLE FOR EACH ROW WHEN (app.evil(1) = 1) EXECUTE FUNCTION app.f()'),
	('operator', 'CREATE FUNCTION app.same(integer, integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN app.spy() = 1; END $f$; CREATE OPERATOR app.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = app.same); CREATE TABLE app.t (a integer); CREATE INDEX ON app.t (a) WHERE 1 OPERATOR(app.===) 2'),
	('cast', 'CREATE TYPE app.e AS ENUM (''a''); CREATE FUNCTION app.i(app.e) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN app.spy(); END $f$; CREATE TABLE app.t (a integer); CREATE INDEX ON app.t (a) WHERE a > app.i(''a''::app.e)'),
	('default of a parameter', 'CREATE FUNCTION app.d(a integer DEFAULT app.evil(1)) RETURNS integer LANGUAGE sql AS ''SELECT a''');
INSERT INTO seen.place (place, what, change) VALUES
	('column that is added', 'CREATE TABLE app.t (a integer)', 'ALTER TABLE app.t ADD COLUMN b integer DEFAULT app.evil(1)'),
	('column whose type changes', 'CREATE TABLE app.t (a integer, CHECK (a > app.evil(1))); CREATE INDEX ON app.t ((a + app.evil(1)))', 'ALTER TABLE app.t ALTER a TYPE bigint'),
	('check that is added', 'CREATE TABLE app.t (a integer); CREATE INDEX ON app.t (a) WHERE app.evil(1) = 1', 'ALTER TABLE app.t ADD CHECK (a > app.evil(3))'),
	('partition that is added', 'CREATE TABLE app.t (a integer) PARTITION BY RANGE ((a + app.evil(1)))', 'CREATE TABLE app.p PARTITION OF app.t FOR VALUES FROM (1) TO (5)'),
	('foreign key that is added', 'CREATE TABLE app.t (a integer PRIMARY KEY, b integer); CREATE INDEX ON app.t (b) WHERE app.evil(1) = 1', 'ALTER TABLE app.t ADD FOREIGN KEY (b) REFERENCES app.t'),
	('domain', 'CREATE DOMAIN app.d AS integer DEFAULT app.evil(2) CHECK (VALUE >= app.evil(1)); CREATE TABLE app.t (a app.d)', 'ALTER TABLE app.t ADD COLUMN b app.d DEFAULT 7'),
	('materialized view that is filled', 'CREATE MATERIALIZED VIEW app.m AS SELECT app.spy() AS s WITH NO DATA', 'REFRESH MATERIALIZED VIEW app.m');
INSERT INTO seen.place (place, what)
	SELECT 'statistics', CASE WHEN current_setting('server_version_num')::integer >= 140000 THEN
		'CREATE TABLE app.t (a integer); CREATE STATISTICS app.s ON (a + app.evil(1)), a FROM app.t' ELSE 'SELECT' END;

-- ----------
-- The caller is a superuser
-- ----------
SET seen.caller = 'none';
SELECT place, seen.after(what, change) FROM seen.place ORDER BY id;

-- they were called, by the right roles
INSERT INTO seen.place (place, what) VALUES
	('called', 'CREATE TABLE app.t (a integer); CREATE INDEX i ON app.t (a) WHERE app.evil(1) = 1');
SELECT seen.after(what, change) FROM seen.place WHERE place = 'called';
SELECT called FROM seen.summary();
-- a default is not computed for rows that there are not
SELECT seen.after(what, change) FROM seen.place WHERE place = 'column that is added';
SELECT called FROM seen.summary();

-- ----------
-- The owner of the schema, of whom mallory has no rights, nor he of her
-- ----------
ALTER SCHEMA app OWNER TO regress_victim;
GRANT USAGE ON SCHEMA app TO PUBLIC;
SET seen.caller = 'regress_victim';
SELECT DISTINCT seen.after(what, change) FROM seen.place
	WHERE place IN ('index predicate', 'SECURITY DEFINER', 'operator', 'domain', 'partition key', 'check that is added');
SELECT seen.after(what, change) FROM seen.place WHERE place = 'called';
SELECT called FROM seen.summary();

-- without privileges, functions may fail, and the error says why
REVOKE USAGE ON SCHEMA app FROM PUBLIC;
SELECT seen.after(what, change) FROM seen.place WHERE place = 'called';
SET ROLE regress_mallory;
CREATE TABLE app.t (a integer);
CREATE INDEX i ON app.t (a) WHERE app.evil(1) = 1;
SET ROLE regress_victim;
SET client_min_messages = notice;
\set VERBOSITY default
DO $$
DECLARE
	hint text;
BEGIN
	PERFORM schemaver_model(schemaver_dump('{app}'), '{app}');
EXCEPTION WHEN insufficient_privilege THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RAISE NOTICE '%', SQLERRM USING HINT = hint;
END
$$;
\set VERBOSITY terse
SET client_min_messages = warning;
RESET ROLE;
DROP TABLE app.t;

-- for a member of mallory, her functions run as her
GRANT regress_mallory TO regress_victim;
SELECT seen.after(what, change) FROM seen.place WHERE place = 'called';
SELECT called FROM seen.summary();

-- his own functions have his own rights
ALTER FUNCTION app.spy() OWNER TO regress_victim;
ALTER FUNCTION app.evil(integer) OWNER TO regress_victim;
SELECT seen.after(what, change) FROM seen.place WHERE place = 'called';

\set VERBOSITY default
RESET seen.caller;
DROP SCHEMA app, seen CASCADE;
REVOKE ALL ON DATABASE :db FROM regress_victim;
DROP OWNED BY regress_mallory, regress_victim;
DROP ROLE regress_mallory, regress_victim;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
