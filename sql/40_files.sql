/* schemaver, revisions as files */

CREATE TYPE schemaver.load_result AS (
	revision		text,
	action			text,
	filename		text,
	repeatable		text
);

COMMENT ON TYPE schemaver.load_result IS 'What a load did with a revision';
COMMENT ON COLUMN schemaver.load_result.repeatable IS 'name of a repeatable script or a check, which is no revision';
COMMENT ON COLUMN schemaver.load_result.action IS
'added; changed; accepted: an applied one whose comments or whitespace changed; unchanged; removed: its file is gone, and it was not applied; absent or absent (applied): in the database, not in the files';

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
	content			text,
	repeatable		text
);

COMMENT ON TYPE schemaver.import_result IS 'What became of a migration of another tool';
COMMENT ON COLUMN schemaver.import_result.action IS 'added, changed, accepted or unchanged, as of a load';
COMMENT ON COLUMN schemaver.import_result.applied IS 'it is recorded as applied';
COMMENT ON COLUMN schemaver.import_result.content IS 'the revision file';
COMMENT ON COLUMN schemaver.import_result.repeatable IS 'name of a repeatable script or a check, which is no revision';

CREATE FUNCTION @extschema@.schemaver_import_wants(
	format			text,
	filenames		text[])
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_import_wants(text, text[]) IS
'those of the files of another tool whose content schemaver_import() needs';

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
