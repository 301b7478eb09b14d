/*-------------------------------------------------------------------------
 *
 * dependents.c
 *	  What stands in the way of operations.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/dependents.h"
#include "diff/rowtype.h"
#include "kind/partition.h"

static void find_conflicts(SvWorklist *worklist);
static bool has_conflict(const SvOperation *operation, const SvFact *used);
static void look_at_whole(SvWorklist *worklist,
						  const SvOperation *operation);
static void look_at_dependent(SvWorklist *worklist, SvOperation *operation,
							  const SvNeed *need);
static void detach(SvWorklist *worklist, SvFact *table);
static bool is_detached(const SvOperation *operation, const SvNeed *need);
static bool survives(const SvOperation *operation, const SvNeed *need);
static void retype(SvWorklist *worklist, SvFact *column,
				   SvOperation *dropped);
static SvOperation *alter(SvWorklist *worklist, SvFact *fact);
static void break_column(SvWorklist *worklist, SvFact *column);
static void look_at_rows(SvWorklist *worklist,
						 const SvOperation *operation);
static void put_aside(SvWorklist *worklist, SvFact *user);
static void step_aside(SvWorklist *worklist);

/*
 * Add what has to be done besides what differs.
 */
void
sv_dependents_find(SvWorklist *worklist)
{
	find_conflicts(worklist);
	while (worklist->queue != NIL)
	{
		SvOperation *operation = llast(worklist->queue);
		ListCell   *lc;

		CHECK_FOR_INTERRUPTS();
		worklist->queue = list_delete_last(worklist->queue);
		if (operation->done)
			continue;
		foreach(lc, operation->from->needed_by)
			look_at_dependent(worklist, operation, lfirst(lc));
		if (operation->action == SV_ACTION_ALTER)
			look_at_rows(worklist, operation);
		else if (operation->recreates)
			look_at_rows(worklist, operation->from->counterpart->change);
	}
	step_aside(worklist);
}

/*
 * Changes in place that others, created or changed along, could not bear.
 */
static void
find_conflicts(SvWorklist *worklist)
{
	/* what is added on the way is no change in place */
	int			count = list_length(worklist->operations);

	for (int i = 0; i < count; i++)
	{
		SvOperation *operation = list_nth(worklist->operations, i);

		if (operation->done)
			continue;
		look_at_whole(worklist, operation);
		look_at_rows(worklist, operation);
		if (operation->action == SV_ACTION_ALTER && !operation->done &&
			operation->to->kind->conflicts != NULL &&
			has_conflict(operation, operation->to))
			sv_worklist_recreate(worklist, operation->from, true);
	}
}

/*
 * Is there a conflict with a user of a fact, or with one of its columns'?
 */
static bool
has_conflict(const SvOperation *operation, const SvFact *used)
{
	ListCell   *lc;

	foreach(lc, used->needed_by)
	{
		SvFact	   *user = ((SvNeed *) lfirst(lc))->fact;

		if (user->change != NULL &&
			operation->to->kind->conflicts(operation->from, operation->to, user))
			return true;
		if (used == operation->to && (user->kind->flags & SV_KIND_HAS_DATA) &&
			has_conflict(operation, user))
			return true;
	}
	return false;
}

/*
 * Something is created or altered: can it be, without what it is a part of
 * being made anew?
 */
static void
look_at_whole(SvWorklist *worklist, const SvOperation *operation)
{
	SvFact	   *whole = operation->to == NULL ? NULL : operation->to->parent;

	if (whole != NULL && whole->kind->is_closed != NULL &&
		whole->counterpart != NULL &&
		whole->kind->is_closed(whole->counterpart, operation))
		sv_worklist_recreate(worklist, whole->counterpart, true);
}

/*
 * Something is dropped, or altered in a way that breaks what rests on it:
 * what about this dependent?
 */
static void
look_at_dependent(SvWorklist *worklist, SvOperation *operation,
				  const SvNeed *need)
{
	SvFact	   *dependent = need->fact;

	if (sv_partition_blocks(operation, need))
		detach(worklist, dependent->parent);
	if (sv_partition_leaves(operation, dependent))
		return;
	/* what is not compared is left to the server */
	if (dependent->drop != NULL || dependent->counterpart == NULL ||
		need->type == SV_NEED_ORDER ||
		need->type == SV_NEED_OWNER || need->type == SV_NEED_INHERIT ||
		is_detached(operation, need))
		return;
	if (operation->action == SV_ACTION_ALTER)
	{
		if (!survives(operation, need))
			sv_worklist_recreate(worklist, dependent, false);
	}
	else if (operation->recreates &&
			 (operation->from->kind->flags & SV_KIND_IS_TYPE) &&
			 (dependent->kind->flags & SV_KIND_IN_CREATE_TABLE) &&
			 (dependent->kind->flags & SV_KIND_HAS_DATA))
		retype(worklist, dependent, operation);
	else if (operation->recreates || dependent->change == NULL ||
			 dependent->change->action == SV_ACTION_RENAME)
		sv_worklist_recreate(worklist, dependent, false);
}

/*
 * Have a table detached for as long as anything else is done to it.
 */
static void
detach(SvWorklist *worklist, SvFact *table)
{
	sv_worklist_recreate(worklist, table->attachment, false);
	table->attachment->drop->early = true;
}

/*
 * Is it the index of a partition, or the like, whose table is detached before
 * the parent is dropped?
 */
static bool
is_detached(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *table = operation->from->parent;

	return (need->type == 'P' || need->type == 'S') &&
		table != NULL && table->drop != NULL;
}

/*
 * Does the server take a dependent along when the type of a column changes?
 */
static bool
survives(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *fact = need->fact;

	if (fact == operation->from->parent)
		return true;
	return operation->aside == NULL &&
		(fact->kind->flags & SV_KIND_SURVIVES_RETYPE) &&
		(fact->kind->survives == NULL || fact->kind->survives(fact));
}

/*
 * The type of a column is made anew: the column changes from the old one to
 * the new one, which have the same name while both are there.
 */
static void
retype(SvWorklist *worklist, SvFact *column, SvOperation *dropped)
{
	break_column(worklist, column);
	if (dropped->aside == NULL)
		dropped->aside = sv_worklist_add(worklist, SV_ACTION_ASIDE, dropped->from, NULL);
	look_at_whole(worklist, column->change);
}

/*
 * The operation that alters a fact, if only to itself.
 */
static SvOperation *
alter(SvWorklist *worklist, SvFact *fact)
{
	SvOperation *operation = fact->change;

	if (operation != NULL)
		return operation;
	operation = sv_worklist_add(worklist, SV_ACTION_ALTER, fact, fact->counterpart);
	operation->differs =
		palloc0(sizeof(bool) * (sv_kind_count_properties(fact->kind) + 1));
	return operation;
}

/*
 * Let the type of a column change, if only to itself.
 */
static void
break_column(SvWorklist *worklist, SvFact *column)
{
	SvOperation *operation = alter(worklist, column);

	for (int i = 0; column->kind->properties[i].name != NULL; i++)
		if (column->kind->properties[i].flags & SV_PROPERTY_BREAKS_DEPENDENTS)
		{
			operation->differs[i] = true;
			break;
		}
	if (!operation->breaks)
	{
		operation->breaks = true;
		worklist->queue = lappend(worklist->queue, operation);
	}
}

/*
 * A table is written anew: what has rows of it has others meanwhile, or none.
 * Rows with one more column cannot be made of those that are stored.
 */
static void
look_at_rows(SvWorklist *worklist, const SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, sv_rowtype_users(sv_rowtype_table(operation)))
	{
		SvFact	   *user = lfirst(lc);

		if (user->drop != NULL || user->counterpart == NULL)
			continue;
		if (!sv_rowtype_stays(user))
			sv_worklist_recreate(worklist, user, false);
		else if (operation->action == SV_ACTION_ALTER ||
				 sv_rowtype_is_empty(user))
			put_aside(worklist, user);
	}
}

/*
 * Columns become text, as the server does not look into the rows in them, and
 * types lose an expression.
 */
static void
put_aside(SvWorklist *worklist, SvFact *user)
{
	const char *release = user->kind->release;
	SvOperation *operation = alter(worklist, user);

	if (release != NULL)
		operation->differs[sv_kind_property(user->kind, release)] = true;
	else
		break_column(worklist, user);
	if (operation->aside != NULL)
		return;
	operation->aside = sv_worklist_add(worklist, SV_ACTION_ASIDE, user, NULL);
	if (release == NULL)
		worklist->queue = lappend(worklist->queue, operation);
}

/*
 * What makes place for its new self needs what is to be made anew with it for
 * as long as it is there: that makes place too.
 */
static void
step_aside(SvWorklist *worklist)
{
	/* the list grows */
	for (int i = 0; i < list_length(worklist->operations); i++)
	{
		SvOperation *operation = list_nth(worklist->operations, i);
		ListCell   *lc;

		if (operation->action != SV_ACTION_ASIDE || operation->done)
			continue;
		foreach(lc, operation->from->needs)
		{
			SvFact	   *needed = ((SvNeed *) lfirst(lc))->fact;

			if ((needed->kind->flags & SV_KIND_IS_TYPE) && needed->drop != NULL &&
				needed->drop->recreates && needed->drop->aside == NULL)
				needed->drop->aside = sv_worklist_add(worklist, SV_ACTION_ASIDE, needed,
													  NULL);
		}
	}
}
