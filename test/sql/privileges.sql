-- No function gives rights that the caller lacks.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('t', rev_id => 't', upgrade => 'CREATE TABLE privileges_t (id integer)');
CREATE ROLE regress_schemaver_nobody;
CREATE ROLE regress_schemaver_reader;
CREATE ROLE regress_schemaver_deployer;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_reader, regress_schemaver_deployer;
GRANT SELECT ON schemaver.revision, schemaver.applied, schemaver.log, schemaver.version TO regress_schemaver_reader, regress_schemaver_deployer;
GRANT INSERT, DELETE ON schemaver.applied TO regress_schemaver_deployer;
GRANT INSERT ON schemaver.log TO regress_schemaver_deployer;
GRANT UPDATE ON schemaver.lock TO regress_schemaver_deployer;
GRANT SELECT ON schemaver.lock TO regress_schemaver_deployer;

SET ROLE regress_schemaver_nobody;
SELECT state FROM schemaver_status();
SELECT schemaver_upgrade();
SELECT schemaver_revision('x');
SELECT schemaver_stamp('head');
RESET ROLE;

SET ROLE regress_schemaver_reader;
SELECT state FROM schemaver_status();
SELECT revision FROM schemaver_history();
SELECT count(*) FROM schemaver.version;
SELECT schemaver_upgrade();
SELECT schemaver_revision('x');
SELECT schemaver_edit('t', message => 'x');
SELECT schemaver_remove('t');
RESET ROLE;

-- a role that may run revisions, but not write them
CREATE SCHEMA privileges;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SET search_path = privileges, public;
REVOKE ALL ON SCHEMA privileges FROM PUBLIC;
SET ROLE regress_schemaver_deployer;
SELECT schemaver_revision('x');
SELECT schemaver_upgrade();
RESET ROLE;
GRANT CREATE, USAGE ON SCHEMA privileges TO regress_schemaver_deployer;
SET ROLE regress_schemaver_deployer;
SELECT schemaver_upgrade();
RESET ROLE;
SELECT tableowner FROM pg_tables WHERE tablename = 'privileges_t';
SELECT current_user_name, session_user_name = SESSION_USER AS me FROM schemaver.log;

-- a security-restricted operation is no place for a run
CREATE TABLE one (id integer);
CREATE FUNCTION run_it(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM public.schemaver_downgrade('base'); RETURN 1; END $$;
INSERT INTO one VALUES (1);
CREATE INDEX ON one (run_it(id));

-- nothing of ours is SECURITY DEFINER, everything has a comment
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'schemaver'
WHERE p.prosecdef OR obj_description(p.oid, 'pg_proc') IS NULL;
SELECT c.oid::regclass FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'schemaver'
WHERE c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL;

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA privileges CASCADE;
DROP OWNED BY regress_schemaver_reader, regress_schemaver_deployer;
DROP ROLE regress_schemaver_nobody, regress_schemaver_reader, regress_schemaver_deployer;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
