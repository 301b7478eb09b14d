-- Characters that nobody sees: errors that are due to them name them.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA unseen;
SET search_path = unseen, public;
CREATE TABLE t (a integer);

CREATE FUNCTION pg_temp.try(script text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	SET LOCAL client_min_messages = error;
	DELETE FROM schemaver.revision;
	DELETE FROM schemaver.applied;
	PERFORM schemaver_revision('bad', rev_id => 'bad', upgrade => script);
	PERFORM schemaver_upgrade();
	RETURN 'runs';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, hint);
END $$;

-- in the word at which the syntax is wrong, and before it
SELECT pg_temp.try(E'CREATE\u00a0TABLE x ();');
SELECT pg_temp.try(E'SELECT 1;\n\ufeffCREATE TABLE x ();');
SELECT pg_temp.try(E'CREATE TABLE x (\n\ta\u00a0integer);');
SELECT pg_temp.try(E'CREATE TABLE x (a\u200b integer)) ;');
-- in a name that does not exist
SELECT pg_temp.try(E'SELECT 1;\n\nSELECT a\u00a0 FROM t;');
SELECT pg_temp.try(E'SELECT a FROM\u3000t;');
-- what is elsewhere, or has nothing to do with the error, is not told
SELECT pg_temp.try(E'SELECT E''\u00a0'', "a\u00a0" FROM nosuch; -- \u00a0');
SELECT pg_temp.try(E'SELECT $x$\u00a0$x$ /* \ufeff */ FRM t;');
SELECT pg_temp.try(E'SELECT nosuch\u00e4\u00df FROM t;');
SELECT pg_temp.try(E'SELECT 1 AS a\u00a0;');
SELECT pg_temp.try(E'SELECT 1 AS a\u00a0; SELECT nosuch;');
-- of a file that was appended to another one
SELECT pg_temp.try(E'SELECT 1;\n\ufeff-- Revision ID: x\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: one\n-- migrate:up\nSELECT 1;\n\n\ufeff-- Revision ID: two\n-- migrate:up\nSELECT 2;\n');

RESET search_path;
DROP SCHEMA unseen CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- In front of a comment line that is a header or a section, as in files that were appended to each other
SELECT schemaver_load(E'-- a\n--\n-- Revision ID: h1\n\n-- migrate:up\n\n\uFEFF-- b\n--\n-- Revision ID: h2\n-- Revises: h1\n\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: h1\n\n-- migrate:up\n\n\uFEFF -- Revision ID: h2\n-- Revises: h1\n\n-- migrate:up\n', 'appended.sql');
SELECT schemaver_load(E'-- Revision ID: h1\n\n\u00A0-- migrate:up\n');
SELECT schemaver_load(E'-- a\n\u200B\u200B-- Revision ID: h1\n\n-- migrate:up\n');
SELECT schemaver_load(E'-- Revision ID: h1\n\n-- migrate:up\nSELECT 1;\n\uFEFF-- migrate:down\n');
-- not in a string, nor where no comment follows
SELECT action FROM schemaver_load(E'-- Revision ID: h3\n\n-- migrate:up\nSELECT \'\n\uFEFF-- migrate:down\n\';\n-- migrate:down\nSELECT 1 AS\n\uFEFF;');
TRUNCATE schemaver.revision;
