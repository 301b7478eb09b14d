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
	phase			text,
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
COMMENT ON COLUMN schemaver.deploy.phase IS 'phase of the online form that is run: expand, backfill, validate, swap or contract';

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
	online			boolean NOT NULL DEFAULT false,
	CONSTRAINT partial_pkey PRIMARY KEY (revision),
	CONSTRAINT partial_direction_check CHECK (direction OPERATOR(pg_catalog.=) ANY
		('{upgrade,downgrade}'::text[])),
	CONSTRAINT partial_done_check CHECK (done OPERATOR(pg_catalog.>=) 0
		AND done OPERATOR(pg_catalog.<) statements),
	CONSTRAINT partial_indexes_check CHECK (
		pg_catalog.array_position(invalid_indexes, NULL) IS NULL)
);

COMMENT ON TABLE schemaver.partial IS
'Revisions of which a part was run, with transactional => false or in an online form: the next deploy resumes there';
COMMENT ON COLUMN schemaver.partial.done IS 'number of statements that are finished';
COMMENT ON COLUMN schemaver.partial.started IS 'the statement after them was begun';
COMMENT ON COLUMN schemaver.partial.sha256 IS 'checksum of the script as far as it is finished';
COMMENT ON COLUMN schemaver.partial.invalid_indexes IS 'invalid indexes that existed before that statement';
COMMENT ON COLUMN schemaver.partial.online IS 'it is the online form that was begun';
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
	direction		text DEFAULT 'upgrade',
	until			text DEFAULT NULL,
	online			boolean DEFAULT true)
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON PROCEDURE @extschema@.schemaver_deploy(text, text, text, boolean) IS
'runs an upgrade or a downgrade with a commit after each revision, and after each statement of an online form; stops before a phase of these, if one is given';

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
	error			text,
	destroyed		text[]
);

COMMENT ON TYPE schemaver.dry_step IS 'What a step did in a dry run';
COMMENT ON COLUMN schemaver.dry_step.outcome IS 'ok, failed or skipped';
COMMENT ON COLUMN schemaver.dry_step.rows IS 'rows inserted, updated and deleted';
COMMENT ON COLUMN schemaver.dry_step.locks IS
'locks on relations that existed before, unless earlier steps held them';
COMMENT ON COLUMN schemaver.dry_step.rewritten IS 'tables that existed before and have a new file';
COMMENT ON COLUMN schemaver.dry_step.destroyed IS
'data that is lost: tables and columns with what is in them, rows that are deleted';

CREATE FUNCTION @extschema@.schemaver_dry_run(
	target			text DEFAULT 'head',
	direction		text DEFAULT 'upgrade')
RETURNS SETOF schemaver.dry_step
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_dry_run(text, text) IS
'runs the steps, reports what they do, and rolls all of it back';

-- ----------
-- Progress
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
	index_percent	numeric,
	phase			text,
	rows_done		bigint,
	rows_total		bigint,
	rows_per_second	numeric,
	remaining		interval
);

COMMENT ON TYPE schemaver.progress IS 'A deploy or a backfill that runs';
COMMENT ON COLUMN schemaver.progress.target IS 'target of a deploy; table of a backfill that is not part of one';
COMMENT ON COLUMN schemaver.progress.activity IS 'what it is doing, as in pg_stat_activity; NULL for roles that may not see it';
COMMENT ON COLUMN schemaver.progress.waits_for IS 'type and name of the event that it waits for, of pg_stat_activity';
COMMENT ON COLUMN schemaver.progress.blocked_by IS 'sessions that hold the lock that it waits for';
COMMENT ON COLUMN schemaver.progress.index_phase IS 'phase of an index build, as in pg_stat_progress_create_index';
COMMENT ON COLUMN schemaver.progress.phase IS 'phase of the online form that is run; NULL: none is';
COMMENT ON COLUMN schemaver.progress.rows_done IS 'rows that a backfill has looked at';
COMMENT ON COLUMN schemaver.progress.rows_total IS 'estimate of the rows that it has to look at';
COMMENT ON COLUMN schemaver.progress.remaining IS 'how long it will take if it goes on like that';

CREATE FUNCTION @extschema@.schemaver_progress()
RETURNS SETOF schemaver.progress
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_progress() IS
'the deploys and backfills that run: role, step and statement, duration, the progress of an index build, and rows';
