-- A role without privileges is told which ones it lacks for what it wants to do,
-- by statements that grant them
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
SELECT schemaver_revision('t', rev_id => 't', upgrade => 'CREATE TABLE hints.t (id integer)', downgrade => 'DROP TABLE hints.t');
CREATE ROLE "regress schemaver hints";
CREATE SCHEMA hints AUTHORIZATION "regress schemaver hints";
SELECT format('GRANT CREATE ON DATABASE %I TO "regress schemaver hints"', current_database()) \gexec

-- Calls a command as the role, grants what the hint says, and so on until the
-- error is another one, or there is none.
CREATE PROCEDURE follow_hints(command text) LANGUAGE plpgsql AS $$
DECLARE
	message text;
	detail text;
	hint text;
	context text;
BEGIN
	FOR attempt IN 1 .. 5 LOOP
		BEGIN
			SET ROLE "regress schemaver hints";
			EXECUTE command;
			RESET ROLE;
			RAISE NOTICE '%: works', command;
			EXIT;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
				hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
			RESET ROLE;
			IF hint NOT LIKE 'GRANT%' THEN
				RAISE NOTICE '%: % %', command, SQLSTATE, message;
				EXIT;
			END IF;
			RAISE NOTICE E'%: % % (%)\n%', command, SQLSTATE, message, detail, replace(hint, '; ', E';\n');
			IF context ~ 'schemaver\.' THEN
				RAISE NOTICE 'our query is shown: %', context;
			END IF;
			EXECUTE hint;
		END;
	END LOOP;
END
$$;
CREATE PROCEDURE start_again() LANGUAGE plpgsql AS $$
BEGIN
	REVOKE ALL ON ALL TABLES IN SCHEMA schemaver FROM "regress schemaver hints";
	REVOKE ALL ON SCHEMA schemaver FROM "regress schemaver hints";
END
$$;

-- each as the first one
CALL follow_hints('SELECT * FROM schemaver_status()');
CALL start_again();
CALL follow_hints('SELECT * FROM schemaver_history()');
CALL start_again();
CALL follow_hints('SELECT schemaver_upgrade()');
CALL start_again();
CALL follow_hints('SELECT schemaver_downgrade(''base'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_stamp(''t'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_revision(''u'', rev_id => ''u'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_edit(''u'', message => ''v'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_load_files(''{w.sql}'', ARRAY[''-- Revision ID: w
-- migrate:up
SELECT 1;'']::bytea[])');
CALL start_again();
CALL follow_hints('SELECT schemaver_remove(''u'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_model(''CREATE TABLE hints.t (id integer)'', ''{hints}'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_diff()');
CALL start_again();
CALL follow_hints('SELECT schemaver_check()');
CALL start_again();
DELETE FROM schemaver.revision WHERE revision <> 't';
CALL follow_hints('SELECT schemaver_revision(''auto'', autogenerate => true, rev_id => ''auto'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_plan(''t'', ''upgrade'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_verify(''base:t'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_lint()');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_impact()');
CALL start_again();
CALL follow_hints('SELECT schemaver_derive(''t'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_preflight(''t'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_dry_run(''t'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_upgrade_sql(''base:t'')');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_export()');
CALL start_again();
CALL follow_hints('SELECT schemaver_require(''t'')');
CALL start_again();
CALL follow_hints('SELECT schemaver_dump(''{hints}'') IS NOT NULL');
CALL start_again();
CALL follow_hints('SELECT count(*) FROM schemaver_progress()');

-- a deploy tells all at once
CALL start_again();
SET ROLE "regress schemaver hints";
CALL schemaver_deploy();
RESET ROLE;

-- an error in what users have written is theirs
CALL start_again();
SELECT schemaver_stamp('base', purge => true);
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE TABLE secret (id integer);
SELECT schemaver_revision('t', rev_id => 't', upgrade => 'SELECT * FROM public.secret', downgrade => '');
CALL follow_hints('SELECT schemaver_upgrade()');

DROP PROCEDURE follow_hints(text);
DROP PROCEDURE start_again();
DROP TABLE secret;
DROP SCHEMA hints CASCADE;
SELECT format('REVOKE CREATE ON DATABASE %I FROM "regress schemaver hints"', current_database()) \gexec
DROP OWNED BY "regress schemaver hints";
DROP ROLE "regress schemaver hints";
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
