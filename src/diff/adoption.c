/*-------------------------------------------------------------------------
 *
 * adoption.c
 *	  Which of several equal indexes of a partition belongs to the parent's.
 *
 * When an index is created on a partitioned table, or a table is attached to
 * one, the server takes the oldest index of the partition that is equal, or the
 * oldest key.  So the one that is to be taken is created before the others, and
 * others that exist are created again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"

#include "diff/adoption.h"
#include "kind/kinds.h"
#include "strings.h"

static void check_rivals(SvWorklist *worklist, const SvFact *index);
static bool is_index(const SvFact *fact);
static bool is_adopted(const SvFact *index);
static bool is_equal(const SvFact *index, const SvFact *other);

/*
 * If an operation has the server take an index of a partition, recreate others
 * that are equal.
 */
void
sv_adoption_check(SvWorklist *worklist, const SvOperation *operation)
{
	const SvFact *fact = operation->to;
	ListCell   *lc;

	if (operation->action != SV_ACTION_CREATE)
		return;
	if (is_index(fact))
	{
		if (is_adopted(fact))
			check_rivals(worklist, fact);
		foreach(lc, fact->needed_by)
		{
			const SvNeed *need = lfirst(lc);

			if (need->type == DEPENDENCY_PARTITION_PRI && is_index(need->fact))
				check_rivals(worklist, need->fact);
		}
	}
	else if (fact->kind == &sv_kind_partition)
	{
		foreach(lc, fact->parent->needed_by)
		{
			const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

			if (part->parent == fact->parent && is_index(part) && is_adopted(part))
				check_rivals(worklist, part);
		}
	}
}

/*
 * Recreate what is equal to an index that is to be taken: it may be older, which
 * is not known of a script that runs later.
 */
static void
check_rivals(SvWorklist *worklist, const SvFact *index)
{
	ListCell   *lc;

	foreach(lc, index->parent->needed_by)
	{
		const SvFact *other = ((SvNeed *) lfirst(lc))->fact;

		if (is_equal(index, other) && !is_adopted(other) &&
			other->counterpart != NULL && other->counterpart->drop == NULL)
			sv_worklist_recreate(worklist, other->counterpart, false);
	}
}

/*
 * Have an index that the parent's is not to take created after the one that it
 * is to take.
 */
void
sv_adoption_link(SvOperation *operation)
{
	const SvFact *index = operation->to;
	ListCell   *lc;

	if (operation->action != SV_ACTION_CREATE || !is_index(index) ||
		index->parent->attachment == NULL || is_adopted(index))
		return;
	foreach(lc, index->parent->needed_by)
	{
		const SvFact *other = ((SvNeed *) lfirst(lc))->fact;

		if (is_equal(index, other) && is_adopted(other) && other->change != NULL &&
			other->change->action == SV_ACTION_CREATE)
			sv_operation_before(other->change, operation);
	}
}

/*
 * True for indexes, and for constraints that have one.
 */
static bool
is_index(const SvFact *fact)
{
	return fact->kind == &sv_kind_index ||
		(fact->kind == &sv_kind_constraint && sv_fact_value(fact, "index") != NULL);
}

static bool
is_adopted(const SvFact *index)
{
	ListCell   *lc;

	foreach(lc, index->needs)
	{
		if (((SvNeed *) lfirst(lc))->type == DEPENDENCY_PARTITION_PRI)
			return true;
	}
	return false;
}

/*
 * True if the server takes either of two indexes of a table.
 */
static bool
is_equal(const SvFact *index, const SvFact *other)
{
	if (index == other || index->kind != other->kind ||
		index->parent != other->parent || !is_index(other) ||
		!sv_strings_equal(sv_fact_value(index, "definition"), sv_fact_value(other, "definition")))
		return false;
	return index->kind == &sv_kind_constraint ||
		(sv_strings_equal(sv_fact_value(index, "unique"), sv_fact_value(other, "unique")) &&
		 sv_strings_equal(sv_fact_value(index, "predicate"), sv_fact_value(other, "predicate")));
}
