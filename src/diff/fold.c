/*-------------------------------------------------------------------------
 *
 * fold.c
 *	  Operations that are done by the statement of another one.
 *
 * A constraint becomes a clause of CREATE TABLE; the drop of a table drops its
 * indexes, too.  An operation can be folded into another one if all that has to
 * come before it, or after it, still does where that one is in the order.
 *
 * An index that is recreated is dropped by the operation that creates it, when
 * that is done.
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
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/partition.h"

static void fold_creations(List *sorted);
static bool may_be_clause(const SvFact *fact);
static bool may_fold_creation(const SvOperation *operation,
							  SvOperation *parent);
static void fold_constraints(List *sorted);
static SvOperation *new_column(const SvOperation *operation);
static void fold_drops(List *sorted);
static bool is_dropped_along(const SvNeed *need);
static bool may_fold_drop(const SvOperation *operation, SvOperation *into);
static void fold_replaced(List *sorted);
static bool may_be_replaced(const SvOperation *operation);
static bool may_wait(const SvOperation *operation, const SvOperation *creation);
static void use_index(SvOperation *creation);
static SvOperation *root(SvOperation *operation);

/*
 * Fold what can be folded, of operations in order.
 */
void
sv_fold_operations(List *sorted)
{
	fold_creations(sorted);
	fold_constraints(sorted);
	fold_drops(sorted);
	fold_replaced(sorted);
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
 * Let ADD COLUMN add the constraints of a new column of a table that exists.
 */
static void
fold_constraints(List *sorted)
{
	ListCell   *lc;

	foreach(lc, sorted)
	{
		SvOperation *operation = lfirst(lc);
		SvOperation *column;

		if (operation->action != SV_ACTION_CREATE ||
			operation->folded != NULL || operation->to->kind != &sv_kind_constraint)
			continue;
		column = new_column(operation);
		if (column == NULL || (operation->late && !column->late) ||
			!may_fold_creation(operation, column) ||
			!sv_path_fits(column, operation))
			continue;
		operation->folded = column;
		column->along = lappend(column->along, operation);
	}
}

/*
 * The operation that adds the column of a constraint to its table; NULL if
 * there is none that could add the constraint, too.
 */
static SvOperation *
new_column(const SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->to->needs)
	{
		const SvFact *column = ((SvNeed *) lfirst(lc))->fact;

		if (column->kind == &sv_kind_column &&
			column->parent == operation->to->parent && column->change != NULL &&
			column->change->action == SV_ACTION_CREATE &&
			column->change->folded == NULL && !column->change->inherited &&
			sv_fact_value(column, "identity") == NULL &&
			sv_constraint_column_clause(operation->to, column) != NULL)
			return column->change;
	}
	return NULL;
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
 * Let an index that changes stay until the new one is there: it is used
 * meanwhile, and the table is locked against reading only when it goes.
 */
static void
fold_replaced(List *sorted)
{
	ListCell   *lc;

	foreach(lc, sorted)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->action == SV_ACTION_CREATE &&
			operation->folded == NULL && operation->to->kind == &sv_kind_constraint)
			use_index(operation);
		if (!may_be_replaced(operation))
			continue;
		operation->folded = operation->from->counterpart->change;
		operation->folded->replaces = operation;
	}
}

/*
 * True if a drop can come after the creation of what replaces it.  What belongs
 * to a partition, or has partitions, is attached to others.
 */
static bool
may_be_replaced(const SvOperation *operation)
{
	const SvFact *fact = operation->from;
	const SvOperation *creation;

	if (operation->action != SV_ACTION_DROP || operation->folded != NULL ||
		fact->kind != &sv_kind_index || !operation->recreates ||
		fact->parent->drop != NULL ||
		(fact->parent->kind == &sv_kind_table &&
		 (sv_partition_is(fact->parent) ||
		  sv_fact_value(fact->parent, "partition_key") != NULL)))
		return false;
	creation = fact->counterpart->change;
	return creation != NULL && creation->folded == NULL &&
		creation->to->parent->counterpart == fact->parent &&
		may_wait(operation, creation);
}

/*
 * True if all that has to come after a drop comes after another operation.
 */
static bool
may_wait(const SvOperation *operation, const SvOperation *creation)
{
	ListCell   *lc;

	foreach(lc, operation->before)
	{
		const SvOperation *later = root(lfirst(lc));

		if (later != creation && later->position < creation->position)
			return false;
	}
	return true;
}

/*
 * Let a new key take an index over that would be dropped.
 */
static void
use_index(SvOperation *creation)
{
	const SvFact *table = creation->to->parent->counterpart;
	ListCell   *lc;

	foreach(lc, table == NULL || table->drop != NULL ? NIL : table->needed_by)
	{
		const SvFact *index = ((SvNeed *) lfirst(lc))->fact;

		if (index->kind != &sv_kind_index || index->parent != table ||
			index->drop == NULL || index->drop->recreates ||
			index->drop->folded != NULL ||
			!sv_constraint_fits_index(creation->to, index) ||
			!may_wait(index->drop, creation))
			continue;
		index->drop->folded = creation;
		creation->uses = index->drop;
		return;
	}
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
