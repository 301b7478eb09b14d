/*-------------------------------------------------------------------------
 *
 * arrange.c
 *	  Operations in an order in which they can be run.
 *
 * This is a topological sort by Kahn's algorithm, with a heap: among the
 * operations that wait for no other one, the one with the lowest rank comes
 * next.  By rank, renames come first, then drops, what is moved aside and then
 * all else, in the order of the kinds; last what runs functions (bodies.c).
 * links.c says what waits for what.
 *
 * There are two sorts of links.  The strong ones must hold.  The weak ones
 * ("before_if") only make scripts easier to read; they are given up when
 * nothing is left that waits for neither.  If everything left waits for
 * something by strong links, there is a cycle: loops.c breaks it, as pg_dump
 * does.
 *
 * Everything is linear in the number of links, but for the heap and cycles.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "compat.h"
#include "diff/arrange.h"
#include "diff/bodies.h"
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
static SvOperation *pop(binaryheap *heap);
static int	compare_heap(Datum a, Datum b, void *arg);

/*
 * The operations, in order.  Those that are folded into another one (fold.c) are
 * in the list, too.
 */
List *
sv_arrange_operations(List *operations)
{
	List	   *sorted = list_copy(operations);
	int			rank = 0;
	ListCell   *lc;

	sv_bodies_postpone(operations);
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
 * The order of operations that do not depend on each other: renames, drops (from
 * the last kind to the first), what is moved aside, then creations and changes,
 * those that run functions last.
 */
static int
compare_ranks(const ListCell *a, const ListCell *b)
{
	const SvOperation *x = lfirst(a);
	const SvOperation *y = lfirst(b);
	int			order;

	if (phase(x) != phase(y))
		return phase(x) - phase(y);
	if (x->late && sv_bodies_compare(x, y) != 0)
		return sv_bodies_compare(x, y);
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
			return 1;
		case SV_ACTION_ASIDE:
			return 2;
		default:
			return operation->late ? 4 : 3;
	}
}

/*
 * By kind; siblings that have numbers by those, all others by identity.
 */
static int
compare_facts(const SvFact *a, const SvFact *b)
{
	if (a->kind == b->kind && sv_fact_number(a) > 0)
	{
		int			order = strcmp(a->parent->identity, b->parent->identity);

		if (order != 0)
			return order;
		return sv_fact_number(a) - sv_fact_number(b);
	}
	return sv_fact_compare(a, b);
}

/*
 * Kahn's algorithm.  Breaking a cycle may add an operation, which completes
 * another one.
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
		SvOperation *operation = pop(ready);

		CHECK_FOR_INTERRUPTS();
		if (operation == NULL)
			operation = pop(ready_if);
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
 * An operation is done: those that only waited for it are ready.
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
 * Put an operation into the heap of those that wait for none, or of those that
 * wait by weak links only, or into neither.  It may get into both, once each, as
 * each count reaches zero once.
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
 * Remove and return the first operation of a heap that is not done; NULL if
 * there is none.
 */
static SvOperation *
pop(binaryheap *heap)
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
