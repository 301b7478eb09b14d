-- Deploys: a commit after each revision, and statements that commit by
-- themselves.  How long things take is in DETAIL, which terse leaves out.
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE SCHEMA deploys;
SET search_path = deploys, public;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);
INSERT INTO t SELECT g, g % 10, g FROM generate_series(1, 100) g;

SELECT schemaver_revision('table', rev_id => 'd1', upgrade => 'CREATE TABLE d1 (id integer); INSERT INTO d1 VALUES (1), (2)', downgrade => 'DROP TABLE d1');
SELECT schemaver_revision('index', rev_id => 'd2', transactional => false,
	upgrade => 'CREATE INDEX CONCURRENTLY t_a ON t (a); VACUUM t; CREATE INDEX CONCURRENTLY ON t (b)',
	downgrade => 'DROP INDEX CONCURRENTLY t_a; DROP INDEX CONCURRENTLY t_b_idx');
SELECT schemaver_revision('column', rev_id => 'd3', upgrade => 'ALTER TABLE t ADD c integer', downgrade => 'ALTER TABLE t DROP c');
SELECT schemaver_revision('nothing', rev_id => 'd4', transactional => false);

CREATE VIEW indexes AS
	SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
	WHERE i.indrelid = 't'::regclass ORDER BY 1;
CREATE VIEW log AS
	SELECT operation, revision, statement, line, sqlstate, error FROM schemaver.log ORDER BY id;

-- up, in parts and as a whole; what a target means is found out once
CALL schemaver_deploy('+1');
CALL schemaver_deploy(target => 'd2');
CALL schemaver_deploy();
SELECT * FROM indexes;
SELECT revision FROM schemaver.version;
CALL schemaver_deploy();
-- down
CALL schemaver_deploy('-2', 'downgrade');
CALL schemaver_deploy('base', direction => 'downgrade');
SELECT * FROM indexes;
SELECT * FROM log;
SELECT state, step, steps, revision FROM schemaver.deploy;
SELECT count(*) FROM schemaver.partial;
SELECT count(*) FROM schemaver_progress();
SELECT count(*) FROM pg_locks WHERE relation = 'schemaver.lock'::regclass;
SHOW search_path;

-- where it cannot be called
\set VERBOSITY default
BEGIN;
CALL schemaver_deploy();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
DO $$ BEGIN CALL schemaver_deploy(); END $$;
CREATE PROCEDURE outer_procedure() LANGUAGE plpgsql AS $$ BEGIN CALL schemaver_deploy(); END $$;
CALL outer_procedure();
CREATE FUNCTION outer_function() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CALL schemaver_deploy(); END $$;
SELECT outer_function();
SET LOCAL TimeZone = 'UTC'\; CALL schemaver_deploy();
SELECT schemaver_revision('by a script', rev_id => 'd5', transactional => false, upgrade => 'CALL schemaver_deploy()');
\set VERBOSITY terse
CALL schemaver_deploy('d4');
\set VERBOSITY default
CALL schemaver_deploy();
SELECT schemaver_remove('d5');
SET default_transaction_read_only = on;
CALL schemaver_deploy();
RESET default_transaction_read_only;
SELECT revision FROM schemaver.version;

-- arguments
CALL schemaver_deploy(NULL);
CALL schemaver_deploy('head', NULL);
CALL schemaver_deploy('head', 'sideways');
CALL schemaver_deploy('nowhere');
CALL schemaver_deploy('-1');
CALL schemaver_deploy('+1', 'downgrade');

-- each isolation level will do
SET default_transaction_isolation = 'serializable';
\set VERBOSITY terse
CALL schemaver_deploy('base', 'downgrade');
CALL schemaver_deploy();
RESET default_transaction_isolation;
SELECT revision FROM schemaver.version;

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA deploys CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
