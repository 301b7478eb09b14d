/* schemaver, renames whose old names stay for a while */

-- ----------
-- old_name: since when uses of an old name count
-- ----------
CREATE TABLE schemaver.old_name (
	relation		text COLLATE pg_catalog."C" NOT NULL,
	columns			text[] NOT NULL DEFAULT '{}',
	since			timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	calls			jsonb NOT NULL DEFAULT '{}',
	CONSTRAINT old_name_pkey PRIMARY KEY (relation, columns),
	CONSTRAINT old_name_calls_check CHECK (pg_catalog.jsonb_typeof(calls) OPERATOR(pg_catalog.=) 'object')
);

COMMENT ON TABLE schemaver.old_name IS
'Names that are to go when no application uses them any more: since when uses count';
COMMENT ON COLUMN schemaver.old_name.relation IS 'the view that has the old name, or the old names of columns, with its schema';
COMMENT ON COLUMN schemaver.old_name.columns IS 'old names of columns; empty: the relation itself has an old name';
COMMENT ON COLUMN schemaver.old_name.calls IS
'what pg_stat_statements had counted by then, by role and queryid: what has another count now was run since';

SELECT pg_catalog.pg_extension_config_dump('schemaver.old_name', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.old_name
	TO @extowner@ WITH GRANT OPTION;

-- ----------
-- The command, and what its scripts call
-- ----------
CREATE FUNCTION @extschema@.schemaver_split_rename(
	revision		text,
	rev_id			text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_split_rename(text, text) IS
'makes two revisions of one that renames tables or columns, between which the old names work, too; returns the identifier of the second one';

CREATE FUNCTION @extschema@.schemaver_old_name(
	relation		text,
	columns			text[] DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_old_name(text, text[]) IS
'counts the uses of an old name from now on';

CREATE FUNCTION @extschema@.schemaver_require_unused(
	relation		text,
	columns			text[] DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_require_unused(text, text[]) IS
'raises an error if an old name is used, as far as pg_stat_statements tells';
