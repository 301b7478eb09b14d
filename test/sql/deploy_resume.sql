-- A deploy that fails is on record, what it has finished stays, and the same
-- CALL goes on.
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE SCHEMA resume;
SET search_path = resume, public;
CREATE TABLE t (id integer, a integer);
INSERT INTO t VALUES (1, 1), (1, 1), (2, 2);
CREATE VIEW indexes AS
	SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
	WHERE c.relnamespace = 'resume'::regnamespace ORDER BY 1;
CREATE VIEW log AS
	SELECT operation, revision, statement, line, sqlstate, error FROM schemaver.log ORDER BY id;
CREATE VIEW partial AS
	SELECT revision, direction, done, started, statements FROM schemaver.partial ORDER BY 1;

-- in a transaction: nothing of the revision
SELECT schemaver_revision('fine', rev_id => 'f', upgrade => 'CREATE TABLE f ()', downgrade => 'DROP TABLE f');
SELECT schemaver_revision('bad', rev_id => 'b', upgrade => E'CREATE TABLE b1 ();\n\nCREATE TABLE f ();', downgrade => 'DROP TABLE b1');
CALL schemaver_deploy('f');
\set VERBOSITY default
CALL schemaver_deploy('b');
\set VERBOSITY terse
SELECT to_regclass('f'), to_regclass('b1');
SELECT * FROM log;
SELECT state, revision FROM schemaver.deploy;
-- an error that comes with the commit
SELECT schemaver_edit('b', upgrade => 'CREATE TABLE b1 (id integer PRIMARY KEY, ref integer REFERENCES b1 DEFERRABLE INITIALLY DEFERRED); INSERT INTO b1 VALUES (1, 2)');
CALL schemaver_deploy('b');
SELECT to_regclass('b1');
SELECT schemaver_edit('b', upgrade => 'CREATE TABLE b1 ()');
CALL schemaver_deploy('b');
SELECT * FROM log;
TRUNCATE schemaver.log;

-- statement by statement: an invalid index is replaced; one that existed before is not
SET client_min_messages = error;
CREATE UNIQUE INDEX CONCURRENTLY mine ON t (a);
RESET client_min_messages;
SELECT schemaver_revision('indexes', rev_id => 'i', transactional => false, upgrade => $$
	CREATE TABLE i (id integer);
	INSERT INTO i VALUES (1);
	SET search_path = resume, pg_catalog;
	SET my.setting = 'from the script';
	CREATE UNIQUE INDEX CONCURRENTLY ON t (id);
	INSERT INTO i VALUES (length(current_setting('my.setting')));
	$$, downgrade => 'DROP INDEX CONCURRENTLY t_id_idx; DROP TABLE i');
\set VERBOSITY default
CALL schemaver_deploy();
\set VERBOSITY terse
SHOW search_path;
SELECT current_setting('my.setting', true);
SELECT * FROM partial;
SELECT * FROM indexes;
SELECT * FROM log;
SELECT finding FROM schemaver_preflight();
SELECT finding FROM schemaver_preflight('f', 'downgrade');
CALL schemaver_deploy();
SELECT * FROM indexes;
DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t);
CALL schemaver_deploy();
SELECT * FROM indexes;
SELECT * FROM i;
SELECT * FROM partial;
SELECT state FROM schemaver_status();

-- the same going down
SELECT schemaver_edit('i', downgrade => 'DROP INDEX CONCURRENTLY t_id_idx; DROP TABLE nowhere; DROP TABLE i', force => true);
CALL schemaver_deploy('b', 'downgrade');
SELECT * FROM partial;
SELECT schemaver_edit('i', downgrade => 'DROP INDEX CONCURRENTLY t_id_idx; DROP TABLE i', force => true);
CALL schemaver_deploy('b', 'downgrade');
SELECT * FROM partial;

-- what was run must still be in the script, in the same direction
SELECT schemaver_revision('three', rev_id => 'x', head => '{b}', splice => true, transactional => false,
	upgrade => 'CREATE TABLE x1 (); CREATE TABLE x2 (); DROP TABLE nowhere', downgrade => 'SELECT 1');
CALL schemaver_deploy('x');
SELECT schemaver_edit('x', upgrade => 'CREATE TABLE x0 (); CREATE TABLE x2 (); SELECT 3');
\set VERBOSITY default
CALL schemaver_deploy('x');
SELECT schemaver_edit('x', upgrade => 'CREATE TABLE x1 ()');
CALL schemaver_deploy('x');
SELECT schemaver_edit('x', upgrade => 'CREATE TABLE x1 (); CREATE TABLE x2 (); SELECT 3', transactional => true);
CALL schemaver_deploy('x');
\set VERBOSITY terse
SELECT schemaver_edit('x', transactional => false);
CALL schemaver_deploy('x');

-- a stamp makes void what is known of a part
CALL schemaver_deploy('b', 'downgrade');
DROP TABLE x1, x2;
SELECT schemaver_edit('x', upgrade => 'CREATE TABLE x1 (); DROP TABLE nowhere');
CALL schemaver_deploy('x');
SELECT schemaver_stamp('x');
CALL schemaver_deploy('b', 'downgrade');
SELECT schemaver_edit('x', upgrade => 'DROP TABLE x1; CREATE TABLE x1 ()');
CALL schemaver_deploy('x');
SELECT * FROM partial;

-- a failure that could not be recorded
UPDATE schemaver.deploy SET state = 'running', revision = 'x', direction = 'upgrade', statement = 2, step_started_at = now();
CALL schemaver_deploy('b', 'downgrade');
SELECT * FROM log WHERE sqlstate IS NULL AND error IS NOT NULL;

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA resume CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
