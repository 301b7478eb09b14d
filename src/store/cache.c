/*-------------------------------------------------------------------------
 *
 * cache.c
 *	  The graph, cached for the session, and what is applied on it.
 *
 * A trigger on schemaver.revision sends a relcache invalidation with every
 * change of the table; it arrives in all sessions with the commit, and in the
 * one that made the change with its next command, also when the change is
 * rolled back.  A graph is cached only if no such message arrived while it was
 * read, and if it was read with a new snapshot; so the cached graph is never
 * older than the last message.
 *
 * A cached graph is returned only to a role that would read the same from the
 * table: a role with privileges on some columns only, or subject to row level
 * security, reads the table each time.
 *
 * What is applied is never cached.
 *
 * The state of this module is the cached graph, the memory context it is in
 * and the OID of the table it was read from, together with a counter of the
 * invalidations in this session.  A graph that is dropped from the cache lives
 * until the end of the transaction, as callers may still use it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/memutils.h"

#include "graph/build.h"
#include "server/plain_table.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/preview.h"
#include "store/revisions.h"
#include "strings.h"

/* The cached graph or NULL, and the number of invalidations so far. */
static MemoryContext graph_context = NULL;
static SvGraph *kept_graph = NULL;
static Oid	graph_relid = InvalidOid;
static uint64 graph_generation = 0;

static void cache_graph(SvGraph *graph, MemoryContext context);
static void drop_cached_graph(void);
static void extend_graph(SvGraph *graph, const SvRevision *revision,
						 const SvStored *stored);
static void invalidate_graph(Datum arg, Oid relid);
static void set_applied(const SvRow *row, void *arg);
static bool has_changed(const SvRevision *revision, Datum sha256);

/*
 * The graph and what is applied, in the current memory context (the graph
 * itself lives at least until the end of the transaction), as a preview has
 * them if there is one.
 *
 * Errors: a graph that is not well-formed, see sv_graph_build().
 */
SvState *
sv_cache_state(void)
{
	static SvQuery query = {
		.text = "SELECT revision, sha256 FROM schemaver.applied"
	};
	static const SvPlainTable table = {
		"applied", 2, {{"revision", TEXTOID}, {"sha256", BYTEAOID}}
	};
	SvState    *state = palloc0(sizeof(SvState));

	state->graph = sv_cache_graph();
	state->applied = sv_set_make(state->graph);
	state->changed = sv_set_make(state->graph);
	if (!sv_plain_table_read(&table, set_applied, state))
		sv_query_scan(&query, NULL, set_applied, state);
	return state;
}

/*
 * Write a new revision, and add it to the cached graph.  The caller holds the
 * lock on the graph.
 */
void
sv_cache_insert(const SvRevision *revision, const SvStored *stored)
{
	SvGraph    *graph = kept_graph;
	MemoryContext context = graph_context;

	sv_store_insert(revision, stored);
	/* a trigger may have read the graph in the meantime */
	if (graph != NULL && graph_context == context)
		extend_graph(graph, revision, stored);
}

/*
 * A number that changes with every change of the revisions that this session
 * has learnt of.
 */
uint64
sv_cache_generation(void)
{
	return graph_generation;
}

PG_FUNCTION_INFO_V1(schemaver_graph_changed);

/*
 * The trigger on schemaver.revision, which invalidates the graph in all
 * sessions.
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
 * The graph alone: the cached one, or a new one; as sv_cache_state() has it.
 */
const SvGraph *
sv_cache_graph(void)
{
	static bool registered = false;
	MemoryContext context;
	MemoryContext oldcontext;
	SvGraph    *graph;
	List	   *revisions;
	uint64		generation;
	Oid			table;

	if (sv_preview_in_effect())
		return sv_preview_graph();
	if (!registered)
	{
		CacheRegisterRelcacheCallback(invalidate_graph, (Datum) 0);
		registered = true;
	}
	AcceptInvalidationMessages();
	table = sv_store_table("revision");
	if (table != graph_relid)
		invalidate_graph((Datum) 0, InvalidOid);
	if (kept_graph != NULL && sv_plain_table_sees_all(table))
		return kept_graph;

	generation = graph_generation;
	graph_relid = table;
	context = AllocSetContextCreate(TopTransactionContext, "schemaver graph",
									ALLOCSET_DEFAULT_SIZES);
	oldcontext = MemoryContextSwitchTo(context);
	sv_query_begin_fresh();
	revisions = sv_revisions_read();
	sv_query_end_fresh();
	graph = sv_graph_build(revisions);
	list_free(revisions);
	MemoryContextSwitchTo(oldcontext);

	if (graph_generation == generation && !IsolationUsesXactSnapshot() &&
		sv_plain_table_sees_all(table))
		cache_graph(graph, context);
	return graph;
}

static void
cache_graph(SvGraph *graph, MemoryContext context)
{
	drop_cached_graph();
	MemoryContextSetParent(context, CacheMemoryContext);
	graph_context = context;
	kept_graph = graph;
}

/*
 * Drop the graph from the cache; it lives until the end of the transaction.
 */
static void
drop_cached_graph(void)
{
	if (graph_context != NULL)
		MemoryContextSetParent(graph_context, TopTransactionContext);
	graph_context = NULL;
	kept_graph = NULL;
}

/*
 * Add a revision that was just written to the graph that was cached until
 * then, so that a series of them does not read the table each time.  The lock
 * guarantees that nothing else has changed.  If the transaction fails, another
 * invalidation arrives.
 */
static void
extend_graph(SvGraph *graph, const SvRevision *revision,
			 const SvStored *stored)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(graph_context);
	SvRevision *copy = palloc(sizeof(SvRevision));

	*copy = *revision;
	copy->id = pstrdup(revision->id);
	copy->message = pstrdup(revision->message);
	copy->down_revisions = sv_strings_copy(revision->down_revisions);
	copy->depends_on = sv_strings_copy(revision->depends_on);
	copy->branch_labels = sv_strings_copy(revision->branch_labels);
	copy->replaces = sv_strings_copy(revision->replaces);
	copy->filename = revision->filename ? pstrdup(revision->filename) : NULL;
	copy->sha256 = DatumGetByteaPCopy(sv_store_sha256(stored->upgrade));
	copy->file_sha256 = NULL;

	/* an error must not leave a half-changed graph in the cache */
	kept_graph = NULL;
	if (sv_graph_append(graph, copy))
		kept_graph = graph;
	MemoryContextSwitchTo(oldcontext);
}

/* relcache callback */
static void
invalidate_graph(Datum arg, Oid relid)
{
	if (relid != InvalidOid && relid != graph_relid)
		return;
	graph_generation++;
	kept_graph = NULL;
}

/* sv_query_scan and sv_plain_table_read callback of sv_cache_state */
static void
set_applied(const SvRow *row, void *arg)
{
	SvState    *state = arg;
	char	   *name = sv_row_text(row, 1);
	char	   *id = unconstify(char *, sv_preview_replacement(name));
	int			node = sv_graph_find(state->graph, id);

	/* an id that is only the name of a label is unknown */
	if (node < 0 || strcmp(sv_graph_id(state->graph, node), id) != 0)
	{
		state->unknown = lappend(state->unknown, id);
		return;
	}
	state->applied[node] = true;
	if (!row->nulls[1] && strcmp(id, name) == 0)
		state->changed[node] = has_changed(state->graph->nodes[node].revision,
										   sv_row_value(row, 2, BYTEAOID));
}

/*
 * True if the script of a revision is not the one with this checksum.
 */
static bool
has_changed(const SvRevision *revision, Datum sha256)
{
	const SvPreviewed *previewed = sv_preview_find(revision->id);

	if (previewed != NULL && previewed->stored != NULL)
		return !previewed->accepted &&
			!DatumGetBool(DirectFunctionCall2(byteaeq, sha256,
											  previewed->stored->sha256));
	return revision->sha256 != NULL &&
		!DatumGetBool(DirectFunctionCall2(byteaeq, sha256,
										  PointerGetDatum(revision->sha256)));
}
