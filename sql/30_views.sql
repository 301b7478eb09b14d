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
'applied, pending, missing, changed since it was applied, file is gone, or not in the graph';

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
	verified_at		timestamptz,
	filename		text,
	online			text,
	online_downgrade text,
	online_state	text
);

COMMENT ON TYPE schemaver.revision_detail IS
'All that is known about a revision, including its scripts';
COMMENT ON COLUMN schemaver.revision_detail.verdict IS
'what schemaver_verify() has found about these scripts; NULL: they are not verified';
COMMENT ON COLUMN schemaver.revision_detail.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.revision_detail.online IS 'online form of the upgrade script; NULL: there is none';
COMMENT ON COLUMN schemaver.revision_detail.online_downgrade IS 'online form of the downgrade script; NULL: there is none';
COMMENT ON COLUMN schemaver.revision_detail.online_state IS
'derived or edited; outdated: the online forms belong to other scripts, and are not run; NULL: there are none';

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
	script			text,
	online			text,
	destroyed		text[]
);

COMMENT ON TYPE schemaver.plan_step IS 'A revision that would be run, in one direction';
COMMENT ON COLUMN schemaver.plan_step.problem IS 'why the run would be refused; NULL: no reason is known';
COMMENT ON COLUMN schemaver.plan_step.online IS
'whether a deploy would run an online form: yes, no, or outdated: there is one, but of other scripts';
COMMENT ON COLUMN schemaver.plan_step.destroyed IS 'data that the statements name when they destroy it, as far as it exists now; schemaver_dry_run() finds all of it';

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
	last_operation	text,
	absent			text[],
	repeatables		bigint,
	drift			boolean
);

COMMENT ON TYPE schemaver.status IS 'The state of the database in one row';
COMMENT ON COLUMN schemaver.status.state IS
'empty, current, behind, diverged, missing or changed';
COMMENT ON COLUMN schemaver.status.pending IS 'revisions that an upgrade to heads would run, missing ones not counted';
COMMENT ON COLUMN schemaver.status.missing IS 'revisions that are not applied, though one above them is';
COMMENT ON COLUMN schemaver.status.changed IS 'revisions whose upgrade script differs from what was applied';
COMMENT ON COLUMN schemaver.status.unknown IS 'applied revisions that are not in the graph';
COMMENT ON COLUMN schemaver.status.absent IS 'revisions whose files are gone, and that are applied, or needed by others';
COMMENT ON COLUMN schemaver.status.repeatables IS 'repeatable scripts that the next upgrade to all heads runs; NULL: the caller may not see them';
COMMENT ON COLUMN schemaver.status.drift IS 'true: something was changed without a revision; NULL: that is not known, as no facts are stored';

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

-- The steps come from the graph alone; the scripts cost extra, if their columns
-- are used.
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

CREATE FUNCTION @extschema@.schemaver_plan(
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
