/*-------------------------------------------------------------------------
 *
 * order.c
 *	  The order in which revisions run.
 *
 * It depends on the graph and on the index of nodes only, so that databases
 * that run the same revisions at once run them in the same order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "graph/order.h"

/* The state of sv_order_sort(). */
typedef struct Sorter
{
	SvSet		set;
	int		   *waiting;		/* by node: number of nodes it waits for */
	binaryheap *ready;			/* nodes of the set that wait for none */
	List	   *passing;		/* the same, of nodes not in the set */
} Sorter;

static void set_free(Sorter *sorter, int node);
static void count_down(Sorter *sorter, const SvLinks *links);
static int	compare_nodes(Datum a, Datum b, void *arg);

/*
 * The nodes of a set in the order in which they run, as an integer list: no
 * node before one that it depends on, and among those that are free to run the
 * lowest index first.
 *
 * Kahn's algorithm (CACM 5, 1962) with a heap.  A node that is not in the set
 * is passed as soon as it is free, so that the order also holds between two
 * nodes that are connected by way of it only.  A revision that is added later
 * has a higher index, so it does not change the order of the others.
 */
List *
sv_order_sort(const SvGraph *graph, const SvSet set)
{
	Sorter		sorter;
	List	   *order = NIL;
	int			count = 0;

	for (int i = 0; i < graph->count; i++)
		count += set[i];
	if (count == 0)
		return NIL;

	sorter.set = set;
	sorter.ready = binaryheap_allocate(count, compare_nodes, NULL);
	sorter.passing = NIL;
	sorter.waiting = MemoryContextAllocHuge(CurrentMemoryContext,
											sizeof(int) * graph->count);
	for (int i = 0; i < graph->count; i++)
		sorter.waiting[i] = graph->nodes[i].parents.count +
			graph->nodes[i].dependencies.count;
	for (int i = 0; i < graph->count; i++)
		if (graph->nodes[i].parents.count == 0 &&
			graph->nodes[i].dependencies.count == 0)
			set_free(&sorter, i);

	while (list_length(order) < count)
	{
		int			i;

		CHECK_FOR_INTERRUPTS();
		if (sorter.passing != NIL)
		{
			i = llast_int(sorter.passing);
			sorter.passing = list_delete_last(sorter.passing);
		}
		else
		{
			i = DatumGetInt32(binaryheap_remove_first(sorter.ready));
			order = lappend_int(order, i);
		}
		count_down(&sorter, &graph->nodes[i].children);
		count_down(&sorter, &graph->nodes[i].dependents);
	}

	binaryheap_free(sorter.ready);
	pfree(sorter.waiting);
	return order;
}

static void
set_free(Sorter *sorter, int node)
{
	if (sorter->set[node])
		binaryheap_add(sorter->ready, Int32GetDatum(node));
	else
		sorter->passing = lappend_int(sorter->passing, node);
}

static void
count_down(Sorter *sorter, const SvLinks *links)
{
	for (int k = 0; k < links->count; k++)
		if (--sorter->waiting[links->node[k]] == 0)
			set_free(sorter, links->node[k]);
}

/* binaryheap comparator: the lowest index comes out first */
static int
compare_nodes(Datum a, Datum b, void *arg)
{
	return DatumGetInt32(b) - DatumGetInt32(a);
}
