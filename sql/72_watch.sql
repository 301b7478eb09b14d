/* schemaver, watching: changes of schemas that are not done by a revision */

-- ----------
-- watch: what happens to such changes, by schema and role
-- ----------
CREATE TABLE schemaver.watch (
	schemas			text NOT NULL DEFAULT '%',
	role			text NOT NULL DEFAULT '*',
	mode			text NOT NULL,
	CONSTRAINT watch_pkey PRIMARY KEY (schemas, role),
	CONSTRAINT watch_mode_check CHECK (mode OPERATOR(pg_catalog.=) ANY
		('{off,record,warn,deny}'::text[]))
);

COMMENT ON TABLE schemaver.watch IS
'What happens to changes that are not done by a revision; written by schemaver_watch()';
COMMENT ON COLUMN schemaver.watch.schemas IS 'pattern of LIKE for the schemas that the rule is about';
COMMENT ON COLUMN schemaver.watch.role IS 'role that is logged in, or set; *: any';
COMMENT ON COLUMN schemaver.watch.mode IS 'off, record, warn (and record) or deny';

-- ----------
-- ddl_log: these changes
-- ----------
CREATE TABLE schemaver.ddl_log (
	id				bigint GENERATED ALWAYS AS IDENTITY,
	logged_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	transaction		xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
	session_user_name text NOT NULL DEFAULT SESSION_USER,
	current_user_name text NOT NULL,
	client_addr		inet DEFAULT pg_catalog.inet_client_addr(),
	application_name text DEFAULT pg_catalog.current_setting('application_name'),
	backend_pid		integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
	tag				text NOT NULL,
	object_type		text NOT NULL,
	schema_name		text,
	identity		text,
	dropped			boolean NOT NULL,
	mode			text NOT NULL,
	reason			text,
	statement		text,
	context			text,
	CONSTRAINT ddl_log_pkey PRIMARY KEY (id)
);

CREATE INDEX ddl_log_identity_idx ON schemaver.ddl_log (identity);

COMMENT ON TABLE schemaver.ddl_log IS
'Changes that were not done by a revision, while they were watched: one row for each object; written by the library';
COMMENT ON COLUMN schemaver.ddl_log.transaction IS 'in which it was done, in the cluster in which that was';
COMMENT ON COLUMN schemaver.ddl_log.current_user_name IS 'role with whose rights it was done';
COMMENT ON COLUMN schemaver.ddl_log.tag IS 'what kind of command it was, such as ALTER TABLE';
COMMENT ON COLUMN schemaver.ddl_log.object_type IS 'as in pg_event_trigger_ddl_commands()';
COMMENT ON COLUMN schemaver.ddl_log.schema_name IS 'that the object is in, or the schema itself; NULL: none, or it is not known';
COMMENT ON COLUMN schemaver.ddl_log.identity IS 'of the object; NULL: it is not known';
COMMENT ON COLUMN schemaver.ddl_log.dropped IS 'the object was dropped';
COMMENT ON COLUMN schemaver.ddl_log.mode IS 'rule that was in force: record, warn or deny';
COMMENT ON COLUMN schemaver.ddl_log.reason IS 'with deny: why it was done all the same, as schemaver.break_glass said';
COMMENT ON COLUMN schemaver.ddl_log.statement IS
'the one statement that the client has sent, at most 10,000 bytes of it; NULL: it may contain a password, or is not known';
COMMENT ON COLUMN schemaver.ddl_log.context IS 'the functions that have done it, as in the context of an error; NULL: none';

SELECT pg_catalog.pg_extension_config_dump('schemaver.watch', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.ddl_log', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.ddl_log_id_seq', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.watch TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, INSERT, DELETE, TRUNCATE ON schemaver.ddl_log TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, USAGE, UPDATE ON SEQUENCE schemaver.ddl_log_id_seq TO @extowner@ WITH GRANT OPTION;

CREATE TYPE schemaver.watch_rule AS (
	schemas			text,
	role			text,
	mode			text,
	active			boolean
);

COMMENT ON TYPE schemaver.watch_rule IS 'What happens to changes that are not done by a revision';
COMMENT ON COLUMN schemaver.watch_rule.active IS
'the event triggers are enabled; if not, the next run of revisions enables them, or schemaver_watch()';

CREATE FUNCTION @extschema@.schemaver_watch(
	mode			text DEFAULT NULL,
	schemas			text DEFAULT '%',
	role			text DEFAULT '*')
RETURNS SETOF schemaver.watch_rule
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_watch(text, text, text) IS
'says what happens to changes that are not done by a revision (off, record, warn or deny), and returns the rules';

-- ----------
-- The event triggers; schemaver_watch() enables them.
-- ----------
CREATE FUNCTION @extschema@.schemaver_watch_event()
RETURNS event_trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_watch_event() IS
'event trigger function that records or denies changes that are not done by a revision';

CREATE EVENT TRIGGER schemaver_watch_start ON ddl_command_start
	EXECUTE FUNCTION @extschema@.schemaver_watch_event();
CREATE EVENT TRIGGER schemaver_watch_end ON ddl_command_end
	EXECUTE FUNCTION @extschema@.schemaver_watch_event();
CREATE EVENT TRIGGER schemaver_watch_drop ON sql_drop
	EXECUTE FUNCTION @extschema@.schemaver_watch_event();
ALTER EVENT TRIGGER schemaver_watch_start DISABLE;
ALTER EVENT TRIGGER schemaver_watch_end DISABLE;
ALTER EVENT TRIGGER schemaver_watch_drop DISABLE;

COMMENT ON EVENT TRIGGER schemaver_watch_start IS 'denies changes before they begin, where all are denied, or cannot be undone';
COMMENT ON EVENT TRIGGER schemaver_watch_end IS 'records or denies what was created or changed';
COMMENT ON EVENT TRIGGER schemaver_watch_drop IS 'records or denies what was dropped';
