/*-------------------------------------------------------------------------
 *
 * rows_bounds.c
 *	  Values that belong into the partitions of a table.
 *
 * For each partition that has no partitions of its own there are values for the
 * columns by which it and those above it are bound: one of a list, or the lower
 * bound of a range.  Where the lower bound is minus infinity, it is a value just
 * before the upper one.  A partition by hash and the default one are not bound by
 * values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/partition.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "partitioning/partdesc.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "proof/rows_bounds.h"
#include "server/bound_query.h"

static const char **bounds_of(const SvRowsTable *table, Oid leaf);
static void add_bound(const SvRowsTable *table, Oid partition, Oid parent,
					  const char **bounds);
static PartitionBoundSpec *bound_of(Oid partition);
static char *list_value(const PartitionBoundSpec *bound);
static char *range_value(const PartitionBoundSpec *bound, int place);
static char *literal_of(const PartitionRangeDatum *datum);

/*
 * The values for each partition: an array with an SQL expression for each column
 * of the table, or NULL.
 */
List *
sv_rows_bounds_list(const SvRowsTable *table)
{
	List	   *partitions;
	List	   *list = NIL;
	ListCell   *lc;

	if (!table->is_partitioned)
		return NIL;
	partitions = find_all_inheritors(table->oid, NoLock, NULL);
	list_sort(partitions, list_oid_cmp);
	foreach(lc, partitions)
	{
		if (get_rel_relkind(lfirst_oid(lc)) == RELKIND_RELATION)
			list = lappend(list, bounds_of(table, lfirst_oid(lc)));
	}
	return list;
}

static const char **
bounds_of(const SvRowsTable *table, Oid leaf)
{
	const char **bounds = palloc0(sizeof(char *) * (table->ncolumns + 1));

	for (Oid partition = leaf; partition != table->oid;)
	{
		Oid			parent = get_partition_parent(partition, false);

		add_bound(table, partition, parent, bounds);
		partition = parent;
	}
	return bounds;
}

/*
 * Add the values by which a partition is bound within its parent.
 */
static void
add_bound(const SvRowsTable *table, Oid partition, Oid parent,
		  const char **bounds)
{
	PartitionBoundSpec *bound = bound_of(partition);
	Relation	relation = table_open(parent, AccessShareLock);
	PartitionKey key = RelationGetPartitionKey(relation);

	for (int i = 0; i < key->partnatts && !bound->is_default; i++)
	{
		const char *name = key->partattrs[i] == 0 ? "" :
		get_attname(parent, key->partattrs[i], false);
		char	   *value = NULL;

		if (bound->strategy == PARTITION_STRATEGY_LIST)
			value = list_value(bound);
		else if (bound->strategy == PARTITION_STRATEGY_RANGE)
			value = range_value(bound, i);
		for (int j = 0; j < table->ncolumns; j++)
		{
			if (strcmp(table->columns[j].name, name) == 0 && bounds[j] == NULL)
				bounds[j] = value;
		}
	}
	table_close(relation, AccessShareLock);
}

static PartitionBoundSpec *
bound_of(Oid partition)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(partition));
	bool		is_null;
	Datum		bound;
	PartitionBoundSpec *spec;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", partition);
	bound = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_relpartbound, &is_null);
	if (is_null)
		elog(ERROR, "relation %u is no partition", partition);
	spec = stringToNode(TextDatumGetCString(bound));
	ReleaseSysCache(tuple);
	return spec;
}

/*
 * The first value of a list.
 */
static char *
list_value(const PartitionBoundSpec *bound)
{
	const Const *first = linitial(bound->listdatums);

	return first->constisnull ? pstrdup("NULL") :
		sv_bound_query_literal(first->constvalue, first->consttype);
}

/*
 * A value for one of the columns of a range; NULL if any will do.
 */
static char *
range_value(const PartitionBoundSpec *bound, int place)
{
	const PartitionRangeDatum *lower = list_nth(bound->lowerdatums, place);
	const PartitionRangeDatum *upper = list_nth(bound->upperdatums, place);
	Oid			type;
	char		category;
	bool		preferred;

	if (lower->kind == PARTITION_RANGE_DATUM_VALUE)
		return literal_of(lower);
	if (upper->kind != PARTITION_RANGE_DATUM_VALUE)
		return NULL;
	type = castNode(Const, upper->value)->consttype;
	get_type_category_preferred(type, &category, &preferred);
	if (category == TYPCATEGORY_NUMERIC)
		return psprintf("%s OPERATOR(pg_catalog.-) 1", literal_of(upper));
	if (category == TYPCATEGORY_DATETIME)
		return psprintf("%s OPERATOR(pg_catalog.-) CAST('1 day' AS pg_catalog.interval)",
						literal_of(upper));
	return category == TYPCATEGORY_STRING ? pstrdup("''") : NULL;
}

static char *
literal_of(const PartitionRangeDatum *datum)
{
	const Const *value = castNode(Const, datum->value);

	return sv_bound_query_literal(value->constvalue, value->consttype);
}
