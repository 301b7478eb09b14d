/*-------------------------------------------------------------------------
 *
 * retype_children.c
 *	  Tables that have inherited columns which get another type.
 *
 * The server changes the type of an inherited column along with that of the table
 * where it begins: its root.  So it adds, renames and drops the second column, in
 * partitions and in child tables.  A child table that defines the column itself,
 * too, keeps it when that of the parent is dropped.
 *
 * Partitions get the triggers of their parent; child tables do not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "kind/column.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/whole.h"
#include "online/retype_children.h"

/*
 * The column from which another one is inherited, at the root; or the column
 * itself.
 */
const SvFact *
sv_retype_children_origin(const SvFact *column)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, column->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->kind == column->kind)
			return sv_retype_children_origin(need->fact);
	}
	return column;
}

/*
 * Why a column does not go along with one root, as a line; NULL if it does.
 */
const char *
sv_retype_children_refuse(const SvRetype *retype, const SvRetypedColumn *column)
{
	const SvFact *table = column->after->parent;

	return sv_retype_children_root(retype, table) == column->table ? NULL :
		psprintf(_("table \"%s\": types of its own columns change along with those of inherited ones"),
				 table->identity);
}

/*
 * The root, after, of the columns of a table that get another type; the table is
 * a fact of whatever time.
 */
const SvFact *
sv_retype_children_root(const SvRetype *retype, const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent->address.objid == table->address.objid)
			return column->table;
	}
	return sv_whole_root(table);
}

/*
 * The tables, after, that have the columns of a root, but are not partitions.
 */
List *
sv_retype_children_of(const SvRetype *retype, const SvFact *table)
{
	List	   *children = NIL;
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->table == table && sv_retype_is_copy(column) &&
			!sv_partition_is(column->after->parent))
			children = list_append_unique_ptr(children, column->after->parent);
	}
	return children;
}

/*
 * True if the table of an inherited column defines it, too.
 */
bool
sv_retype_children_is_local(const SvRetypedColumn *column)
{
	return sv_retype_is_copy(column) &&
		!sv_partition_is(column->after->parent) &&
		column->after->values[SV_COLUMN_COMES_WITH] == NULL;
}
