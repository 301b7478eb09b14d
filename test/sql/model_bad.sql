-- Invalid models, and those that contain more than a model can have
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA bad;
CREATE SCHEMA auth;
CREATE TABLE auth.users (id integer PRIMARY KEY, name text);
INSERT INTO auth.users VALUES (1, 'Ann');
CREATE VIEW public.bad_state AS
	SELECT (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
			WHERE relnamespace IN ('bad'::regnamespace, 'auth'::regnamespace)) AS relations,
		(SELECT md5(ddl) = md5('CREATE TABLE kept (id integer)') FROM schemaver.model) AS kept;
SET search_path = bad, public;

-- ----------
-- Each is refused with the place as context, and the last model stays
-- ----------
SELECT schemaver_model('CREATE TABLE kept (id integer)');

SELECT schemaver_model($$
CREATE TABLE a (id integer);
CREATE TABEL b (id integer);
$$);
SELECT schemaver_model($$
CREATE TABLE a (
	id integer,
	kind missing_type
);
$$);
SELECT schemaver_model('CREATE TABLE a (id integer); BEGIN');
SELECT schemaver_model('CREATE TABLE a (id integer); COMMIT');
SELECT schemaver_model('CREATE TABLE a (id integer); SAVEPOINT s');
SELECT schemaver_model('SET TRANSACTION READ WRITE');
SELECT schemaver_model($$
CREATE TABLE a (id integer);

COPY a FROM stdin;
1
2
\.
$$);
SELECT schemaver_model('COPY auth.users TO STDOUT');
SELECT schemaver_model('CREATE TABLE a (id integer); DROP TABLE auth.users');
SELECT schemaver_model('CREATE TABLE a (id integer);
\i more.sql
');
SELECT schemaver_model('\connect postgres
CREATE TABLE a (id integer);');
SELECT schemaver_model('CREATE TABLE :name (id integer)');
SELECT schemaver_model('CREATE TABLE a (id integer); CREATE TABLE a (id integer)');
SELECT schemaver_model('CREATE TABLE a (id integer REFERENCES nobody)');
SELECT schemaver_model('CREATE VIEW a AS SELECT 1/0 AS x; SELECT * FROM a');
SELECT schemaver_model('VACUUM');
SELECT schemaver_model('CREATE DATABASE other');
SELECT schemaver_model('CREATE TABLE a (id integer); CALL schemaver_deploy()');

-- what is asked of the commands
SELECT schemaver_model(NULL);
SELECT schemaver_model('CREATE TABLE a (id integer)', '{bad,NULL}');
SELECT schemaver_model('CREATE TABLE a (id integer)', '{{bad},{auth}}');
SELECT schemaver_model('CREATE TABLE a (id integer)', '{pg_catalog}');
SELECT schemaver_model('CREATE TABLE a (id integer)', '{information_schema}');
SELECT schemaver_model('CREATE TABLE a (id integer)', '{bad,schemaver}');
SELECT schemaver_model('CREATE TABLE pg_toast.a (id integer)');
SELECT schemaver_model('CREATE TABLE schemaver.a (id integer)');
SELECT schemaver_diff(NULL, 'auth');
SELECT schemaver_diff('bad', NULL);
SELECT schemaver_diff('bad', 'nowhere');
SELECT schemaver_diff('nowhere', 'bad');
SELECT schemaver_diff('bad', 'pg_catalog');
SELECT schemaver_diff('bad', 'bad');
SELECT schemaver_dump('{nowhere}');
SELECT schemaver_dump('{pg_catalog}');
SELECT schemaver_dump('{NULL}');

SELECT * FROM public.bad_state;

-- ----------
-- Other schemas
-- ----------
-- what exists can be used
SELECT schemaver_model('CREATE TABLE logins (user_id integer REFERENCES auth.users)', '{bad}');
SELECT identity, upgrade FROM schemaver_diff();

-- but what is made there would not be compared
SELECT schemaver_model('CREATE TABLE auth.groups (id integer)', '{bad}');
SELECT schemaver_model('DO $d$ BEGIN CREATE TABLE auth.groups (id integer); END $d$', '{bad}');
SELECT schemaver_model('CREATE TABLE a (id integer);
SET search_path = auth;
CREATE TABLE groups (id integer);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS ''SELECT 1'';
CREATE TYPE e AS ENUM ();', '{bad}');
SELECT schemaver_model('SELECT set_config(''search_path'', ''auth'', false);
CREATE TABLE groups (id integer)');
SELECT schemaver_model('CREATE INDEX ON auth.users (name)', '{bad}');
SELECT schemaver_model('CREATE RULE r AS ON DELETE TO auth.users DO INSTEAD NOTHING', '{bad}');
SELECT schemaver_model('CREATE TABLE a (id integer); ALTER TABLE a SET SCHEMA auth', '{bad}');

-- what it drops there is still there
SELECT schemaver_model('DROP TABLE IF EXISTS auth.users; DROP SCHEMA IF EXISTS auth CASCADE; DROP EXTENSION IF EXISTS plpgsql CASCADE');
SELECT schemaver_model('DO $d$ BEGIN DROP TABLE auth.users; END $d$');
TABLE auth.users;

-- what is temporary is not compared
SELECT schemaver_model('CREATE TEMP TABLE t (id integer); CREATE TABLE a AS SELECT * FROM t', '{bad}');
SELECT identity FROM schemaver_diff();
SELECT to_regclass('pg_temp.t');

-- ----------
-- Where nothing can be written, or something else is going on
-- ----------
SELECT schemaver_model('CREATE TABLE kept (id integer)');
BEGIN READ ONLY;
SELECT schemaver_model('CREATE TABLE a (id integer)');
ROLLBACK;
BEGIN READ ONLY;
SELECT identity FROM schemaver_diff();
SELECT schemaver_check();
ROLLBACK;

-- an error in a subtransaction leaves the rest of the transaction alone
BEGIN;
CREATE TABLE mine (id integer);
SAVEPOINT s;
SELECT schemaver_model('CREATE TABLE a (id integer); CREATE TABLE a (id integer)');
SELECT schemaver_check();
ROLLBACK TO s;
SELECT action, identity FROM schemaver_diff();
COMMIT;
DROP TABLE mine;
DO $$
BEGIN
	PERFORM schemaver_model('CREATE TABLE a (id missing_type)');
EXCEPTION WHEN undefined_object THEN
	RAISE NOTICE '%: %', SQLSTATE, SQLERRM;
END
$$;
SELECT * FROM public.bad_state;

-- a cancel in the middle leaves nothing
SET statement_timeout = '300ms';
SELECT schemaver_model('CREATE TABLE a (id integer);
CREATE VIEW b AS SELECT * FROM a;
SELECT pg_sleep(60)');
RESET statement_timeout;
SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'schemaver\_aside%';
SELECT * FROM public.bad_state;

-- the script of a revision does not declare
SELECT schemaver_revision('declares', 'SELECT schemaver_model(''CREATE TABLE a (id integer)'')', rev_id => 'declares');
SELECT schemaver_upgrade();
SELECT schemaver_remove('declares');
-- nor does a model
SELECT schemaver_model('SELECT schemaver_model(''CREATE TABLE a (id integer)'')');
SELECT schemaver_model('SELECT schemaver_upgrade()');

SELECT * FROM public.bad_state;
DROP VIEW public.bad_state;
RESET search_path;
DROP SCHEMA bad, auth CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
