-- The trial of a revision copies what its scripts touch, and what that needs.
SET client_min_messages = warning;
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore;
CREATE SCHEMA trial;
SET search_path = trial, public;

-- A function that cannot be executed when t has a column b, and that names
-- another table in pieces
CREATE FUNCTION trial.strict(piece text) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	EXECUTE 'SELECT 1 FROM trial.' || piece || '1';
	IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'trial.t'::regclass AND attname = 'b') THEN
		RAISE EXCEPTION 'there is a column b';
	END IF;
	RETURN 0;
END $$;
CREATE TABLE trial.t (a integer PRIMARY KEY, c text);
CREATE VIEW trial.v AS SELECT a, c FROM trial.t;
DO $$
BEGIN
	FOR n IN 1 .. 40 LOOP
		EXECUTE format('CREATE TABLE trial.other%s (a integer PRIMARY KEY, t text DEFAULT %L CHECK (t <> %L))', n, 'x', 'y');
	END LOOP;
END $$;
SELECT pg_get_functiondef('trial.strict'::regproc) || E';\n'
	|| string_agg(format('CREATE TABLE trial.other%s (a integer PRIMARY KEY, t text DEFAULT %L CHECK (t <> %L));', n, 'x', 'y'), E'\n') AS rest
FROM generate_series(1, 40) n \gset

-- How many objects a revision creates, and takes away again
CREATE FUNCTION public.trial_creates() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before oid := lo_create(0);
BEGIN
	PERFORM schemaver_revision('trial', autogenerate => true);
	RETURN lo_create(0)::bigint - before::bigint;
END $$;

-- A change of the view: 40 tables of nine objects at least are not copied
SELECT schemaver_model(:'rest' || $$
	CREATE TABLE trial.t (a integer PRIMARY KEY, c text);
	CREATE VIEW trial.v AS SELECT a FROM trial.t;
$$);
BEGIN;
SELECT public.trial_creates() < 150 AS few;
ROLLBACK;

-- An index whose creation needs a table that no text names: all are copied
SELECT schemaver_model(:'rest' || $$
	CREATE TABLE trial.t (a integer PRIMARY KEY, c text);
	CREATE VIEW trial.v AS SELECT a, c FROM trial.t;
	CREATE INDEX i ON trial.t (c) WHERE a > trial.strict('other');
$$);
BEGIN;
SELECT public.trial_creates() > 300 AS many;
ROLLBACK;

-- A script that fails: what the model creates first, it creates last
SELECT schemaver_model(:'rest' || $$
	CREATE TABLE trial.t (a integer PRIMARY KEY, c text);
	CREATE VIEW trial.v AS SELECT a, c FROM trial.t;
	CREATE INDEX i ON trial.t (c) WHERE a > trial.strict('other');
	ALTER TABLE trial.t ADD COLUMN b integer;
$$);
BEGIN;
SELECT public.trial_creates() > 300 AS many;
ROLLBACK;
SET schemaver.prove_scripts = off;
BEGIN;
SELECT public.trial_creates() < 20 AS none;
ROLLBACK;

DELETE FROM schemaver.model;
DROP FUNCTION public.trial_creates();
DROP SCHEMA trial CASCADE;
