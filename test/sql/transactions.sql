-- A run belongs to the transaction of its caller.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA transactions;
SET search_path = transactions, public;
SELECT schemaver_revision('t', rev_id => 't1', upgrade => 'CREATE TABLE t (id integer)', downgrade => 'DROP TABLE t');

BEGIN;
SELECT schemaver_upgrade();
ROLLBACK;
SELECT to_regclass('t'), (SELECT count(*) FROM schemaver.applied) AS applied, (SELECT count(*) FROM schemaver.log) AS log;

BEGIN;
SELECT schemaver_upgrade();
SAVEPOINT s;
SELECT schemaver_downgrade('base');
SELECT to_regclass('t');
ROLLBACK TO s;
SELECT to_regclass('t');
SELECT * FROM schemaver.version;
COMMIT;
SELECT to_regclass('t');

-- the graph that a session keeps follows rollbacks
BEGIN;
SELECT schemaver_revision('x', rev_id => 'x1');
SELECT revision FROM schemaver_heads();
SAVEPOINT s;
SELECT schemaver_revision('x', rev_id => 'x2');
SELECT revision FROM schemaver_heads();
ROLLBACK TO s;
SELECT revision FROM schemaver_heads();
ROLLBACK;
SELECT revision FROM schemaver_heads();
SELECT schemaver_revision('a', rev_id => 'a'), schemaver_revision('b', rev_id => 'b');
SELECT revision, down_revisions FROM schemaver_history();

-- in a function, in a DO block, with its errors caught
DO $$
BEGIN
	PERFORM schemaver_upgrade();
	RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
	RAISE NOTICE 'rolled back';
END
$$;
SELECT * FROM schemaver.version;
DO $$ BEGIN PERFORM schemaver_upgrade(); END $$;
SELECT * FROM schemaver.version;

-- with a publication of all tables
SET client_min_messages = error;
CREATE PUBLICATION regress_schemaver FOR ALL TABLES;
SELECT schemaver_downgrade('-1');
SELECT schemaver_upgrade();
DROP PUBLICATION regress_schemaver;
RESET client_min_messages;

-- where nothing can be written
BEGIN READ ONLY;
SELECT revision FROM schemaver_current();
SELECT state FROM schemaver_status();
SAVEPOINT s;
SELECT schemaver_upgrade();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
SELECT schemaver_downgrade('-1');
ROLLBACK TO s;
SELECT schemaver_stamp('head');
ROLLBACK TO s;
SELECT schemaver_revision('x');
ROLLBACK TO s;
SELECT schemaver_merge();
ROLLBACK TO s;
SELECT schemaver_edit('a', message => 'x');
ROLLBACK TO s;
SELECT schemaver_remove('a');
ROLLBACK;

-- what cannot run in a transaction is refused before anything runs
SELECT schemaver_revision('plain', rev_id => 'p', upgrade => 'CREATE TABLE p (id integer)', downgrade => 'DROP TABLE p');
SELECT schemaver_revision('index', rev_id => 'i', transactional => false,
	upgrade => 'CREATE INDEX CONCURRENTLY i ON t (id)', downgrade => 'DROP INDEX CONCURRENTLY i');
SELECT schemaver_upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT step, revision, transactional, problem FROM schemaver_plan();
SELECT to_regclass('p');

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA transactions CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
