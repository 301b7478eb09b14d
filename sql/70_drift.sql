/* schemaver, what was changed without a revision */

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
