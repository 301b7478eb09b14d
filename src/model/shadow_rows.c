/*-------------------------------------------------------------------------
 *
 * shadow_rows.c
 *	  Changes rows of the catalogs directly.
 *
 * This is only for a subtransaction that is rolled back in any case: no lock is
 * taken on the object, no privilege is checked, no object access hook is
 * called, and nothing is changed besides the row and its index entries.  The
 * tuples must come from a scan or the syscache, so that their TIDs are valid; a
 * changed row is visible after the next CommandCounterIncrement().
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

static void set_column(Oid catalog, HeapTuple tuple, AttrNumber column,
					   Datum value, bool isnull);

/*
 * Sets a column of a row.
 */
void
sv_shadow_rows_set_column(Oid catalog, HeapTuple tuple, AttrNumber column,
						  Datum value)
{
	set_column(catalog, tuple, column, value, false);
}

/*
 * Sets a column of a row to NULL.
 */
void
sv_shadow_rows_set_null(Oid catalog, HeapTuple tuple, AttrNumber column)
{
	set_column(catalog, tuple, column, (Datum) 0, true);
}

/*
 * Sets a name in a row, truncated like the server truncates names.
 */
void
sv_shadow_rows_set_name(Oid catalog, HeapTuple tuple, AttrNumber column,
						const char *name)
{
	NameData	data;

	namestrcpy(&data, name);
	set_column(catalog, tuple, column, NameGetDatum(&data), false);
}

static void
set_column(Oid catalog, HeapTuple tuple, AttrNumber column, Datum value,
		   bool isnull)
{
	Relation	relation = table_open(catalog, RowExclusiveLock);
	int			count = RelationGetDescr(relation)->natts;
	Datum	   *values = palloc0(sizeof(Datum) * count);
	bool	   *nulls = palloc0(sizeof(bool) * count);
	bool	   *replace = palloc0(sizeof(bool) * count);
	HeapTuple	changed;

	values[column - 1] = value;
	nulls[column - 1] = isnull;
	replace[column - 1] = true;
	changed = heap_modify_tuple(tuple, RelationGetDescr(relation), values,
								nulls, replace);
	CatalogTupleUpdate(relation, &tuple->t_self, changed);
	table_close(relation, NoLock);
}
