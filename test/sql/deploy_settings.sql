-- What a script that commits has SET is not in the session afterwards
\set VERBOSITY terse
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE ROLE regress_schemaver_low;
CREATE ROLE regress_schemaver_other SUPERUSER;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_low;
CREATE TEXT SEARCH CONFIGURATION going (COPY = simple);

CREATE VIEW settings AS
	SELECT current_user, session_user, name, setting
	FROM unnest('{role,search_path,work_mem,lock_timeout,statement_timeout,application_name,log_statement,
		default_text_search_config,my.own,my.script}'::text[]) name,
		LATERAL current_setting(name, true) setting;

-- ----------
-- Set and reset, with and without a value before, by SET and by function,
-- custom ones, those that only some roles may set, and the role itself
-- ----------
SELECT schemaver_revision('all of it', rev_id => 's1', transactional => false, upgrade => '
	SET search_path = pg_catalog;
	SET work_mem = ''77MB'';
	RESET statement_timeout;
	SET log_statement = ''all'';
	SET my.own = ''script'';
	SELECT pg_catalog.set_config(''my.script'', ''script'', false);
	SET application_name = ''script'';
	VACUUM public.nothing;
	SET ROLE regress_schemaver_low;
	SELECT 1;
	SET SESSION AUTHORIZATION regress_schemaver_low;
	SELECT 1');
CREATE TABLE nothing ();
SET search_path = 'one', public;
SET statement_timeout = '1h';
SET log_statement = 'ddl';
SET my.own = 'mine';
SET ROLE regress_schemaver_other;
CREATE TEMP TABLE before AS SELECT * FROM settings;
CALL schemaver_deploy();
SELECT name, setting FROM (TABLE settings EXCEPT TABLE before) d;

-- when it fails too
SELECT schemaver_revision('fails', rev_id => 's2', transactional => false, upgrade => '
	SET ROLE regress_schemaver_low;
	SET search_path = pg_catalog;
	SET my.own = ''script'';
	SELECT 1 / 0');
CALL schemaver_deploy();
SELECT name, setting FROM (TABLE settings EXCEPT TABLE before) d;
SELECT schemaver_remove('s2', force => true);
DELETE FROM schemaver.partial;

-- ----------
-- A value that is not valid any more
-- ----------
SET default_text_search_config = 'public.going';
SELECT schemaver_revision('drops it', rev_id => 's3', transactional => false, upgrade => '
	SET default_text_search_config = ''pg_catalog.english'';
	DROP TEXT SEARCH CONFIGURATION public.going;
	VACUUM public.nothing');
CALL schemaver_deploy();
SELECT setting <> 'public.going' AS reset FROM settings WHERE name = 'default_text_search_config';

RESET ROLE;
RESET ALL;
DROP VIEW settings;
DROP TABLE nothing, before;
DROP OWNED BY regress_schemaver_low, regress_schemaver_other;
DROP ROLE regress_schemaver_low, regress_schemaver_other;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
