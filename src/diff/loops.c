/*-------------------------------------------------------------------------
 *
 * loops.c
 *	  Operations that wait for each other.
 *
 * A cycle is broken as in pg_dump: a view is created without its query first (a
 * stub, which CREATE OR REPLACE completes), and a base type as a shell, which
 * is all that its functions need.  Of drops, one takes all others of the cycle
 * along with CASCADE.  Such types always are in a
 * cycle, so they are split before the sort; other cycles are broken where the
 * sort finds them.
 *
 * Each break takes an operation out of a cycle for good, so there is an end to
 * them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/loops.h"

/* What happens to an operation that comes too early; the best first. */
typedef enum Weakness
{
	SPLITS,						/* it is completed later */
	KEEPS_NAME,					/* a type gets another name under its users */
	DROPS,						/* it takes others along */
	FAILS
} Weakness;

static SvOperation *find_cycle(List *operations);
static SvOperation *weakest(SvOperation *cycle);
static Weakness weakness(const SvOperation *earlier);
static bool is_drop(const SvOperation *operation);
static bool needs(const SvFact *fact, const SvFact *other);
static SvOperation *split(SvOperation *creation);
static void move_dependents(SvOperation *creation);
static void drop_along(SvOperation *drop);
static int	cut(SvOperation *first, SvOperation *second);

/*
 * Split the creation of types that need functions which need them.  Returns the
 * operations with those that complete the types.
 */
List *
sv_loops_split_types(List *operations)
{
	List	   *all = list_copy(operations);
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, operations)
	{
		SvOperation *creation = lfirst(lc);

		if (creation->action != SV_ACTION_CREATE ||
			!(creation->to->kind->flags & SV_KIND_IS_SHELL))
			continue;
		foreach(lc2, creation->to->needs)
		{
			SvFact	   *function = ((SvNeed *) lfirst(lc2))->fact;

			if (function->change == NULL || !needs(function, creation->to))
				continue;
			if (creation->rest == NULL)
				all = lappend(all, split(creation));
			if (cut(function->change, creation) > 0)
				sv_operation_before(function->change, creation->rest);
		}
	}
	return all;
}

/*
 * Everything that is left waits for something.  Break a cycle: one operation of
 * it no longer waits for the one before it.  If that is a creation which can be
 * split, the others get the name that they wait for; if it is a drop, it takes
 * the others along; otherwise, the server will decide whether this works.
 * Returns the operation; its "rest" may be new.
 */
SvOperation *
sv_loops_break(List *operations)
{
	SvOperation *earlier = weakest(find_cycle(operations));
	SvOperation *chosen = earlier->later;

	cut(earlier, chosen);
	if (weakness(earlier) == SPLITS)
	{
		if (chosen->rest == NULL)
			chosen->rest = split(chosen);
		sv_operation_before(earlier, chosen->rest);
	}
	else if (chosen->action == SV_ACTION_DROP)
		drop_along(chosen);
	return chosen;
}

/*
 * Find a cycle: from any operation that is left, the way to one that it waits
 * for, and on, ends up in one.  Returns an operation in it; "later" leads around.
 */
static SvOperation *
find_cycle(List *operations)
{
	SvOperation *operation = NULL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *other = lfirst(lc);

		other->later = NULL;
		if (other->rest != NULL)
			other->rest->later = NULL;
		if (operation == NULL && !other->done)
			operation = other;
	}
	for (;;)
	{
		SvOperation *earlier = NULL;

		foreach(lc, operation->after)
		{
			if (!((SvOperation *) lfirst(lc))->done)
				earlier = lfirst(lc);
		}
		if (earlier->later != NULL)
		{
			earlier->later = operation;
			return earlier;
		}
		earlier->later = operation;
		operation = earlier;
	}
}

/*
 * The operation in a cycle behind which it is best broken.
 */
static SvOperation *
weakest(SvOperation *cycle)
{
	SvOperation *best = cycle;

	for (SvOperation *operation = cycle->later; operation != cycle;
		 operation = operation->later)
	{
		int			difference = weakness(operation) - weakness(best);

		/* of drops, the last is the one of the first kind: a type */
		if (difference == 0 && weakness(operation) == DROPS)
			difference = best->later->rank - operation->later->rank;
		else if (difference == 0)
			difference = operation->later->rank - best->later->rank;
		if (difference < 0)
			best = operation;
	}
	return best;
}

/*
 * What happens to an operation if it does not wait for "earlier".
 */
static Weakness
weakness(const SvOperation *earlier)
{
	const SvOperation *operation = earlier->later;

	if (operation->action == SV_ACTION_CREATE &&
		(operation->to->kind->flags & SV_KIND_HAS_STUB) &&
		earlier->to != NULL && needs(operation->to, earlier->to))
		return SPLITS;
	if (operation->action == SV_ACTION_ASIDE)
		return KEEPS_NAME;
	if (is_drop(operation) && is_drop(earlier))
		return DROPS;
	return FAILS;
}

/*
 * True if an operation drops something, and so may do it along with others: not
 * if it detaches a table, whose rows stay.
 */
static bool
is_drop(const SvOperation *operation)
{
	return operation->action == SV_ACTION_DROP &&
		!(operation->from->kind->flags & SV_KIND_IS_ATTACHMENT);
}

static bool
needs(const SvFact *fact, const SvFact *other)
{
	ListCell   *lc;

	foreach(lc, fact->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact == other)
			return true;
	}
	return false;
}

/*
 * Make a creation one of a stub.  Returns the operation that completes it.
 */
static SvOperation *
split(SvOperation *creation)
{
	SvOperation *rest = sv_operation_make(SV_ACTION_ALTER, NULL, creation->to);

	rest->rank = creation->rank;
	rest->completes = true;
	rest->role = creation->role;
	creation->stub = true;
	creation->rest = rest;
	if (creation->to->kind->flags & SV_KIND_IS_SHELL)
		move_dependents(creation);
	sv_operation_before(creation, rest);
	return rest;
}

/*
 * A shell is only good for the functions that the type needs: all others wait
 * for the type to be completed.
 */
static void
move_dependents(SvOperation *creation)
{
	SvOperation *rest = creation->rest;
	List	   *dependents = list_copy(creation->before);
	ListCell   *lc;

	foreach(lc, dependents)
	{
		if (!needs(creation->to, sv_operation_fact(lfirst(lc))) &&
			cut(creation, lfirst(lc)) > 0)
			sv_operation_before(rest, lfirst(lc));
	}
	foreach(lc, creation->before_if)
	{
		if (!needs(creation->to, sv_operation_fact(lfirst(lc))))
		{
			rest->before_if = lappend(rest->before_if, lfirst(lc));
			creation->before_if =
				foreach_delete_current(creation->before_if, lc);
		}
	}
}

/*
 * If all of a cycle are drops, let one of them take the others along, after what
 * any of them has to wait for.  That may lead to other cycles; each operation is
 * taken along once, so there is an end to it.
 */
static void
drop_along(SvOperation *drop)
{
	SvOperation *operation;
	ListCell   *lc;

	if (drop->folded != NULL || !is_drop(drop))
		return;
	for (operation = drop->later; operation != drop; operation = operation->later)
		if (!is_drop(operation))
			return;
	drop->cascades = true;
	for (operation = drop->later; operation != drop; operation = operation->later)
	{
		if (operation->folded != NULL)
			continue;
		operation->folded = drop;
		foreach(lc, operation->after)
		{
			SvOperation *earlier = lfirst(lc);

			if (!earlier->done && earlier->later == NULL)
				sv_operation_before(earlier, drop);
		}
	}
}

/*
 * Remove the strong links from one operation to another.  Returns how many there
 * were.
 */
static int
cut(SvOperation *first, SvOperation *second)
{
	int			count = 0;

	while (list_member_ptr(second->after, first))
	{
		second->after = list_delete_ptr(second->after, first);
		first->before = list_delete_ptr(first->before, second);
		count++;
	}
	second->waits -= count;
	return count;
}
