-- Changes that are not done by a revision: recorded, told of, or denied.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.watch, schemaver.ddl_log;
CREATE SCHEMA watch;
CREATE SCHEMA others;
SET search_path = watch, public;
\pset null '-'
CREATE VIEW recorded AS
	SELECT tag, object_type, schema_name, identity, dropped, mode, reason, btrim(statement, E' \n') AS statement, context
	FROM schemaver.ddl_log ORDER BY id;

-- nothing, until it is asked for
SELECT * FROM schemaver_watch();
CREATE TABLE before ();
SELECT count(*) FROM schemaver.ddl_log;

SELECT * FROM schemaver_watch('record');
CREATE TABLE t (id serial PRIMARY KEY, note text);
ALTER TABLE t ADD extra integer;
-- each statement of what a client sends at once, and what a function does
SET LOCAL work_mem = '4MB'\; CREATE INDEX ON t (extra)\; COMMENT /* kept */ ON TABLE t IS 'ö; it'\; SELECT 'two';
CREATE FUNCTION make(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE VIEW %I AS SELECT 1 AS one', name);
END
$$;
SELECT make('made');
DO $$ BEGIN ALTER TABLE watch.t DROP extra; END $$;
GRANT SELECT, UPDATE ON t, made TO PUBLIC;
GRANT EXECUTE ON FUNCTION make(text) TO PUBLIC;
REVOKE USAGE ON SCHEMA others FROM PUBLIC;
CREATE POLICY mine ON t USING (true);
DROP TABLE t CASCADE;
DROP SCHEMA others;
CREATE SCHEMA others;
SELECT * FROM recorded;
SELECT DISTINCT session_user_name = session_user, current_user_name = current_user, backend_pid = pg_backend_pid(), application_name,
	client_addr, transaction < pg_current_xact_id(), logged_at <= clock_timestamp() FROM schemaver.ddl_log;
TRUNCATE schemaver.ddl_log;

-- what is no change of a schema: temporary objects, statistics, refreshes, what
-- is ignored, what is rolled back, and all that revisions do
CREATE TEMP TABLE passing (id serial PRIMARY KEY);
CREATE INDEX ON passing (id);
CREATE TEMP TABLE also AS SELECT 1 AS one;
CREATE TEMP VIEW look AS SELECT * FROM also;
CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON also FOR EACH ROW EXECUTE FUNCTION pg_temp.f();
GRANT SELECT ON passing TO PUBLIC;
ALTER TABLE passing ADD more integer;
DROP TABLE passing, also CASCADE;
SELECT count(*) FROM schemaver.ddl_log;
CREATE MATERIALIZED VIEW others.m AS SELECT 1 AS one;
CREATE TABLE others.parent (id integer) PARTITION BY LIST (id);
TRUNCATE schemaver.ddl_log;
REFRESH MATERIALIZED VIEW others.m;
REINDEX TABLE before;
ANALYZE before;
INSERT INTO schemaver.ignore VALUES ('*', 'others.part\_%');
CREATE TABLE others.part_1 PARTITION OF others.parent FOR VALUES IN (1);
DROP TABLE others.part_1;
DELETE FROM schemaver.ignore;
BEGIN;
CREATE TABLE rolled_back ();
ROLLBACK;
SELECT schemaver_revision('ours', rev_id => 'ours', upgrade => $$
	CREATE TABLE ours (id integer);
	DO 'BEGIN CREATE INDEX ON ours (id); END';
	DROP FUNCTION IF EXISTS make$$, downgrade => 'DROP TABLE ours');
SELECT schemaver_upgrade();
\set VERBOSITY terse
CALL schemaver_deploy('base', 'downgrade');
\set VERBOSITY default
SELECT schemaver_model('CREATE TABLE watch.before (); CREATE VIEW watch.recorded AS SELECT 1 AS one; CREATE TABLE watch.modelled ()', ARRAY['watch']);
SELECT count(*) FROM schemaver_diff();
SELECT verdict FROM schemaver_verify('base:head');
SELECT count(*) FROM schemaver_dry_run();
SELECT count(*) FROM schemaver.ddl_log;
TRUNCATE schemaver.model;

-- an extension is one object
CREATE EXTENSION pg_trgm;
DROP EXTENSION pg_trgm;
SELECT tag, object_type, identity, dropped FROM recorded;
TRUNCATE schemaver.ddl_log;

-- passwords are not recorded
CREATE FOREIGN DATA WRAPPER watch_wrapper;
CREATE SERVER watch_server FOREIGN DATA WRAPPER watch_wrapper OPTIONS (host 'secret');
CREATE USER MAPPING FOR CURRENT_USER SERVER watch_server OPTIONS (password 'secret');
ALTER SERVER watch_server OPTIONS (SET host 'secret');
DO $$ BEGIN CREATE FOREIGN TABLE watch.f () SERVER watch_server OPTIONS (password 'secret'); END $$;
SELECT tag, object_type, identity LIKE '%watch_server%' AS server, statement, context FROM recorded;
DROP FOREIGN DATA WRAPPER watch_wrapper CASCADE;
TRUNCATE schemaver.ddl_log;

-- told of
SELECT * FROM schemaver_watch('warn', 'watch');
CREATE TABLE others.silent ();
CREATE TABLE loud (id integer PRIMARY KEY);
GRANT SELECT ON loud TO PUBLIC;
DROP TABLE loud;
SELECT tag, identity, mode FROM recorded;
TRUNCATE schemaver.ddl_log;

-- denied: with a reason that others understand, at whatever level it is done
CREATE INDEX before_idx ON before ((1));
SELECT * FROM schemaver_watch('off');
SELECT * FROM schemaver_watch('record');
SELECT * FROM schemaver_watch('deny', 'wat%');
TRUNCATE schemaver.ddl_log;
CREATE TABLE watch.no ();
\echo :LAST_ERROR_SQLSTATE
DROP VIEW made;
GRANT SELECT ON recorded TO PUBLIC;
DO $$ BEGIN CREATE TABLE watch.no (); END $$;
-- the one with the longer pattern goes first
SELECT * FROM schemaver_watch('off', 'watch');
CREATE TABLE watch.yes ();
CREATE SCHEMA watched;
CREATE TABLE others.yes ();
SELECT * FROM schemaver_watch('deny', 'watch');
-- what commits by itself is denied before it begins
CREATE INDEX CONCURRENTLY no ON before ((1));
DROP INDEX CONCURRENTLY others.before_idx, before_idx;
DROP INDEX CONCURRENTLY before_idx;
SELECT count(*) FROM pg_index WHERE indrelid = 'before'::regclass;
-- revisions are not denied, nor is what is temporary
SELECT schemaver_edit('ours', upgrade => 'CREATE TABLE ours (id integer)');
SELECT schemaver_upgrade();
CREATE TEMP TABLE passing (id serial PRIMARY KEY);
DROP TABLE passing;
SELECT schemaver_model('CREATE TABLE watch.modelled (id serial PRIMARY KEY)', ARRAY['watch']);
SELECT count(*) > 0 FROM schemaver_diff();
TRUNCATE schemaver.model;
-- a script cannot be imitated, a replica is not denied, and in an emergency there is a way
BEGIN;
SET LOCAL session_replication_role = replica;
CREATE TABLE replicated ();
COMMIT;
SET schemaver.break_glass = 'disk full, see incident 7';
CREATE TABLE emergency ();
CREATE INDEX CONCURRENTLY ON ours (id);
RESET schemaver.break_glass;
CREATE TABLE no ();
SELECT tag, identity, mode, reason FROM recorded;
TRUNCATE schemaver.ddl_log;

-- all of it can be denied
SELECT * FROM schemaver_watch('off');
SELECT * FROM schemaver_watch('deny');
SET client_min_messages = error;
CREATE PUBLICATION watch;
RESET client_min_messages;
CREATE SCHEMA denied;
CREATE EXTENSION pg_trgm;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
SELECT * FROM schemaver_watch('off');
SELECT evtname, evtenabled FROM pg_event_trigger WHERE evtname LIKE 'schemaver%' ORDER BY 1;

-- by role
CREATE ROLE regress_watch_app;
CREATE ROLE regress_watch_release;
GRANT CREATE, USAGE ON SCHEMA watch TO regress_watch_app, regress_watch_release;
SELECT * FROM schemaver_watch('deny', 'watch');
SELECT * FROM schemaver_watch('record', '%', 'regress_watch_release');
SELECT * FROM schemaver_watch('record', '%', 'nobody');
SELECT * FROM schemaver_watch('Deny');
SELECT * FROM schemaver_watch('deny', 'wat\');
SELECT * FROM schemaver_watch('deny', NULL);
SET ROLE regress_watch_app;
CREATE TABLE app ();
SELECT * FROM schemaver_watch();
SELECT * FROM schemaver_watch('off');
SELECT count(*) FROM schemaver.ddl_log;
SET ROLE regress_watch_release;
CREATE TABLE release ();
CREATE FUNCTION definer() RETURNS void SECURITY DEFINER LANGUAGE plpgsql AS 'BEGIN CREATE TABLE watch.defined (); END';
GRANT EXECUTE ON FUNCTION definer() TO regress_watch_app;
INSERT INTO schemaver.ddl_log (current_user_name, tag, object_type, dropped, mode) VALUES ('me', '', '', false, '');
SET ROLE regress_watch_app;
SELECT definer();
RESET ROLE;
SELECT tag, identity, mode, current_user_name, session_user_name = session_user AS session FROM schemaver.ddl_log ORDER BY id;
TRUNCATE schemaver.ddl_log;

-- What cannot be recorded is done all the same, with a warning, even if the log
-- is gone, or has become another one, or the rules are nonsense.
SELECT * FROM schemaver_watch('off');
SELECT * FROM schemaver_watch('record');
ALTER TABLE schemaver.ddl_log ADD CONSTRAINT never CHECK (false) NOT VALID;
CREATE TABLE unrecorded ();
ALTER TABLE schemaver.ddl_log DROP CONSTRAINT never;
INSERT INTO schemaver.watch VALUES ('wat\', '*', 'deny');
CREATE TABLE unrecorded_too ();
DELETE FROM schemaver.watch WHERE mode = 'deny';
BEGIN;
SAVEPOINT s;
CREATE TABLE twice ();
ROLLBACK TO s;
CREATE TABLE twice ();
COMMIT;
-- a break-glass that cannot be recorded is none
SELECT * FROM schemaver_watch('deny', 'watch');
SET schemaver.break_glass = 'why';
ALTER TABLE schemaver.ddl_log ADD CONSTRAINT never CHECK (tag <> 'CREATE TABLE') NOT VALID;
CREATE TABLE unrecorded_three ();
ALTER TABLE schemaver.ddl_log DROP CONSTRAINT never;
RESET schemaver.break_glass;
SELECT schemaver_watch_event();
SELECT * FROM schemaver_watch('off');
SELECT tag, identity FROM recorded;

SET client_min_messages = warning;
DROP SCHEMA watch, others CASCADE;
DROP ROLE regress_watch_app, regress_watch_release;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.watch, schemaver.ddl_log;
