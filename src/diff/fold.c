/*-------------------------------------------------------------------------
 *
 * fold.c
 *	  Operations that are done by the statement of another one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/fold.h"
#include "kind/partition.h"

static void fold_creations(List *sorted);
static void fold_drops(List *sorted);
static bool may_fold_drop(const SvOperation *operation, SvOperation *into);
static SvOperation *root(SvOperation *operation);

/*
 * Fold what can be folded, of operations in order: what is folded into another
 * one stays in the list.
 */
void
sv_fold_operations(List *sorted)
{
	fold_creations(sorted);
	fold_drops(sorted);
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
