-- What is told of each step of a run: schemaver.progress
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE TEMP TABLE fired (tag text, query text);
SELECT schemaver_revision('first', 'CREATE TABLE progress_a ()', 'DROP TABLE progress_a', rev_id => 'p1');
SELECT schemaver_revision('', 'CREATE TABLE progress_b ()', 'DROP TABLE progress_b', rev_id => 'p2');
SELECT schemaver_revision(E'third\nwith a second line', 'CREATE TABLE progress_c ()', 'DROP TABLE progress_c', rev_id => 'p3');

SHOW schemaver.progress;
SELECT schemaver_upgrade('p1');
SET schemaver.progress = on;
\set VERBOSITY terse
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
CALL schemaver_deploy();

-- only clients that ask for notices get them
SET client_min_messages = warning;
SELECT schemaver_downgrade('base');
RESET client_min_messages;
\set VERBOSITY default
RESET schemaver.progress;

-- what an event trigger sees while a script runs: current_query() is the
-- statement of the client, and the server tells what was done
CREATE FUNCTION progress_fired() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO fired SELECT command_tag || ' ' || object_identity, current_query()
		FROM pg_event_trigger_ddl_commands();
END
$$;
CREATE EVENT TRIGGER progress_fired ON ddl_command_end EXECUTE FUNCTION progress_fired();
SELECT schemaver_upgrade('p1') /* by hand */;
DROP EVENT TRIGGER progress_fired;
SELECT * FROM fired;

-- the level for the server log is nothing that users choose
CREATE ROLE progress_user;
SET ROLE progress_user;
SET schemaver.log_steps = off;
RESET ROLE;
DROP ROLE progress_user;
SHOW schemaver.log_steps;
SET schemaver.log_steps = error;

SELECT schemaver_downgrade('base');
DROP FUNCTION progress_fired();
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
