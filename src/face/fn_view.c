/*-------------------------------------------------------------------------
 *
 * fn_view.c
 *	  SQL functions that show revisions: current, heads, branches, history,
 *	  show.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "access/query.h"
#include "access/store.h"
#include "compat.h"
#include "face/args.h"
#include "pure/plan.h"
#include "schemaver.h"

PG_FUNCTION_INFO_V1(schemaver_current);
PG_FUNCTION_INFO_V1(schemaver_heads);
PG_FUNCTION_INFO_V1(schemaver_branches);
PG_FUNCTION_INFO_V1(schemaver_history);
PG_FUNCTION_INFO_V1(schemaver_show);

/* What all of the functions show is taken from. */
typedef struct SvView
{
	SvState    *state;
	SvSet		missing;
	SvSet		current;
	SvApplied **applied;		/* by node */
	SvStored  **stored;			/* by node; for details */
	ReturnSetInfo *rsinfo;
} SvView;

/* A row that is being put together, column by column. */
#define SV_MAX_COLUMNS 24

typedef struct SvColumns
{
	int			count;
	Datum		values[SV_MAX_COLUMNS];
	bool		nulls[SV_MAX_COLUMNS];
} SvColumns;

static SvView begin_view(FunctionCallInfo fcinfo, SvState *state);
static void check_at_heads(const SvState *state);
static Datum show_infos(SvView *view, List *nodes);
static Datum show_details(SvView *view, List *nodes);
static void put_info(SvView *view, int node);
static void put_unknown(SvView *view, const char *id);
static void put_detail(SvView *view, int node);
static void put_row(SvView *view, SvColumns *columns);
static void add(SvColumns *columns, Datum value);
static void add_null(SvColumns *columns);
static void add_text(SvColumns *columns, const char *text);
static void add_names(SvColumns *columns, SvView *view, int node);
static void add_flags(SvColumns *columns, SvView *view, int node);
static const char *state_text(const SvView *view, int node);

/*
 * The version, and after it what is applied but not in the graph.
 */
Datum
schemaver_current(PG_FUNCTION_ARGS)
{
	SvState    *state = sv_store_state();
	SvView		view = begin_view(fcinfo, state);
	ListCell   *lc;

	if (sv_args_bool(fcinfo, 0, false))
		check_at_heads(state);
	show_infos(&view, sv_state_version(state));
	foreach(lc, state->unknown)
		put_unknown(&view, lfirst(lc));
	return (Datum) 0;
}

/*
 * The heads: those that no revision has as a parent, or those that none needs
 * at all.
 */
Datum
schemaver_heads(PG_FUNCTION_ARGS)
{
	bool		resolve = sv_args_bool(fcinfo, 0, false);
	SvState    *state = sv_store_state();
	SvView		view = begin_view(fcinfo, state);

	return show_infos(&view, sv_graph_heads(state->graph,
											resolve ? SV_EDGES_ALL :
											SV_EDGES_DOWN_REVISION, NULL));
}

/*
 * The revisions with more than one child.
 */
Datum
schemaver_branches(PG_FUNCTION_ARGS)
{
	SvState    *state = sv_store_state();
	SvView		view = begin_view(fcinfo, state);
	List	   *nodes = NIL;

	for (int i = 0; i < state->graph->count; i++)
		if (state->graph->nodes[i].children.count > 1)
			nodes = lappend_int(nodes, i);
	return show_details(&view, nodes);
}

Datum
schemaver_history(PG_FUNCTION_ARGS)
{
	const char *range = sv_args_require_text(fcinfo, 0, "rev_range");
	SvState    *state = sv_store_state();
	SvView		view = begin_view(fcinfo, state);

	return show_infos(&view, sv_plan_history(state, range));
}

Datum
schemaver_show(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	SvState    *state = sv_store_state();
	SvView		view = begin_view(fcinfo, state);

	return show_details(&view, sv_target_resolve(state, target, NULL)->nodes);
}

static SvView
begin_view(FunctionCallInfo fcinfo, SvState *state)
{
	SvView		view = {.state = state};
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	view.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	view.missing = sv_state_missing(state);
	view.current = sv_set_make(state->graph);
	foreach(lc, sv_state_version(state))
		view.current[lfirst_int(lc)] = true;
	view.applied = sv_store_fetch_applied(state->graph);
	return view;
}

/*
 * Alembic's "current --check-heads": all heads are applied, also those that
 * are no part of the version because something rests on them.
 */
static void
check_at_heads(const SvState *state)
{
	List	   *behind = NIL;
	ListCell   *lc;

	sv_plan_require_known(state);
	foreach(lc, sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL))
		if (!state->applied[lfirst_int(lc)])
			behind = lappend_int(behind, lfirst_int(lc));
	if (behind != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_NOT_AT_HEAD),
				 errmsg("the database is not at all heads"),
				 errdetail("Not applied: %s.",
						   sv_graph_list_text(state->graph, behind)),
				 errhint("Run schemaver_upgrade('heads').")));
}

static Datum
show_infos(SvView *view, List *nodes)
{
	ListCell   *lc;

	foreach(lc, nodes)
		put_info(view, lfirst_int(lc));
	return (Datum) 0;
}

static Datum
show_details(SvView *view, List *nodes)
{
	ListCell   *lc;

	view->stored = sv_store_fetch(view->state->graph, nodes);
	foreach(lc, nodes)
		if (view->stored[lfirst_int(lc)] != NULL)
			put_detail(view, lfirst_int(lc));
	return (Datum) 0;
}

/* a row of schemaver.revision_info */
static void
put_info(SvView *view, int node)
{
	const SvRevision *revision = &view->state->graph->nodes[node].revision;
	const SvApplied *applied = view->applied[node];
	SvColumns	columns = {0};

	add_names(&columns, view, node);
	add_flags(&columns, view, node);
	add_text(&columns, state_text(view, node));
	add(&columns, TimestampTzGetDatum(revision->created_at));
	if (applied != NULL)
		add(&columns, TimestampTzGetDatum(applied->applied_at));
	else
		add_null(&columns);
	put_row(view, &columns);
}

/* the same for an applied revision that is not in the graph */
static void
put_unknown(SvView *view, const char *id)
{
	SvColumns	columns = {0};

	add_text(&columns, id);
	for (int i = 0; i < 9; i++)
		add_null(&columns);
	add(&columns, BoolGetDatum(true));	/* is_applied */
	add_null(&columns);
	add_text(&columns, "not in the graph");
	add_null(&columns);
	add_null(&columns);
	put_row(view, &columns);
}

/* a row of schemaver.revision_detail */
static void
put_detail(SvView *view, int node)
{
	const SvGraph *graph = view->state->graph;
	const SvNode *at = &graph->nodes[node];
	const SvStored *stored = view->stored[node];
	const SvApplied *applied = view->applied[node];
	List	   *children = NIL;
	SvColumns	columns = {0};

	for (int k = 0; k < at->children.count; k++)
		children = lappend_int(children, at->children.node[k]);

	add_names(&columns, view, node);
	add(&columns, sv_strings_datum(sv_graph_ids(graph, children)));
	add_flags(&columns, view, node);
	add_text(&columns, state_text(view, node));
	add(&columns, BoolGetDatum(at->revision.transactional));
	add(&columns, TimestampTzGetDatum(at->revision.created_at));
	add_text(&columns, stored->created_by);
	if (applied != NULL)
		add(&columns, TimestampTzGetDatum(applied->applied_at));
	else
		add_null(&columns);
	add_text(&columns, applied ? applied->applied_by : NULL);
	add(&columns, stored->sha256);
	if (applied != NULL && applied->sha256_known)
		add(&columns, applied->sha256);
	else
		add_null(&columns);
	add_text(&columns, stored->upgrade);
	add_text(&columns, stored->downgrade);
	put_row(view, &columns);
}

static void
put_row(SvView *view, SvColumns *columns)
{
	Assert(columns->count == view->rsinfo->setDesc->natts);
	tuplestore_putvalues(view->rsinfo->setResult, view->rsinfo->setDesc,
						 columns->values, columns->nulls);
}

static void
add(SvColumns *columns, Datum value)
{
	columns->values[columns->count++] = value;
}

static void
add_null(SvColumns *columns)
{
	columns->nulls[columns->count++] = true;
}

static void
add_text(SvColumns *columns, const char *text)
{
	if (text != NULL)
		add(columns, CStringGetTextDatum(text));
	else
		add_null(columns);
}

/* revision, message, down_revisions, depends_on, branch_labels */
static void
add_names(SvColumns *columns, SvView *view, int node)
{
	const SvRevision *revision = &view->state->graph->nodes[node].revision;

	add_text(columns, revision->id);
	add_text(columns, revision->message);
	add(columns, sv_strings_datum(revision->down_revisions));
	add(columns, sv_strings_datum(revision->depends_on));
	add(columns, sv_strings_datum(revision->branch_labels));
}

/* is_head .. is_current */
static void
add_flags(SvColumns *columns, SvView *view, int node)
{
	const SvGraph *graph = view->state->graph;
	const SvNode *at = &graph->nodes[node];
	bool		is_head = sv_graph_is_head(graph, node, SV_EDGES_DOWN_REVISION);

	add(columns, BoolGetDatum(is_head));
	add(columns, BoolGetDatum(is_head && at->dependents.count > 0));
	add(columns, BoolGetDatum(at->parents.count == 0));
	add(columns, BoolGetDatum(at->children.count > 1));
	add(columns, BoolGetDatum(at->parents.count > 1));
	add(columns, BoolGetDatum(view->state->applied[node]));
	add(columns, BoolGetDatum(view->current[node]));
}

static const char *
state_text(const SvView *view, int node)
{
	if (view->missing[node])
		return "missing";
	if (!view->state->applied[node])
		return "pending";
	if (view->applied[node] != NULL && view->applied[node]->changed)
		return "changed since it was applied";
	return "applied";
}
