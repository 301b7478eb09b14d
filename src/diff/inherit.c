/*-------------------------------------------------------------------------
 *
 * inherit.c
 *	  What is inherited comes and goes with what it is inherited from.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/inherit.h"
#include "fact/in_list.h"
#include "kind/partition.h"

static bool is_done_by(const SvOperation *operation, const SvFact *inherited);
static bool holds(const SvOperation *operation, const SvFact *inherited);
static bool is_handed_down(const SvOperation *operation, int property);
static void leave_aside(SvOperation *operation, const SvFact *inherited);
static void leave_properties(SvOperation *operation);
static void find_left_properties(SvOperation *operation, const SvFact *inherited);

/*
 * Leave to others what they do along, the server with parents above all;
 * returns the operations that are left.
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

			if (need->type != SV_NEED_INHERIT)
				continue;
			if (operation->action == SV_ACTION_ASIDE)
				leave_aside(operation, need->fact);
			else if (operation->action == SV_ACTION_RENAME && holds(operation, need->fact))
			{
				if (need->fact->change != NULL &&
					need->fact->change->action == SV_ACTION_RENAME)
					operation->folded = need->fact->change;
			}
			else if (operation->action == SV_ACTION_ALTER &&
					 holds(operation, need->fact))
				find_left_properties(operation, need->fact);
			else if (is_done_by(operation, need->fact))
			{
				operation->folded = operation->action == SV_ACTION_DROP ?
					need->fact->drop : need->fact->change;
				operation->inherited = true;
			}
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
 * Is what an operation is about attached all the time to what it inherits
 * from?
 */
static bool
holds(const SvOperation *operation, const SvFact *inherited)
{
	const SvFact *table = operation->from != NULL ? operation->from->parent :
	operation->to->parent->counterpart;

	/* what a parent gets comes when the table inherits from it already */
	if (table != NULL && operation->action == SV_ACTION_CREATE &&
		!sv_partition_is(table) && !sv_partition_is(operation->to->parent))
		return true;
	return table != NULL && sv_partition_holds(table, inherited->parent);
}

/*
 * Is it done by the same operation on what it is inherited from?  It is if
 * both tables are there before and afterwards.
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
			!sv_fact_leaves_children(inherited);
	return operation->action == SV_ACTION_CREATE &&
		inherited->change != NULL &&
		inherited->change->action == SV_ACTION_CREATE &&
		table->counterpart->drop == NULL &&
		inherited->parent->counterpart->drop == NULL;
}

/*
 * True if a column is put aside along with the one that it is inherited from.
 */
static void
leave_aside(SvOperation *operation, const SvFact *inherited)
{
	if (holds(operation, inherited) && inherited->change != NULL &&
		inherited->change->aside != NULL)
		operation->folded = inherited->change->aside;
}

/*
 * Which changes does the server make on both, what it is inherited from and
 * this?
 */
static void
find_left_properties(SvOperation *operation, const SvFact *inherited)
{
	const SvOperation *above = inherited->change;

	if (above == NULL || above->action != SV_ACTION_ALTER)
		return;
	if (operation->leaves == NULL)
		operation->leaves =
			palloc0(sizeof(bool) * (sv_kind_count_properties(operation->to->kind) + 1));
	for (int i = 0; operation->to->kind->properties[i].name != NULL; i++)
		if (operation->differs[i] && above->differs[i] &&
			is_handed_down(operation, i) &&
			sv_in_list_same(operation->to->values[i], inherited->values[i]))
			operation->leaves[i] = true;
}

/*
 * Does the server give the new value of a property to those who inherit?
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
 * All have been asked: now take out of the operations what the server does.
 */
static void
leave_properties(SvOperation *operation)
{
	for (int i = 0; operation->to->kind->properties[i].name != NULL; i++)
		if (operation->leaves[i])
			operation->differs[i] = false;
}
