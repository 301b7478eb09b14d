/*-------------------------------------------------------------------------
 *
 * cache.c
 *	  The graph, kept for the session, and what is applied on it.
 *
 * The graph is kept for the session.  A trigger on schemaver.revision sends a
 * relcache invalidation with every change of the table; it arrives in all
 * sessions with the commit, and in the one that made the change with its next
 * command, also when the change is rolled back.  A graph is kept only if no
 * such message came while it was read, and if it was read with a snapshot
 * that was new; so what is kept is never older than the last message.
 *
 * It is given only to whom the table would have given the same: who has
 * privileges on part of it, or is subject to row level security, reads the
 * table each time.
 *
 * What is applied is read every time: it is the truth.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rls.h"

#include "graph/build.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/run_lock.h"

/* The graph that is kept, and the number of invalidations so far. */
static MemoryContext graph_context = NULL;
static SvGraph *kept_graph = NULL;
static Oid	graph_relid = InvalidOid;
static uint64 graph_generation = 0;

static const SvGraph *load_graph(void);
static bool sees_all(Oid table);
static void keep_graph(SvGraph *graph, MemoryContext context);
static void let_go(void);
static void extend_graph(SvGraph *graph, const SvRevision *revision);
static List *copy_strings(List *strings);
static void forget_graph(Datum arg, Oid relid);
static void mark_applied(const SvRow *row, void *arg);

/*
 * The graph and what is applied, in the current memory context (the graph
 * itself lives at least until the end of the transaction).
 *
 * Errors: a graph that is not well-formed, see sv_graph_build().
 */
SvState *
sv_cache_state(void)
{
	static SvQuery query = {
		.text = "SELECT revision FROM schemaver.applied"
	};
	SvState    *state = palloc0(sizeof(SvState));

	state->graph = load_graph();
	state->applied = sv_set_make(state->graph);
	sv_query_scan(&query, mark_applied, state);
	return state;
}

/*
 * Wait for others that write revisions, and then look at the state.  To
 * change a revision that is there, wait for runs too: one of them may be about
 * to apply it.  "command" is the name for messages.
 */
SvState *
sv_cache_begin_writing(const char *command, bool change)
{
	SvState    *state;

	sv_guard_command(command);
	if (change)
		sv_run_lock_take();
	sv_store_lock_graph();
	sv_query_begin_fresh();
	state = sv_cache_state();
	sv_query_end_fresh();
	return state;
}

/*
 * Write a new revision, and put it on top of the graph that is kept.  The
 * caller holds the lock on the graph.
 */
void
sv_cache_insert(const SvRevision *revision, const SvStored *stored)
{
	SvGraph    *graph = kept_graph;
	MemoryContext context = graph_context;

	sv_store_insert(revision, stored);
	/* a trigger of a user's may have asked for the graph */
	if (graph != NULL && graph_context == context)
		extend_graph(graph, revision);
}

/*
 * A number that changes with every change of the revisions.
 */
uint64
sv_cache_generation(void)
{
	return graph_generation;
}

PG_FUNCTION_INFO_V1(schemaver_graph_changed);

/*
 * The trigger on schemaver.revision: tells all sessions that it changed.
 */
Datum
schemaver_graph_changed(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager",
						"schemaver_graph_changed")));
	CacheInvalidateRelcache(((TriggerData *) fcinfo->context)->tg_relation);
	return PointerGetDatum(NULL);
}

/*
 * The graph that is kept, or a new one.
 */
static const SvGraph *
load_graph(void)
{
	static bool registered = false;
	MemoryContext context;
	MemoryContext oldcontext;
	SvGraph    *graph;
	List	   *revisions;
	uint64		generation;
	Oid			table;

	if (!registered)
	{
		CacheRegisterRelcacheCallback(forget_graph, (Datum) 0);
		registered = true;
	}
	AcceptInvalidationMessages();
	table = sv_store_table("revision");
	if (table != graph_relid)
		forget_graph((Datum) 0, InvalidOid);
	if (kept_graph != NULL && sees_all(table))
		return kept_graph;

	generation = graph_generation;
	graph_relid = table;
	context = AllocSetContextCreate(TopTransactionContext, "schemaver graph",
									ALLOCSET_DEFAULT_SIZES);
	oldcontext = MemoryContextSwitchTo(context);
	sv_query_begin_fresh();
	revisions = sv_store_revisions();
	sv_query_end_fresh();
	graph = sv_graph_build(revisions);
	list_free(revisions);
	MemoryContextSwitchTo(oldcontext);

	if (graph_generation == generation && !IsolationUsesXactSnapshot() &&
		sees_all(table))
		keep_graph(graph, context);
	return graph;
}

/*
 * True if the user may read all of a table, and reads all of its rows.
 */
static bool
sees_all(Oid table)
{
	Oid			user = GetUserId();

	return OidIsValid(table) &&
		pg_class_aclcheck(table, user, ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(table, user, true) != RLS_ENABLED;
}

static void
keep_graph(SvGraph *graph, MemoryContext context)
{
	let_go();
	MemoryContextSetParent(context, CacheMemoryContext);
	graph_context = context;
	kept_graph = graph;
}

/*
 * Keep no graph.  Whoever still uses the one that was is in this transaction.
 */
static void
let_go(void)
{
	if (graph_context != NULL)
		MemoryContextSetParent(graph_context, TopTransactionContext);
	graph_context = NULL;
	kept_graph = NULL;
}

/*
 * Put a revision that was just written on top of the graph that was kept
 * until then, so that a series of them does not read all anew each time.  The
 * lock sees to it that this is all that changed.  If the transaction fails,
 * another invalidation comes.
 */
static void
extend_graph(SvGraph *graph, const SvRevision *revision)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(graph_context);
	SvRevision *copy = palloc(sizeof(SvRevision));

	*copy = *revision;
	copy->id = pstrdup(revision->id);
	copy->message = pstrdup(revision->message);
	copy->down_revisions = copy_strings(revision->down_revisions);
	copy->depends_on = copy_strings(revision->depends_on);
	copy->branch_labels = copy_strings(revision->branch_labels);
	copy->replaces = copy_strings(revision->replaces);

	/* while it is changed it must not be found */
	kept_graph = NULL;
	if (sv_graph_append(graph, copy))
		kept_graph = graph;
	MemoryContextSwitchTo(oldcontext);
}

static List *
copy_strings(List *strings)
{
	List	   *copy = NIL;
	ListCell   *lc;

	foreach(lc, strings)
		copy = lappend(copy, pstrdup(lfirst(lc)));
	return copy;
}

/* relcache callback */
static void
forget_graph(Datum arg, Oid relid)
{
	if (relid != InvalidOid && relid != graph_relid)
		return;
	graph_generation++;
	kept_graph = NULL;
}

/* sv_query_fetch callback of sv_cache_state */
static void
mark_applied(const SvRow *row, void *arg)
{
	SvState    *state = arg;
	char	   *id = sv_row_text(row, 1);
	int			node = sv_graph_find(state->graph, id);

	/* a label is no revision */
	if (node >= 0 && strcmp(sv_graph_id(state->graph, node), id) == 0)
	{
		state->applied[node] = true;
		pfree(id);
	}
	else
		state->unknown = lappend(state->unknown, id);
}
