/* schemaver, the state: one schema of its own, whatever schema the functions are in */

\echo Use "CREATE EXTENSION schemaver" to load this file. \quit

-- The schema of the functions may be called schemaver, too; then it exists.
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension e
				   JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) e.extnamespace
				   WHERE e.extname OPERATOR(pg_catalog.=) 'schemaver'
				   AND n.nspname OPERATOR(pg_catalog.=) 'schemaver') THEN
		CREATE SCHEMA schemaver;
		GRANT USAGE ON SCHEMA schemaver TO @extowner@ WITH GRANT OPTION;
	END IF;
END
$$;

CREATE FUNCTION @extschema@.schemaver_sha256(script text)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION @extschema@.schemaver_sha256(text) IS
'SHA-256 of a script, as UTF-8 whatever the encoding of the database';

-- ----------
-- revision: the nodes of the graph
-- ----------
CREATE TABLE schemaver.revision (
	revision		text COLLATE pg_catalog."C" NOT NULL,
	message			text NOT NULL DEFAULT 'empty message',
	upgrade			text NOT NULL DEFAULT '',
	downgrade		text,
	down_revisions	text[] NOT NULL DEFAULT '{}',
	depends_on		text[] NOT NULL DEFAULT '{}',
	branch_labels	text[] NOT NULL DEFAULT '{}',
	replaces		text[] NOT NULL DEFAULT '{}',
	transactional	boolean NOT NULL DEFAULT true,
	created_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	created_by		text NOT NULL DEFAULT SESSION_USER,
	sha256			bytea GENERATED ALWAYS AS (@extschema@.schemaver_sha256(upgrade)) STORED,
	filename		text,
	file_sha256		bytea,
	file_absent		boolean,
	online			text,
	online_downgrade text,
	online_sha256	bytea,
	online_edited	boolean NOT NULL DEFAULT false,
	CONSTRAINT revision_pkey PRIMARY KEY (revision),
	-- the names that src/graph/name.c accepts; the classes are those of ASCII,
	-- as in any column of collation "C"
	CONSTRAINT revision_name_check CHECK (
		pg_catalog.octet_length(revision) OPERATOR(pg_catalog.<=) 255
		AND revision OPERATOR(pg_catalog.~) '^[^@:+[:space:][:cntrl:]-]+$'
		AND revision OPERATOR(pg_catalog.<>) ALL ('{head,heads,base,current}'::pg_catalog.text[])
		AND CASE WHEN pg_catalog.getdatabaseencoding() OPERATOR(pg_catalog.=) 'UTF8'
			THEN revision OPERATOR(pg_catalog.!~) E'[\\u0080-\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]'
			ELSE true END),
	CONSTRAINT revision_lists_check CHECK (
		pg_catalog.array_position(down_revisions, NULL) IS NULL
		AND pg_catalog.array_position(depends_on, NULL) IS NULL
		AND pg_catalog.array_position(branch_labels, NULL) IS NULL
		AND pg_catalog.array_position(replaces, NULL) IS NULL)
);

COMMENT ON TABLE schemaver.revision IS
'Revisions: the nodes of the graph, with the scripts that go up and down';
COMMENT ON COLUMN schemaver.revision.revision IS 'identifier';
COMMENT ON COLUMN schemaver.revision.upgrade IS 'script that brings the database from the parents to this revision';
COMMENT ON COLUMN schemaver.revision.downgrade IS 'script that undoes the upgrade; NULL: it cannot be undone';
COMMENT ON COLUMN schemaver.revision.down_revisions IS 'parents: none for a base, several for a merge point';
COMMENT ON COLUMN schemaver.revision.depends_on IS 'revisions or labels of other branches that must be applied before';
COMMENT ON COLUMN schemaver.revision.branch_labels IS 'names of the branch that begins here';
COMMENT ON COLUMN schemaver.revision.replaces IS 'revisions that this one was squashed from: where they are applied, so is this one';
COMMENT ON COLUMN schemaver.revision.transactional IS 'false: has statements that cannot run in a transaction block';
COMMENT ON COLUMN schemaver.revision.sha256 IS 'checksum of the upgrade script';
COMMENT ON COLUMN schemaver.revision.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.revision.file_sha256 IS
'checksum of that file; NULL: the revision has changed since, or the file has several';
COMMENT ON COLUMN schemaver.revision.file_absent IS 'true: a load of all files has not found it, and the revision cannot be removed';
COMMENT ON COLUMN schemaver.revision.online IS
'online form of the upgrade script: the same change in statements that keep nobody waiting; NULL: there is none';
COMMENT ON COLUMN schemaver.revision.online_downgrade IS 'online form of the downgrade script; NULL: there is none';
COMMENT ON COLUMN schemaver.revision.online_sha256 IS
'checksum of the two scripts that the online forms belong to; if the revision has others now, they are outdated';
COMMENT ON COLUMN schemaver.revision.online_edited IS 'true: somebody wrote the online forms; false: they were derived';

-- ----------
-- applied: what is in effect in this database, revision by revision
--
-- No foreign key to schemaver.revision: what was applied stays on record even
-- when the revision does not exist, so that it can be reported.
-- ----------
CREATE TABLE schemaver.applied (
	revision		text COLLATE pg_catalog."C" NOT NULL,
	applied_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	applied_by		text NOT NULL DEFAULT SESSION_USER,
	sha256			bytea,
	CONSTRAINT applied_pkey PRIMARY KEY (revision)
);

COMMENT ON TABLE schemaver.applied IS
'Revisions whose upgrade script is in effect in this database';
COMMENT ON COLUMN schemaver.applied.sha256 IS
'checksum of the upgrade script that was run, or was current when the revision was stamped; NULL: unknown';

CREATE FUNCTION @extschema@.schemaver_transactions()
RETURNS xid8[]
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_transactions() IS
'the transactions of the step that is being run, for schemaver.log';

-- ----------
-- log: what was done, by whom
-- ----------
CREATE TABLE schemaver.log (
	id				bigint GENERATED ALWAYS AS IDENTITY,
	operation		text NOT NULL,
	revision		text NOT NULL,
	message			text,
	started_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	duration		interval,
	sha256			bytea,
	session_user_name text NOT NULL DEFAULT SESSION_USER,
	current_user_name text NOT NULL DEFAULT CURRENT_USER,
	client_addr		inet DEFAULT pg_catalog.inet_client_addr(),
	application_name text DEFAULT pg_catalog.current_setting('application_name'),
	backend_pid		integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
	statement		integer,
	line			integer,
	sqlstate		text,
	error			text,
	transactions	xid8[] DEFAULT @extschema@.schemaver_transactions(),
	CONSTRAINT log_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE schemaver.log IS
'Every step that was run, and every other change of a revision that was applied';
COMMENT ON COLUMN schemaver.log.operation IS
'upgrade, downgrade, stamp (set as applied), unstamp (set as not applied), edit, remove (also of one whose file is gone), squash (replaced, or put in place of others), paused upgrade or paused downgrade (before a phase of the online form), repeat (of a repeatable script, whose name is in the place of the revision), failure of a deploy; and, of no revision, track or undo drift';
COMMENT ON COLUMN schemaver.log.sha256 IS 'checksum of the script that was run; of an edit, of the new upgrade script';
COMMENT ON COLUMN schemaver.log.statement IS 'of a failure: number of the statement in the script';
COMMENT ON COLUMN schemaver.log.line IS 'of a failure: line of the script';
COMMENT ON COLUMN schemaver.log.sqlstate IS 'of a failure: its code; NULL if the session was lost';
COMMENT ON COLUMN schemaver.log.error IS 'of a failure: its message';
COMMENT ON COLUMN schemaver.log.transactions IS 'the transactions in which it was done; of this database only if the row was written by one of them';

-- ----------
-- lock: one row; a run of revisions holds SHARE ROW EXCLUSIVE on the table, a
-- deploy EXCLUSIVE
-- ----------
CREATE TABLE schemaver.lock (
	id				boolean NOT NULL DEFAULT true,
	runs			bigint NOT NULL DEFAULT 0,
	CONSTRAINT lock_pkey PRIMARY KEY (id),
	CONSTRAINT lock_one_row_check CHECK (id)
);

INSERT INTO schemaver.lock DEFAULT VALUES;

COMMENT ON TABLE schemaver.lock IS
'Serializes runs: locked in SHARE ROW EXCLUSIVE mode by a run of revisions, in EXCLUSIVE mode by a deploy; counts the runs';

-- ----------
-- Sessions keep the graph in memory; this invalidates it when it changes.
-- ----------
CREATE FUNCTION @extschema@.schemaver_graph_changed()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_graph_changed() IS
'trigger function that makes every session read the revisions again';

CREATE TRIGGER graph_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON schemaver.revision
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_graph_changed();
ALTER TABLE schemaver.revision ENABLE ALWAYS TRIGGER graph_changed;

-- ----------
-- A revision that changes is not what its file says any more, unless the change
-- comes with the checksum of another file.
-- ----------
CREATE FUNCTION @extschema@.schemaver_file_outdated()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_file_outdated() IS
'trigger function that forgets the checksum of the file that a revision came from';

CREATE TRIGGER file_outdated
	BEFORE UPDATE OF revision, message, upgrade, downgrade, down_revisions, depends_on,
		branch_labels, replaces, transactional, created_at, online, online_downgrade,
		online_sha256, online_edited ON schemaver.revision
	FOR EACH ROW
	WHEN (NEW.file_sha256 OPERATOR(pg_catalog.=) OLD.file_sha256)
	EXECUTE FUNCTION @extschema@.schemaver_file_outdated();
ALTER TABLE schemaver.revision ENABLE ALWAYS TRIGGER file_outdated;

-- ----------
-- Users' data goes into dumps.  The role that creates the extension need not be
-- a superuser: it gets the privileges on its state, with grant option.  No other
-- role gets any.
-- ----------
SELECT pg_catalog.pg_extension_config_dump('schemaver.revision', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.applied', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.log', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.log_id_seq', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE
	ON schemaver.revision, schemaver.applied, schemaver.log
	TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, UPDATE ON schemaver.lock TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, UPDATE, USAGE ON SEQUENCE schemaver.log_id_seq TO @extowner@ WITH GRANT OPTION;
