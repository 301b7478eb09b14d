/*-------------------------------------------------------------------------
 *
 * shadow_rows.c
 *	  Rows of the catalogs, changed directly.
 *
 * Only for what is rolled back in any case: no lock is taken on the object, and
 * nobody is asked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "model/shadow_rows.h"

/*
 * Change one column of a row.
 */
void
sv_shadow_rows_set_column(Oid catalog, HeapTuple tuple, AttrNumber column,
						  Datum value)
{
	Relation	relation = table_open(catalog, RowExclusiveLock);
	int			count = RelationGetDescr(relation)->natts;
	Datum	   *values = palloc0(sizeof(Datum) * count);
	bool	   *nulls = palloc0(sizeof(bool) * count);
	bool	   *replace = palloc0(sizeof(bool) * count);
	HeapTuple	changed;

	values[column - 1] = value;
	replace[column - 1] = true;
	changed = heap_modify_tuple(tuple, RelationGetDescr(relation), values,
								nulls, replace);
	CatalogTupleUpdate(relation, &tuple->t_self, changed);
	table_close(relation, NoLock);
}

/*
 * Change the name in a row; it is cut off where names end.
 */
void
sv_shadow_rows_set_name(Oid catalog, HeapTuple tuple, AttrNumber column,
						const char *name)
{
	NameData	data;

	namestrcpy(&data, name);
	sv_shadow_rows_set_column(catalog, tuple, column, NameGetDatum(&data));
}
