/* schemaver: from 1.0 to 1.1 */

\echo Use "ALTER EXTENSION schemaver UPDATE TO '1.1'" to load this file. \quit

-- Whatever the numbered parts have in other ways than 1.0 follows, in the order
-- of the parts.  test/t/005_update.pl compares the outcome with that of a new
-- installation.

-- ----------
-- Revisions know the files that they came from.
-- ----------
ALTER TABLE schemaver.revision ADD COLUMN filename text;
ALTER TABLE schemaver.revision ADD COLUMN file_sha256 bytea;
ALTER TABLE schemaver.revision ADD COLUMN file_absent boolean;

-- ----------
-- Revisions have online forms.
-- ----------
ALTER TABLE schemaver.revision ADD COLUMN online text;
ALTER TABLE schemaver.revision ADD COLUMN online_downgrade text;
ALTER TABLE schemaver.revision ADD COLUMN online_sha256 bytea;
ALTER TABLE schemaver.revision ADD COLUMN online_edited boolean NOT NULL DEFAULT false;

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
-- The log knows the transactions of each step.
-- ----------
CREATE FUNCTION @extschema@.schemaver_transactions()
RETURNS xid8[]
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_transactions() IS
'the transactions of the step that is being run, for schemaver.log';

-- those of the rows that are there are not known
ALTER TABLE schemaver.log ADD COLUMN transactions xid8[];
ALTER TABLE schemaver.log ALTER COLUMN transactions
	SET DEFAULT @extschema@.schemaver_transactions();

COMMENT ON COLUMN schemaver.log.transactions IS 'the transactions in which it was done; of this database only if the row was written by one of them';

-- ----------
-- Revisions whose files are gone
-- ----------
ALTER TYPE schemaver.revision_detail ADD ATTRIBUTE filename text;
ALTER TYPE schemaver.status ADD ATTRIBUTE absent text[];
ALTER TYPE schemaver.revision_detail
	ADD ATTRIBUTE online text,
	ADD ATTRIBUTE online_downgrade text,
	ADD ATTRIBUTE online_state text;
ALTER TYPE schemaver.plan_step
	ADD ATTRIBUTE online text,
	ADD ATTRIBUTE destroyed text[];

COMMENT ON COLUMN schemaver.log.operation IS
'upgrade, downgrade, stamp (set as applied), unstamp (set as not applied), edit, remove (also of one whose file is gone), squash (replaced, or put in place of others), paused upgrade or paused downgrade (before a phase of the online form), repeat (of a repeatable script, whose name is in the place of the revision), failure of a deploy; and, of no revision, track or undo drift';
COMMENT ON COLUMN schemaver.revision_info.state IS
'applied, pending, missing, changed since it was applied, file is gone, or not in the graph';
COMMENT ON COLUMN schemaver.revision_detail.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.revision_detail.online IS 'online form of the upgrade script; NULL: there is none';
COMMENT ON COLUMN schemaver.revision_detail.online_downgrade IS 'online form of the downgrade script; NULL: there is none';
COMMENT ON COLUMN schemaver.revision_detail.online_state IS
'derived or edited; outdated: the online forms belong to other scripts, and are not run; NULL: there are none';
COMMENT ON COLUMN schemaver.plan_step.online IS
'whether a deploy would run an online form: yes, no, or outdated: there is one, but of other scripts';
COMMENT ON COLUMN schemaver.status.absent IS 'revisions whose files are gone, and that are applied, or needed by others';
COMMENT ON COLUMN schemaver.load_result.action IS
'added; changed; accepted: an applied one whose comments or whitespace changed; unchanged; removed: its file is gone, and it was not applied; absent or absent (applied): in the database, not in the files';
COMMENT ON COLUMN schemaver.plan_step.destroyed IS 'data that the statements name when they destroy it, as far as it exists now; schemaver_dry_run() finds all of it';

-- ----------
-- The scripts of a plan are read as all else, so that a preview has its own.
-- ----------
CREATE FUNCTION @extschema@.schemaver_plan_script(
	revision		text,
	operation		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_plan_script(text, text) IS
'the script of a revision that an upgrade or a downgrade would run';

CREATE FUNCTION @extschema@.schemaver_plan_online(
	revision		text,
	operation		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_plan_online(text, text) IS
'whether a deploy would run an online form of that script: yes, no or outdated';

CREATE FUNCTION @extschema@.schemaver_plan_losses(
	revision		text,
	operation		text)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_plan_losses(text, text) IS
'tables and columns with data that the script of a revision drops, and tables that it empties, as far as its statements name them; without running it';

CREATE OR REPLACE FUNCTION @extschema@.schemaver_plan(
	target			text DEFAULT 'head',
	operation		text DEFAULT 'upgrade')
RETURNS SETOF schemaver.plan_step
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT s.step, s.operation, s.revision, s.message, s.down_revisions,
		   s.depends_on, s.transactional, s.problem,
		   @extschema@.schemaver_sha256(@extschema@.schemaver_plan_script(s.revision,
				CASE WHEN s.operation OPERATOR(pg_catalog.=) ANY ('{downgrade,repeat}'::pg_catalog.text[])
					 THEN s.operation ELSE 'upgrade' END)),
		   @extschema@.schemaver_plan_script(s.revision, s.operation),
		   @extschema@.schemaver_plan_online(s.revision, s.operation),
		   @extschema@.schemaver_plan_losses(s.revision, s.operation)
	FROM @extschema@.schemaver_plan_steps($1, $2) s
	ORDER BY s.step
$$;

-- ----------
-- Only files that have changed are sent.
-- ----------
COMMENT ON FUNCTION @extschema@.schemaver_load_files(text[], bytea[], boolean, boolean) IS
'brings the revisions of several files into the database, all or none (a content that is NULL: as it is stored); if they are complete, reports what is not among them';

CREATE FUNCTION @extschema@.schemaver_changed_files(
	filenames		text[],
	sha256s			bytea[])
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_changed_files(text[], bytea[]) IS
'the files of which schemaver_load_files() needs the contents: those not stored with this name and this checksum';

CREATE FUNCTION @extschema@.schemaver_files_checksum(
	seed			bigint DEFAULT 0)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_files_checksum(bigint) IS
'one checksum of all files, of their names and the SHA-256 of each, which depends on the seed; NULL if a revision or a repeatable script is not as the file that it came from has it, or a revision is not alone there, or has no file';

CREATE FUNCTION @extschema@.schemaver_preview(
	filenames		text[],
	contents		bytea[],
	complete		boolean DEFAULT true)
RETURNS SETOF schemaver.load_result
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_preview(text[], bytea[], boolean) IS
'lets the files be seen as if they were loaded, by all that only reads, until the end of the transaction; writes nothing';

-- ----------
-- Only files that a format needs are sent.
-- ----------
CREATE FUNCTION @extschema@.schemaver_import_wants(
	format			text,
	filenames		text[])
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_import_wants(text, text[]) IS
'those of the files of another tool whose content schemaver_import() needs';

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

ALTER TYPE schemaver.dry_step ADD ATTRIBUTE destroyed text[];

COMMENT ON COLUMN schemaver.dry_step.destroyed IS
'data that is lost: tables and columns with what is in them, rows that are deleted';

-- ----------
-- Online forms can be asked for, and edited.
-- ----------
DROP FUNCTION @extschema@.schemaver_revision(text, text, text, boolean, text[], boolean, text[], text[], text, boolean, boolean, text[], boolean);

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
	derive			boolean DEFAULT false,
	online			boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_revision(text, text, text, boolean, text[], boolean, text[], text[], text, boolean, boolean, text[], boolean, boolean) IS
'creates a revision below the given heads and returns its identifier, or NULL if autogenerate finds nothing to write';

DROP FUNCTION @extschema@.schemaver_edit(text, text, text, text, text[], text[], text[], boolean, boolean, boolean);

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
	derive			boolean DEFAULT false,
	online			text DEFAULT NULL,
	online_downgrade text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_edit(text, text, text, text, text[], text[], text[], boolean, boolean, boolean, text, text) IS
'changes parts of a revision (NULL leaves a part as it is) and returns its identifier';

-- ----------
-- Online forms are derived.
-- ----------
CREATE FUNCTION @extschema@.schemaver_online(
	revision		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_online(text) IS
'the same change as the upgrade of a revision, in steps that stop nobody, derived from the script and proved';

-- ----------
-- Scripts that are run again when they have changed
-- ----------
CREATE TABLE schemaver.repeatable (
	name			text COLLATE pg_catalog."C" NOT NULL,
	is_check		boolean NOT NULL DEFAULT false,
	script			text NOT NULL,
	sha256			bytea GENERATED ALWAYS AS (@extschema@.schemaver_sha256(script)) STORED,
	filename		text,
	file_sha256		bytea,
	applied_sha256	bytea,
	applied_at		timestamptz,
	applied_by		text,
	CONSTRAINT repeatable_pkey PRIMARY KEY (name, is_check)
);

COMMENT ON TABLE schemaver.repeatable IS
'Repeatable scripts, which are run again after the revisions when they have changed, and checks, which are run after every upgrade and rolled back';
COMMENT ON COLUMN schemaver.repeatable.name IS 'name; a script and a check may have the same';
COMMENT ON COLUMN schemaver.repeatable.is_check IS 'true: it changes nothing, as it is rolled back, and an upgrade fails if it fails';
COMMENT ON COLUMN schemaver.repeatable.sha256 IS 'checksum of the script';
COMMENT ON COLUMN schemaver.repeatable.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.repeatable.file_sha256 IS 'checksum of that file; NULL: the script has changed since';
COMMENT ON COLUMN schemaver.repeatable.applied_sha256 IS
'checksum of the script that was run last; NULL: none was, or a downgrade may have undone it';

CREATE TRIGGER file_outdated
	BEFORE UPDATE OF name, is_check, script ON schemaver.repeatable
	FOR EACH ROW
	WHEN (NEW.file_sha256 OPERATOR(pg_catalog.=) OLD.file_sha256
		AND NEW.script OPERATOR(pg_catalog.<>) OLD.script)
	EXECUTE FUNCTION @extschema@.schemaver_file_outdated();
ALTER TABLE schemaver.repeatable ENABLE ALWAYS TRIGGER file_outdated;

SELECT pg_catalog.pg_extension_config_dump('schemaver.repeatable', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.repeatable
	TO @extowner@ WITH GRANT OPTION;

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.repeatable
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.repeatable
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.repeatable
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.repeatable ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.repeatable ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.repeatable ENABLE REPLICA TRIGGER not_truncated_after;

ALTER TYPE schemaver.status ADD ATTRIBUTE repeatables bigint;
ALTER TYPE schemaver.load_result ADD ATTRIBUTE repeatable text;
ALTER TYPE schemaver.import_result ADD ATTRIBUTE repeatable text;

COMMENT ON COLUMN schemaver.status.repeatables IS 'repeatable scripts that the next upgrade to all heads runs; NULL: the caller may not see them';
COMMENT ON COLUMN schemaver.load_result.repeatable IS 'name of a repeatable script or a check, which is no revision';
COMMENT ON COLUMN schemaver.import_result.repeatable IS 'name of a repeatable script or a check, which is no revision';

CREATE TYPE schemaver.repeatable_info AS (
	name			text,
	kind			text,
	state			text,
	filename		text,
	applied_at		timestamptz,
	applied_by		text,
	sha256			bytea,
	applied_sha256	bytea,
	script			text
);

COMMENT ON TYPE schemaver.repeatable_info IS 'A repeatable script or a check, and its state in this database';
COMMENT ON COLUMN schemaver.repeatable_info.kind IS 'script or check';
COMMENT ON COLUMN schemaver.repeatable_info.state IS
'applied; pending: to be run by the next upgrade to all heads; changed: the same, and another script of this name was run before';

CREATE FUNCTION @extschema@.schemaver_repeatables()
RETURNS SETOF schemaver.repeatable_info
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_repeatables() IS
'the repeatable scripts, and then the checks, by name';

CREATE FUNCTION @extschema@.schemaver_repeatable(
	name			text,
	script			text,
	is_check		boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_repeatable(text, text, boolean) IS
'stores a repeatable script or a check, or removes it (NULL), and returns added, changed, unchanged or removed';

-- ----------
-- Deploys run online forms, and stop before a phase of them.
-- ----------
ALTER TABLE schemaver.deploy ADD COLUMN phase text;
ALTER TABLE schemaver.partial ADD COLUMN online boolean NOT NULL DEFAULT false;
ALTER TYPE schemaver.progress ADD ATTRIBUTE phase text;

COMMENT ON COLUMN schemaver.deploy.phase IS 'phase of the online form that is run: expand, backfill, validate, swap or contract';
COMMENT ON TABLE schemaver.partial IS
'Revisions of which a part was run, with transactional => false or in an online form: the next deploy resumes there';
COMMENT ON COLUMN schemaver.partial.online IS 'it is the online form that was begun';
COMMENT ON COLUMN schemaver.progress.phase IS 'phase of the online form that is run; NULL: none is';

DROP PROCEDURE @extschema@.schemaver_deploy(text, text);

CREATE PROCEDURE @extschema@.schemaver_deploy(
	target			text DEFAULT 'head',
	direction		text DEFAULT 'upgrade',
	until			text DEFAULT NULL,
	online			boolean DEFAULT true)
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON PROCEDURE @extschema@.schemaver_deploy(text, text, text, boolean) IS
'runs an upgrade or a downgrade with a commit after each revision, and after each statement of an online form; stops before a phase of these, if one is given';

-- ----------
-- Backfills
-- ----------
CREATE TABLE schemaver.backfill (
	job				text COLLATE pg_catalog."C" NOT NULL,
	relation		text NOT NULL,
	assignments		text NOT NULL,
	condition		text,
	revision		text,
	direction		text,
	statement		integer,
	paused			boolean NOT NULL DEFAULT false,
	tables_done		text[] NOT NULL DEFAULT '{}',
	table_name		text,
	key				text[],
	done_to			text[],
	skipped			text[] NOT NULL DEFAULT '{}',
	batch_xids		text[] NOT NULL DEFAULT '{}',
	rows_total		bigint,
	rows_done		bigint NOT NULL DEFAULT 0,
	rows_changed	bigint NOT NULL DEFAULT 0,
	rows_before		bigint NOT NULL DEFAULT 0,
	batches			bigint NOT NULL DEFAULT 0,
	batch			integer NOT NULL DEFAULT 0,
	started_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	resumed_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	updated_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	finished_at		timestamptz,
	session_user_name text NOT NULL DEFAULT SESSION_USER,
	backend_pid		integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
	CONSTRAINT backfill_pkey PRIMARY KEY (job)
) WITH (fillfactor = 50);

COMMENT ON TABLE schemaver.backfill IS
'How far backfills have got: the next call of one that is not finished resumes there';
COMMENT ON COLUMN schemaver.backfill.job IS
'hash of the relation, the assignments, the condition and, in a deploy, of the statement';
COMMENT ON COLUMN schemaver.backfill.revision IS 'revision whose script has the call; NULL: it was called by itself';
COMMENT ON COLUMN schemaver.backfill.statement IS 'number of the statement in that script';
COMMENT ON COLUMN schemaver.backfill.paused IS 'true: it waits until it is resumed';
COMMENT ON COLUMN schemaver.backfill.tables_done IS 'of a relation with partitions or child tables: those that are finished';
COMMENT ON COLUMN schemaver.backfill.table_name IS 'the table that comes next or is being worked on';
COMMENT ON COLUMN schemaver.backfill.key IS 'columns by which its rows are ordered; NULL: they come in the order of the file';
COMMENT ON COLUMN schemaver.backfill.done_to IS 'their values in the last row that is done; without a key: next page, number of pages, whether the condition no longer holds for rows that were changed, how many were in this pass, file of the table';
COMMENT ON COLUMN schemaver.backfill.skipped IS 'keys of rows before that, which other transactions had locked';
COMMENT ON COLUMN schemaver.backfill.batch_xids IS 'without a key: transactions that have put rows into pages which come later';
COMMENT ON COLUMN schemaver.backfill.rows_total IS 'estimate of the rows of the relation';
COMMENT ON COLUMN schemaver.backfill.rows_done IS 'rows that were looked at';
COMMENT ON COLUMN schemaver.backfill.rows_changed IS 'rows that were changed';
COMMENT ON COLUMN schemaver.backfill.rows_before IS 'rows that were looked at before the last call';
COMMENT ON COLUMN schemaver.backfill.resumed_at IS 'when the last call began';
COMMENT ON COLUMN schemaver.backfill.batch IS 'rows, or pages without a key, of the next batch';
COMMENT ON COLUMN schemaver.backfill.finished_at IS 'NULL: it is not finished';

SELECT pg_catalog.pg_extension_config_dump('schemaver.backfill', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.backfill
	TO @extowner@ WITH GRANT OPTION;

-- ----------
-- The command
-- ----------
CREATE PROCEDURE @extschema@.schemaver_backfill(
	relation		text,
	assignments		text,
	condition		text DEFAULT NULL,
	key				text[] DEFAULT NULL,
	batch			integer DEFAULT NULL,
	target			interval DEFAULT NULL,
	rest			double precision DEFAULT NULL)
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON PROCEDURE @extschema@.schemaver_backfill(text, text, text, text[], integer, interval, double precision) IS
'an UPDATE of all rows of a table, or of those that fulfill the condition, in batches, with a commit after each';

CREATE FUNCTION @extschema@.schemaver_pause_backfill(
	relation		text DEFAULT NULL)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_pause_backfill(text) IS
'lets the backfills of a table wait, or all of them, until they are resumed; returns how many there are';

CREATE FUNCTION @extschema@.schemaver_resume_backfill(
	relation		text DEFAULT NULL)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_resume_backfill(text) IS
'lets paused backfills of a table go on, or all of them; returns how many there are';

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.backfill
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.backfill
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.backfill
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.backfill ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.backfill ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.backfill ENABLE REPLICA TRIGGER not_truncated_after;

ALTER TYPE schemaver.progress ADD ATTRIBUTE rows_done bigint;
ALTER TYPE schemaver.progress ADD ATTRIBUTE rows_total bigint;
ALTER TYPE schemaver.progress ADD ATTRIBUTE rows_per_second numeric;
ALTER TYPE schemaver.progress ADD ATTRIBUTE remaining interval;

COMMENT ON TYPE schemaver.progress IS 'A deploy or a backfill that runs';
COMMENT ON COLUMN schemaver.progress.target IS 'target of a deploy; table of a backfill that is not part of one';
COMMENT ON COLUMN schemaver.progress.rows_done IS 'rows that a backfill has looked at';
COMMENT ON COLUMN schemaver.progress.rows_total IS 'estimate of the rows that it has to look at';
COMMENT ON COLUMN schemaver.progress.remaining IS 'how long it will take if it goes on like that';

CREATE FUNCTION @extschema@.schemaver_diagram(
	schemas			text[] DEFAULT NULL,
	declared		boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_diagram(text[], boolean) IS
'the tables of the schemas, or of all, as an entity relationship diagram of Mermaid; if declared, as the model has them';

CREATE OR REPLACE FUNCTION @extschema@.schemaver_progress()
RETURNS SETOF schemaver.progress
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_progress() IS
'the deploys and backfills that run: role, step and statement, duration, the progress of an index build, and rows';

-- ----------
-- Online forms are written into files.
-- ----------
DROP FUNCTION @extschema@.schemaver_file_lines(text[], bytea[]);

CREATE FUNCTION @extschema@.schemaver_file_lines(
	filenames		text[],
	contents		bytea[],
	OUT revision	text,
	OUT filename	text,
	OUT id_line		integer,
	OUT verified_line integer,
	OUT upgrade_line integer,
	OUT downgrade_line integer,
	OUT online_line integer,
	OUT online_upgrade_line integer,
	OUT online_downgrade_line integer,
	OUT end_line	integer)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_file_lines(text[], bytea[]) IS
'the lines of files in which revisions have their id, their verdict and what is said of their online forms, in which their scripts begin, and before which another section might';

ALTER TYPE schemaver.status ADD ATTRIBUTE drift boolean;

COMMENT ON COLUMN schemaver.status.drift IS 'true: something was changed without a revision; NULL: that is not known, as no facts are stored';

-- ----------
-- tracked: at most one row, the facts of the schemas as they should be.  No dump
-- has it: they are of this database.
-- ----------
CREATE TABLE schemaver.tracked (
	id				boolean NOT NULL DEFAULT true,
	facts			bytea NOT NULL,
	note			text,
	runs			bigint NOT NULL,
	accepted		pg_snapshot NOT NULL DEFAULT pg_catalog.pg_current_snapshot(),
	tracked_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	tracked_by		text NOT NULL DEFAULT SESSION_USER,
	CONSTRAINT tracked_pkey PRIMARY KEY (id),
	CONSTRAINT tracked_one_row_check CHECK (id)
);

COMMENT ON TABLE schemaver.tracked IS
'The schemas as the last run, schemaver_track() or schemaver_record() has left them: what differs from that was changed without a revision';
COMMENT ON COLUMN schemaver.tracked.facts IS 'what the schemas consisted of';
COMMENT ON COLUMN schemaver.tracked.note IS 'key of all that a comparison depends on, when one last found no difference: while it is the same, nothing is compared again';
COMMENT ON COLUMN schemaver.tracked.runs IS 'how many runs there had been; if there are more now, the facts do not count';
COMMENT ON COLUMN schemaver.tracked.accepted IS 'which transactions had ended: what they did is part of the facts';

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.tracked
	TO @extowner@ WITH GRANT OPTION;

CREATE FUNCTION @extschema@.schemaver_drift(
	schemas			text[] DEFAULT NULL,
	replay			boolean DEFAULT false,
	partitions		boolean DEFAULT false,
	OUT kind		text,
	OUT identity	text,
	OUT action		text,
	OUT before		text,
	OUT after		text,
	OUT upgrade		text,
	OUT downgrade	text,
	OUT hazard		text,
	OUT hazard_code	text,
	OUT changed_at	timestamptz,
	OUT transaction_id xid,
	OUT seen_by		text[],
	OUT changed_by	text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_drift(text[], boolean, boolean) IS
'the objects that were changed without a revision, with the statements that repeat it and those that undo it';

CREATE FUNCTION @extschema@.schemaver_track()
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_track() IS
'takes the schemas as they are for how they should be: what is changed later without a revision is found';

CREATE FUNCTION @extschema@.schemaver_record(
	message			text,
	head			text[] DEFAULT '{head}',
	splice			boolean DEFAULT false,
	rev_id			text DEFAULT NULL,
	replay			boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_record(text, text[], boolean, text, boolean) IS
'makes a revision of what was changed without one, recorded as applied, and returns its identifier, or NULL if nothing was changed';

CREATE FUNCTION @extschema@.schemaver_undo_drift(
	dry_run			boolean DEFAULT true,
	replay			boolean DEFAULT false,
	OUT kind		text,
	OUT identity	text,
	OUT action		text,
	OUT script		text,
	OUT hazard		text,
	OUT hazard_code	text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_undo_drift(boolean, boolean) IS
'the operations that take back what was changed without a revision; they are executed if it is no dry run';

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.tracked
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.tracked
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.tracked
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.tracked ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.tracked ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.tracked ENABLE REPLICA TRIGGER not_truncated_after;

CREATE FUNCTION @extschema@.schemaver_online_undo(
	revision		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_online_undo(text) IS
'statements that undo what was run of an online form that was not run to its end';

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

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.old_name
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.old_name
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.old_name
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.old_name ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.old_name ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.old_name ENABLE REPLICA TRIGGER not_truncated_after;

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

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.watch
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.watch
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.watch
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.watch ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.watch ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.watch ENABLE REPLICA TRIGGER not_truncated_after;

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.ddl_log
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.ddl_log
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.ddl_log
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.ddl_log ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.ddl_log ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.ddl_log ENABLE REPLICA TRIGGER not_truncated_after;

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

-- What is kept belongs to the role that dropped it.
CREATE SCHEMA schemaver_trash;
GRANT USAGE, CREATE ON SCHEMA schemaver_trash TO @extowner@ WITH GRANT OPTION;

COMMENT ON SCHEMA schemaver_trash IS
'Rows of tables and columns that revisions have dropped; schemaver.trash says what they are';

-- ----------
-- trash: what is kept there
-- ----------
CREATE TABLE schemaver.trash (
	id				bigint GENERATED BY DEFAULT AS IDENTITY,
	kind			text NOT NULL,
	schema_name		text NOT NULL,
	table_name		text NOT NULL,
	column_name		text,
	key_columns		text[] NOT NULL DEFAULT '{}',
	revision		text NOT NULL,
	direction		text NOT NULL,
	kept_in			text NOT NULL,
	kept_rows		bigint,
	sequence_columns text[] NOT NULL DEFAULT '{}',
	sequence_values	text[] NOT NULL DEFAULT '{}',
	dropped_at		timestamptz NOT NULL DEFAULT pg_catalog.now(),
	dropped_by		text NOT NULL DEFAULT CURRENT_USER,
	kept_until		timestamptz NOT NULL,
	CONSTRAINT trash_pkey PRIMARY KEY (id),
	CONSTRAINT trash_kind_check CHECK (kind OPERATOR(pg_catalog.=) ANY
		('{table,partitioned table,column}'::text[])),
	CONSTRAINT trash_direction_check CHECK (direction OPERATOR(pg_catalog.=) ANY
		('{upgrade,downgrade,undo}'::text[]))
);

CREATE INDEX trash_revision_idx ON schemaver.trash (revision);

COMMENT ON TABLE schemaver.trash IS
'Tables and columns that revisions, or an undo of drift, have dropped, and whose rows are kept; written by runs, see the setting schemaver.trash';
COMMENT ON COLUMN schemaver.trash.kind IS 'table, partitioned table or column';
COMMENT ON COLUMN schemaver.trash.key_columns IS 'of a column: by which its values find their rows again';
COMMENT ON COLUMN schemaver.trash.revision IS 'whose script has dropped it; empty: schemaver_undo_drift() has';
COMMENT ON COLUMN schemaver.trash.direction IS 'upgrade or downgrade: the other one restores the rows; or undo, of drift';
COMMENT ON COLUMN schemaver.trash.kept_in IS 'table in schema schemaver_trash; what has a type that is not of the server is there as text';
COMMENT ON COLUMN schemaver.trash.kept_rows IS 'how many were copied; null if they were moved, and so not counted';
COMMENT ON COLUMN schemaver.trash.sequence_columns IS 'columns whose sequences have a position to restore';
COMMENT ON COLUMN schemaver.trash.kept_until IS 'when schemaver_empty_trash() drops it';

SELECT pg_catalog.pg_extension_config_dump('schemaver.trash', '');
SELECT pg_catalog.pg_extension_config_dump('schemaver.trash_id_seq', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.trash TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, USAGE, UPDATE ON SEQUENCE schemaver.trash_id_seq TO @extowner@ WITH GRANT OPTION;

CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON schemaver.trash
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON schemaver.trash
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON schemaver.trash
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.schemaver_not_replicated();
ALTER TABLE schemaver.trash ENABLE REPLICA TRIGGER not_replicated;
ALTER TABLE schemaver.trash ENABLE REPLICA TRIGGER not_truncated_before;
ALTER TABLE schemaver.trash ENABLE REPLICA TRIGGER not_truncated_after;

CREATE TYPE schemaver.emptied AS (
	kind			text,
	identity		text,
	revision		text,
	rows			bigint,
	bytes			bigint
);

COMMENT ON TYPE schemaver.emptied IS 'What schemaver_empty_trash() has dropped';

CREATE FUNCTION @extschema@.schemaver_empty_trash(
	kept_until		timestamptz DEFAULT NULL)
RETURNS SETOF schemaver.emptied
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_empty_trash(timestamptz) IS
'drops the kept rows whose time is over, or that are kept until some time at most';

CREATE FUNCTION @extschema@.schemaver_keep_values()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_keep_values() IS
'trigger function that lets kept values of a column follow the table until a deploy drops the column';
