/*-------------------------------------------------------------------------
 *
 * index_columns.c
 *	  Columns of indexes that are called otherwise than those of the table.
 *
 * A column of an index has the name that the column of the table had when the
 * index was created.  The server does not rename it along with that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "catalog/index_columns.h"
#include "online/recipe.h"

static List *of_table(Oid table, List *columns);
static List *compare_names(Relation table, Relation index, List *columns);

/*
 * Such columns of all indexes of a table and its partitions: a list of
 * SvOnlineIndexColumn.
 */
List *
sv_index_columns_apart(Oid table)
{
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, find_all_inheritors(table, AccessShareLock, NULL))
	{
		CHECK_FOR_INTERRUPTS();
		columns = of_table(lfirst_oid(lc), columns);
	}
	return columns;
}

static List *
of_table(Oid table, List *columns)
{
	Relation	relation = relation_open(table, AccessShareLock);
	ListCell   *lc;

	foreach(lc, RelationGetIndexList(relation))
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);

		columns = compare_names(relation, index, columns);
		index_close(index, NoLock);
	}
	relation_close(relation, NoLock);
	return columns;
}

/* Expressions have names of their own. */
static List *
compare_names(Relation table, Relation index, List *columns)
{
	Oid			constraint = get_index_constraint(RelationGetRelid(index));

	for (int i = 0; i < index->rd_index->indnatts; i++)
	{
		const char *name = NameStr(TupleDescAttr(RelationGetDescr(index), i)->attname);
		AttrNumber	number = index->rd_index->indkey.values[i];
		const char *wanted = number <= 0 ? name :
		NameStr(TupleDescAttr(RelationGetDescr(table), number - 1)->attname);
		SvOnlineIndexColumn *column;

		if (strcmp(name, wanted) == 0)
			continue;
		column = palloc0(sizeof(SvOnlineIndexColumn));
		column->address.classid = OidIsValid(constraint) ? ConstraintRelationId :
			RelationRelationId;
		column->address.objid = OidIsValid(constraint) ? constraint :
			RelationGetRelid(index);
		column->name = pstrdup(quote_identifier(name));
		column->wanted = pstrdup(quote_identifier(wanted));
		columns = lappend(columns, column);
	}
	return columns;
}
