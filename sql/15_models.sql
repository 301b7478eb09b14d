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
	created_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	created_by		text NOT NULL DEFAULT SESSION_USER,
	runs_as			text NOT NULL DEFAULT CURRENT_USER,
	facts			bytea,
	facts_key		text,
	verified		text,
	CONSTRAINT model_pkey PRIMARY KEY (id),
	CONSTRAINT model_one_row_check CHECK (id),
	CONSTRAINT model_lists_check CHECK (
		pg_catalog.array_position(schemas, NULL) IS NULL
		AND pg_catalog.array_position(settings, NULL) IS NULL)
);

COMMENT ON TABLE schemaver.model IS
'The declared schema, which autogenerate leads to';
COMMENT ON COLUMN schemaver.model.ddl IS 'the statements that declare it';
COMMENT ON COLUMN schemaver.model.schemas IS 'the schemas that are compared';
COMMENT ON COLUMN schemaver.model.privileges IS 'true: owners and privileges are declared too, and compared';
COMMENT ON COLUMN schemaver.model.search_path IS 'where names without schema are looked up and made: as it was when the model was declared';
COMMENT ON COLUMN schemaver.model.settings IS 'other settings that the meaning of the statements depends on, as they were then: name=value';
COMMENT ON COLUMN schemaver.model.runs_as IS 'who has declared it: the statements never have more rights than this role';
COMMENT ON COLUMN schemaver.model.facts IS 'what the statements made when they were last tried out';
COMMENT ON COLUMN schemaver.model.facts_key IS 'all that the facts depend on: when it is another one, the statements are tried out again';
COMMENT ON COLUMN schemaver.model.verified IS 'all that a check depends on, as it was when one last found no difference: while it is the same, the database is not looked at again';

-- ----------
-- ignore: what is not compared
-- ----------
CREATE TABLE schemaver.ignore (
	kind			text NOT NULL DEFAULT '*',
	pattern			text COLLATE pg_catalog."C" NOT NULL,
	CONSTRAINT ignore_pkey PRIMARY KEY (kind, pattern)
);

COMMENT ON TABLE schemaver.ignore IS
'Objects that autogenerate does not look at';
COMMENT ON COLUMN schemaver.ignore.kind IS 'kind of object, as schemaver_diff() has it; *: any';
COMMENT ON COLUMN schemaver.ignore.pattern IS 'pattern of LIKE for the identity of the object, as schemaver_diff() has it';

-- ----------
-- Nobody puts statements into the mouth of another role.
-- ----------
CREATE FUNCTION @extschema@.schemaver_set_runs_as()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_set_runs_as() IS
'trigger function that makes a row run as the role that writes it, unless that may act as the one that the row names';

CREATE TRIGGER set_runs_as
	BEFORE INSERT OR UPDATE ON schemaver.model
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_set_runs_as();
ALTER TABLE schemaver.model ENABLE ALWAYS TRIGGER set_runs_as;

SELECT pg_catalog.pg_extension_config_dump('schemaver.model', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.ignore', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE
	ON schemaver.model, schemaver.ignore TO @extowner@ WITH GRANT OPTION;
