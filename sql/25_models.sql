/* schemaver, commands and views about the declared schema */

CREATE FUNCTION @extschema@.schemaver_model(
	ddl				text,
	schemas			text[] DEFAULT NULL,
	privileges		boolean DEFAULT false,
	renames			text[] DEFAULT NULL)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_model(text, text[], boolean, text[]) IS
'stores the declared schema after evaluating it, and returns the schemas that it is about';

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

CREATE FUNCTION @extschema@.schemaver_diff(
	strict			boolean DEFAULT false,
	renames			text[] DEFAULT NULL,
	OUT kind		text,
	OUT identity	text,
	OUT action		text,
	OUT upgrade		text,
	OUT downgrade	text,
	OUT hazard		text,
	OUT hazard_code	text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_diff(boolean, text[]) IS
'the operations that lead from the database to the declared schema, in the order in which they run';

CREATE FUNCTION @extschema@.schemaver_diff(
	from_schema		text,
	to_schema		text,
	strict			boolean DEFAULT false,
	OUT kind		text,
	OUT identity	text,
	OUT action		text,
	OUT upgrade		text,
	OUT downgrade	text,
	OUT hazard		text,
	OUT hazard_code	text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'schemaver_diff_schemas'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_diff(text, text, boolean) IS
'the operations that make one schema like another one, in the order in which they run';

CREATE FUNCTION @extschema@.schemaver_check(
	strict			boolean DEFAULT false)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_check(boolean) IS
'raises an error if the database is not as declared';

CREATE FUNCTION @extschema@.schemaver_dump(
	schemas			text[] DEFAULT NULL,
	privileges		boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_dump(text[], boolean) IS
'the statements that create the schemas, or all that users have created, in an empty database';

CREATE FUNCTION @extschema@.schemaver_diagram(
	schemas			text[] DEFAULT NULL,
	declared		boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_diagram(text[], boolean) IS
'the tables of the schemas, or of all, as an entity relationship diagram of Mermaid; if declared, as the model has them';
