/*-------------------------------------------------------------------------
 *
 * origin.c
 *	  Columns of child tables that become the table's own.
 *
 * A column that a table has from its parents becomes its own when the table
 * leaves them, and is so when it has joined them again; no row is touched.  All
 * that the table has only from its parents becomes its own by that, checks and
 * NOT NULL too, so this is done only where all of it is declared so.  Whatever
 * else is declared about where columns come from is not reached: it is reported
 * (column_order.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/origin.h"
#include "kind/kinds.h"
#include "kind/words.h"
#include "strings.h"

static bool is_only_inherited(const SvFact *column, const char *property);
static bool lacks_check(const SvFact *table);
static bool has_check(const SvFact *table, const char *name);

/*
 * True if the columns of a table, on the side before, become its own.
 */
bool
sv_origin_changes(const SvFact *table)
{
	const char *parents = sv_fact_value(table, "inherits");
	bool		changes = false;
	ListCell   *lc;

	if (parents == NULL || table->counterpart == NULL || table->drop != NULL ||
		!sv_strings_equal(parents, sv_fact_value(table->counterpart, "inherits")))
		return false;
	foreach(lc, table->needed_by)
	{
		const SvFact *column = ((SvNeed *) lfirst(lc))->fact;

		if (column->kind != &sv_kind_column || column->parent != table)
			continue;
		if (column->counterpart == NULL)
		{
			if (is_only_inherited(column, "comes_with"))
				return false;
			continue;
		}
		changes = changes ||
			(is_only_inherited(column, "comes_with") &&
			 !is_only_inherited(column->counterpart, "comes_with"));
	}
	if (!changes)
		return false;
	foreach(lc, table->counterpart->needed_by)
	{
		const SvFact *column = ((SvNeed *) lfirst(lc))->fact;

		if (column->kind == &sv_kind_column && column->parent == table->counterpart &&
			(is_only_inherited(column, "comes_with") ||
			 is_only_inherited(column, "not_null_origin")))
			return false;
	}
	return !lacks_check(table->counterpart);
}

static bool
is_only_inherited(const SvFact *column, const char *property)
{
	const char *origin = sv_fact_value(column, property);

	return origin != NULL && strcmp(origin, "parent") == 0;
}

/*
 * True if a parent has a check that a table, on the side after, has not as its
 * own.
 */
static bool
lacks_check(const SvFact *table)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, table->needs)
	{
		const SvFact *parent = ((SvNeed *) lfirst(lc))->fact;

		if (parent->kind != table->kind)
			continue;
		foreach(lc2, parent->needed_by)
		{
			const SvFact *check = ((SvNeed *) lfirst(lc2))->fact;

			if (check->kind == &sv_kind_constraint && check->parent == parent &&
				strcmp(sv_fact_value(check, "noun"), SV_NOUN_CHECK) == 0 &&
				!has_check(table, check->name))
				return true;
		}
	}
	return false;
}

static bool
has_check(const SvFact *table, const char *name)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *check = ((SvNeed *) lfirst(lc))->fact;

		if (check->kind == &sv_kind_constraint && check->parent == table &&
			strcmp(check->name, name) == 0)
			return true;
	}
	return false;
}

/*
 * Add operations on such tables, which are among the facts of the side before.
 */
void
sv_origin_find(SvWorklist *worklist, const List *facts)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		SvFact	   *table = lfirst(lc);
		SvOperation *operation = table->change;

		if (table->kind != &sv_kind_table || !sv_origin_changes(table))
			continue;
		if (operation == NULL)
		{
			operation = sv_worklist_add(worklist, SV_ACTION_ALTER, table,
										table->counterpart);
			operation->differs =
				palloc0(sizeof(bool) * (table->kind->property_count + 1));
		}
		if (operation->action == SV_ACTION_ALTER)
			operation->differs[sv_kind_property(table->kind, "inherits")] = true;
	}
}
