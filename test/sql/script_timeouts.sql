-- Timeouts that a script sets are those of its statements
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
\set VERBOSITY terse
SET client_min_messages = warning;

-- ----------
-- A shorter one than the caller's
-- ----------
SELECT schemaver_revision('short', rev_id => 't1',
	upgrade => 'SET statement_timeout = ''100ms''; CREATE TABLE timeouts_a (); SELECT pg_sleep(60)');
\set VERBOSITY default
SELECT schemaver_upgrade();
CALL schemaver_deploy();
\set VERBOSITY terse
SELECT schemaver_edit('t1', transactional => false);
CALL schemaver_deploy();
-- where it is resumed, too
CALL schemaver_deploy();
SELECT done, statements FROM schemaver.partial;
SELECT schemaver_edit('t1', transactional => true);
DELETE FROM schemaver.partial;
DROP TABLE timeouts_a;

-- by set_config(), by SET LOCAL, and by a function
SELECT schemaver_edit('t1', upgrade => 'SELECT set_config(''statement_timeout'', ''100ms'', true); SELECT pg_sleep(60)');
SELECT schemaver_upgrade();
SELECT schemaver_edit('t1', upgrade => 'SET LOCAL statement_timeout = ''100ms''; SELECT pg_sleep(60)');
SELECT schemaver_upgrade();
CALL schemaver_deploy();
SELECT schemaver_edit('t1', upgrade => 'DO $$ BEGIN SET statement_timeout = ''100ms''; END $$; SELECT pg_sleep(60)');
SELECT schemaver_upgrade();

-- it is for each statement, and not for those after the script
SELECT schemaver_edit('t1', upgrade => 'SET statement_timeout = ''1s''; SELECT pg_sleep(0.7); SELECT pg_sleep(0.7)');
SELECT schemaver_upgrade(), pg_sleep(1.5);
SHOW statement_timeout;
SELECT schemaver_downgrade('base');
SELECT schemaver_edit('t1', downgrade => '', force => true);
SELECT schemaver_downgrade('base');

-- the session goes on after the error
SELECT schemaver_edit('t1', upgrade => 'SET statement_timeout = ''100ms''; SELECT pg_sleep(60)');
BEGIN;
SAVEPOINT s;
SELECT schemaver_upgrade();
ROLLBACK TO s;
SELECT pg_sleep(0.3);
COMMIT;

-- ----------
-- A longer one, or none
-- ----------
SET statement_timeout = '1500ms';
SELECT schemaver_edit('t1', upgrade => 'SET LOCAL statement_timeout = 0; SELECT pg_sleep(2)');
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
CALL schemaver_deploy();
SELECT schemaver_downgrade('base');
SELECT schemaver_edit('t1', transactional => false, upgrade => 'SET statement_timeout = 0; SELECT pg_sleep(2)');
CALL schemaver_deploy();
CALL schemaver_deploy('base', 'downgrade');

-- the caller's goes on afterwards: for what is after the script, and after RESET
SELECT schemaver_edit('t1', transactional => true, upgrade => 'SET statement_timeout = 0; SELECT pg_sleep(0.1)');
SELECT schemaver_revision('caller', rev_id => 't2', upgrade => 'SELECT pg_sleep(60)', downgrade => '');
SELECT schemaver_upgrade();
CALL schemaver_deploy();
SELECT schemaver_edit('t2', upgrade => 'SET statement_timeout = 0; RESET statement_timeout; SELECT pg_sleep(60)');
SELECT schemaver_upgrade();
CALL schemaver_deploy();
RESET statement_timeout;

-- in a deploy, the limit of the whole deploy holds all the same
SELECT schemaver_edit('t2', upgrade => 'SET statement_timeout = 0; SELECT pg_sleep(60)');
SET schemaver.deploy_timeout = '1s';
CALL schemaver_deploy();
RESET schemaver.deploy_timeout;
-- and that of each statement does not
SET schemaver.statement_timeout = '300ms';
SELECT schemaver_edit('t2', upgrade => 'SET statement_timeout = 0; SELECT pg_sleep(1)');
CALL schemaver_deploy();
RESET schemaver.statement_timeout;
SELECT version FROM schemaver_status();

-- ----------
-- The other timeouts, as pg_dump sets them
-- ----------
SELECT schemaver_edit('t2', force => true, upgrade => 'SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SELECT 1');
SELECT schemaver_downgrade('t1');
SET lock_timeout = '1min';
SET idle_in_transaction_session_timeout = '1min';
SELECT schemaver_upgrade();
SHOW lock_timeout;
SHOW idle_in_transaction_session_timeout;
RESET lock_timeout;
RESET idle_in_transaction_session_timeout;

SELECT schemaver_downgrade('base');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
