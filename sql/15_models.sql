/* schemaver, the declared schema */

-- ----------
-- model: one row, the schema that autogenerate leads to
-- ----------
CREATE TABLE schemaver.model (
	id				boolean NOT NULL DEFAULT true,
	ddl				text NOT NULL,
	schemas			text[] NOT NULL,
	privileges		boolean NOT NULL,
	search_path		text NOT NULL,
	settings		text[] NOT NULL,
	renames			text[] NOT NULL DEFAULT '{}',
	created_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	created_by		text NOT NULL DEFAULT SESSION_USER,
	runs_as			text NOT NULL DEFAULT CURRENT_USER,
	filenames		text[] NOT NULL DEFAULT '{}',
	file_lines		integer[] NOT NULL DEFAULT '{}',
	CONSTRAINT model_pkey PRIMARY KEY (id),
	CONSTRAINT model_one_row_check CHECK (id),
	CONSTRAINT model_lists_check CHECK (
		pg_catalog.array_position(schemas, NULL) IS NULL
		AND pg_catalog.array_position(settings, NULL) IS NULL
		AND pg_catalog.array_position(renames, NULL) IS NULL),
	CONSTRAINT model_files_check CHECK (
		pg_catalog.cardinality(filenames) = pg_catalog.cardinality(file_lines)
		AND pg_catalog.array_position(filenames, NULL) IS NULL
		AND pg_catalog.array_position(file_lines, NULL) IS NULL)
);

COMMENT ON TABLE schemaver.model IS
'The declared schema, which autogenerate leads to';
COMMENT ON COLUMN schemaver.model.ddl IS 'the statements that declare it';
COMMENT ON COLUMN schemaver.model.schemas IS 'the schemas that are compared';
COMMENT ON COLUMN schemaver.model.privileges IS 'true: owners and privileges are declared too, and compared';
COMMENT ON COLUMN schemaver.model.search_path IS 'search_path of the statements, as it was when the model was declared';
COMMENT ON COLUMN schemaver.model.settings IS 'other settings that the meaning of the statements depends on, as they were then: name=value';
COMMENT ON COLUMN schemaver.model.renames IS 'renames that are asked for, as in schemaver_model()';
COMMENT ON COLUMN schemaver.model.filenames IS 'files that the statements come from, in the order in which they are in ddl; empty: ddl was given as one text';
COMMENT ON COLUMN schemaver.model.file_lines IS 'for each of these files the line of ddl with which it begins';
COMMENT ON COLUMN schemaver.model.runs_as IS 'role that declared it: the statements never have more rights than this role';

-- ----------
-- model_cache: at most one row, what was found out about the model in this
-- database.  No dump has it: what holds here need not hold elsewhere.
-- ----------
CREATE TABLE schemaver.model_cache (
	id				boolean NOT NULL DEFAULT true,
	facts			bytea,
	facts_key		text,
	names			text[],
	objects			oid[],
	runs_code		boolean,
	tried_out_by	oid,
	verified		text,
	runs_as			text NOT NULL DEFAULT CURRENT_USER,
	CONSTRAINT model_cache_pkey PRIMARY KEY (id),
	CONSTRAINT model_cache_one_row_check CHECK (id)
);

COMMENT ON TABLE schemaver.model_cache IS
'What was found out about the declared schema in this database; it may be emptied at any time';
COMMENT ON COLUMN schemaver.model_cache.facts IS 'what the statements created when they were last evaluated';
COMMENT ON COLUMN schemaver.model_cache.facts_key IS 'key of all that the facts depend on: when it changes, the statements are evaluated again';
COMMENT ON COLUMN schemaver.model_cache.names IS 'names that the statements look up: the facts depend on new objects of these names, too';
COMMENT ON COLUMN schemaver.model_cache.objects IS 'objects in other schemas, or in none, that they use';
COMMENT ON COLUMN schemaver.model_cache.runs_code IS 'true: they run code, so that the facts depend on all functions of users';
COMMENT ON COLUMN schemaver.model_cache.tried_out_by IS 'role that evaluated them';
COMMENT ON COLUMN schemaver.model_cache.verified IS 'key of all that a check depends on, when one last found no difference: while it is the same, nothing is compared again';
COMMENT ON COLUMN schemaver.model_cache.runs_as IS 'role that wrote this row: scripts generated from the facts are not tried with more rights than it has';

-- ----------
-- ignore: what is not compared
-- ----------
CREATE TABLE schemaver.ignore (
	kind			text NOT NULL DEFAULT '*',
	pattern			text COLLATE pg_catalog."C" NOT NULL,
	CONSTRAINT ignore_pkey PRIMARY KEY (kind, pattern)
);

COMMENT ON TABLE schemaver.ignore IS
'Objects that autogenerate does not compare';
COMMENT ON COLUMN schemaver.ignore.kind IS 'kind of object, as schemaver_diff() has it; *: any';
COMMENT ON COLUMN schemaver.ignore.pattern IS 'pattern of LIKE for the identity of the object, as schemaver_diff() has it';

-- ----------
-- No role can declare statements in the name of another one.
-- ----------
CREATE FUNCTION @extschema@.schemaver_set_runs_as()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_set_runs_as() IS
'trigger function that sets runs_as to the role that writes the row, unless that can act as the role in it';

CREATE TRIGGER set_runs_as
	BEFORE INSERT OR UPDATE ON schemaver.model
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_set_runs_as();
ALTER TABLE schemaver.model ENABLE ALWAYS TRIGGER set_runs_as;

CREATE TRIGGER set_runs_as
	BEFORE INSERT OR UPDATE ON schemaver.model_cache
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_set_runs_as();
ALTER TABLE schemaver.model_cache ENABLE ALWAYS TRIGGER set_runs_as;

SELECT pg_catalog.pg_extension_config_dump('schemaver.model', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.ignore', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE
	ON schemaver.model, schemaver.model_cache, schemaver.ignore TO @extowner@ WITH GRANT OPTION;
