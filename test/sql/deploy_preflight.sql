-- What is found out before the first step, shown by schemaver_preflight(),
-- and refused by a deploy.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.hook;
CREATE SCHEMA preflight;
SET search_path = preflight, public;
CREATE TABLE others (id integer);
\pset null '-'

SELECT schemaver_revision('fine', rev_id => 'a', upgrade => 'CREATE TABLE a ()', downgrade => 'DROP TABLE a');
SELECT * FROM schemaver_preflight();
\set VERBOSITY terse
CALL schemaver_deploy('a');
\set VERBOSITY default
SELECT * FROM schemaver_preflight();
SELECT * FROM schemaver_preflight('base', 'downgrade');

-- several things at once: nothing is run
SET client_min_messages = error;
SELECT schemaver_revision('syntax', rev_id => 'b', upgrade => E'SELECT 1;\nSELEC 2', downgrade => '');
SELECT schemaver_revision('marked wrong', rev_id => 'c', upgrade => 'CREATE TABLE c (id integer); CREATE INDEX CONCURRENTLY ON c (id)', downgrade => 'DROP TABLE c');
SELECT schemaver_revision('one way', rev_id => 'd', upgrade => 'CREATE TABLE d ()');
SELECT schemaver_revision('control', rev_id => 'e', upgrade => 'COMMIT', downgrade => 'VACUUM');
RESET client_min_messages;
INSERT INTO schemaver.hook VALUES ('before_run', 'nowhere.to_be_found');
SELECT * FROM schemaver_preflight();
\set VERBOSITY default
CALL schemaver_deploy();
\echo :LAST_ERROR_SQLSTATE
DELETE FROM schemaver.hook;
SELECT to_regclass('c');
SELECT count(*) FROM schemaver.log;
SELECT schemaver_edit('b', upgrade => 'SELECT 1');
CALL schemaver_deploy('d');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_edit('c', transactional => false);
\set VERBOSITY terse
CALL schemaver_deploy('d');
\set VERBOSITY default
SELECT severity, finding FROM schemaver_preflight('base', 'downgrade');
CALL schemaver_deploy('base', 'downgrade');
SELECT schemaver_edit('e', upgrade => 'SELECT 1', downgrade => 'VACUUM');
SELECT severity, finding FROM schemaver_preflight('head');

-- the state of the database
INSERT INTO schemaver.applied VALUES ('unheard of');
SELECT * FROM schemaver_preflight('e');
CALL schemaver_deploy('e');
DELETE FROM schemaver.applied WHERE revision IN ('unheard of', 'b');
SELECT severity, revision, finding FROM schemaver_preflight('e');
CALL schemaver_deploy('e');
SET schemaver.missing_revisions = 'run';
SELECT severity, revision, finding FROM schemaver_preflight('e');
RESET schemaver.missing_revisions;
SELECT schemaver_stamp('d');
SELECT schemaver_edit('a', upgrade => 'CREATE TABLE a (id integer)', force => true);
SELECT severity, revision, finding FROM schemaver_preflight('e');

-- what the caller may do
CREATE ROLE regress_schemaver_preflight;
GRANT USAGE ON SCHEMA schemaver, preflight TO regress_schemaver_preflight;
GRANT SELECT ON schemaver.revision, schemaver.applied TO regress_schemaver_preflight;
SELECT schemaver_edit('e', upgrade => 'ALTER TABLE others ADD x integer');
SELECT schemaver_stamp('d');
SET ROLE regress_schemaver_preflight;
SELECT severity, finding, hint FROM schemaver_preflight('e');
CALL schemaver_deploy('e');
RESET ROLE;
GRANT SELECT, INSERT, DELETE ON schemaver.applied TO regress_schemaver_preflight;
GRANT SELECT, INSERT ON schemaver.log TO regress_schemaver_preflight;
GRANT SELECT, UPDATE ON schemaver.lock, schemaver.deploy TO regress_schemaver_preflight;
GRANT SELECT, INSERT, UPDATE, DELETE ON schemaver.partial TO regress_schemaver_preflight;
GRANT SELECT ON schemaver.hook TO regress_schemaver_preflight;
SET ROLE regress_schemaver_preflight;
SELECT severity, revision, finding FROM schemaver_preflight('e');
CALL schemaver_deploy('e');
RESET ROLE;
SELECT operation, revision, sqlstate, current_user_name FROM schemaver.log ORDER BY id DESC LIMIT 1;

-- privileges that do as well as owning it
SELECT schemaver_edit('e', upgrade => 'TRUNCATE others; REINDEX TABLE others; REINDEX INDEX others_id; REFRESH MATERIALIZED VIEW others_view; CLUSTER others USING others_id');
CREATE INDEX others_id ON others (id);
CREATE MATERIALIZED VIEW others_view AS SELECT 1 AS a;
SET ROLE regress_schemaver_preflight;
SELECT severity, revision, finding FROM schemaver_preflight('e');
RESET ROLE;
GRANT TRUNCATE ON others TO regress_schemaver_preflight;
SET ROLE regress_schemaver_preflight;
SELECT count(*) FROM schemaver_preflight('e');
RESET ROLE;
SELECT current_setting('server_version_num')::integer >= 170000 AS since_17 \gset
\if :since_17
GRANT MAINTAIN ON others, others_view TO regress_schemaver_preflight;
\else
ALTER TABLE others OWNER TO regress_schemaver_preflight;
ALTER MATERIALIZED VIEW others_view OWNER TO regress_schemaver_preflight;
\endif
SET ROLE regress_schemaver_preflight;
SELECT severity, revision, finding FROM schemaver_preflight('e');
RESET ROLE;

-- room for locks
SELECT schemaver_edit('e', upgrade => (SELECT string_agg('CREATE TABLE l' || g || ' (id integer PRIMARY KEY, u integer UNIQUE)', ';') FROM generate_series(1, 20000) g));
SELECT severity, revision, finding ~ 'takes about 60000 locks' AS counted FROM schemaver_preflight('e') WHERE severity <> 'note';

-- arguments
SELECT * FROM schemaver_preflight(NULL);
SELECT * FROM schemaver_preflight('head', 'sideways');
SELECT * FROM schemaver_preflight('nowhere');

\pset null ''
RESET search_path;
SET client_min_messages = error;
DROP SCHEMA preflight CASCADE;
DROP OWNED BY regress_schemaver_preflight;
DROP ROLE regress_schemaver_preflight;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.hook;
