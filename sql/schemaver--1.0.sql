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
	CONSTRAINT log_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE schemaver.log IS
'Every step that was run, and every other change of a revision that was applied';
COMMENT ON COLUMN schemaver.log.operation IS
'upgrade, downgrade, stamp (set as applied), unstamp (set as not applied), edit, remove, squash (replaced, or put in place of others), or failure of a deploy';
COMMENT ON COLUMN schemaver.log.sha256 IS 'checksum of the script that was run; of an edit, of the new upgrade script';
COMMENT ON COLUMN schemaver.log.statement IS 'of a failure: number of the statement in the script';
COMMENT ON COLUMN schemaver.log.line IS 'of a failure: line of the script';
COMMENT ON COLUMN schemaver.log.sqlstate IS 'of a failure: its code; NULL if the session was lost';
COMMENT ON COLUMN schemaver.log.error IS 'of a failure: its message';

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
	CONSTRAINT model_pkey PRIMARY KEY (id),
	CONSTRAINT model_one_row_check CHECK (id),
	CONSTRAINT model_lists_check CHECK (
		pg_catalog.array_position(schemas, NULL) IS NULL
		AND pg_catalog.array_position(settings, NULL) IS NULL
		AND pg_catalog.array_position(renames, NULL) IS NULL)
);

COMMENT ON TABLE schemaver.model IS
'The declared schema, which autogenerate leads to';
COMMENT ON COLUMN schemaver.model.ddl IS 'the statements that declare it';
COMMENT ON COLUMN schemaver.model.schemas IS 'the schemas that are compared';
COMMENT ON COLUMN schemaver.model.privileges IS 'true: owners and privileges are declared too, and compared';
COMMENT ON COLUMN schemaver.model.search_path IS 'search_path of the statements, as it was when the model was declared';
COMMENT ON COLUMN schemaver.model.settings IS 'other settings that the meaning of the statements depends on, as they were then: name=value';
COMMENT ON COLUMN schemaver.model.renames IS 'renames that are asked for, as in schemaver_model()';
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
/* schemaver, the commands that change something */

CREATE FUNCTION @extschema@.schemaver_revision(
	message			text,
	upgrade			text DEFAULT NULL,
	downgrade		text DEFAULT NULL,
	autogenerate	boolean DEFAULT false,
	head			text[] DEFAULT '{head}',
	splice			boolean DEFAULT false,
	branch_label	text[] DEFAULT '{}',
	depends_on		text[] DEFAULT '{}',
	rev_id			text DEFAULT NULL,
	transactional	boolean DEFAULT true,
	allow_empty		boolean DEFAULT false,
	renames			text[] DEFAULT NULL,
	derive			boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_revision(text, text, text, boolean, text[], boolean, text[], text[], text, boolean, boolean, text[], boolean) IS
'creates a revision below the given heads and returns its identifier, or NULL if autogenerate finds nothing to write';

CREATE FUNCTION @extschema@.schemaver_merge(
	revisions		text[] DEFAULT '{heads}',
	message			text DEFAULT NULL,
	branch_label	text[] DEFAULT '{}',
	rev_id			text DEFAULT NULL,
	depends_on		text[] DEFAULT '{}',
	splice			boolean DEFAULT false,
	upgrade			text DEFAULT NULL,
	downgrade		text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_merge(text[], text, text[], text, text[], boolean, text, text) IS
'creates a revision that joins several heads and returns its identifier';

CREATE FUNCTION @extschema@.schemaver_edit(
	revision		text,
	message			text DEFAULT NULL,
	upgrade			text DEFAULT NULL,
	downgrade		text DEFAULT NULL,
	down_revisions	text[] DEFAULT NULL,
	depends_on		text[] DEFAULT NULL,
	branch_labels	text[] DEFAULT NULL,
	transactional	boolean DEFAULT NULL,
	force			boolean DEFAULT false,
	derive			boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_edit(text, text, text, text, text[], text[], text[], boolean, boolean, boolean) IS
'changes parts of a revision (NULL leaves a part as it is) and returns its identifier';

CREATE FUNCTION @extschema@.schemaver_remove(
	revision		text,
	force			boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_remove(text, boolean) IS
'removes a revision that nothing depends on and returns its identifier';

CREATE FUNCTION @extschema@.schemaver_upgrade(
	target			text DEFAULT 'head')
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_upgrade(text) IS
'runs the upgrade scripts that the target needs and returns the revisions in the order in which they ran';

CREATE FUNCTION @extschema@.schemaver_downgrade(
	target			text)
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_downgrade(text) IS
'runs the downgrade scripts of all that is above the target and returns the revisions in the order in which they ran';

CREATE FUNCTION @extschema@.schemaver_stamp(
	target			text,
	purge			boolean DEFAULT false)
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_stamp(text, boolean) IS
'sets the version to the target without running scripts and returns the new version';

CREATE FUNCTION @extschema@.schemaver_stamp(
	targets			text[],
	purge			boolean DEFAULT false)
RETURNS SETOF text
AS 'MODULE_PATHNAME', 'schemaver_stamp_targets'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_stamp(text[], boolean) IS
'sets the version to several targets without running scripts and returns the new version';
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
/* schemaver, what there is to see */

CREATE TYPE schemaver.revision_info AS (
	revision		text,
	message			text,
	down_revisions	text[],
	depends_on		text[],
	branch_labels	text[],
	is_head			boolean,
	is_effective_head boolean,
	is_base			boolean,
	is_branch_point	boolean,
	is_merge_point	boolean,
	is_applied		boolean,
	is_current		boolean,
	state			text,
	created_at		timestamptz,
	applied_at		timestamptz
);

COMMENT ON TYPE schemaver.revision_info IS
'A revision, its place in the graph and its state in this database';
COMMENT ON COLUMN schemaver.revision_info.is_head IS 'no revision has it as a parent';
COMMENT ON COLUMN schemaver.revision_info.is_effective_head IS 'a head that another revision depends on';
COMMENT ON COLUMN schemaver.revision_info.is_current IS 'applied, and nothing applied is above it';
COMMENT ON COLUMN schemaver.revision_info.state IS
'applied, pending, missing, changed since it was applied, or not in the graph';

CREATE TYPE schemaver.revision_detail AS (
	revision		text,
	message			text,
	down_revisions	text[],
	depends_on		text[],
	branch_labels	text[],
	children		text[],
	is_head			boolean,
	is_effective_head boolean,
	is_base			boolean,
	is_branch_point	boolean,
	is_merge_point	boolean,
	is_applied		boolean,
	is_current		boolean,
	state			text,
	transactional	boolean,
	created_at		timestamptz,
	created_by		text,
	applied_at		timestamptz,
	applied_by		text,
	sha256			bytea,
	applied_sha256	bytea,
	upgrade			text,
	downgrade		text,
	verdict			text,
	finding			text,
	verified_at		timestamptz
);

COMMENT ON TYPE schemaver.revision_detail IS
'All that is known about a revision, including its scripts';
COMMENT ON COLUMN schemaver.revision_detail.verdict IS
'what schemaver_verify() has found about these scripts; NULL: they are not verified';

CREATE TYPE schemaver.plan_step AS (
	step			integer,
	operation		text,
	revision		text,
	message			text,
	down_revisions	text[],
	depends_on		text[],
	transactional	boolean,
	problem			text,
	sha256			bytea,
	script			text
);

COMMENT ON TYPE schemaver.plan_step IS 'A revision that would be run, in one direction';
COMMENT ON COLUMN schemaver.plan_step.problem IS 'why the run would be refused; NULL: no reason is known';

CREATE TYPE schemaver.status AS (
	state			text,
	version			text[],
	heads			text[],
	applied			bigint,
	pending			bigint,
	missing			bigint,
	changed			bigint,
	unknown			bigint,
	last_run		timestamptz,
	last_operation	text
);

COMMENT ON TYPE schemaver.status IS 'The state of the database in one row';
COMMENT ON COLUMN schemaver.status.state IS
'empty, current, behind, diverged, missing or changed';
COMMENT ON COLUMN schemaver.status.pending IS 'revisions that an upgrade to heads would run, missing ones not counted';
COMMENT ON COLUMN schemaver.status.missing IS 'revisions that are not applied, though one above them is';
COMMENT ON COLUMN schemaver.status.changed IS 'revisions whose upgrade script differs from what was applied';
COMMENT ON COLUMN schemaver.status.unknown IS 'applied revisions that are not in the graph';

CREATE FUNCTION @extschema@.schemaver_current(
	check_heads		boolean DEFAULT false)
RETURNS SETOF schemaver.revision_info
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_current(boolean) IS
'the version of the database, and what is missing below it; with check_heads an error unless all is applied';

CREATE FUNCTION @extschema@.schemaver_heads(
	resolve_dependencies boolean DEFAULT false)
RETURNS SETOF schemaver.revision_info
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_heads(boolean) IS
'the heads of the graph; with resolve_dependencies without those that another revision depends on';

CREATE FUNCTION @extschema@.schemaver_branches()
RETURNS SETOF schemaver.revision_detail
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_branches() IS
'the branch points of the graph, with their children';

CREATE FUNCTION @extschema@.schemaver_history(
	rev_range		text DEFAULT 'base:heads')
RETURNS SETOF schemaver.revision_info
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_history(text) IS
'the revisions of a range, newest first';

CREATE FUNCTION @extschema@.schemaver_show(
	target			text DEFAULT 'current')
RETURNS SETOF schemaver.revision_detail
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_show(text) IS
'all that is known about the revisions that the target names';

-- The steps come from the graph alone; the scripts cost extra.  (The planner
-- removes the join if no column of it is used.)
CREATE FUNCTION @extschema@.schemaver_plan_steps(
	target			text,
	operation		text)
RETURNS TABLE (
	step			integer,
	operation		text,
	revision		text,
	message			text,
	down_revisions	text[],
	depends_on		text[],
	transactional	boolean,
	problem			text)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_plan_steps(text, text) IS
'schemaver_plan() without the scripts';

CREATE FUNCTION @extschema@.schemaver_plan(
	target			text DEFAULT 'head',
	operation		text DEFAULT 'upgrade')
RETURNS SETOF schemaver.plan_step
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT s.step, s.operation, s.revision, s.message, s.down_revisions,
		   s.depends_on, s.transactional, s.problem,
		   CASE WHEN s.operation OPERATOR(pg_catalog.=) 'downgrade'
				THEN @extschema@.schemaver_sha256(r.downgrade)
				ELSE r.sha256 END,
		   CASE WHEN s.operation OPERATOR(pg_catalog.=) 'upgrade' THEN r.upgrade
				WHEN s.operation OPERATOR(pg_catalog.=) 'downgrade' THEN r.downgrade END
	FROM @extschema@.schemaver_plan_steps($1, $2) s
	LEFT JOIN schemaver.revision r ON r.revision OPERATOR(pg_catalog.=) s.revision
	ORDER BY s.step
$$;

COMMENT ON FUNCTION @extschema@.schemaver_plan(text, text) IS
'the steps that an upgrade, a downgrade or a stamp would make';

CREATE FUNCTION @extschema@.schemaver_status()
RETURNS schemaver.status
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_status() IS
'one row for applications and deploy scripts: whether everything in the graph is applied';

CREATE FUNCTION @extschema@.schemaver_graph(
	format			text DEFAULT 'ascii')
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_graph(text) IS
'a picture of the graph: ascii, mermaid or dot';

CREATE FUNCTION @extschema@.schemaver_upgrade_sql(
	target			text DEFAULT 'head',
	bookkeeping		boolean DEFAULT true)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_upgrade_sql(text, boolean) IS
'the upgrade as a script for psql, from base or over a range a:b';

CREATE FUNCTION @extschema@.schemaver_downgrade_sql(
	target			text,
	bookkeeping		boolean DEFAULT true)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_downgrade_sql(text, boolean) IS
'the downgrade over a range a:b as a script for psql';

CREATE FUNCTION @extschema@.schemaver_stamp_sql(
	target			text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_stamp_sql(text) IS
'the stamp as a script for psql, from base or over a range a:b';

-- The version: the maximal elements of what is applied.
CREATE VIEW schemaver.version AS
	SELECT c.revision FROM @extschema@.schemaver_current() c WHERE c.is_current;

COMMENT ON VIEW schemaver.version IS
'The version of the database: the revisions that are applied and have nothing applied above them';

GRANT SELECT ON schemaver.version TO @extowner@ WITH GRANT OPTION;
/* schemaver, revisions as files */

CREATE TYPE schemaver.load_result AS (
	revision		text,
	action			text,
	filename		text
);

COMMENT ON TYPE schemaver.load_result IS 'What a load did with a revision';
COMMENT ON COLUMN schemaver.load_result.action IS
'added; changed; accepted: an applied one whose comments or whitespace changed; unchanged; absent or absent (applied): in the database, not in the files';

CREATE FUNCTION @extschema@.schemaver_load(
	content			text,
	filename		text DEFAULT NULL,
	force			boolean DEFAULT false)
RETURNS SETOF schemaver.load_result
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_load(text, text, boolean) IS
'brings the revisions of the text of a revision file into the database';

CREATE FUNCTION @extschema@.schemaver_load_files(
	filenames		text[],
	contents		bytea[],
	complete		boolean DEFAULT false,
	force			boolean DEFAULT false)
RETURNS SETOF schemaver.load_result
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_load_files(text[], bytea[], boolean, boolean) IS
'brings the revisions of several files into the database, all or none; if they are complete, reports what is not among them';

CREATE FUNCTION @extschema@.schemaver_load_directory(
	path			text,
	force			boolean DEFAULT false)
RETURNS SETOF schemaver.load_result
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_load_directory(text, boolean) IS
'brings the revisions of a folder on the server into the database, all or none, and reports what is not in it';

CREATE FUNCTION @extschema@.schemaver_file_lines(
	filenames		text[],
	contents		bytea[],
	OUT revision	text,
	OUT filename	text,
	OUT id_line		integer,
	OUT verified_line integer,
	OUT upgrade_line integer,
	OUT downgrade_line integer)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_file_lines(text[], bytea[]) IS
'the lines of files in which revisions have their id and their verdict, and in which their scripts begin';

CREATE FUNCTION @extschema@.schemaver_export(
	target			text DEFAULT 'heads',
	OUT filename	text,
	OUT content		text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_export(text) IS
'the files of the target and of the revisions that it depends on, or of a range';

CREATE FUNCTION @extschema@.schemaver_squash(
	range			text,
	message			text DEFAULT NULL,
	rev_id			text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_squash(text, text, text) IS
'replaces a range without branches by one revision, and returns its identifier';

-- ----------
-- Other tools
-- ----------
CREATE TYPE schemaver.import_result AS (
	revision		text,
	action			text,
	applied			boolean,
	filename		text,
	content			text
);

COMMENT ON TYPE schemaver.import_result IS 'What became of a migration of another tool';
COMMENT ON COLUMN schemaver.import_result.action IS 'added, changed, accepted or unchanged, as of a load';
COMMENT ON COLUMN schemaver.import_result.applied IS 'it is recorded as applied';
COMMENT ON COLUMN schemaver.import_result.content IS 'the revision file';

CREATE FUNCTION @extschema@.schemaver_import(
	format			text,
	filenames		text[],
	contents		bytea[])
RETURNS SETOF schemaver.import_result
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_import(text, text[], bytea[]) IS
'makes revisions of the files of another tool, records what its table lists as applied, and returns revision files';

CREATE FUNCTION @extschema@.schemaver_import_alembic(
	upgrade_sql		text,
	downgrade_sql	text DEFAULT NULL,
	history			text DEFAULT NULL)
RETURNS SETOF schemaver.import_result
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_import_alembic(text, text, text) IS
'makes revisions of the output of Alembic, records what alembic_version has as applied, and returns revision files';
/* schemaver, deploys: step by step, with a commit after each */

-- ----------
-- deploy: one row, the deploy that runs or was the last
-- ----------
CREATE TABLE schemaver.deploy (
	id				boolean NOT NULL DEFAULT true,
	state			text NOT NULL DEFAULT 'none',
	backend_pid		integer,
	session_user_name text,
	direction		text,
	target			text,
	step			integer,
	steps			integer,
	revision		text,
	statement		integer,
	statements		integer,
	started_at		timestamptz,
	step_started_at timestamptz,
	finished_at		timestamptz,
	CONSTRAINT deploy_pkey PRIMARY KEY (id),
	CONSTRAINT deploy_one_row_check CHECK (id),
	CONSTRAINT deploy_state_check CHECK (state OPERATOR(pg_catalog.=) ANY
		('{none,running,done,failed}'::text[])),
	CONSTRAINT deploy_direction_check CHECK (direction OPERATOR(pg_catalog.=) ANY
		('{upgrade,downgrade}'::text[]))
);

INSERT INTO schemaver.deploy DEFAULT VALUES;

COMMENT ON TABLE schemaver.deploy IS
'The deploy that runs or was the last; schemaver_progress() shows it while it runs';
COMMENT ON COLUMN schemaver.deploy.state IS 'none, running, done or failed';

-- ----------
-- partial: how far nontransactional revisions have got
-- ----------
CREATE TABLE schemaver.partial (
	revision		text COLLATE pg_catalog."C" NOT NULL,
	direction		text NOT NULL,
	done			integer NOT NULL,
	started			boolean NOT NULL,
	statements		integer NOT NULL,
	sha256			bytea NOT NULL,
	invalid_indexes oid[] NOT NULL DEFAULT '{}',
	log_id			bigint NOT NULL,
	updated_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	CONSTRAINT partial_pkey PRIMARY KEY (revision),
	CONSTRAINT partial_direction_check CHECK (direction OPERATOR(pg_catalog.=) ANY
		('{upgrade,downgrade}'::text[])),
	CONSTRAINT partial_done_check CHECK (done OPERATOR(pg_catalog.>=) 0
		AND done OPERATOR(pg_catalog.<) statements),
	CONSTRAINT partial_indexes_check CHECK (
		pg_catalog.array_position(invalid_indexes, NULL) IS NULL)
);

COMMENT ON TABLE schemaver.partial IS
'Revisions with transactional => false of which a part was run: the next deploy resumes there';
COMMENT ON COLUMN schemaver.partial.done IS 'number of statements that are finished';
COMMENT ON COLUMN schemaver.partial.started IS 'the statement after them was begun';
COMMENT ON COLUMN schemaver.partial.sha256 IS 'checksum of the script as far as it is finished';
COMMENT ON COLUMN schemaver.partial.invalid_indexes IS 'invalid indexes that existed before that statement';
COMMENT ON COLUMN schemaver.partial.log_id IS 'id of the last row of the log at that time: a later change of the revision makes this row void';

-- ----------
-- hook: functions of the user that a deploy calls
-- ----------
CREATE TABLE schemaver.hook (
	event			text NOT NULL,
	function		text NOT NULL,
	CONSTRAINT hook_pkey PRIMARY KEY (event, function),
	CONSTRAINT hook_event_check CHECK (event OPERATOR(pg_catalog.=) ANY
		('{before_run,before_step,after_step,after_run,on_error}'::text[]))
);

COMMENT ON TABLE schemaver.hook IS
'Functions that a deploy calls; each gets the event as jsonb';
COMMENT ON COLUMN schemaver.hook.event IS
'before_run, before_step, after_step, after_run or on_error';
COMMENT ON COLUMN schemaver.hook.function IS
'name with schema, quoted as in SQL, of a function with one argument of type jsonb';

SELECT pg_catalog.pg_extension_config_dump('schemaver.partial', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.hook', '');

GRANT SELECT, UPDATE ON schemaver.deploy TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.partial, schemaver.hook
	TO @extowner@ WITH GRANT OPTION;

-- ----------
-- The commands
-- ----------
CREATE PROCEDURE @extschema@.schemaver_deploy(
	target			text DEFAULT 'head',
	direction		text DEFAULT 'upgrade')
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON PROCEDURE @extschema@.schemaver_deploy(text, text) IS
'runs an upgrade or a downgrade with a commit after each revision';

CREATE FUNCTION @extschema@.schemaver_require(
	target			text)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_require(text) IS
'an error unless the revisions that the target names are applied';

CREATE TYPE schemaver.finding AS (
	severity		text,
	subject			text,
	revision		text,
	finding			text,
	detail			text,
	hint			text
);

COMMENT ON TYPE schemaver.finding IS 'A finding of the check before a deploy';
COMMENT ON COLUMN schemaver.finding.severity IS
'error: the deploy would be refused; warning: to be reviewed before; note: for information';

CREATE FUNCTION @extschema@.schemaver_preflight(
	target			text DEFAULT 'head',
	direction		text DEFAULT 'upgrade')
RETURNS SETOF schemaver.finding
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_preflight(text, text) IS
'what a deploy checks before its first step';

CREATE TYPE schemaver.dry_step AS (
	step			integer,
	operation		text,
	revision		text,
	message			text,
	outcome			text,
	duration		interval,
	rows			bigint,
	locks			text[],
	rewritten		text[],
	created			text[],
	changed			text[],
	dropped			text[],
	error			text
);

COMMENT ON TYPE schemaver.dry_step IS 'What a step did in a dry run';
COMMENT ON COLUMN schemaver.dry_step.outcome IS 'ok, failed or skipped';
COMMENT ON COLUMN schemaver.dry_step.rows IS 'rows inserted, updated and deleted';
COMMENT ON COLUMN schemaver.dry_step.locks IS
'locks on relations that existed before, unless earlier steps held them';
COMMENT ON COLUMN schemaver.dry_step.rewritten IS 'tables that existed before and have a new file';

CREATE FUNCTION @extschema@.schemaver_dry_run(
	target			text DEFAULT 'head',
	direction		text DEFAULT 'upgrade')
RETURNS SETOF schemaver.dry_step
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_dry_run(text, text) IS
'runs the steps, reports what they do, and rolls all of it back';

-- ----------
-- Progress.  A deploy holds its lock as long as it runs, so a row that was
-- left by a crash is not shown.  The statement comes from application_name,
-- which every role may see.
-- ----------
CREATE TYPE schemaver.progress AS (
	backend_pid		integer,
	user_name		text,
	direction		text,
	target			text,
	step			integer,
	steps			integer,
	revision		text,
	statement		integer,
	statements		integer,
	activity		text,
	waits_for		text,
	blocked_by		integer[],
	started_at		timestamptz,
	elapsed			interval,
	step_elapsed	interval,
	index_phase		text,
	index_percent	numeric
);

COMMENT ON TYPE schemaver.progress IS 'A deploy that runs';
COMMENT ON COLUMN schemaver.progress.activity IS 'what it is doing, as in pg_stat_activity; NULL for roles that may not see it';
COMMENT ON COLUMN schemaver.progress.waits_for IS 'type and name of the event that it waits for, of pg_stat_activity';
COMMENT ON COLUMN schemaver.progress.blocked_by IS 'sessions that hold the lock that it waits for';
COMMENT ON COLUMN schemaver.progress.index_phase IS 'phase of an index build, as in pg_stat_progress_create_index';

CREATE FUNCTION @extschema@.schemaver_progress()
RETURNS SETOF schemaver.progress
LANGUAGE sql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT l.pid, d.session_user_name, d.direction, d.target, d.step, d.steps, d.revision,
		   coalesce(d.statement, substring(a.application_name FROM '^schemaver \d+/\d+ (\d{1,9})/\d+')::integer),
		   coalesce(d.statements, substring(a.application_name FROM '^schemaver \d+/\d+ \d+/(\d{1,9})')::integer),
		   CASE WHEN a.query LIKE 'schemaver:%' THEN a.query END,
		   a.wait_event_type || ': ' || a.wait_event,
		   nullif(pg_blocking_pids(l.pid), '{}'),
		   d.started_at, clock_timestamp() - d.started_at, clock_timestamp() - d.step_started_at,
		   i.phase,
		   round(100.0 * CASE WHEN i.lockers_total > i.lockers_done THEN 0
							  WHEN i.tuples_total > 0 THEN i.tuples_done::numeric / i.tuples_total
							  WHEN i.blocks_total > 0 THEN i.blocks_done::numeric / i.blocks_total END, 1)
	FROM pg_locks l
	JOIN pg_stat_activity a ON a.pid = l.pid
	LEFT JOIN schemaver.deploy d ON d.backend_pid = l.pid AND d.state = 'running'
	LEFT JOIN pg_stat_progress_create_index i ON i.pid = l.pid
	WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'ExclusiveLock'
	AND l.relation = 'schemaver.lock'::regclass
	AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;

COMMENT ON FUNCTION @extschema@.schemaver_progress() IS
'the deploy that runs: its role, step and statement, its duration, and the progress of an index build';
/* schemaver, verdicts: what verifications of revisions have found */

-- ----------
-- verified: verdicts about revisions, each for certain scripts, a state of the
-- schemas before them, and a number of rows
--
-- No foreign key to schemaver.revision: a verdict about scripts that no revision
-- has is of no effect.
-- ----------
CREATE TABLE schemaver.verified (
	revision		text COLLATE pg_catalog."C" NOT NULL,
	upgrade_sha256	bytea NOT NULL,
	downgrade_sha256 bytea NOT NULL,
	state			text COLLATE pg_catalog."C" NOT NULL,
	rows			integer NOT NULL DEFAULT 0,
	verdict			text COLLATE pg_catalog."C" NOT NULL,
	finding			text,
	restore			text,
	server_version	integer NOT NULL DEFAULT pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
	verified_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	verified_by		text NOT NULL DEFAULT SESSION_USER,
	CONSTRAINT verified_pkey PRIMARY KEY (revision, upgrade_sha256, downgrade_sha256, state, rows),
	CONSTRAINT verified_sha256_check CHECK (
		pg_catalog.octet_length(upgrade_sha256) OPERATOR(pg_catalog.=) 32
		AND pg_catalog.octet_length(downgrade_sha256) OPERATOR(pg_catalog.=) ANY ('{0,32}'::pg_catalog.int4[])),
	CONSTRAINT verified_state_check CHECK (pg_catalog.octet_length(state) OPERATOR(pg_catalog.<=) 255),
	CONSTRAINT verified_rows_check CHECK (rows OPERATOR(pg_catalog.>=) 0),
	CONSTRAINT verified_verdict_check CHECK (verdict OPERATOR(pg_catalog.=) ANY (
		'{ok,column order,generated names,differs,upgrade fails,downgrade fails,second upgrade fails,no downgrade,data lost,not run}'::pg_catalog.text[]))
);

COMMENT ON TABLE schemaver.verified IS
'Verdicts of schemaver_verify() about revisions; those about scripts that a revision no longer has do not count';
COMMENT ON COLUMN schemaver.verified.upgrade_sha256 IS 'checksum of the upgrade script';
COMMENT ON COLUMN schemaver.verified.downgrade_sha256 IS 'checksum of the downgrade script; empty: there is none';
COMMENT ON COLUMN schemaver.verified.state IS 'hash of the schemas before the upgrade; empty: the verdict came with a file';
COMMENT ON COLUMN schemaver.verified.rows IS 'rows that the tables were given; 0: only schemas were compared';
COMMENT ON COLUMN schemaver.verified.verdict IS
'ok, column order, generated names, differs, upgrade fails, downgrade fails, second upgrade fails, no downgrade, data lost or not run';
COMMENT ON COLUMN schemaver.verified.finding IS 'what is left behind, missing, lost, or has failed; NULL: nothing';
COMMENT ON COLUMN schemaver.verified.restore IS 'statements that a downgrade lacks; NULL: none';
COMMENT ON COLUMN schemaver.verified.server_version IS 'server_version_num of the server that found it';
COMMENT ON COLUMN schemaver.verified.verified_at IS 'when it was found, or found to hold still: the newest counts';

SELECT pg_catalog.pg_extension_config_dump('schemaver.verified', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.verified
	TO @extowner@ WITH GRANT OPTION;
/* schemaver, the proof of revisions */

CREATE FUNCTION @extschema@.schemaver_verify(
	range			text DEFAULT 'current:heads',
	rows			integer DEFAULT 0,
	sample			boolean DEFAULT false,
	in_place		boolean DEFAULT false,
	again			boolean DEFAULT false,
	OUT revision	text,
	OUT verdict		text,
	OUT finding		text,
	OUT restore		text,
	OUT duration	interval)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_verify(text, integer, boolean, boolean, boolean) IS
'proves of each revision of a range that it goes up, down and up again, exactly, and returns its verdict';
/* schemaver, the function that derives downgrades */

CREATE FUNCTION @extschema@.schemaver_derive(
	revision		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_derive(text) IS
'the downgrade of a revision, derived from what its upgrade does to the schema, and proved';

/* schemaver, rules about statements */

-- ----------
-- rule: severities that differ from the defaults
-- ----------
CREATE TABLE schemaver.rule (
	code			text COLLATE pg_catalog."C" NOT NULL,
	severity		text NOT NULL,
	CONSTRAINT rule_pkey PRIMARY KEY (code),
	CONSTRAINT rule_severity_check CHECK (severity IN ('error', 'warning', 'note', 'off'))
);

COMMENT ON TABLE schemaver.rule IS
'Rules of schemaver_lint() that have another severity in this database, or are turned off';
COMMENT ON COLUMN schemaver.rule.code IS 'code of the rule, as schemaver_rules() has it';
COMMENT ON COLUMN schemaver.rule.severity IS 'error, warning, note, or off; it holds for small tables, too';

-- ----------
-- The codes are known to the library alone.
-- ----------
CREATE FUNCTION @extschema@.schemaver_check_rule()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_check_rule() IS
'trigger function that refuses codes of rules that there are not';

CREATE TRIGGER check_rule
	BEFORE INSERT OR UPDATE ON schemaver.rule
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_check_rule();
ALTER TABLE schemaver.rule ENABLE ALWAYS TRIGGER check_rule;

SELECT pg_catalog.pg_extension_config_dump('schemaver.rule', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.rule TO @extowner@ WITH GRANT OPTION;

CREATE FUNCTION @extschema@.schemaver_rules()
RETURNS TABLE (
	code			text,
	default_severity text,
	severity		text,
	small_severity	text,
	title			text,
	description		text,
	cure			text)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_rules() IS
'the rules of schemaver_lint(), and their severities in this database; small_severity is that for tables of less than 1,000 pages';

CREATE FUNCTION @extschema@.schemaver_lint(
	target			text DEFAULT 'heads')
RETURNS TABLE (
	revision		text,
	statement		integer,
	line			integer,
	code			text,
	severity		text,
	relation		text,
	rows			bigint,
	size			bigint,
	lock			text,
	message			text,
	instead			text)
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_lint(text) IS
'what is dangerous in the upgrade scripts up to a target, or of a range: measured on a copy of the schemas, with the sizes of the real tables';
/* schemaver, the queries that upgrades break */

-- ----------
-- query: queries of applications, to be analyzed before an upgrade
-- ----------
CREATE TABLE schemaver.query (
	name			text COLLATE pg_catalog."C" NOT NULL,
	query			text NOT NULL,
	search_path		text,
	CONSTRAINT query_pkey PRIMARY KEY (name)
);

COMMENT ON TABLE schemaver.query IS
'Queries of applications, which schemaver_impact() analyzes; they are never executed';
COMMENT ON COLUMN schemaver.query.name IS 'what the query is called in a report';
COMMENT ON COLUMN schemaver.query.query IS 'one or more SQL statements; parameters are $1, $2 and so on';
COMMENT ON COLUMN schemaver.query.search_path IS 'search_path under which the application runs it; NULL: that of a new session';

SELECT pg_catalog.pg_extension_config_dump('schemaver.query', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE
	ON schemaver.query TO @extowner@ WITH GRANT OPTION;

CREATE FUNCTION @extschema@.schemaver_impact(
	target			text DEFAULT 'heads',
	untouched		boolean DEFAULT false,
	OUT source		text,
	OUT name		text,
	OUT query		text,
	OUT effect		text,
	OUT sqlstate	text,
	OUT message		text,
	OUT detail		text,
	OUT hint		text,
	OUT context		text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_impact(text, boolean) IS
'the queries that an upgrade to the target would break, or of which it would change the result';
/* schemaver, logical replication: what is recorded here is of this database */

CREATE FUNCTION @extschema@.schemaver_not_replicated()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_not_replicated() IS
'trigger function that keeps logical replication from changing a table';

-- ----------
-- For every table of the extension.  The triggers are enabled for replicas
-- only, so sessions that do not set session_replication_role never call them.
-- ----------
DO $$
DECLARE
	our_table text;
BEGIN
	FOR our_table IN
		SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
		FROM pg_catalog.pg_depend d
		JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
		JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.objid
		JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
		WHERE e.extname OPERATOR(pg_catalog.=) 'schemaver' AND c.relkind OPERATOR(pg_catalog.=) 'r'
		AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
		AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
		ORDER BY c.oid
	LOOP
		EXECUTE pg_catalog.format('
			CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON %1$s
				FOR EACH ROW EXECUTE FUNCTION %2$s.schemaver_not_replicated();
			CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON %1$s
				FOR EACH STATEMENT EXECUTE FUNCTION %2$s.schemaver_not_replicated();
			CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON %1$s
				FOR EACH STATEMENT EXECUTE FUNCTION %2$s.schemaver_not_replicated();
			ALTER TABLE %1$s ENABLE REPLICA TRIGGER not_replicated;
			ALTER TABLE %1$s ENABLE REPLICA TRIGGER not_truncated_before;
			ALTER TABLE %1$s ENABLE REPLICA TRIGGER not_truncated_after',
			our_table, '@extschema@');
	END LOOP;
END
$$;
