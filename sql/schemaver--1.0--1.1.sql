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

COMMENT ON COLUMN schemaver.revision.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.revision.file_sha256 IS
'checksum of that file; NULL: the revision has changed since, or the file has several';
COMMENT ON COLUMN schemaver.revision.file_absent IS 'true: a load of all files has not found it, and the revision cannot be removed';

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
		branch_labels, replaces, transactional, created_at ON schemaver.revision
	FOR EACH ROW
	WHEN (NEW.file_sha256 OPERATOR(pg_catalog.=) OLD.file_sha256)
	EXECUTE FUNCTION @extschema@.schemaver_file_outdated();
ALTER TABLE schemaver.revision ENABLE ALWAYS TRIGGER file_outdated;

-- ----------
-- Revisions whose files are gone
-- ----------
ALTER TYPE schemaver.revision_detail ADD ATTRIBUTE filename text;
ALTER TYPE schemaver.status ADD ATTRIBUTE absent text[];

COMMENT ON COLUMN schemaver.log.operation IS
'upgrade, downgrade, stamp (set as applied), unstamp (set as not applied), edit, remove (also of one whose file is gone), squash (replaced, or put in place of others), or failure of a deploy';
COMMENT ON COLUMN schemaver.revision_info.state IS
'applied, pending, missing, changed since it was applied, file is gone, or not in the graph';
COMMENT ON COLUMN schemaver.revision_detail.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.status.absent IS 'revisions whose files are gone, and that are applied, or needed by others';
COMMENT ON COLUMN schemaver.load_result.action IS
'added; changed; accepted: an applied one whose comments or whitespace changed; unchanged; removed: its file is gone, and it was not applied; absent or absent (applied): in the database, not in the files';

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

CREATE OR REPLACE FUNCTION @extschema@.schemaver_plan(
	target			text DEFAULT 'head',
	operation		text DEFAULT 'upgrade')
RETURNS SETOF schemaver.plan_step
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT s.step, s.operation, s.revision, s.message, s.down_revisions,
		   s.depends_on, s.transactional, s.problem,
		   @extschema@.schemaver_sha256(@extschema@.schemaver_plan_script(s.revision,
				CASE WHEN s.operation OPERATOR(pg_catalog.=) 'downgrade'
					 THEN 'downgrade' ELSE 'upgrade' END)),
		   @extschema@.schemaver_plan_script(s.revision, s.operation)
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
