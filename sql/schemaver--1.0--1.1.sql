/* schemaver: from 1.0 to 1.1 */

\echo Use "ALTER EXTENSION schemaver UPDATE TO '1.1'" to load this file. \quit

-- Whatever the numbered parts have in other ways than 1.0 follows, in the order
-- of the parts.  test/t/005_update.pl compares the outcome with that of a new
-- installation.

ALTER TABLE schemaver.model
	ADD COLUMN filenames text[] NOT NULL DEFAULT '{}',
	ADD COLUMN file_lines integer[] NOT NULL DEFAULT '{}',
	ADD CONSTRAINT model_files_check CHECK (
		pg_catalog.cardinality(filenames) = pg_catalog.cardinality(file_lines)
		AND pg_catalog.array_position(filenames, NULL) IS NULL
		AND pg_catalog.array_position(file_lines, NULL) IS NULL);

COMMENT ON COLUMN schemaver.model.filenames IS 'files that the statements come from, in the order in which they are in ddl; empty: ddl was given as one text';
COMMENT ON COLUMN schemaver.model.file_lines IS 'for each of these files the line of ddl with which it begins';

CREATE FUNCTION @extschema@.schemaver_model(
	filenames		text[],
	contents		text[],
	schemas			text[] DEFAULT NULL,
	privileges		boolean DEFAULT false,
	renames			text[] DEFAULT NULL)
RETURNS text[]
AS 'MODULE_PATHNAME', 'schemaver_model_files'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_model(text[], text[], text[], boolean, text[]) IS
'stores the declared schema, which is in several files, after evaluating it, and returns the schemas that it is about';
