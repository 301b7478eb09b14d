/*-------------------------------------------------------------------------
 *
 * row_changes.c
 *	  Whether changes of the catalogs cancel each other.
 *
 * If a script and the one that undoes it leave the rows of the catalogs as they
 * were, the facts of all schemas are as they were, and need not be read.  What
 * was changed is found by the transaction that wrote a version of a row: the
 * subtransaction in which it began, or a later one.  Versions that such a
 * transaction has removed, and those that it has added and that are still there,
 * must have the same contents.
 *
 * Contents are compared by the sums of their hashes.  What is no part of a fact
 * is left out: statistics, hints, files, how many columns there have ever been,
 * and columns that were dropped.  The OIDs of objects take part, so objects that
 * were made anew are not recognized as the same: then the answer is that it is
 * not known.  It may err in this direction only.
 *
 * Catalogs to which nothing was written are told by the server's counters, and
 * are not scanned.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_largeobject.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_statistic_ext_data.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "catalog/row_changes.h"
#include "compat.h"

/* A catalog, and how many versions of rows were written before. */
typedef struct Catalog
{
	Oid			oid;
	int64		written;
} Catalog;

struct SvRowChanges
{
	TransactionId first;		/* of the transactions that count */
	List	   *catalogs;		/* of Catalog */
};

/* Versions that were removed, less those that were added. */
typedef struct Balance
{
	uint64		hash;
	int64		count;
} Balance;

/* A column that is no part of a fact. */
typedef struct Ignored
{
	Oid			catalog;
	AttrNumber	column;
} Ignored;

static const Ignored ignored[] = {
	{RelationRelationId, Anum_pg_class_relfilenode},
	{RelationRelationId, Anum_pg_class_relpages},
	{RelationRelationId, Anum_pg_class_reltuples},
	{RelationRelationId, Anum_pg_class_relallvisible},
	{RelationRelationId, Anum_pg_class_reltoastrelid},
	{RelationRelationId, Anum_pg_class_relhasindex},
	{RelationRelationId, Anum_pg_class_relnatts},
	{RelationRelationId, Anum_pg_class_relhasrules},
	{RelationRelationId, Anum_pg_class_relhastriggers},
	{RelationRelationId, Anum_pg_class_relhassubclass},
	{RelationRelationId, Anum_pg_class_relfrozenxid},
	{RelationRelationId, Anum_pg_class_relminmxid},
	{AttributeRelationId, Anum_pg_attribute_atthasmissing},
	{AttributeRelationId, Anum_pg_attribute_attmissingval},
	{IndexRelationId, Anum_pg_index_indcheckxmin},
};

static bool is_of_interest(Oid catalog);
static int64 count_written(Oid catalog);
static bool add_changes(Balance *balance, const SvRowChanges *changes,
						Oid catalog);
static int	direction(const SvRowChanges *changes, HeapTupleHeader header);
static bool counts(const SvRowChanges *changes, TransactionId xid);
static uint64 hash_row(Relation relation, HeapTuple tuple);
static uint64 hash_value(Form_pg_attribute column, Datum value);
static bool is_ignored(Oid catalog, AttrNumber column);

/*
 * All catalogs but those of statistics and of data, a list of OIDs.
 */
List *
sv_row_changes_catalogs(void)
{
	Relation	relation = table_open(RelationRelationId, AccessShareLock);
	TableScanDesc scan = table_beginscan_catalog(relation, 0, NULL);
	List	   *catalogs = NIL;
	HeapTuple	tuple;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_class row = (Form_pg_class) GETSTRUCT(tuple);

		if (row->relnamespace == PG_CATALOG_NAMESPACE &&
			row->relkind == RELKIND_RELATION && is_of_interest(row->oid))
			catalogs = lappend_oid(catalogs, row->oid);
	}
	table_endscan(scan);
	table_close(relation, AccessShareLock);
	return catalogs;
}

static bool
is_of_interest(Oid catalog)
{
	return catalog < FirstNormalObjectId && catalog != StatisticRelationId &&
		catalog != StatisticExtDataRelationId &&
		catalog != LargeObjectRelationId;
}

/*
 * From here on changes of these catalogs, those of sv_row_changes_catalogs(),
 * count.  The caller is in a subtransaction that has changed nothing so far; the
 * result is in the current memory context.
 */
SvRowChanges *
sv_row_changes_begin(const List *catalogs)
{
	SvRowChanges *changes = palloc0(sizeof(SvRowChanges));
	ListCell   *lc;

	changes->first = GetCurrentTransactionId();
	foreach(lc, catalogs)
	{
		Catalog    *catalog = palloc(sizeof(Catalog));

		catalog->oid = lfirst_oid(lc);
		catalog->written = count_written(catalog->oid);
		changes->catalogs = lappend(changes->catalogs, catalog);
	}
	return changes;
}

/*
 * True if the rows of the catalogs are as they were; false if they are not, or
 * if that is not known.
 */
bool
sv_row_changes_cancel(const SvRowChanges *changes)
{
	ListCell   *lc;

	CommandCounterIncrement();
	foreach(lc, changes->catalogs)
	{
		const Catalog *catalog = lfirst(lc);
		Balance		balance = {0};

		if (pgstat_track_counts && count_written(catalog->oid) == catalog->written)
			continue;
		if (!add_changes(&balance, changes, catalog->oid) ||
			balance.count != 0 || balance.hash != 0)
			return false;
	}
	return true;
}

/*
 * How many versions of rows of a catalog this transaction has written or
 * removed, also in subtransactions that were rolled back.
 */
static int64
count_written(Oid catalog)
{
	Datum		oid = ObjectIdGetDatum(catalog);

	return DatumGetInt64(DirectFunctionCall1(pg_stat_get_xact_tuples_inserted, oid)) +
		DatumGetInt64(DirectFunctionCall1(pg_stat_get_xact_tuples_updated, oid)) +
		DatumGetInt64(DirectFunctionCall1(pg_stat_get_xact_tuples_deleted, oid));
}

/*
 * Add the changes of a catalog; false if they are not known.
 */
static bool
add_changes(Balance *balance, const SvRowChanges *changes, Oid catalog)
{
	Relation	relation = table_open(catalog, AccessShareLock);
	TableScanDesc scan = table_beginscan(relation, SnapshotAny, 0, NULL);
	bool		known = true;
	HeapTuple	tuple;

	while (known && (tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		int			sign = direction(changes, tuple->t_data);

		CHECK_FOR_INTERRUPTS();
		known = !(tuple->t_data->t_infomask & HEAP_XMAX_IS_MULTI);
		if (sign == 0 || !known ||
			(catalog == AttributeRelationId &&
			 ((Form_pg_attribute) GETSTRUCT(tuple))->attisdropped))
			continue;
		balance->count += sign;
		balance->hash += sign * hash_row(relation, tuple);
	}
	table_endscan(scan);
	table_close(relation, AccessShareLock);
	return known;
}

/*
 * 1 for a version that was removed since, -1 for one that was added, and 0 for
 * any other.
 */
static int
direction(const SvRowChanges *changes, HeapTupleHeader header)
{
	bool		added = counts(changes, HeapTupleHeaderGetRawXmin(header));
	bool		removed = !(header->t_infomask & HEAP_XMAX_INVALID) &&
	!HEAP_XMAX_IS_LOCKED_ONLY(header->t_infomask) &&
	counts(changes, HeapTupleHeaderGetRawXmax(header));

	/* what was added by a transaction that was rolled back was never there */
	if (!added && TransactionIdFollowsOrEquals(HeapTupleHeaderGetRawXmin(header),
											   changes->first))
		return 0;
	return (int) removed - (int) added;
}

/*
 * True if what a transaction did counts: it is one of ours that was not rolled
 * back, and began since.
 */
static bool
counts(const SvRowChanges *changes, TransactionId xid)
{
	return TransactionIdIsNormal(xid) &&
		TransactionIdFollowsOrEquals(xid, changes->first) &&
		TransactionIdIsCurrentTransactionId(xid);
}

static uint64
hash_row(Relation relation, HeapTuple tuple)
{
	TupleDesc	columns = RelationGetDescr(relation);
	uint64		hash = 0;

	for (int i = 0; i < columns->natts; i++)
	{
		bool		isnull;
		Datum		value;

		if (is_ignored(RelationGetRelid(relation), i + 1))
			continue;
		value = heap_getattr(tuple, i + 1, columns, &isnull);
		hash = hash_combine64(hash, isnull ? 0 :
							  hash_value(TupleDescAttr(columns, i), value));
	}
	return hash;
}

static uint64
hash_value(Form_pg_attribute column, Datum value)
{
	struct varlena *plain;
	uint64		hash;

	if (column->attbyval)
		return hash_bytes_extended((unsigned char *) &value, sizeof(Datum), 1);
	if (column->attlen > 0)
		return hash_bytes_extended((unsigned char *) DatumGetPointer(value),
								   column->attlen, 1);
	if (column->attlen == -2)
		return hash_bytes_extended((unsigned char *) DatumGetCString(value),
								   strlen(DatumGetCString(value)), 1);
	plain = PG_DETOAST_DATUM_PACKED(value);
	hash = hash_bytes_extended((unsigned char *) VARDATA_ANY(plain),
							   VARSIZE_ANY_EXHDR(plain), 1);
	if ((Pointer) plain != DatumGetPointer(value))
		pfree(plain);
	return hash;
}

static bool
is_ignored(Oid catalog, AttrNumber column)
{
	for (int i = 0; i < lengthof(ignored); i++)
	{
		if (ignored[i].catalog == catalog && ignored[i].column == column)
			return true;
	}
	return false;
}
