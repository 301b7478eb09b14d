-- No role gains a privilege by an evaluation
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
\set VERBOSITY terse
CREATE ROLE regress_owner;
CREATE ROLE regress_mallory;
CREATE ROLE regress_reader;
SELECT current_database() AS db \gset
GRANT CREATE ON DATABASE :db TO regress_owner, regress_mallory;
GRANT USAGE ON SCHEMA schemaver TO regress_owner, regress_mallory, regress_reader;
GRANT SELECT ON schemaver.model, schemaver.model_cache, schemaver.ignore TO regress_owner, regress_mallory, regress_reader;
GRANT SELECT ON schemaver.revision, schemaver.applied TO regress_owner;
GRANT INSERT, UPDATE ON schemaver.model, schemaver.model_cache TO regress_owner, regress_mallory;
CREATE SCHEMA trusted AUTHORIZATION regress_owner;
GRANT USAGE, CREATE ON SCHEMA trusted TO regress_mallory;
CREATE FUNCTION trusted.helper() RETURNS text LANGUAGE sql AS 'SELECT ''trusted code''';
-- written by a superuser who trusts the schema
CREATE FUNCTION public.definer() RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = trusted AS
	'BEGIN RETURN helper(); END';
CREATE TABLE public.witness (who text);
GRANT INSERT ON public.witness TO PUBLIC;
SELECT $$
CREATE FUNCTION trusted.helper() RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''mallory as %'', current_user; RETURN ''mallory''; END';
SELECT public.definer();
$$ AS attack \gset

-- ----------
-- Only the owner of the schemas: nothing of the model runs
-- ----------
SET ROLE regress_mallory;
SELECT schemaver_model(:'attack');
SELECT schemaver_model(:'attack', '{trusted}');
SELECT schemaver_model('DO ''BEGIN RAISE NOTICE $n$it ran$n$; END''', '{trusted}');
SELECT schemaver_model('DO ''BEGIN RAISE NOTICE $n$it ran$n$; END''', '{public}');
-- one of several is enough
SELECT schemaver_model('CREATE SCHEMA own; DO ''BEGIN RAISE NOTICE $n$it ran$n$; END''', '{own,trusted}');
-- nor by another way into the schema
SELECT schemaver_model('CREATE SCHEMA trusted CREATE TABLE t (id integer)');
SELECT schemaver_model('CREATE SCHEMA own; CREATE SCHEMA trusted', '{own}');
SELECT schemaver_model('CREATE SCHEMA own; ALTER SCHEMA trusted RENAME TO gone', '{own}');
SELECT schemaver_model('CREATE SCHEMA own; CREATE OR REPLACE FUNCTION trusted.helper() RETURNS text LANGUAGE sql AS ''SELECT 1''', '{own}');
-- an extension of another role stays where it is
SELECT schemaver_model('CREATE SCHEMA own; CREATE EXTENSION schemaver SCHEMA own; DO ''BEGIN RAISE NOTICE $n$%$n$, to_regprocedure($n$own.schemaver_check(boolean)$n$); END''', '{own}');
RESET ROLE;
SELECT schemaver_model('CREATE SCHEMA own; CREATE EXTENSION schemaver SCHEMA own; DO ''BEGIN RAISE NOTICE $n$%$n$, to_regprocedure($n$own.schemaver_check(boolean)$n$); END''', '{own}');
SET ROLE regress_mallory;
-- and not with the model of another role, nor by comparing two schemas
RESET ROLE;
SELECT schemaver_model(:'attack');
SET ROLE regress_mallory;
UPDATE schemaver.model_cache SET facts_key = '';
SELECT schemaver_check();
SELECT schemaver_diff();
CREATE SCHEMA regress_mallory;
SELECT schemaver_diff('trusted', 'regress_mallory');
SELECT schemaver_diff('regress_mallory', 'trusted');
DROP SCHEMA regress_mallory;
-- after a model that fails, the caller has its own role again
SELECT current_user;
RESET ROLE;
SELECT public.definer();
TABLE public.witness;

-- a role that may not create schemas may not evaluate a model either
REVOKE CREATE ON DATABASE :db FROM regress_owner;
SET ROLE regress_owner;
SELECT schemaver_model('CREATE TABLE trusted.t (id integer)');
RESET ROLE;
GRANT CREATE ON DATABASE :db TO regress_owner;

-- ----------
-- The owner may, and he could do the same by ALTER SCHEMA
-- ----------
SET ROLE regress_owner;
SELECT schemaver_model('CREATE TABLE trusted.t (id integer); CREATE FUNCTION trusted.helper() RETURNS text LANGUAGE sql AS ''SELECT ''''trusted code''''''');
SELECT action, kind, identity FROM schemaver_diff();
SELECT schemaver_model('CREATE SCHEMA fresh; CREATE TABLE fresh.t (id integer)', '{fresh}');
SELECT action, kind, identity FROM schemaver_diff() WHERE identity LIKE 'fresh%';
RESET ROLE;
-- a member of the owner is an owner
GRANT regress_owner TO regress_mallory;
SET ROLE regress_mallory;
SELECT schemaver_model('CREATE TABLE trusted.t (id integer)', '{trusted}');
RESET ROLE;
REVOKE regress_owner FROM regress_mallory;

-- a model runs with the rights of the caller alone
SET ROLE regress_owner;
SELECT schemaver_model('CREATE TABLE trusted.t AS SELECT * FROM public.witness', '{trusted}');
SELECT schemaver_model('SET ROLE regress_reader', '{trusted}');
-- (the message is another one from 16 on)
\set VERBOSITY sqlstate
SELECT schemaver_model('COPY public.witness FROM ''/etc/passwd''', '{trusted}');
\set VERBOSITY terse
RESET ROLE;

-- ----------
-- What others own outside schemas is not moved out of the way
-- ----------
CREATE FOREIGN DATA WRAPPER shared_wrapper;
GRANT USAGE ON FOREIGN DATA WRAPPER shared_wrapper TO regress_owner;
CREATE SERVER others_server FOREIGN DATA WRAPPER shared_wrapper;
SET ROLE regress_owner;
CREATE SERVER own_server FOREIGN DATA WRAPPER shared_wrapper;
SELECT schemaver_model('CREATE SERVER own_server FOREIGN DATA WRAPPER shared_wrapper OPTIONS (a ''1'')', '{trusted}');
SELECT action, kind, identity, upgrade FROM schemaver_diff() WHERE kind = 'server' AND identity LIKE '%own%';
SELECT schemaver_model('CREATE SERVER others_server FOREIGN DATA WRAPPER shared_wrapper', '{trusted}');
SELECT schemaver_model('ALTER SERVER others_server OPTIONS (a ''1'')', '{trusted}');
RESET ROLE;
DROP SERVER own_server, others_server;
DROP FOREIGN DATA WRAPPER shared_wrapper;

-- ----------
-- A role that may only read: with the kept facts it needs no more
-- ----------
SELECT schemaver_model('CREATE TABLE trusted.t (id integer); DO ''BEGIN RAISE NOTICE $n$it ran$n$; END''', '{trusted}');
SET ROLE regress_reader;
SELECT action, kind, identity FROM schemaver_diff();
SELECT schemaver_check();
SELECT schemaver_model('CREATE TABLE trusted.t (id integer)');
SELECT schemaver_dump('{trusted}') ~ 'CREATE FUNCTION trusted.helper' AS dumps;
RESET ROLE;
DROP FUNCTION trusted.helper();
CREATE TABLE trusted.t (id integer);
ALTER TABLE trusted.t OWNER TO regress_owner;
SET ROLE regress_reader;
SELECT schemaver_check();
RESET ROLE;
-- but not where owners are compared, which are those of the caller's evaluation
SELECT schemaver_model('CREATE TABLE trusted.t (id integer); ALTER TABLE trusted.t OWNER TO regress_owner', '{trusted}', privileges => true);
SET ROLE regress_reader;
SELECT schemaver_check();
RESET ROLE;

-- ----------
-- Without privileges on our tables, the error is the server's
-- ----------
REVOKE SELECT ON schemaver.model FROM regress_reader;
REVOKE INSERT, UPDATE ON schemaver.model FROM regress_owner;
SET ROLE regress_reader;
SELECT schemaver_check();
SELECT schemaver_diff();
RESET ROLE;
SET ROLE regress_owner;
SELECT schemaver_model('CREATE TABLE trusted.t (id integer)', '{trusted}');
RESET ROLE;
REVOKE USAGE ON SCHEMA schemaver FROM regress_reader;
SET ROLE regress_reader;
DO $$
BEGIN
	PERFORM schemaver_check();
EXCEPTION WHEN insufficient_privilege THEN
	RAISE NOTICE '%', SQLERRM;
END
$$;
DO $$
BEGIN
	PERFORM schemaver_dump();
EXCEPTION WHEN insufficient_privilege THEN
	RAISE NOTICE '%', SQLERRM;
END
$$;
RESET ROLE;

\set VERBOSITY default
DROP FUNCTION public.definer();
DROP TABLE public.witness;
DROP SCHEMA trusted CASCADE;
REVOKE ALL ON DATABASE :db FROM regress_owner, regress_mallory;
DROP OWNED BY regress_owner, regress_mallory, regress_reader;
DROP ROLE regress_owner, regress_mallory, regress_reader;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
