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
#include "utils/hsearch.h"

#include "compat.h"
#include "diff/arrange.h"
#include "diff/loops.h"
#include "diff/rowtype.h"
#include "kind/partition.h"

/* Who gives up the name of a relation. */
typedef struct NameEntry
{
	char		name[NAMEDATALEN * 4 + 8];	/* key: quoted, qualified */
	SvOperation *giver;
} NameEntry;

static int	compare_ranks(const ListCell *a, const ListCell *b);
static int	phase(const SvOperation *operation);
static int	compare_facts(const SvFact *a, const SvFact *b);
static void link_operations(List *operations);
static void link_recreation(SvOperation *operation);
static void link_recreation_after(SvOperation *operation,
								  const SvFact *needed);
static void link_drop(SvOperation *operation);
static void link_change(SvOperation *operation);
static bool is_attached_later(const SvOperation *operation,
							  const SvNeed *inherited);
static void link_change_to_drops(SvOperation *operation);
static void link_names(List *operations);
static void each_name(SvOperation *operation, const SvFact *fact,
					  const SvFact *other, HTAB *names,
					  void (*act) (SvOperation *operation, const char *name,
								   HTAB *names));
static void give_name(SvOperation *operation, const char *name, HTAB *names);
static void take_name(SvOperation *operation, const char *name, HTAB *names);
static SvOperation *outermost_creation(const SvFact *fact);
static SvOperation *outermost_drop(const SvFact *fact);
static List *sort(List *operations);
static void release(SvOperation *operation, binaryheap *ready,
					binaryheap *ready_if);
static void enqueue(SvOperation *operation, binaryheap *ready,
					binaryheap *ready_if);
static SvOperation *next(binaryheap *heap);
static int	compare_heap(Datum a, Datum b, void *arg);
static void fold_creations(List *sorted);
static void fold_drops(List *sorted);
static bool may_fold_drop(const SvOperation *operation, SvOperation *into);
static SvOperation *root(SvOperation *operation);

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
	link_operations(sorted);
	link_names(sorted);
	sorted = sort(sv_loops_split_types(sorted));

	rank = 0;
	foreach(lc, sorted)
		((SvOperation *) lfirst(lc))->position = rank++;
	fold_creations(sorted);
	fold_drops(sorted);
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
 * Say what comes before what.
 */
static void
link_operations(List *operations)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (operation->action == SV_ACTION_DROP)
			link_drop(operation);
		if (operation->to != NULL)
			link_change(operation);
		if (operation->from != NULL && operation->action == SV_ACTION_ALTER)
			link_change_to_drops(operation);
		if (operation->folded != NULL && operation->action == SV_ACTION_DROP)
			sv_operation_before(operation, operation->folded);
		else if (operation->folded != NULL)
			sv_operation_before(operation->folded, operation);
		if (sv_operation_fact(operation)->kind->link != NULL)
			sv_operation_fact(operation)->kind->link(operation);
		sv_rowtype_link(operation);
		if (operation->action == SV_ACTION_ASIDE)
		{
			link_recreation(operation);
			if (operation->from->drop != NULL)
				sv_operation_before(operation, operation->from->drop);
		}
		else if (operation->action == SV_ACTION_DROP && operation->recreates &&
				 operation->aside == NULL)
			link_recreation(operation);
	}
}

/*
 * What is in the way goes before it comes again, if that is a matter of its
 * own: it may come along with something else.
 */
static void
link_recreation(SvOperation *operation)
{
	if (operation->from->counterpart->change != NULL)
		sv_operation_before(operation, operation->from->counterpart->change);
}

/*
 * What was in the way of a drop comes again after the whole of that, unless
 * what is dropped has made room before.
 */
static void
link_recreation_after(SvOperation *operation, const SvFact *needed)
{
	SvOperation *drop = outermost_drop(needed);

	if (operation->recreates && operation->aside == NULL &&
		needed->drop->aside == NULL && drop->aside == NULL &&
		operation->from->counterpart->change != NULL)
		sv_operation_before(drop, operation->from->counterpart->change);
}

/*
 * What is dropped goes before what it needs is dropped, or altered.
 */
static void
link_drop(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		SvNeed	   *need = lfirst(lc);
		SvFact	   *needed = need->fact;

		if (need->type == SV_NEED_ORDER)
			continue;
		if (needed->drop != NULL)
		{
			sv_operation_before(operation, needed->drop);
			link_recreation_after(operation, needed);
			if (needed->drop->aside != NULL && operation->aside == NULL)
			{
				sv_operation_before(operation, needed->drop->aside);
				if (outermost_drop(operation->from)->aside == NULL)
					sv_operation_before_if(outermost_drop(operation->from),
										   needed->drop->aside);
			}
			sv_operation_before_if(outermost_drop(operation->from),
								   outermost_drop(needed));
		}
		else if (needed->change != NULL)
		{
			if (needed->change->breaks)
				sv_operation_before(operation, needed->change);
			else
				sv_operation_before_if(operation, needed->change);
			if (needed->change->aside != NULL)
				sv_operation_before(operation, needed->change->aside);
		}
	}
}

/*
 * What is created or altered goes after what it will need.
 */
static void
link_change(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->to->needs)
	{
		SvNeed	   *need = lfirst(lc);
		SvOperation *needed = need->fact->change;

		/* an index finds those of partitions, not the other way round */
		if (need->type == SV_NEED_OWNER || needed == NULL ||
			need->type == 'P' ||
			need->type == 'S' || is_attached_later(operation, need))
			continue;
		if (needed->action == SV_ACTION_CREATE || needed->breaks)
			sv_operation_before(needed, operation);
		else
			sv_operation_before_if(needed, operation);
		if (operation->action != SV_ACTION_CREATE)
			continue;
		if (needed->action == SV_ACTION_CREATE)
			sv_operation_before_if(outermost_creation(need->fact),
								   outermost_creation(operation->to));
		else if (need->type == SV_NEED_INHERIT)
			/* it comes with its table, and as it is to be */
			sv_operation_before(needed, outermost_creation(operation->to));
	}
}

/*
 * Is it inherited from a table that the new table is attached to later?
 */
static bool
is_attached_later(const SvOperation *operation, const SvNeed *inherited)
{
	const SvFact *table = operation->to->parent;
	ListCell   *lc;

	if (inherited->type != SV_NEED_INHERIT || table->change == NULL ||
		table->change->action != SV_ACTION_CREATE)
		return false;
	foreach(lc, table->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact == inherited->fact->parent)
			return false;
	}
	return true;
}

/*
 * What is altered so that it needs something no more goes before the drop of
 * that.
 */
static void
link_change_to_drops(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		SvOperation *dropped = ((SvNeed *) lfirst(lc))->fact->drop;

		if (dropped == NULL)
			continue;
		if (dropped->recreates && dropped->aside == NULL)
			sv_operation_before_if(operation, dropped);
		else
			sv_operation_before(operation, dropped);
	}
}

/*
 * A relation or a type is created after another one has given up its name.
 */
static void
link_names(List *operations)
{
	HASHCTL		control = {0};
	HTAB	   *names;
	ListCell   *lc;

	control.keysize = sizeof(((NameEntry *) NULL)->name);
	control.entrysize = sizeof(NameEntry);
	control.hcxt = CurrentMemoryContext;
	names = hash_create("schemaver names", 256, &control,
						HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->from != NULL && operation->action != SV_ACTION_ASIDE &&
			operation->aside == NULL)
			each_name(operation, operation->from, operation->to, names,
					  give_name);
	}
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->to != NULL)
			each_name(operation, operation->to, operation->from, names,
					  take_name);
	}
	hash_destroy(names);
}

/*
 * Do something for the names of relations that a fact has, unless its other
 * self has the same.
 */
static void
each_name(SvOperation *operation, const SvFact *fact, const SvFact *other,
		  HTAB *names, void (*act) (SvOperation *operation, const char *name,
									HTAB *names))
{
	const SvKind *kind = fact->kind;
	const char *name = kind->relation > 0 ? fact->values[kind->relation] : NULL;
	const char *same = other != NULL && kind->relation > 0 ?
	other->values[kind->relation] : NULL;

	if ((kind->flags & SV_KIND_IS_RELATION) &&
		(other == NULL || strcmp(fact->identity, other->identity) != 0))
		act(operation, fact->identity, names);
	if (name != NULL && (same == NULL || strcmp(name, same) != 0))
		act(operation, name, names);
}

static void
give_name(SvOperation *operation, const char *name, HTAB *names)
{
	if (strlen(name) < sizeof(((NameEntry *) NULL)->name))
		((NameEntry *) hash_search(names, name, HASH_ENTER, NULL))->giver =
			operation;
}

static void
take_name(SvOperation *operation, const char *name, HTAB *names)
{
	NameEntry  *entry = NULL;

	if (strlen(name) < sizeof(((NameEntry *) NULL)->name))
		entry = hash_search(names, name, HASH_FIND, NULL);
	if (entry != NULL)
		sv_operation_before(entry->giver, operation);
}

/*
 * The statement that is likely to create a fact: that of its parent.
 */
static SvOperation *
outermost_creation(const SvFact *fact)
{
	while ((fact->kind->flags & SV_KIND_IN_CREATE_TABLE) && fact->parent != NULL &&
		   fact->parent->change != NULL &&
		   fact->parent->change->action == SV_ACTION_CREATE)
		fact = fact->parent;
	return fact->change;
}

static SvOperation *
outermost_drop(const SvFact *fact)
{
	while (fact->parent != NULL && fact->parent->drop != NULL)
		fact = fact->parent;
	return fact->drop;
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

/*
 * Make clauses of CREATE TABLE, or of ADD COLUMN, from what can be one.
 */
static void
fold_creations(List *sorted)
{
	ListCell   *lc;

	foreach(lc, sorted)
	{
		SvOperation *operation = lfirst(lc);
		SvOperation *parent;
		ListCell   *lc2;
		bool		possible = true;

		if (operation->action != SV_ACTION_CREATE ||
			operation->folded != NULL ||
			!(operation->to->kind->flags & SV_KIND_IN_CREATE_TABLE) ||
			operation->to->parent == NULL ||
			(operation->to->kind->folds != NULL &&
			 !operation->to->kind->folds(operation->to)))
			continue;
		parent = operation->to->parent->change;
		if (!(operation->to->parent->kind->flags & SV_KIND_HAS_CLAUSES))
			continue;
		if (parent == NULL || parent->action != SV_ACTION_CREATE ||
			parent->inherited)
			continue;
		foreach(lc2, operation->after)
		{
			SvOperation *earlier = root(lfirst(lc2));

			possible = possible && (earlier == root(parent) ||
									earlier->position < root(parent)->position);
		}
		if (possible)
		{
			operation->folded = parent;
			parent->parts = lappend(parent->parts, operation);
		}
	}
}

/*
 * Leave out the drops that the server does along with another one.
 */
static void
fold_drops(List *sorted)
{
	for (int i = list_length(sorted) - 1; i >= 0; i--)
	{
		SvOperation *operation = list_nth(sorted, i);
		ListCell   *lc;

		if (operation->action != SV_ACTION_DROP || operation->folded != NULL ||
			operation->early)
			continue;
		foreach(lc, operation->from->needs)
		{
			SvNeed	   *need = lfirst(lc);

			if (strchr("aiPSpw", need->type) == NULL ||
				need->fact->drop == NULL ||
				sv_partition_outlives(operation, need) ||
				!may_fold_drop(operation, need->fact->drop))
				continue;
			operation->folded = need->fact->drop;
			break;
		}
	}
}

/*
 * Does everything that comes after the drop still come after it, if it is
 * done along with another one?
 */
static bool
may_fold_drop(const SvOperation *operation, SvOperation *into)
{
	ListCell   *lc;

	into = root(into);
	if (into == operation)
		return false;			/* it is done along with this one */
	foreach(lc, operation->before)
	{
		SvOperation *later = root(lfirst(lc));

		if (later != into && later->position < into->position)
			return false;
	}
	return true;
}

/*
 * The statement that an operation ends up in.
 */
static SvOperation *
root(SvOperation *operation)
{
	while (operation->folded != NULL)
		operation = operation->folded;
	return operation;
}
