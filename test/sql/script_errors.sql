-- Errors in a script: where they are, and that nothing remains.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA script_errors;
SET search_path = script_errors, public;
SELECT schemaver_revision('good', rev_id => 'good', upgrade => 'CREATE TABLE good (id integer)', downgrade => 'DROP TABLE good');
SELECT schemaver_revision('bad', rev_id => 'bad');

-- a failing statement in the middle
SELECT schemaver_edit('bad', upgrade => $$
	-- a comment; with a semicolon
	CREATE TABLE half (id integer);

	/* another
	   comment */
	INSERT INTO half
	VALUES (1),
		   (2 / 0);
	CREATE TABLE other_half (id integer);
$$);
SELECT schemaver_upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT relname FROM pg_class WHERE relnamespace = 'script_errors'::regnamespace AND relkind = 'r' ORDER BY 1;
SELECT * FROM schemaver.applied;
SELECT * FROM schemaver.log;

-- an error with a position
SELECT schemaver_edit('bad', upgrade => $$
	CREATE TABLE half (id integer);
	INSERT INTO half
	SELECT nosuch
	FROM half;
$$);
SELECT schemaver_upgrade();
\echo :LAST_ERROR_SQLSTATE

-- characters are not bytes
SELECT schemaver_edit('bad', upgrade => $$ SELECT 'äöü€'; SELECT 'äöü€', nosuch $$);
SELECT schemaver_upgrade();

-- an error inside of a function
SELECT schemaver_edit('bad', upgrade => $$
	SELECT 1;
	DO $do$
	BEGIN
		PERFORM 1 / 0;
	END
	$do$;
$$);
SELECT schemaver_upgrade();
SELECT schemaver_edit('bad', upgrade => $$
	SELECT 1;
	CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT nosuch';
$$);
SELECT schemaver_upgrade();

-- syntax errors: a warning when it is written, an error when it is run
SELECT schemaver_edit('bad', upgrade => $$
	SELECT 1;
	CREATE TABEL t (id integer);
	SELECT 2;
$$);
SELECT schemaver_upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_edit('bad', upgrade => $$ SELECT 1; SELECT 'unterminated $$);
SELECT schemaver_upgrade();
-- semicolons that end no statement, and an error within a token
SELECT schemaver_edit('bad', upgrade => $$ SELECT 1;
	CREATE RULE r AS ON INSERT TO good DO ALSO (SELECT 1; SELECT 2; SELECTT 3);
	SELECT 4 $$);
SELECT schemaver_upgrade();
SELECT schemaver_edit('bad', upgrade => $$ SELECT 1; SELECT U&'\zzzz' $$);
SELECT schemaver_upgrade();
SELECT schemaver_edit('bad', upgrade => 'CREATE TABLE');
SELECT schemaver_upgrade();
SELECT relname FROM pg_class WHERE relnamespace = 'script_errors'::regnamespace AND relkind = 'r' ORDER BY 1;
SELECT * FROM schemaver.log;

-- transaction control, in all its forms
CREATE FUNCTION pg_temp.try(script text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
	hint text;
BEGIN
	SET LOCAL client_min_messages = error;
	PERFORM schemaver_edit('bad', upgrade => script);
	PERFORM schemaver_upgrade();
	RETURN 'it ran';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN format('%s: %s (%s)', SQLSTATE, message, hint);
END
$$;
SELECT schemaver_upgrade('good');
SELECT script, pg_temp.try(script) FROM unnest(ARRAY[
	'BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT s', 'ROLLBACK TO s', 'PREPARE TRANSACTION ''x''', 'START TRANSACTION',
	'SET TRANSACTION READ ONLY', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'SET transaction_read_only = on',
	'SET LOCAL transaction_isolation = ''serializable''',
	'COPY good FROM stdin', E'COPY good FROM stdin;\n1\n\\.\n', 'COPY good TO stdout', 'COPY (SELECT 1) TO stdout',
	'\d good', '\set x 1', 'SELECT :''x''', 'SELECT $1', 'DO $do$ BEGIN COMMIT; END $do$',
	'CREATE INDEX CONCURRENTLY i ON good (id)', 'DO $do$ BEGIN RAISE ''mine'' USING ERRCODE = ''25001'', HINT = ''My own hint.''; END $do$', 'VACUUM good', 'ALTER SYSTEM SET work_mem = 1']) script;

-- what is harmless runs
CREATE FUNCTION pg_temp.try_harmless(script text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM schemaver.applied WHERE revision = 'bad';
	PERFORM schemaver_edit('bad', upgrade => script);
	RETURN (SELECT string_agg(r, ' ') FROM schemaver_upgrade() r);
END
$$;
SELECT n, pg_temp.try_harmless(script) FROM unnest(ARRAY[
	'', ' ', ';', ';;', '-- a comment', '/* a comment */', 'SELECT 1;-- a comment', 'SELECT 1; ;',
	'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE', 'EXPLAIN SELECT 1', 'SELECT 1 AS x INTO made']) WITH ORDINALITY AS s(script, n);
SELECT relname FROM pg_class WHERE relnamespace = 'script_errors'::regnamespace AND relkind = 'r' ORDER BY 1;

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA script_errors CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
