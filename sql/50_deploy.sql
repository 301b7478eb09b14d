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
