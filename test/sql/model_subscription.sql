-- Subscriptions are compared without their secrets, and no script makes a slot
-- or connects to the publisher.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;
CREATE SCHEMA sub;
CREATE ROLE regress_reader;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_reader', current_database()) \gexec

-- one is created, by a model as pg_dump writes it, and by one as users do
SELECT schemaver_model($$
CREATE SUBSCRIPTION regress_dumped CONNECTION 'host=localhost dbname=x user=u password = ''se cret''  sslpassword=hidden' PUBLICATION p, "Q" WITH (connect = false, slot_name = 'dumped', synchronous_commit = local);
CREATE SUBSCRIPTION regress_written CONNECTION 'postgresql://u:hidden@localhost/x?sslmode=prefer&password=hidden' PUBLICATION p;
CREATE SUBSCRIPTION regress_none CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION regress_dumped IS 'from a dump';
CREATE TABLE sub.t (id int);
$$, schemas => '{sub}');
SELECT kind, identity, action, hazard_code FROM schemaver_diff() ORDER BY 1, 2;
\set VERBOSITY terse
SELECT schemaver_revision('r', rev_id => 'r', autogenerate => true);
\set VERBOSITY default
SELECT upgrade LIKE '%hidden%' OR upgrade LIKE '%se cret%' AS has_secrets FROM schemaver.revision;
SELECT schemaver_upgrade();
SELECT schemaver_check();
SELECT subname, subenabled, subconninfo, subslotname, subpublications, subsynccommit, obj_description(oid, 'pg_subscription') FROM pg_subscription ORDER BY 1;

-- the secret is set by hand, and that is no difference; one that is enabled stays so
ALTER SUBSCRIPTION regress_dumped CONNECTION 'password=other host=localhost dbname=x user=u connect_timeout=1';
SELECT identity, action, hazard_code FROM schemaver_diff();
ALTER SUBSCRIPTION regress_dumped CONNECTION 'host=localhost password=other dbname=x user=u';
SELECT schemaver_check();

-- changes, and back
SELECT schemaver_model($$
CREATE SUBSCRIPTION regress_dumped CONNECTION 'host=elsewhere dbname=x' PUBLICATION "Q", r WITH (connect = false, slot_name = 'other', synchronous_commit = remote_apply);
CREATE SUBSCRIPTION regress_none CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE TABLE sub.t (id int);
$$, schemas => '{sub}');
SELECT identity, action, hazard_code, upgrade FROM schemaver_diff() ORDER BY 1;
\set VERBOSITY terse
SELECT schemaver_revision('s', rev_id => 's', autogenerate => true);
\set VERBOSITY default
SELECT schemaver_upgrade();
SELECT schemaver_check();
SELECT subname, subenabled, subconninfo, subslotname, subpublications, subsynccommit, obj_description(oid, 'pg_subscription') FROM pg_subscription ORDER BY 1;
SELECT schemaver_downgrade('r');
SELECT subname, subenabled, subconninfo, subslotname, subpublications, subsynccommit, obj_description(oid, 'pg_subscription') FROM pg_subscription ORDER BY 1;
SELECT schemaver_upgrade();

-- a role that may not read connections
ALTER SCHEMA sub OWNER TO regress_reader;
ALTER TABLE sub.t OWNER TO regress_reader;
GRANT USAGE ON SCHEMA schemaver TO regress_reader;
GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO regress_reader;
SELECT schemaver_check();
SET client_min_messages = notice;
SET ROLE regress_reader;
SELECT schemaver_diff();
SELECT schemaver_diff('sub', 'sub');
RESET ROLE;
SET client_min_messages = error;

SELECT schemaver_downgrade('base');
SELECT count(*) FROM pg_subscription;
DROP SCHEMA sub CASCADE;
REVOKE ALL ON ALL TABLES IN SCHEMA schemaver FROM regress_reader;
REVOKE ALL ON SCHEMA schemaver FROM regress_reader;
SELECT format('REVOKE ALL ON DATABASE %I FROM regress_reader', current_database()) \gexec
DROP ROLE regress_reader;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
