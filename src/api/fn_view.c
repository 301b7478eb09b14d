/*-------------------------------------------------------------------------
 *
 * fn_view.c
 *	  SQL functions that show revisions: current, heads, branches, history,
 *	  show.
 *
 * The rows are of the types schemaver.revision_info and
 * schemaver.revision_detail; their columns are added in the order of the type.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/args.h"
#include "api/rows.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "store/cache.h"
#include "store/online_form.h"
#include "store/store.h"
#include "store/verdict.h"

PG_FUNCTION_INFO_V1(schemaver_current);
PG_FUNCTION_INFO_V1(schemaver_heads);
PG_FUNCTION_INFO_V1(schemaver_branches);
PG_FUNCTION_INFO_V1(schemaver_history);
PG_FUNCTION_INFO_V1(schemaver_show);

/* What all of the functions show is taken from. */
typedef struct RevisionView
{
	SvState    *state;
	SvSet		missing;
	SvSet		current;
	SvApplied **applied;		/* by node */
	SvRows		rows;
} RevisionView;

static RevisionView *begin_view(FunctionCallInfo fcinfo, SvState *state,
								List *nodes);
static void check_at_heads(const SvState *state);
static Datum show_infos(RevisionView *view, List *nodes, List *unknown);
static Datum show_details(RevisionView *view, List *nodes);
static void put_info(RevisionView *view, int node);
static void put_unknown(RevisionView *view, const char *id);
static void put_detail(RevisionView *view, int node, const SvStored *stored,
					   const SvStanding *standing);
static void add_names(RevisionView *view, int node);
static void add_flags(RevisionView *view, int node);
static void add_moment(RevisionView *view, const TimestampTz *moment);
static const char *state_text(const RevisionView *view, int node);

/*
 * The version, what is applied but not in the graph, and what is missing
 * below the version.
 */
Datum
schemaver_current(PG_FUNCTION_ARGS)
{
	SvState    *state = sv_cache_state();
	List	   *nodes = sv_state_version(state);

	nodes = list_concat(nodes,
						sv_set_list(state->graph, sv_state_missing(state)));
	if (sv_args_bool(fcinfo, 0, false))
		check_at_heads(state);
	return show_infos(begin_view(fcinfo, state, nodes), nodes, state->unknown);
}

/*
 * The heads: those that no revision has as a parent, or those that none needs
 * at all.
 */
Datum
schemaver_heads(PG_FUNCTION_ARGS)
{
	SvState    *state = sv_cache_state();
	SvEdges		edges = sv_args_bool(fcinfo, 0, false) ? SV_EDGES_ALL :
	SV_EDGES_DOWN_REVISION;

	List	   *nodes = sv_graph_heads(state->graph, edges, NULL);

	return show_infos(begin_view(fcinfo, state, nodes), nodes, NIL);
}

/*
 * The revisions with more than one child.
 */
Datum
schemaver_branches(PG_FUNCTION_ARGS)
{
	SvState    *state = sv_cache_state();
	List	   *nodes = NIL;

	for (int i = 0; i < state->graph->count; i++)
		if (state->graph->nodes[i].children.count > 1)
			nodes = lappend_int(nodes, i);
	return show_details(begin_view(fcinfo, state, nodes), nodes);
}

Datum
schemaver_history(PG_FUNCTION_ARGS)
{
	const char *range = sv_args_require_text(fcinfo, 0, "rev_range");
	SvState    *state = sv_cache_state();
	List	   *nodes = sv_plan_history(state, range);

	return show_infos(begin_view(fcinfo, state, nodes), nodes, NIL);
}

Datum
schemaver_show(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	SvState    *state = sv_cache_state();
	List	   *nodes = sv_target_resolve(state, target, NULL)->nodes;

	return show_details(begin_view(fcinfo, state, nodes), nodes);
}

static RevisionView *
begin_view(FunctionCallInfo fcinfo, SvState *state, List *nodes)
{
	RevisionView *view = palloc0(sizeof(RevisionView));
	ListCell   *lc;

	view->state = state;
	view->missing = sv_state_missing(state);
	view->current = sv_set_make(state->graph);
	foreach(lc, sv_state_version(state))
		view->current[lfirst_int(lc)] = true;
	view->applied = sv_store_fetch_applied_of(state->graph, nodes);
	sv_rows_begin(&view->rows, fcinfo);
	return view;
}

/*
 * Alembic's "current --check-heads": all heads are applied, also those that
 * are no part of the version because a revision depends on them, and nothing is
 * missing below them, or came from a file that is gone.
 */
static void
check_at_heads(const SvState *state)
{
	List	   *missing = sv_set_list(state->graph, sv_state_missing(state));
	List	   *behind = list_concat(missing, sv_state_pending_heads(state));
	List	   *absent = sv_state_absent(state);

	sv_plan_require_known(state);
	if (absent != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_FILE_GONE),
				 errmsg("the database has revisions whose files are gone"),
				 errdetail("Their files are gone: %s.",
						   sv_graph_list_text(state->graph, absent)),
				 errhint("Bring back what has these files, such as their branch, or undo the revisions with schemaver_downgrade().")));
	if (behind != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_NOT_AT_HEAD),
				 errmsg("the database is not at all heads"),
				 errdetail("Not applied: %s.",
						   sv_graph_list_text(state->graph, behind)),
				 errhint("Run schemaver_upgrade('heads').")));
}

static Datum
show_infos(RevisionView *view, List *nodes, List *unknown)
{
	ListCell   *lc;

	foreach(lc, nodes)
		put_info(view, lfirst_int(lc));
	foreach(lc, unknown)
		put_unknown(view, lfirst(lc));
	return sv_rows_end(&view->rows);
}

/*
 * One at a time, so that only one pair of scripts is in memory.
 */
static Datum
show_details(RevisionView *view, List *nodes)
{
	ListCell   *lc;

	foreach(lc, nodes)
	{
		int			node = lfirst_int(lc);
		SvStored   *stored = sv_store_find(sv_graph_id(view->state->graph, node));

		/* it may have been removed after the graph was read */
		if (stored != NULL)
			put_detail(view, node, stored,
					   sv_verdict_fetch(view->state->graph, list_make1_int(node))[node]);
	}
	return sv_rows_end(&view->rows);
}

/* a row of schemaver.revision_info */
static void
put_info(RevisionView *view, int node)
{
	const SvRevision *revision = view->state->graph->nodes[node].revision;
	const SvApplied *applied = view->applied[node];

	add_names(view, node);
	add_flags(view, node);
	sv_rows_add_text(&view->rows, state_text(view, node));
	add_moment(view, &revision->created_at);
	add_moment(view, applied ? &applied->applied_at : NULL);
	sv_rows_put(&view->rows);
}

/* the same for an applied revision that is not in the graph */
static void
put_unknown(RevisionView *view, const char *id)
{
	sv_rows_add_text(&view->rows, id);
	for (int i = 0; i < 9; i++)
		sv_rows_add_null(&view->rows);
	sv_rows_add(&view->rows, BoolGetDatum(true));	/* is_applied */
	sv_rows_add(&view->rows, BoolGetDatum(true));	/* is_current */
	sv_rows_add_text(&view->rows, "not in the graph");
	sv_rows_add_null(&view->rows);
	sv_rows_add_null(&view->rows);
	sv_rows_put(&view->rows);
}

/* a row of schemaver.revision_detail; "standing" may be NULL */
static void
put_detail(RevisionView *view, int node, const SvStored *stored,
		   const SvStanding *standing)
{
	const SvGraph *graph = view->state->graph;
	const SvNode *at = &graph->nodes[node];
	const SvApplied *applied = view->applied[node];

	add_names(view, node);
	sv_rows_add_strings(&view->rows,
						sv_graph_ids(graph, sv_graph_links(&at->children)));
	add_flags(view, node);
	sv_rows_add_text(&view->rows, state_text(view, node));
	sv_rows_add(&view->rows, BoolGetDatum(at->revision->transactional));
	add_moment(view, &at->revision->created_at);
	sv_rows_add_text(&view->rows, stored->created_by);
	add_moment(view, applied ? &applied->applied_at : NULL);
	sv_rows_add_text(&view->rows, applied ? applied->applied_by : NULL);
	sv_rows_add(&view->rows, stored->sha256);
	if (applied != NULL && applied->sha256_known)
		sv_rows_add(&view->rows, applied->sha256);
	else
		sv_rows_add_null(&view->rows);
	sv_rows_add_text(&view->rows, stored->upgrade);
	sv_rows_add_text(&view->rows, stored->downgrade);
	sv_rows_add_text(&view->rows, standing ? standing->verdict : NULL);
	sv_rows_add_text(&view->rows, standing ? standing->finding : NULL);
	add_moment(view, standing && standing->verdict ? &standing->verified_at : NULL);
	sv_rows_add_text(&view->rows, at->revision->filename);
	sv_rows_add_text(&view->rows, stored->online);
	sv_rows_add_text(&view->rows, stored->online_downgrade);
	sv_rows_add_text(&view->rows, sv_online_form_origin(stored));
	sv_rows_put(&view->rows);
}

/* revision, message, down_revisions, depends_on, branch_labels */
static void
add_names(RevisionView *view, int node)
{
	const SvRevision *revision = view->state->graph->nodes[node].revision;

	sv_rows_add_text(&view->rows, revision->id);
	sv_rows_add_text(&view->rows, revision->message);
	sv_rows_add_strings(&view->rows, revision->down_revisions);
	sv_rows_add_strings(&view->rows, revision->depends_on);
	sv_rows_add_strings(&view->rows, revision->branch_labels);
}

/* is_head .. is_current */
static void
add_flags(RevisionView *view, int node)
{
	const SvGraph *graph = view->state->graph;
	const SvNode *at = &graph->nodes[node];
	bool		is_head = sv_graph_is_head(graph, node, SV_EDGES_DOWN_REVISION);
	bool		flags[] = {
		is_head,
		is_head && at->dependents.count > 0,
		at->parents.count == 0,
		at->children.count > 1,
		at->parents.count > 1,
		view->state->applied[node],
		view->current[node]
	};

	for (int i = 0; i < lengthof(flags); i++)
		sv_rows_add(&view->rows, BoolGetDatum(flags[i]));
}

static void
add_moment(RevisionView *view, const TimestampTz *moment)
{
	if (moment != NULL)
		sv_rows_add(&view->rows, TimestampTzGetDatum(*moment));
	else
		sv_rows_add_null(&view->rows);
}

static const char *
state_text(const RevisionView *view, int node)
{
	if (view->state->graph->nodes[node].revision->absent)
		return "file is gone";
	if (view->missing[node])
		return "missing";
	if (!view->state->applied[node])
		return "pending";
	if (view->applied[node] != NULL && view->applied[node]->changed)
		return "changed since it was applied";
	return "applied";
}
