/*-------------------------------------------------------------------------
 *
 * state.c
 *	  What is applied in a database, seen on its graph.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/state.h"

static SvSet mark_below(const SvState *state);

/*
 * The version of the database: what is applied and has nothing applied above
 * it.
 */
List *
sv_state_version(const SvState *state)
{
	SvSet		below = mark_below(state);
	List	   *version = NIL;

	for (int i = 0; i < state->graph->count; i++)
		if (state->applied[i] && !below[i])
			version = lappend_int(version, i);
	pfree(below);
	return version;
}

/*
 * What is not applied, though something above it is.
 */
SvSet
sv_state_missing(const SvState *state)
{
	SvSet		missing = mark_below(state);

	for (int i = 0; i < state->graph->count; i++)
		if (state->applied[i])
			missing[i] = false;
	return missing;
}

/*
 * What lies below something that is applied, itself applied or not.
 */
static SvSet
mark_below(const SvState *state)
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
