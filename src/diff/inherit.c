/*-------------------------------------------------------------------------
 *
 * inherit.c
 *	  Operations that the server does along with others.
 *
 * What is done to a parent, the server does to its child tables: it adds, drops
 * and renames columns and constraints, and hands down new values of most
 * properties.  An operation on what is inherited (SV_NEED_INHERIT) is folded
 * into the same one on what it is inherited from, and a change of properties is
 * reduced to what the server does not do; but only if the table is a child of
 * that parent before and afterwards, and, but for a moment, all the time.
 *
 * Kinds may have rules of their own (the hook "comes_along").
 *
 * All operations must have been found: each is compared with those on what is
 * above it, as they are before any of them is reduced.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/inherit.h"
#include "fact/in_list.h"
#include "kind/kinds.h"
#include "kind/partition.h"

static void leave_to_parent(SvOperation *operation, const SvFact *inherited);
static bool is_done_by(const SvOperation *operation, const SvFact *inherited);
static bool holds(const SvOperation *operation, const SvFact *inherited);
static bool is_handed_down(const SvOperation *operation, int property);
static void leave_aside(SvOperation *operation, const SvFact *inherited);
static void leave_properties(SvOperation *operation);
static void find_left_properties(SvOperation *operation, const SvFact *inherited);

/*
 * The operations without those that others do along.  Those that are folded are
 * still in the list, and so may be changes that have nothing left to do.
 */
List *
sv_inherit_leave(List *operations)
{
	List	   *left = NIL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		ListCell   *lc2;

		if (operation->done)
			continue;
		if (sv_operation_fact(operation)->kind->comes_along != NULL &&
			sv_operation_fact(operation)->kind->comes_along(operation))
		{
			sv_operation_cancel(operation);
			continue;
		}
		left = lappend(left, operation);
		foreach(lc2, sv_operation_fact(operation)->needs)
		{
			SvNeed	   *need = lfirst(lc2);

			if (need->type == SV_NEED_INHERIT)
				leave_to_parent(operation, need->fact);
		}
	}
	foreach(lc, left)
	{
		if (((SvOperation *) lfirst(lc))->leaves != NULL)
			leave_properties(lfirst(lc));
	}
	return left;
}

/*
 * Leave an operation, or a part of it, to what is done to the object that its
 * own is inherited from.
 */
static void
leave_to_parent(SvOperation *operation, const SvFact *inherited)
{
	switch (operation->action)
	{
		case SV_ACTION_ASIDE:
			leave_aside(operation, inherited);
			break;
		case SV_ACTION_RENAME:
			if (holds(operation, inherited) && inherited->change != NULL &&
				inherited->change->action == SV_ACTION_RENAME)
				operation->folded = inherited->change;
			break;
		case SV_ACTION_ALTER:
			if (holds(operation, inherited))
				find_left_properties(operation, inherited);
			break;
		case SV_ACTION_DROP:
		case SV_ACTION_CREATE:
			if (is_done_by(operation, inherited))
			{
				operation->folded = operation->action == SV_ACTION_DROP ?
					inherited->drop : inherited->change;
				operation->inherited = true;
			}
			break;
	}
}

/*
 * True if the table of an operation is a child of the one that it inherits from
 * all the time.
 */
static bool
holds(const SvOperation *operation, const SvFact *inherited)
{
	const SvFact *table = operation->from != NULL ? operation->from->parent :
	operation->to->parent->counterpart;

	/* a parent gets a new column after the table has become its child */
	if (table != NULL && operation->action == SV_ACTION_CREATE &&
		!sv_partition_is(table) && !sv_partition_is(operation->to->parent))
		return true;
	return table != NULL && sv_partition_holds(table, inherited->parent);
}

/*
 * True if the same operation on what it is inherited from does it: both tables
 * are there before and afterwards.
 */
static bool
is_done_by(const SvOperation *operation, const SvFact *inherited)
{
	const SvFact *table = sv_operation_fact(operation)->parent;

	if (table->counterpart == NULL || table->drop != NULL ||
		inherited->parent->counterpart == NULL || !holds(operation, inherited))
		return false;
	if (operation->action == SV_ACTION_DROP)
		return inherited->drop != NULL && inherited->parent->drop == NULL &&
			!sv_fact_leaves_children(inherited) &&
			!sv_inherit_is_own(operation->from);
	return operation->action == SV_ACTION_CREATE &&
		inherited->change != NULL &&
		inherited->change->action == SV_ACTION_CREATE &&
		table->counterpart->drop == NULL &&
		inherited->parent->counterpart->drop == NULL;
}

/*
 * True if a column, which is inherited, is the table's own, too: it stays when
 * that of the parent is dropped.
 */
bool
sv_inherit_is_own(const SvFact *fact)
{
	return fact->kind == &sv_kind_column &&
		sv_fact_value(fact, "inherited") != NULL &&
		sv_fact_value(fact, "comes_with") == NULL;
}

/*
 * A column is moved out of the way along with the one that it is inherited from.
 */
static void
leave_aside(SvOperation *operation, const SvFact *inherited)
{
	if (holds(operation, inherited) && inherited->change != NULL &&
		inherited->change->aside != NULL)
		operation->folded = inherited->change->aside;
}

/*
 * Note which changes the server makes on both, what it is inherited from and
 * this.
 */
static void
find_left_properties(SvOperation *operation, const SvFact *inherited)
{
	const SvOperation *above = inherited->change;

	if (above == NULL || above->action != SV_ACTION_ALTER)
		return;
	if (operation->leaves == NULL)
		operation->leaves =
			palloc0(sizeof(bool) * (operation->to->kind->property_count + 1));
	for (int i = 0; i < operation->to->kind->property_count; i++)
		if (operation->differs[i] && above->differs[i] &&
			is_handed_down(operation, i) &&
			sv_in_list_same(operation->to->values[i], inherited->values[i]))
			operation->leaves[i] = true;
}

/*
 * True if the server gives the new value of a property to child tables.
 */
static bool
is_handed_down(const SvOperation *operation, int property)
{
	int			flags = operation->to->kind->properties[property].flags;

	return (flags & SV_PROPERTY_INLINE) != 0 &&
		((flags & SV_PROPERTY_NOT_INHERITED) == 0 ||
		 operation->to->values[property] == NULL);
}

/*
 * Take out of an operation what the server does.
 */
static void
leave_properties(SvOperation *operation)
{
	for (int i = 0; i < operation->to->kind->property_count; i++)
		if (operation->leaves[i])
			operation->differs[i] = false;
}
