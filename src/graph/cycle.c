/*-------------------------------------------------------------------------
 *
 * cycle.c
 *	  Finds cycles in what should be an acyclic graph.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "graph/cycle.h"
#include "schemaver.h"

pg_noreturn static void report_cycle(const SvGraph *graph, const int *waiting);

/*
 * Check that a graph has no cycle.
 *
 * Take away what rests on nothing, until nothing is left; what can not be
 * taken away lies on a cycle or above one.
 */
void
sv_cycle_check(const SvGraph *graph)
{
	int		   *waiting = MemoryContextAllocHuge(CurrentMemoryContext,
												 sizeof(int) * (graph->count + 1));
	int		   *ready = MemoryContextAllocHuge(CurrentMemoryContext,
											   sizeof(int) * (graph->count + 1));
	int			nready = 0;
	int			done = 0;

	for (int i = 0; i < graph->count; i++)
	{
		waiting[i] = graph->nodes[i].parents.count +
			graph->nodes[i].dependencies.count;
		if (waiting[i] == 0)
			ready[nready++] = i;
	}
	while (done < nready)
	{
		const SvNode *node = &graph->nodes[ready[done++]];

		for (int k = 0; k < node->children.count; k++)
			if (--waiting[node->children.node[k]] == 0)
				ready[nready++] = node->children.node[k];
		for (int k = 0; k < node->dependents.count; k++)
			if (--waiting[node->dependents.node[k]] == 0)
				ready[nready++] = node->dependents.node[k];
	}
	if (done < graph->count)
		report_cycle(graph, waiting);
	pfree(ready);
	pfree(waiting);
}

/*
 * Walk down from a node that is still waiting, always to one that is waiting
 * too, until a node comes twice: that is the cycle.
 */
static void
report_cycle(const SvGraph *graph, const int *waiting)
{
	List	   *path = NIL;
	List	   *cycle = NIL;
	SvSet		seen = sv_set_make(graph);
	int			at = 0;

	while (waiting[at] == 0)
		at++;
	while (!seen[at])
	{
		const SvNode *node = &graph->nodes[at];
		int			next = -1;

		seen[at] = true;
		path = lappend_int(path, at);
		for (int k = 0; k < node->parents.count && next < 0; k++)
			if (waiting[node->parents.node[k]] > 0)
				next = node->parents.node[k];
		for (int k = 0; k < node->dependencies.count && next < 0; k++)
			if (waiting[node->dependencies.node[k]] > 0)
				next = node->dependencies.node[k];
		at = next;
	}
	while (path != NIL && linitial_int(path) != at)
		path = list_delete_first(path);
	cycle = lappend_int(path, at);

	ereport(ERROR,
			(errcode(ERRCODE_SV_INVALID_GRAPH),
			 errmsg("cycle detected in revisions"),
			 errdetail("Each of these rests on the next: %s.",
					   sv_graph_list_text(graph, cycle))));
}
