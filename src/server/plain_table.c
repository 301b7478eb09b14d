/*-------------------------------------------------------------------------
 *
 * plain_table.c
 *	  Rows of our tables, read without a query.
 *
 * In a new session, most of the time of a query on a small table goes into
 * making its plan.  All rows of a table, or its last one, need none: as long as
 * the table is what we have created, and the user may read all of it, they are
 * read from it directly, with the snapshot that a query would have, and with its
 * lock.  In any other case a query has to do it, which knows about views,
 * child tables, policies, single columns, and how to refuse.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "server/plain_table.h"

#define SV_SCHEMA "schemaver"

static Relation open_plain(const SvPlainTable *table, int *numbers);
static Oid	find(const char *name);
static bool find_columns(const SvPlainTable *table, Relation relation,
						 int *numbers);
static void read_rows(const SvPlainTable *table, Relation relation,
					  const int *numbers, SvRowCallback callback, void *arg);
static Relation open_key(Relation relation, int number);
static void read_backward(const SvPlainTable *table, Relation relation,
						  Relation index, const int *numbers, SvRowTest test,
						  void *arg);
static TupleDesc describe(const SvPlainTable *table, Relation relation,
						  const int *numbers);

/*
 * True if the user may read all of a table, and reads all of its rows.
 */
bool
sv_plain_table_sees_all(Oid table)
{
	Oid			user = GetUserId();

	return OidIsValid(table) &&
		pg_class_aclcheck(table, user, ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(table, user, true) != RLS_ENABLED;
}

/*
 * Pass each row of a table to the callback, in no particular order, as
 * sv_query_fetch() would.  False: nothing was read; a query has to do it.
 */
bool
sv_plain_table_read(const SvPlainTable *table, SvRowCallback callback,
					void *arg)
{
	int			numbers[SV_PLAIN_MAX_COLUMNS];
	Relation	relation = open_plain(table, numbers);

	if (relation == NULL)
		return false;
	read_rows(table, relation, numbers, callback, arg);
	relation_close(relation, NoLock);
	return true;
}

/*
 * Pass the rows of a table to the test, the last one first, in the order of
 * its first column, which is the primary key; until one is wanted.  False:
 * nothing was read; a query has to do it.
 */
bool
sv_plain_table_find_last(const SvPlainTable *table, SvRowTest test, void *arg)
{
	int			numbers[SV_PLAIN_MAX_COLUMNS];
	Relation	relation = open_plain(table, numbers);
	Relation	index = NULL;

	if (relation != NULL)
		index = open_key(relation, numbers[0]);
	if (index != NULL)
	{
		read_backward(table, relation, index, numbers, test, arg);
		index_close(index, NoLock);
	}
	if (relation != NULL)
		relation_close(relation, NoLock);
	return index != NULL;
}

/*
 * Open a table, and find the numbers of the columns.  NULL: a query has to read
 * it.
 */
static Relation
open_plain(const SvPlainTable *table, int *numbers)
{
	Oid			oid = find(table->name);
	Relation	relation;

	if (!sv_plain_table_sees_all(oid) || ExecutorCheckPerms_hook != NULL)
		return NULL;
	relation = try_relation_open(oid, AccessShareLock);
	if (relation == NULL ||
		(relation->rd_rel->relkind == RELKIND_RELATION &&
		 !relation->rd_rel->relhassubclass &&
		 find_columns(table, relation, numbers)))
		return relation;
	relation_close(relation, NoLock);
	return NULL;
}

/*
 * A table of ours; InvalidOid if it does not exist, or if the user may not use
 * its schema.
 */
static Oid
find(const char *name)
{
	Oid			schema = get_namespace_oid(SV_SCHEMA, true);

	if (!OidIsValid(schema) ||
		!object_aclcheck_ok(NamespaceRelationId, schema, GetUserId(), ACL_USAGE))
		return InvalidOid;
	return get_relname_relid(name, schema);
}

/*
 * Find the numbers of the columns; false if one is not there, or is of another
 * type.
 */
static bool
find_columns(const SvPlainTable *table, Relation relation, int *numbers)
{
	TupleDesc	desc = RelationGetDescr(relation);

	for (int i = 0; i < table->count; i++)
	{
		numbers[i] = 0;
		for (int j = 0; j < desc->natts && numbers[i] == 0; j++)
		{
			const FormData_pg_attribute *attribute = TupleDescAttr(desc, j);

			if (!attribute->attisdropped &&
				attribute->atttypid == table->columns[i].type &&
				strcmp(NameStr(attribute->attname), table->columns[i].name) == 0)
				numbers[i] = j + 1;
		}
		if (numbers[i] == 0)
			return false;
	}
	return true;
}

static void
read_rows(const SvPlainTable *table, Relation relation, const int *numbers,
		  SvRowCallback callback, void *arg)
{
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TableScanDesc scan = table_beginscan(relation, GetActiveSnapshot(), 0, NULL);
	Datum		values[SV_PLAIN_MAX_COLUMNS];
	bool		nulls[SV_PLAIN_MAX_COLUMNS];
	SvRow		row = {values, nulls, describe(table, relation, numbers)};

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		slot_getallattrs(slot);
		for (int i = 0; i < table->count; i++)
		{
			values[i] = slot->tts_values[numbers[i] - 1];
			nulls[i] = slot->tts_isnull[numbers[i] - 1];
		}
		callback(&row, arg);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
}

/*
 * Open the primary key of a table.  NULL: it is not that column alone, in
 * ascending order.
 */
static Relation
open_key(Relation relation, int number)
{
	Oid			oid;
	Relation	index;

	/* which finds out the primary key, too */
	list_free(RelationGetIndexList(relation));
	oid = relation->rd_pkindex;
	if (!OidIsValid(oid))
		return NULL;
	index = index_open(oid, AccessShareLock);
	if (index->rd_rel->relam == BTREE_AM_OID &&
		index->rd_index->indnkeyatts == 1 &&
		index->rd_index->indkey.values[0] == number &&
		index->rd_indoption[0] == 0)
		return index;
	index_close(index, AccessShareLock);
	return NULL;
}

static void
read_backward(const SvPlainTable *table, Relation relation, Relation index,
			  const int *numbers, SvRowTest test, void *arg)
{
	SysScanDesc scan = systable_beginscan_ordered(relation, index,
												  GetActiveSnapshot(), 0, NULL);
	Datum		values[SV_PLAIN_MAX_COLUMNS];
	bool		nulls[SV_PLAIN_MAX_COLUMNS];
	SvRow		row = {values, nulls, describe(table, relation, numbers)};
	HeapTuple	tuple;

	do
	{
		CHECK_FOR_INTERRUPTS();
		tuple = systable_getnext_ordered(scan, BackwardScanDirection);
		for (int i = 0; i < table->count && tuple != NULL; i++)
			values[i] = heap_getattr(tuple, numbers[i],
									 RelationGetDescr(relation), &nulls[i]);
	} while (tuple != NULL && !test(&row, arg));
	systable_endscan_ordered(scan);
}

/*
 * What describes a row of the columns.
 */
static TupleDesc
describe(const SvPlainTable *table, Relation relation, const int *numbers)
{
	TupleDesc	desc = CreateTemplateTupleDesc(table->count);

	for (int i = 0; i < table->count; i++)
		TupleDescCopyEntry(desc, i + 1, RelationGetDescr(relation), numbers[i]);
	return desc;
}
