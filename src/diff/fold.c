/*-------------------------------------------------------------------------
 *
 * fold.c
 *	  Operations that are done by the statement of another one.
 *
 * A constraint becomes a clause of CREATE TABLE; the drop of a table drops its
 * indexes, too.  An operation can be folded into another one if all that has to
 * come before it, or after it, still does where that one is in the order.
 *
 * Folded operations point to the one that does them, which may be folded
 * itself: the root of the chain is the one with a statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"

#include "diff/fold.h"
#include "diff/path.h"
#include "kind/partition.h"

static void fold_creations(List *sorted);
static bool may_be_clause(const SvFact *fact);
static bool may_fold_creation(const SvOperation *operation,
							  SvOperation *parent);
static void fold_drops(List *sorted);
static bool is_dropped_along(const SvNeed *need);
static bool may_fold_drop(const SvOperation *operation, SvOperation *into);
static SvOperation *root(SvOperation *operation);

/*
 * Fold what can be folded, of operations in order.
 */
void
sv_fold_operations(List *sorted)
{
	fold_creations(sorted);
	fold_drops(sorted);
}

/*
 * Make what is created a clause of the statement that creates its parent (CREATE
 * TABLE, ADD COLUMN, ...), where it can be one.
 */
static void
fold_creations(List *sorted)
{
	ListCell   *lc;

	foreach(lc, sorted)
	{
		SvOperation *operation = lfirst(lc);
		SvOperation *parent;

		if (operation->action != SV_ACTION_CREATE ||
			operation->folded != NULL || !may_be_clause(operation->to))
			continue;
		parent = operation->to->parent->change;
		if (parent == NULL || parent->action != SV_ACTION_CREATE ||
			parent->inherited || !may_fold_creation(operation, parent) ||
			!sv_path_fits(root(parent), operation))
			continue;
		operation->folded = parent;
		parent->parts = lappend(parent->parts, operation);
	}
}

/*
 * True if the statement that creates the parent may have a clause for it.
 */
static bool
may_be_clause(const SvFact *fact)
{
	return (fact->kind->flags & SV_KIND_IS_CLAUSE) &&
		fact->parent != NULL &&
		(fact->parent->kind->flags & SV_KIND_HAS_CLAUSES) &&
		(fact->kind->folds == NULL || fact->kind->folds(fact));
}

/*
 * True if all that has to come before a creation comes before that of its
 * parent, too.
 */
static bool
may_fold_creation(const SvOperation *operation, SvOperation *parent)
{
	const SvOperation *into = root(parent);
	ListCell   *lc;

	foreach(lc, operation->after)
	{
		const SvOperation *earlier = root(lfirst(lc));

		if (earlier != into && earlier->position > into->position)
			return false;
	}
	return true;
}

/*
 * Leave out drops that the server does along with another one.
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

			if (!is_dropped_along(need) || need->fact->drop == NULL ||
				sv_partition_outlives(operation, need) ||
				!may_fold_drop(operation, need->fact->drop))
				continue;
			operation->folded = need->fact->drop;
			break;
		}
	}
}

/*
 * True if the server drops an object along with what it needs in this way.
 */
static bool
is_dropped_along(const SvNeed *need)
{
	switch (need->type)
	{
		case DEPENDENCY_AUTO:
		case DEPENDENCY_INTERNAL:
		case DEPENDENCY_PARTITION_PRI:
		case DEPENDENCY_PARTITION_SEC:
		case SV_NEED_PARENT:
		case SV_NEED_OWNER:
			return true;
		default:
			return false;
	}
}

/*
 * True if all that has to come after a drop still does if another one takes it
 * along.
 */
static bool
may_fold_drop(const SvOperation *operation, SvOperation *into)
{
	ListCell   *lc;

	into = root(into);
	if (into == operation)
		return false;			/* that one is folded into this one */
	foreach(lc, operation->before)
	{
		SvOperation *later = root(lfirst(lc));

		if (later != into && later->position < into->position)
			return false;
	}
	return true;
}

/*
 * The operation whose statement does an operation.
 */
static SvOperation *
root(SvOperation *operation)
{
	while (operation->folded != NULL)
		operation = operation->folded;
	return operation;
}
