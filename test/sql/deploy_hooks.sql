-- Functions of the user that a deploy calls, and its notifications.
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.hook;
CREATE SCHEMA "Hooks";
SET search_path = public;
CREATE TABLE "Hooks".heard (id serial, event jsonb);
CREATE VIEW "Hooks".events AS
	SELECT event ->> 'event' AS event, event ->> 'operation' AS operation, event ->> 'revision' AS revision,
		event ->> 'step' AS step, event ->> 'steps' AS steps, event ->> 'statement' AS statement,
		event ->> 'sqlstate' AS sqlstate, event ->> 'error' AS error
	FROM "Hooks".heard ORDER BY id;
CREATE FUNCTION "Hooks".note(jsonb) RETURNS void LANGUAGE sql AS 'INSERT INTO "Hooks".heard (event) VALUES ($1)';
CREATE FUNCTION "Hooks"."Veto"(event jsonb) RETURNS SETOF integer LANGUAGE plpgsql AS $$
BEGIN
	IF event ->> 'revision' = 'h2' THEN
		RAISE 'not today' USING ERRCODE = 'HK001';
	END IF;
END
$$;
CREATE FUNCTION "Hooks".call(jsonb) RETURNS SETOF text LANGUAGE sql AS 'SELECT schemaver_upgrade()';
INSERT INTO schemaver.hook SELECT e, '"Hooks".note'
	FROM unnest('{before_run,before_step,after_step,after_run,on_error}'::text[]) e;
INSERT INTO schemaver.hook VALUES ('sometimes', '"Hooks".note');

SELECT schemaver_revision('one', rev_id => 'h1', upgrade => 'CREATE TABLE "Hooks".h1 ()', downgrade => 'DROP TABLE "Hooks".h1');
SELECT schemaver_revision('two', rev_id => 'h2', transactional => false,
	upgrade => 'CREATE TABLE "Hooks".h2 (id integer); CREATE INDEX CONCURRENTLY h2_id ON "Hooks".h2 (id)', downgrade => 'DROP TABLE "Hooks".h2');
CALL schemaver_deploy();
SELECT * FROM "Hooks".events;
SELECT event - 'pid' AS event FROM "Hooks".heard WHERE event ->> 'event' = 'after_step';
CALL schemaver_deploy();
TRUNCATE "Hooks".heard;

-- one that fails keeps a step from being run ...
INSERT INTO schemaver.hook VALUES ('before_step', '"Hooks"."Veto"');
\set VERBOSITY default
CALL schemaver_deploy('base', 'downgrade');
SELECT * FROM "Hooks".events;
SELECT revision FROM schemaver.version;
DELETE FROM schemaver.hook WHERE function = '"Hooks"."Veto"';
\set VERBOSITY terse
CALL schemaver_deploy('base', 'downgrade');
-- ... or comes too late for one that has committed
INSERT INTO schemaver.hook VALUES ('after_step', '"Hooks"."Veto"');
CALL schemaver_deploy();
SELECT revision FROM schemaver.version;
CALL schemaver_deploy();
DELETE FROM schemaver.hook WHERE function = '"Hooks"."Veto"';

-- an error stays the error, whatever its hook does
SELECT schemaver_revision('three', rev_id => 'h3', upgrade => E'SELECT 1;\nSELECT 1/0');
INSERT INTO schemaver.hook VALUES ('on_error', '"Hooks".call');
TRUNCATE "Hooks".heard;
CALL schemaver_deploy();
SELECT * FROM "Hooks".events;
SELECT operation, revision, statement, line, sqlstate, error FROM schemaver.log ORDER BY id DESC LIMIT 1;
DELETE FROM schemaver.hook WHERE function = '"Hooks".call';

-- it cannot run revisions
INSERT INTO schemaver.hook VALUES ('before_run', '"Hooks".call');
\set VERBOSITY default
CALL schemaver_deploy();
DELETE FROM schemaver.hook WHERE function = '"Hooks".call';
-- it has to be there
INSERT INTO schemaver.hook VALUES ('after_run', 'Hooks.note');
CALL schemaver_deploy();
UPDATE schemaver.hook SET function = 'not a name' WHERE function = 'Hooks.note';
CALL schemaver_deploy();
UPDATE schemaver.hook SET function = '"Hooks".note(1); SELECT 1; --' WHERE function = 'not a name';
CALL schemaver_deploy();
DELETE FROM schemaver.hook;

-- the payload fits into a notification
\set VERBOSITY terse
SELECT schemaver_edit('h3', upgrade => 'SELECT 1', message => E'long\n' || repeat(U&'\0001\00e4"', 3000));
LISTEN schemaver;
UNLISTEN schemaver;
\o /dev/null
CALL schemaver_deploy();
\o
SELECT revision FROM schemaver.version;

SET client_min_messages = warning;
DROP SCHEMA "Hooks" CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.hook;
