-- Scripts run as the caller, and what they SET ends with them.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA script_settings;
SET search_path = script_settings, public;
SET my.setting = 'before';
CREATE ROLE regress_schemaver_other;

SELECT schemaver_revision('sets', rev_id => 'r1', upgrade => $$
	CREATE TABLE seen (step integer, path text, setting text, role text);
	INSERT INTO seen VALUES (1, current_setting('search_path'), current_setting('my.setting'), CURRENT_USER = SESSION_USER);
	GRANT INSERT ON seen TO regress_schemaver_other;
	GRANT USAGE ON SCHEMA script_settings TO regress_schemaver_other;
	SET my.setting = 'changed';
	SET LOCAL work_mem = '1MB';
	SELECT set_config('statement_timeout', '1h', false);
	SET ROLE regress_schemaver_other;
	INSERT INTO seen VALUES (2, current_setting('search_path'), current_setting('my.setting'), CURRENT_USER = SESSION_USER);
	SET search_path = nowhere;
	INSERT INTO script_settings.seen VALUES (3, current_setting('search_path'), current_setting('my.setting'), CURRENT_USER = SESSION_USER);
$$);
SELECT schemaver_revision('sees what the caller sees', rev_id => 'r2', upgrade => $$
	INSERT INTO seen VALUES (4, current_setting('search_path'), current_setting('my.setting'), CURRENT_USER = SESSION_USER);
	SET SESSION AUTHORIZATION regress_schemaver_other;
$$);
SELECT schemaver_revision('and again', rev_id => 'r3', upgrade => $$
	INSERT INTO seen VALUES (5, current_setting('search_path'), current_setting('my.setting'), CURRENT_USER = SESSION_USER);
$$);
SELECT schemaver_upgrade();
SELECT * FROM seen ORDER BY step;
SHOW my.setting;
SHOW search_path;
SHOW statement_timeout;
SELECT current_setting('work_mem') <> '1MB' AS restored, CURRENT_USER = SESSION_USER AS myself;

-- the same after an error
SELECT schemaver_revision('fails', rev_id => 'r4', upgrade => 'SET my.setting = ''changed''; SET ROLE regress_schemaver_other; SELECT 1 / 0');
SELECT schemaver_upgrade();
BEGIN;
SAVEPOINT s;
SELECT schemaver_upgrade();
ROLLBACK TO s;
SHOW my.setting;
SELECT CURRENT_USER = SESSION_USER AS myself;
COMMIT;

-- no object of a user's takes the place of what our own queries use
CREATE FUNCTION hostile(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'hijacked'; END $$;
CREATE OPERATOR script_settings.= (FUNCTION = hostile, LEFTARG = text, RIGHTARG = text);
CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE 'hijacked'; END $$;
SET search_path = script_settings, pg_catalog, public;
SELECT schemaver_edit('r4', upgrade => '');
SELECT schemaver_upgrade();
SELECT step, revision FROM schemaver_plan('base', 'downgrade') LIMIT 1;
SELECT version FROM schemaver_status();

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA script_settings CASCADE;
DROP ROLE regress_schemaver_other;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
