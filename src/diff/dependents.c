/*-------------------------------------------------------------------------
 *
 * dependents.c
 *	  Objects that operations on others affect.
 *
 * An object that is dropped, or altered in a way that breaks what depends on
 * it, makes its dependents be dropped before and created afterwards, unless
 * the server, or another operation, takes care of them; and so on upwards.  Two
 * kinds of dependents stay, and are altered twice: a column whose type is
 * recreated, and a column with rows of a table that is rewritten.
 *
 * This is a worklist: each operation that drops or breaks something is put on
 * it once, when it is added, and its dependents are checked once.  It ends
 * because an object is dropped, or broken, once.  Dependents come from the
 * facts of the "from" side; what they will depend on afterwards is a matter of
 * links.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "miscadmin.h"

#include "diff/adoption.h"
#include "diff/dependents.h"
#include "diff/rowtype.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/partition_rows.h"
#include "kind/whole.h"

static void find_conflicts(SvWorklist *worklist);
static void check_parent(SvWorklist *worklist,
						 const SvOperation *operation);
static void check_dependent(SvWorklist *worklist, SvOperation *operation,
							const SvNeed *need);
static void check_inherited(SvWorklist *worklist, const SvOperation *operation);
static void check_references(SvWorklist *worklist, SvOperation *detach);
static void detach_early(SvWorklist *worklist, SvFact *table);
static bool is_detached(const SvOperation *operation, const SvNeed *need);
static bool survives(const SvOperation *operation, const SvNeed *need);
static void retype(SvWorklist *worklist, SvFact *column,
				   SvOperation *dropped);
static SvOperation *alter(SvWorklist *worklist, SvFact *fact);
static void break_column(SvWorklist *worklist, SvFact *column);
static void check_row_users(SvWorklist *worklist,
							const SvOperation *operation);
static void put_aside(SvWorklist *worklist, SvFact *user);
static void move_types_aside(SvWorklist *worklist);

/*
 * Add the operations that are needed because of those in the list.
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
			check_dependent(worklist, operation, lfirst(lc));
		if (operation->action == SV_ACTION_DROP &&
			operation->from->kind == &sv_kind_partition)
			check_references(worklist, operation);
		if (operation->recreates && operation->from->kind == &sv_kind_constraint)
			check_inherited(worklist, operation);
		if (operation->action == SV_ACTION_ALTER)
			check_row_users(worklist, operation);
		else if (operation->recreates)
			check_row_users(worklist, operation->from->counterpart->change);
	}
	move_types_aside(worklist);
}

/*
 * Check each operation for a parent that has to be recreated, for users of the
 * rows of a table, and for others, created or changed in the same transaction, that
 * a change in place is in the way of.
 */
static void
find_conflicts(SvWorklist *worklist)
{
	/* operations that are added here are no changes in place */
	int			count = list_length(worklist->operations);

	for (int i = 0; i < count; i++)
	{
		SvOperation *operation = list_nth(worklist->operations, i);

		if (operation->done)
			continue;
		check_parent(worklist, operation);
		sv_adoption_check(worklist, operation);
		check_row_users(worklist, operation);
		if (operation->action == SV_ACTION_ALTER && !operation->done &&
			operation->to->kind->conflicts != NULL &&
			operation->to->kind->conflicts(operation, worklist->operations))
			sv_worklist_recreate(worklist, operation->from, true);
	}
}

/*
 * Recreate the parent of what is created or altered, if its kind has no
 * statement that does this to a part of it.
 */
static void
check_parent(SvWorklist *worklist, const SvOperation *operation)
{
	SvFact	   *whole = operation->to == NULL ? NULL : operation->to->parent;

	if (whole != NULL && whole->kind->is_closed != NULL &&
		whole->counterpart != NULL &&
		whole->kind->is_closed(whole->counterpart, operation))
		sv_worklist_recreate(worklist, whole->counterpart, true);
}

/*
 * Do what a dependent needs of something that is dropped, or altered in a way
 * that breaks what depends on it.
 */
static void
check_dependent(SvWorklist *worklist, SvOperation *operation,
				const SvNeed *need)
{
	SvFact	   *dependent = need->fact;

	if (sv_partition_blocks(operation, need))
	{
		/* it is a constraint of its own from then on, and stays */
		detach_early(worklist, dependent->parent);
		return;
	}
	if (sv_partition_leaves(operation, dependent))
		return;
	/* what is on one side only, or not compared, is left to the server */
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
			 dependent->kind == &sv_kind_column)
		retype(worklist, dependent, operation);
	else if (operation->recreates || dependent->change == NULL ||
			 dependent->change->action == SV_ACTION_RENAME)
		sv_worklist_recreate(worklist, dependent, false);
}

/*
 * A check that partitions have from their parent is recreated in all of them.
 */
static void
check_inherited(SvWorklist *worklist, const SvOperation *operation)
{
	const SvFact *table = operation->from->parent;
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		const SvNeed *need = lfirst(lc);
		SvFact	   *check = need->fact;

		if (need->type == SV_NEED_INHERIT && table->drop == NULL &&
			check->drop == NULL && check->counterpart != NULL &&
			sv_partition_holds(table, check->parent))
			sv_worklist_recreate(worklist, check, false);
	}
	foreach(lc, operation->from->needed_by)
	{
		const SvNeed *need = lfirst(lc);
		SvFact	   *check = need->fact;

		if (need->type == SV_NEED_INHERIT && check->drop == NULL &&
			check->counterpart != NULL && check->parent->drop == NULL &&
			sv_partition_holds(check->parent, table))
			sv_worklist_recreate(worklist, check, false);
	}
}

/*
 * A partition is detached, and its rows stay: foreign keys to them are recreated,
 * as the server would take the rows for deleted.  A partition that goes is
 * detached first, and dropped when it has no such rows any more.
 */
static void
check_references(SvWorklist *worklist, SvOperation *detach)
{
	ListCell   *lc;

	if (!sv_partition_rows_stay(detach))
		return;
	if (detach->from->parent->drop != NULL)
		detach->early = true;
	foreach(lc, sv_whole_references(sv_whole_of(detach->from)))
	{
		SvFact	   *key = lfirst(lc);

		if (key->drop == NULL && key->counterpart != NULL)
			sv_worklist_recreate(worklist, key, false);
	}
}

/*
 * Detach a table before anything else is done, and attach it again afterwards.
 */
static void
detach_early(SvWorklist *worklist, SvFact *table)
{
	sv_worklist_recreate(worklist, table->attachment, false);
	table->attachment->drop->early = true;
}

/*
 * True if what a partition has of its parent, an index or the like, stays
 * because the partition is detached before that is dropped.
 */
static bool
is_detached(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *table = operation->from->parent;

	return (need->type == DEPENDENCY_PARTITION_PRI ||
			need->type == DEPENDENCY_PARTITION_SEC) &&
		table != NULL && table->drop != NULL;
}

/*
 * True if the server keeps a dependent when the type of a column changes, or
 * when attributes of a type are dropped, of which an expression may have some.
 */
static bool
survives(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *fact = need->fact;

	if (fact == operation->from->parent)
		return true;
	if (operation->from->kind->flags & SV_KIND_IS_TYPE)
		return fact->kind == &sv_kind_view_column || sv_rowtype_stays(fact) ||
			!sv_rowtype_evaluates(fact);
	return operation->aside == NULL &&
		(fact->kind->flags & SV_KIND_SURVIVES_RETYPE) &&
		(fact->kind->survives == NULL || fact->kind->survives(fact));
}

/*
 * Change a column from its type, which is dropped, to the replacement of that.
 * Both have the same name, so the old one is moved out of the way first.
 */
static void
retype(SvWorklist *worklist, SvFact *column, SvOperation *dropped)
{
	break_column(worklist, column);
	if (dropped->aside == NULL)
		dropped->aside = sv_worklist_add(worklist, SV_ACTION_ASIDE,
										 dropped->from, NULL);
	check_parent(worklist, column->change);
}

/*
 * The operation that alters a fact; it is added, without any difference, if
 * there is none.
 */
static SvOperation *
alter(SvWorklist *worklist, SvFact *fact)
{
	SvOperation *operation = fact->change;

	if (operation != NULL)
		return operation;
	operation = sv_worklist_add(worklist, SV_ACTION_ALTER, fact,
								fact->counterpart);
	operation->differs =
		palloc0(sizeof(bool) * (fact->kind->property_count + 1));
	return operation;
}

/*
 * Alter the type of a column, even if it stays the same.
 */
static void
break_column(SvWorklist *worklist, SvFact *column)
{
	SvOperation *operation = alter(worklist, column);

	for (int i = 0; i < column->kind->property_count; i++)
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
 * If an operation rewrites a table, or gives its rows another shape, recreate
 * what has such rows as values, or take the rows out of it meanwhile.  A column
 * with stored rows stays as it is if a column is added to the table: rows without
 * it cannot be made into rows with it, and the server refuses that.
 */
static void
check_row_users(SvWorklist *worklist, const SvOperation *operation)
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
 * Take the rows out of what stays: a column becomes text, which the server does
 * not search for rows, and a type loses an expression.
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
 * Types that are recreated are moved out of the way, too, if something that has
 * been moved out of the way needs them: it does so as long as it exists.
 */
static void
move_types_aside(SvWorklist *worklist)
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
				needed->drop->aside =
					sv_worklist_add(worklist, SV_ACTION_ASIDE, needed, NULL);
		}
	}
}
