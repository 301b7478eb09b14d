/* schemaver, backfills: an UPDATE in batches, with a commit after each */

-- ----------
-- backfill: how far backfills have got, one row for each
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
