-- What takes protection away is a hazard of its own, and an event trigger that
-- enables row level security on new tables does not make them other than
-- declared.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
CREATE ROLE regress_guard;
CREATE SCHEMA guarded;
SET search_path = guarded, public;
CREATE TABLE off (id int);
ALTER TABLE off ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE forced (id int);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY gone ON forced USING (true);
CREATE POLICY wider ON forced USING (id = 1);
CREATE POLICY same ON forced AS RESTRICTIVE USING (id > 0);
CREATE TABLE on_now (id int);
CREATE TABLE dropped (id int);
ALTER TABLE dropped ENABLE ROW LEVEL SECURITY;
CREATE POLICY with_it ON dropped USING (true);
CREATE VIEW barrier WITH (security_barrier) AS SELECT id FROM off;
CREATE VIEW barrier_stays WITH (security_barrier) AS SELECT id FROM off;
CREATE FUNCTION definer() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION exposed() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1';
CREATE FUNCTION invoker() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION promises() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT schemaver_model($$
CREATE TABLE off (id int);
CREATE TABLE forced (id int);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
CREATE POLICY wider ON forced USING (id > 0);
CREATE POLICY same ON forced AS RESTRICTIVE USING (id > 0);
CREATE POLICY new ON forced USING (true);
CREATE TABLE on_now (id int);
ALTER TABLE on_now ENABLE ROW LEVEL SECURITY;
CREATE POLICY first ON on_now USING (true);
CREATE VIEW barrier AS SELECT id FROM off;
CREATE VIEW barrier_stays WITH (security_barrier) AS SELECT id FROM off WHERE id > 0;
CREATE FUNCTION definer() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION exposed() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION invoker() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION promises() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1';
GRANT SELECT ON on_now TO PUBLIC;
GRANT SELECT ON off TO regress_guard;
CREATE TABLE new (id int);
$$, schemas => '{guarded}', privileges => true);
SELECT kind, identity, action, coalesce(hazard_code LIKE '%security%', false) AS security
FROM schemaver_diff() ORDER BY kind, identity, action;

-- new tables
DROP SCHEMA guarded CASCADE;
CREATE SCHEMA guarded;
CREATE FUNCTION public.regress_secure() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
	command record;
BEGIN
	FOR command IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' AND schema_name = 'guarded'
	LOOP
		EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', command.object_identity);
	END LOOP;
END $$;
CREATE EVENT TRIGGER regress_secure ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.regress_secure();
INSERT INTO schemaver.ignore VALUES ('event trigger', 'regress_secure');
CREATE TABLE old (id int);
SELECT schemaver_model('CREATE TABLE old (id int); CREATE TABLE new (id int); CREATE TABLE kept (id int); ALTER TABLE kept ENABLE ROW LEVEL SECURITY', schemas => '{guarded}');
\set VERBOSITY terse
SELECT schemaver_revision('r', rev_id => 'r', autogenerate => true);
\set VERBOSITY default
SELECT identity, coalesce(hazard_code LIKE '%security%', false) FROM schemaver_diff() ORDER BY 1;
SELECT regexp_replace(upgrade, '-- hazards:[^\n]*\n', '', 'g') FROM schemaver.revision;
SELECT schemaver_upgrade();
SELECT schemaver_check();
SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'guarded'::regnamespace ORDER BY 1;

-- back, where it had been enabled
SELECT schemaver_downgrade('base');
SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'guarded'::regnamespace ORDER BY 1;
SELECT schemaver_upgrade();

-- what a downgrade creates again
SELECT schemaver_model('CREATE TABLE kept (id int); ALTER TABLE kept ENABLE ROW LEVEL SECURITY', schemas => '{guarded}');
\set VERBOSITY terse
SELECT schemaver_revision('s', rev_id => 's', autogenerate => true);
\set VERBOSITY default
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('r');
SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'guarded'::regnamespace ORDER BY 1;

RESET search_path;
DROP EVENT TRIGGER regress_secure;
DROP FUNCTION public.regress_secure();
DROP SCHEMA guarded CASCADE;
DROP ROLE regress_guard;
DELETE FROM schemaver.ignore;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
