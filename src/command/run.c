/*-------------------------------------------------------------------------
 *
 * run.c
 *	  Runs of revisions: upgrade, downgrade, stamp.
 *
 * A run belongs to the transaction of its caller: it is in effect as a whole
 * when that commits, and not at all otherwise.  Runs in a database wait for
 * each other; what is applied is read after the wait.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "command/begin.h"
#include "command/drift_run.h"
#include "command/gate.h"
#include "command/repeat.h"
#include "command/run.h"
#include "command/steps.h"
#include "command/trash.h"
#include "file/line.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "server/executor.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/store.h"
#include "store/tracked.h"
#include "strings.h"

/* A run of the steps of a plan. */
typedef struct Run
{
	const SvGraph *graph;
	const char *target;
	List	   *nodes;			/* of its steps, in order */
	bool		upgrade;

	/* scripts of the next steps, fetched together */
	MemoryContext ahead_context;
	SvStored  **ahead;			/* by node */
	int			ahead_until;	/* number of the last step */
	uint64		ahead_generation;
} Run;

/* How many scripts are fetched at a time. */
#define SV_FETCH_AHEAD 32

static List *run_to(const char *target, bool upgrade);
static void run_repeatables(const SvState *state, List *nodes,
							SvDriftRun **drift);
static void check_steps(const Run *run);
static void run_steps(Run *run);
static void before_statement(const SvScript *script, int number, void *arg);
static void after_statement(const SvScript *script, int number, void *arg);
static void run_step(Run *run, int number, int node, int *nest_level);
static SvStored *fetch(Run *run, int number, int node);
static void fetch_ahead(Run *run, int number);
static void unstamp(const char *id, const char *message, bool log);
static char *joined(const SvGraph *graph, List *nodes);

/*
 * Run the revisions that an upgrade to the target needs; returns their ids,
 * in order.
 */
List *
sv_run_upgrade(const char *target)
{
	return run_to(target, true);
}

/*
 * Undo the revisions above the target; returns their ids, in order.
 */
List *
sv_run_downgrade(const char *target)
{
	return run_to(target, false);
}

/*
 * Set what is applied to a list of targets without running anything; returns
 * the ids of the new version.  What the targets depend on counts as applied,
 * with the scripts that it has now.  Purge: first remove all that is applied,
 * also what is not in the graph.
 */
List *
sv_run_stamp(List *targets, bool purge)
{
	SvState    *before = sv_begin_run("schemaver_stamp()");
	const SvGraph *graph = before->graph;
	SvState		after = {graph, NULL, NIL};
	SvApplied **applied;
	SvStamp		stamp;
	List	   *removed = NIL;
	List	   *added = NIL;
	ListCell   *lc;

	if (!purge)
		sv_plan_require_known(before);
	stamp = sv_plan_stamp(before, targets, purge);
	after.applied = stamp.after;
	sv_query_begin_fresh();
	applied = sv_store_fetch_applied(graph);
	sv_query_end_fresh();

	for (int i = 0; i < graph->count; i++)
	{
		bool		again = purge || (stamp.meant[i] && applied[i] != NULL &&
									  applied[i]->changed);

		if (before->applied[i] && (!stamp.after[i] || again))
			removed = lappend_int(removed, i);
		if (stamp.after[i] && (!before->applied[i] || again))
			added = lappend_int(added, i);
	}
	if (removed == NIL && added == NIL && before->unknown == NIL)
		return sv_graph_ids(graph, sv_state_version(&after));

	sv_store_count_run();
	sv_tracked_keep();
	ereport(INFO,
			(errmsg("running stamp_revision %s -> %s",
					joined(graph, sv_state_version(before)),
					joined(graph, sv_state_version(&after)))));
	foreach(lc, before->unknown)
		unstamp(lfirst(lc), "", true);
	foreach(lc, removed)
		unstamp(sv_graph_id(graph, lfirst_int(lc)),
				graph->nodes[lfirst_int(lc)].revision->message,
				!stamp.after[lfirst_int(lc)]);
	foreach(lc, added)
	{
		CHECK_FOR_INTERRUPTS();
		sv_steps_record_stamp(graph->nodes[lfirst_int(lc)].revision);
	}
	return sv_graph_ids(graph, sv_state_version(&after));
}

static List *
run_to(const char *target, bool upgrade)
{
	SvState    *state = sv_begin_run(upgrade ? "schemaver_upgrade()" :
									 "schemaver_downgrade()");
	Run			run = {.graph = state->graph,.target = target,
	.upgrade = upgrade};
	SvDriftRun *drift = NULL;

	run.nodes = sv_steps_find(state, target, upgrade);
	if (run.nodes != NIL)
	{
		check_steps(&run);
		if (upgrade)
		{
			sv_query_begin_fresh();
			sv_gate_check(sv_graph_ids(run.graph, run.nodes));
			sv_query_end_fresh();
		}
		drift = sv_drift_run_begin();
		sv_store_count_run();
		run.ahead_context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver scripts",
												  ALLOCSET_DEFAULT_SIZES);
		run_steps(&run);
	}
	if (upgrade)
		run_repeatables(state, run.nodes, &drift);
	else if (run.nodes != NIL)
		sv_repeats_forget_scripts();
	sv_drift_run_end(drift);
	return sv_graph_ids(run.graph, run.nodes);
}

/*
 * Run the repeatable scripts and checks that are to be run after some nodes.
 */
static void
run_repeatables(const SvState *state, List *nodes, SvDriftRun **drift)
{
	List	   *repeatables;

	sv_query_begin_fresh();
	repeatables = sv_repeat_find(state, nodes, true);
	sv_query_end_fresh();
	if (repeatables == NIL)
		return;
	if (nodes == NIL)
	{
		*drift = sv_drift_run_begin();
		sv_store_count_run();
	}
	sv_guard_enter_script();
	PG_TRY();
	{
		sv_repeat_run(repeatables, NULL, NULL, NULL);
	}
	PG_FINALLY();
	{
		sv_guard_leave_script();
		pgstat_report_activity(STATE_RUNNING,
							   debug_query_string ? debug_query_string : "");
	}
	PG_END_TRY();
}

/*
 * Refuse a plan as a whole before its first step, if one of its steps cannot
 * be run.
 */
static void
check_steps(const Run *run)
{
	ListCell   *lc;

	foreach(lc, run->nodes)
	{
		int			node = lfirst_int(lc);
		const SvRevision *revision = run->graph->nodes[node].revision;

		sv_steps_require_reversible(revision, run->upgrade);
		if (!revision->transactional)
			ereport(ERROR,
					(errcode(ERRCODE_SV_NO_TRANSACTION_BLOCK),
					 errmsg("revision \"%s\" cannot run in a transaction block",
							revision->id),
					 errdetail("Nothing was run."),
					 errhint("Use CALL schemaver_deploy('%s'%s), or run the script that schemaver_%s_sql('current:%s') writes with psql.",
							 run->target,
							 run->upgrade ? "" : ", direction => 'downgrade'",
							 sv_steps_direction(run->upgrade),
							 run->target)));
	}
}

static void
run_steps(Run *run)
{
	sv_guard_enter_script();
	PG_TRY();
	{
		MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
													  "schemaver step",
													  ALLOCSET_DEFAULT_SIZES);
		MemoryContext oldcontext = MemoryContextSwitchTo(context);
		int			nest_level = sv_query_pin();
		int			number = 0;
		ListCell   *lc;

		foreach(lc, run->nodes)
		{
			CHECK_FOR_INTERRUPTS();
			run_step(run, ++number, lfirst_int(lc), &nest_level);
			MemoryContextReset(context);
		}
		sv_query_unpin(nest_level);
		MemoryContextSwitchTo(oldcontext);
		MemoryContextDelete(context);
	}
	PG_FINALLY();
	{
		sv_guard_leave_script();
		pgstat_report_activity(STATE_RUNNING,
							   debug_query_string ? debug_query_string : "");
	}
	PG_END_TRY();
}

/*
 * Run one revision.  The search_path is pinned from the end of one script to
 * the start of the next, for all that is to be read and written in between.
 */
static void
run_step(Run *run, int number, int node, int *nest_level)
{
	SvStep	   *step = sv_steps_make_one(run->graph, node, run->upgrade);
	TimestampTz started_at = GetCurrentTimestamp();
	SvStored   *stored = fetch(run, number, node);
	SvTrash		trash;
	SvWatch		watch = {before_statement, after_statement, &trash};
	const char *script = sv_steps_script(step, stored);

	pgstat_report_activity(STATE_RUNNING,
						   psprintf("schemaver: %s %d of %d, %s %s",
									sv_steps_direction(run->upgrade),
									number, list_length(run->nodes), step->id,
									sv_line_of(step->message)));
	sv_steps_announce(step, number, list_length(run->nodes));

	sv_trash_begin(&trash, step->id, run->upgrade);
	sv_query_unpin(*nest_level);
	sv_executor_run(sv_script_parse(step->id, sv_steps_direction(run->upgrade),
									script), &watch);
	*nest_level = sv_query_pin();
	sv_trash_end(&trash);

	sv_guard_identity(step->id);
	sv_steps_record(step, stored, script, started_at);
	sv_steps_log(step, started_at);
}

/* SvWatch callback */
static void
before_statement(const SvScript *script, int number, void *arg)
{
	sv_trash_before(arg, script, number);
}

/* SvWatch callback */
static void
after_statement(const SvScript *script, int number, void *arg)
{
	sv_trash_after(arg);
}

/*
 * The scripts of a step.  They are fetched for several steps at a time, and
 * again when the revisions have changed since.
 */
static SvStored *
fetch(Run *run, int number, int node)
{
	SvStored   *stored;

	sv_query_begin_fresh();
	if (number > run->ahead_until ||
		run->ahead_generation != sv_cache_generation())
		fetch_ahead(run, number);
	stored = run->ahead[node];
	if (stored != NULL && stored->upgrade == NULL)
		stored = sv_store_find(sv_graph_id(run->graph, node));
	sv_query_end_fresh();
	if (stored == NULL)
		sv_steps_refuse_removed(sv_graph_id(run->graph, node));
	return stored;
}

static void
fetch_ahead(Run *run, int number)
{
	MemoryContext oldcontext;
	List	   *nodes = NIL;

	MemoryContextReset(run->ahead_context);
	oldcontext = MemoryContextSwitchTo(run->ahead_context);
	run->ahead_until = Min(number + SV_FETCH_AHEAD - 1,
						   list_length(run->nodes));
	run->ahead_generation = sv_cache_generation();
	for (int i = number; i <= run->ahead_until; i++)
		nodes = lappend_int(nodes, list_nth_int(run->nodes, i - 1));
	run->ahead = sv_store_fetch(run->graph, nodes, true);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Remove a revision from what is applied; without a line in the log if it is
 * added again.
 */
static void
unstamp(const char *id, const char *message, bool log)
{
	SvLogEntry	entry = {"unstamp", id, message, GetCurrentTimestamp(),
	(Datum) 0};

	CHECK_FOR_INTERRUPTS();
	if (log)
		sv_store_record(&entry, SV_CHANGE_REMOVE);
	else
		sv_store_remove_applied(id);
}

/*
 * Ids, joined by commas as in Alembic's messages.
 */
static char *
joined(const SvGraph *graph, List *nodes)
{
	return sv_strings_join(sv_graph_ids(graph, nodes), ", ");
}
