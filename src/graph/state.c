/*-------------------------------------------------------------------------
 *
 * state.c
 *	  What is applied in a database, in terms of its graph.
 *
 * Each applied revision is on record, so that a state is a set of nodes.  It
 * need not be closed: a revision below one that is applied may not be applied
 * itself, for example because it was added later on another branch.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/state.h"

static SvSet find_below(const SvState *state);

/*
 * The version of the database: the applied nodes above which no node is
 * applied, as an integer list.
 */
List *
sv_state_version(const SvState *state)
{
	SvSet		below = find_below(state);
	List	   *version = NIL;

	for (int i = 0; i < state->graph->count; i++)
		if (state->applied[i] && !below[i])
			version = lappend_int(version, i);
	pfree(below);
	return version;
}

/*
 * The nodes that are not applied although a node above them is.
 */
SvSet
sv_state_missing(const SvState *state)
{
	SvSet		missing = find_below(state);

	for (int i = 0; i < state->graph->count; i++)
		if (state->applied[i])
			missing[i] = false;
	return missing;
}

/*
 * The heads, by parents, that are not applied.
 */
List *
sv_state_pending_heads(const SvState *state)
{
	List	   *pending = NIL;
	ListCell   *lc;

	foreach(lc, sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL))
	{
		if (!state->applied[lfirst_int(lc)])
			pending = lappend_int(pending, lfirst_int(lc));
	}
	return pending;
}

/*
 * The nodes whose files are gone.
 */
List *
sv_state_absent(const SvState *state)
{
	List	   *absent = NIL;

	for (int i = 0; i < state->graph->count; i++)
		if (state->graph->nodes[i].revision->absent)
			absent = lappend_int(absent, i);
	return absent;
}

/*
 * The nodes below those that are applied, themselves applied or not.
 */
static SvSet
find_below(const SvState *state)
{
	const SvGraph *graph = state->graph;
	SvSet		below = sv_set_make(graph);

	for (int i = 0; i < graph->count; i++)
	{
		const SvNode *node = &graph->nodes[i];

		if (!state->applied[i])
			continue;
		for (int k = 0; k < node->parents.count; k++)
			sv_graph_visit_ancestors(graph, node->parents.node[k],
									 SV_EDGES_ALL, below);
		for (int k = 0; k < node->dependencies.count; k++)
			sv_graph_visit_ancestors(graph, node->dependencies.node[k],
									 SV_EDGES_ALL, below);
	}
	return below;
}
