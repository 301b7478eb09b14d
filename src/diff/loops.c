/*-------------------------------------------------------------------------
 *
 * loops.c
 *	  Operations that wait for each other.
 *
 * As in pg_dump, a view that is in a circle is created without its query
 * first, and a type that needs functions of its own as a name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/loops.h"

/* What becomes of an operation that comes too early; the best first. */
typedef enum Weakness
{
	SPLITS,						/* it is completed later */
	KEEPS_NAME,					/* a type gets another name under its users */
	DROPS,						/* it takes others along */
	FAILS
} Weakness;

static SvOperation *find_circle(List *operations);
static SvOperation *weakest(SvOperation *circle);
static Weakness weakness(const SvOperation *earlier);
static bool needs(const SvFact *fact, const SvFact *other);
static SvOperation *split(SvOperation *creation);
static void move_dependents(SvOperation *creation);
static void drop_along(SvOperation *drop);
static int	cut(SvOperation *first, SvOperation *second);

/*
 * Take the types apart that need functions which need them; returns the
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
 * Everything left waits for something: there is a circle.  Let one of it no
 * longer wait for the one before it.  What is created is taken apart, if it
 * can be: its name is all that others wait for.  Of what is dropped, one takes
 * all others along.  Else hope that the server sees a way.  Returns the one
 * that waits no longer; its "rest" may be new.
 */
SvOperation *
sv_loops_break(List *operations)
{
	SvOperation *earlier = weakest(find_circle(operations));
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
 * Who goes from an operation to what it waits for, and on, ends up in a
 * circle; returns one of it.  "later" leads around.
 */
static SvOperation *
find_circle(List *operations)
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
 * The operation in a circle after which it is best broken.
 */
static SvOperation *
weakest(SvOperation *circle)
{
	SvOperation *best = circle;

	for (SvOperation *operation = circle->later; operation != circle;
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
 * What becomes of an operation if it does not wait for the one before it.
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
	if (operation->action == SV_ACTION_DROP &&
		earlier->action == SV_ACTION_DROP)
		return DROPS;
	return FAILS;
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
 * Make a stub of a creation; returns the operation that completes it.
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
 * Nothing can be done with a type of which there is only a name, but to make
 * the functions that it needs: all others wait for the rest of it.
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
 * All of a circle are dropped by one of them, after what any of them has to
 * wait for.  That may lead to other circles: each operation is taken along
 * once, so there is an end to it.
 */
static void
drop_along(SvOperation *drop)
{
	SvOperation *operation;
	ListCell   *lc;

	if (drop->folded != NULL)
		return;
	for (operation = drop->later; operation != drop; operation = operation->later)
		if (operation->action != SV_ACTION_DROP)
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
 * One operation need not come before another one any more; returns how often
 * it had to.
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
