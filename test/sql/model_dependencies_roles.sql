-- Kept facts and roles: one that compares, one that may only read, and what is moved out of the way for each
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore;
SET client_min_messages = warning;
CREATE ROLE regress_deploy;
CREATE ROLE regress_model;
CREATE ROLE regress_reader;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_deploy, regress_model', current_database()); END $$;
GRANT USAGE ON SCHEMA schemaver TO regress_deploy, regress_model, regress_reader;
GRANT SELECT ON schemaver.model, schemaver.ignore TO regress_deploy, regress_model, regress_reader;
GRANT SELECT ON schemaver.model_cache TO regress_deploy, regress_reader;
GRANT INSERT, UPDATE ON schemaver.model TO regress_deploy, regress_model;
GRANT INSERT, UPDATE ON schemaver.model_cache TO regress_deploy;
CREATE SCHEMA regress_deploy AUTHORIZATION regress_deploy;
CREATE SCHEMA regress_reader;
GRANT regress_deploy TO regress_model;
CREATE VIEW public.cached AS SELECT facts IS NOT NULL AS facts, verified IS NOT NULL AS note FROM schemaver.model_cache;

-- a schema with the name of the role that declares the model, and one with that of the reader
SET search_path = "$user", public;
SET ROLE regress_deploy;
SELECT schemaver_model('CREATE TABLE t (id integer)', '{regress_deploy}');
CREATE TABLE t (id integer);
SELECT search_path FROM schemaver.model;
SET ROLE regress_reader;
SELECT schemaver_check();
SET ROLE regress_deploy;
SELECT schemaver_check();
RESET ROLE;
SELECT * FROM public.cached;
SET ROLE regress_reader;
SELECT schemaver_check();

-- an object of another role in no schema is not moved out of the way: it is among the facts
RESET ROLE;
CREATE FOREIGN DATA WRAPPER used_wrapper;
SET ROLE regress_deploy;
SELECT schemaver_check();
RESET ROLE;
CREATE SERVER used_server FOREIGN DATA WRAPPER used_wrapper;
SET ROLE regress_reader;
SELECT schemaver_check();
SET ROLE regress_deploy;
SELECT schemaver_check();
SET ROLE regress_reader;
SELECT schemaver_check();
RESET ROLE;
DROP SERVER used_server;
DROP FOREIGN DATA WRAPPER used_wrapper;
SET ROLE regress_deploy;
SELECT schemaver_check();

-- a role that may write the model but not what is kept: no note, and no error
SET ROLE regress_model;
SELECT schemaver_model('CREATE TABLE regress_deploy.t (id integer)', '{regress_deploy}');
SELECT schemaver_check();
RESET ROLE;
SET ROLE regress_deploy;
SELECT schemaver_check();
RESET ROLE;
SELECT * FROM public.cached;
-- a role that may not read it does without
REVOKE SELECT ON schemaver.model_cache FROM regress_reader;
SET ROLE regress_reader;
SELECT schemaver_check();
RESET ROLE;

-- without the row
DELETE FROM schemaver.model_cache;
SELECT schemaver_check();
SELECT * FROM public.cached;
-- rows that schemaver did not write
UPDATE schemaver.model_cache SET names = '{NULL,a}', objects = '{}', facts_key = 'x';
SELECT schemaver_check();
UPDATE schemaver.model_cache SET names = NULL, objects = NULL, tried_out_by = NULL, runs_code = NULL, verified = 'x';
SELECT schemaver_check();
UPDATE schemaver.model_cache SET names = ARRAY[[NULL, 'b'], ['c', 'd']], objects = ARRAY[[1, NULL], [3, 4]]::oid[], tried_out_by = 0, verified = NULL;
SELECT schemaver_check();
SELECT * FROM public.cached;

RESET search_path;
DROP VIEW public.cached;
DROP SCHEMA regress_deploy, regress_reader CASCADE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_deploy, regress_model', current_database()); END $$;
DROP OWNED BY regress_deploy, regress_model, regress_reader;
DROP ROLE regress_deploy, regress_model, regress_reader;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore;
