/*-------------------------------------------------------------------------
 *
 * retype_names.c
 *	  Names of the columns of indexes after the swap.
 *
 * The server does not rename the columns of an index along with those of its table,
 * but along with those of the index of a partitioned table to which it belongs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/whole.h"
#include "online/indexes.h"
#include "online/retype_children.h"
#include "online/retype_names.h"

static void name_index_column(SvRetype *retype, SvFacts *reached,
							  const List *all, const SvOnlineIndexColumn *column,
							  int last);
static bool is_named_along(const SvFact *index, const List *all,
						   const SvOnlineIndexColumn *column);
static bool is_new_name(const SvRetype *retype, const SvFact *table,
						const char *name);

/*
 * Write the steps that rename the columns of indexes that are called otherwise than
 * those of the table, a list of SvOnlineIndexColumn.  "reached" are the facts then;
 * the groups of the tables end with "last", in their order.
 */
void
sv_retype_names_write(SvRetype *retype, SvFacts *reached,
					  const List *index_columns, int last)
{
	ListCell   *lc;

	foreach(lc, index_columns)
	{
		name_index_column(retype, reached, index_columns, lfirst(lc), last);
	}
}

/*
 * Rename a column of an index, if it has the name that a column of the table had
 * before the swap: in the transaction that has locked the table.  "last" is that
 * of the last table.
 */
static void
name_index_column(SvRetype *retype, SvFacts *reached, const List *all,
				  const SvOnlineIndexColumn *column, int last)
{
	const SvFact *index = sv_facts_find_own(reached, column->address);
	int			group = last - list_length(retype->tables);
	const char *name;
	ListCell   *lc;

	if (index == NULL || is_named_along(index, all, column))
		return;
	name = index->kind == &sv_kind_constraint ?
		index->values[SV_CONSTRAINT_INDEX] : index->identity;
	foreach(lc, retype->tables)
	{
		const SvFact *table = lfirst(lc);

		group++;
		if (table == sv_retype_children_root(retype, index->parent) &&
			is_new_name(retype, table, column->name))
			sv_online_step_into(retype->plan, group,
								psprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", name,
										 column->name, column->wanted));
	}
}

/*
 * True if the server renames a column of an index along with that of the index of
 * a partitioned table to which it belongs.
 */
static bool
is_named_along(const SvFact *index, const List *all,
			   const SvOnlineIndexColumn *column)
{
	const SvFact *whole = sv_indexes_whole(index);
	ListCell   *lc;

	foreach(lc, whole == NULL ? NIL : all)
	{
		const SvOnlineIndexColumn *other = lfirst(lc);

		if (other->address.objid == whole->address.objid &&
			strcmp(other->name, column->name) == 0)
			return true;
	}
	return false;
}

static bool
is_new_name(const SvRetype *retype, const SvFact *table, const char *name)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent == table && strcmp(column->new_name, name) == 0)
			return true;
	}
	return false;
}
