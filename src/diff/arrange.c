/*-------------------------------------------------------------------------
 *
 * arrange.c
 *	  Operations in an order in which they can be run.
 *
 * What needs what, on both sides, says what has to come first; among what is
 * free to come, drops go first and then the order of the kinds decides
 * (Kahn's algorithm with a heap).  Some wishes for the order only make the
 * script more readable; they are given up where they go in circles.  What is
 * left in a circle is broken up as pg_dump does it: a view is created without
 * its query first, and of a type the name.
 *
 * Then what need not be a statement of its own is folded into another one: a
 * constraint into CREATE TABLE, the drop of an index into that of its table.
 * That is possible if everything that has to come before, or after, still
 * does.
 *
 * All of it is linear in what is needed, but for the heap.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "compat.h"
#include "diff/arrange.h"
#include "diff/fold.h"
#include "diff/links.h"
#include "diff/loops.h"

static int	compare_ranks(const ListCell *a, const ListCell *b);
static int	phase(const SvOperation *operation);
static int	compare_facts(const SvFact *a, const SvFact *b);
static List *sort(List *operations);
static void release(SvOperation *operation, binaryheap *ready,
					binaryheap *ready_if);
static void enqueue(SvOperation *operation, binaryheap *ready,
					binaryheap *ready_if);
static SvOperation *next(binaryheap *heap);
static int	compare_heap(Datum a, Datum b, void *arg);

/*
 * Put operations in order, and fold what can be folded: what is folded into
 * another one is in the list too.
 */
List *
sv_arrange_operations(List *operations)
{
	List	   *sorted = list_copy(operations);
	int			rank = 0;
	ListCell   *lc;

	list_sort(sorted, compare_ranks);
	foreach(lc, sorted)
		((SvOperation *) lfirst(lc))->rank = rank++;
	sv_links_add(sorted);
	sorted = sort(sv_loops_split_types(sorted));

	rank = 0;
	foreach(lc, sorted)
		((SvOperation *) lfirst(lc))->position = rank++;
	sv_fold_operations(sorted);
	return sorted;
}

/*
 * The order of operations if nothing needs anything: renamed, dropped (from
 * the last kind to the first), then created and altered.
 */
static int
compare_ranks(const ListCell *a, const ListCell *b)
{
	const SvOperation *x = lfirst(a);
	const SvOperation *y = lfirst(b);
	int			order;

	if (phase(x) != phase(y))
		return phase(x) - phase(y);
	order = compare_facts(sv_operation_fact(x), sv_operation_fact(y));
	return x->action == SV_ACTION_DROP ? -order : order;
}

static int
phase(const SvOperation *operation)
{
	switch (operation->action)
	{
		case SV_ACTION_RENAME:
			return 0;
		case SV_ACTION_DROP:
		case SV_ACTION_ASIDE:
			return 1;
		default:
			return 2;
	}
}

/*
 * Facts by kind; siblings that have numbers by those.
 */
static int
compare_facts(const SvFact *a, const SvFact *b)
{
	if (a->kind == b->kind && a->kind->number > 0)
	{
		int			order = strcmp(a->parent->identity, b->parent->identity);

		if (order != 0)
			return order;
		return atoi(a->values[a->kind->number]) -
			atoi(b->values[b->kind->number]);
	}
	return sv_fact_compare(a, b);
}

/*
 * Kahn's algorithm.
 */
static List *
sort(List *operations)
{
	int			room = list_length(operations) * 2 + 1;
	binaryheap *ready = binaryheap_allocate(room, compare_heap, NULL);
	binaryheap *ready_if = binaryheap_allocate(room, compare_heap, NULL);
	List	   *sorted = NIL;
	List	   *added = NIL;
	int			left = list_length(operations);
	ListCell   *lc;

	foreach(lc, operations)
		enqueue(lfirst(lc), ready, ready_if);
	while (list_length(sorted) < left + list_length(added))
	{
		SvOperation *operation = next(ready);

		CHECK_FOR_INTERRUPTS();
		if (operation == NULL)
			operation = next(ready_if);
		if (operation == NULL)
		{
			operation = sv_loops_break(operations);
			if (operation->rest != NULL && !list_member_ptr(added, operation->rest))
				added = lappend(added, operation->rest);
			enqueue(operation, ready, ready_if);
			continue;
		}
		operation->done = true;
		sorted = lappend(sorted, operation);
		release(operation, ready, ready_if);
	}
	binaryheap_free(ready);
	binaryheap_free(ready_if);
	return sorted;
}

/*
 * One operation is done: others may have waited for it.
 */
static void
release(SvOperation *operation, binaryheap *ready, binaryheap *ready_if)
{
	ListCell   *lc;

	foreach(lc, operation->before)
	{
		((SvOperation *) lfirst(lc))->waits--;
		enqueue(lfirst(lc), ready, ready_if);
	}
	foreach(lc, operation->before_if)
	{
		((SvOperation *) lfirst(lc))->waits_if--;
		enqueue(lfirst(lc), ready, ready_if);
	}
}

/*
 * Put an operation where it belongs now.  It may be in both heaps, once each:
 * every count gets to zero once.
 */
static void
enqueue(SvOperation *operation, binaryheap *ready, binaryheap *ready_if)
{
	if (operation->waits > 0 || operation->done)
		return;
	if (operation->waits_if == 0)
		binaryheap_add(ready, PointerGetDatum(operation));
	else if (!operation->queued_if)
	{
		operation->queued_if = true;
		binaryheap_add(ready_if, PointerGetDatum(operation));
	}
}

/*
 * The first of a heap that is not done already; NULL if there is none.
 */
static SvOperation *
next(binaryheap *heap)
{
	while (!binaryheap_empty(heap))
	{
		SvOperation *operation = (SvOperation *)
		DatumGetPointer(binaryheap_remove_first(heap));

		if (!operation->done)
			return operation;
	}
	return NULL;
}

static int
compare_heap(Datum a, Datum b, void *arg)
{
	/* the first of a binaryheap is the greatest */
	return ((SvOperation *) DatumGetPointer(b))->rank -
		((SvOperation *) DatumGetPointer(a))->rank;
}
