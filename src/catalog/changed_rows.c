/*-------------------------------------------------------------------------
 *
 * changed_rows.c
 *	  Objects whose rows in the catalogs others than we have written.
 *
 * A version of a row carries the ID of the transaction that wrote it.  If that is
 * none of ours, and younger than the oldest of ours, somebody else has changed
 * the object.  That takes one pass over the catalogs and no preparation.  It
 * does not tell what the object was, nor that one was dropped.
 *
 * What the server itself writes is no change: statistics are in other catalogs or
 * are updated in place.  But TRUNCATE, CLUSTER, VACUUM FULL, REINDEX and REFRESH
 * write another version of the row in pg_class, with the number of a new file.  So
 * that row tells nothing once the relation has another file than at first, nor
 * that of a partitioned one, which partitions change that come and go; its other
 * rows, such as that of its row type, which has its name and its owner, do.
 *
 * After 2^32 transactions an ID is used again.  Rows that are older than that are
 * frozen by then: from then on frozen rows are not looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_amop.h"
#include "catalog/pg_amproc.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_description.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_foreign_table.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_range.h"
#include "catalog/pg_seclabel.h"
#include "catalog/pg_sequence.h"
#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_config_map.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "catalog/changed_rows.h"
#include "catalog/row_changes.h"
#include "compat.h"

/* Where the rows of a catalog have the address of the object. */
typedef struct Catalog
{
	Oid			oid;
	Oid			classid;		/* of the object; InvalidOid: in the column
								 * before the next */
	AttrNumber	objid;
	AttrNumber	subid;			/* 0: none */
} Catalog;

/* What is found out about an object. */
typedef struct Entry
{
	SvAddress	address;		/* key */
	TransactionId xid;			/* of others; invalid: none */
	bool		has_older;		/* a relation: it had columns before */
	TransactionId column_xid;	/* likewise: of others, that has made one */
} Entry;

typedef struct Search
{
	const SvOwnTransactions *own;
	TransactionId since;
	bool		wrapped;		/* IDs of transactions were used twice */
	HTAB	   *entries;
} Search;

/* The catalogs whose rows are about an object that has its own row elsewhere. */
static const Catalog parts[] = {
	{AggregateRelationId, ProcedureRelationId, Anum_pg_aggregate_aggfnoid, 0},
	{AccessMethodOperatorRelationId, OperatorFamilyRelationId, Anum_pg_amop_amopfamily, 0},
	{AccessMethodProcedureRelationId, OperatorFamilyRelationId, Anum_pg_amproc_amprocfamily, 0},
	{AttributeRelationId, RelationRelationId, Anum_pg_attribute_attrelid, Anum_pg_attribute_attnum},
	{DescriptionRelationId, InvalidOid, Anum_pg_description_objoid, Anum_pg_description_objsubid},
	{EnumRelationId, TypeRelationId, Anum_pg_enum_enumtypid, 0},
	{ForeignTableRelationId, RelationRelationId, Anum_pg_foreign_table_ftrelid, 0},
	{IndexRelationId, RelationRelationId, Anum_pg_index_indexrelid, 0},
	{InheritsRelationId, InheritsRelationId, Anum_pg_inherits_inhrelid, 0},
	{RangeRelationId, TypeRelationId, Anum_pg_range_rngtypid, 0},
	{SecLabelRelationId, InvalidOid, Anum_pg_seclabel_objoid, Anum_pg_seclabel_objsubid},
	{SequenceRelationId, RelationRelationId, Anum_pg_sequence_seqrelid, 0},
	{TSConfigMapRelationId, TSConfigRelationId, Anum_pg_ts_config_map_mapcfg, 0},
};

static bool find_catalog(Relation relation, Catalog *catalog);
static void scan(Search *search, Oid oid, Snapshot snapshot);
static void look(Search *search, const Catalog *catalog, HeapTuple tuple,
				 TupleDesc columns);
static int64 value_of(HeapTuple tuple, TupleDesc columns, AttrNumber column);
static bool is_foreign(const Search *search, HeapTuple tuple);
static bool tells_nothing(HeapTuple tuple);
static Entry *enter(Search *search, SvAddress address);
static List *collect(const Search *search);
static int	compare_rows(const ListCell *a, const ListCell *b);

/*
 * The objects that others have changed, as SvChangedRows by address: all that the
 * latest snapshot shows.  Nothing is found if none of our transactions is known.
 */
List *
sv_changed_rows_find(const SvOwnTransactions *own)
{
	Search		search = {own};
	HASHCTL		control = {0};
	Snapshot	snapshot;
	List	   *found;
	ListCell   *lc;

	if (!FullTransactionIdIsValid(own->first))
		return NIL;
	search.since = XidFromFullTransactionId(own->first);
	search.wrapped = EpochFromFullTransactionId(ReadNextFullTransactionId()) > 0;
	control.keysize = sizeof(SvAddress);
	control.entrysize = sizeof(Entry);
	control.hcxt = CurrentMemoryContext;
	search.entries = hash_create("schemaver changed rows", 1024, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	foreach(lc, sv_row_changes_catalogs())
		scan(&search, lfirst_oid(lc), snapshot);
	UnregisterSnapshot(snapshot);
	found = collect(&search);
	hash_destroy(search.entries);
	return found;
}

/*
 * Look at all rows of a catalog, if they are about objects of this database.
 */
static void
scan(Search *search, Oid oid, Snapshot snapshot)
{
	Relation	relation = table_open(oid, AccessShareLock);
	Catalog		catalog;

	if (!relation->rd_rel->relisshared && find_catalog(relation, &catalog))
	{
		SysScanDesc rows = systable_beginscan(relation, InvalidOid, false,
											  snapshot, 0, NULL);
		HeapTuple	tuple;

		while (HeapTupleIsValid(tuple = systable_getnext(rows)))
		{
			CHECK_FOR_INTERRUPTS();
			look(search, &catalog, tuple, RelationGetDescr(relation));
		}
		systable_endscan(rows);
	}
	table_close(relation, AccessShareLock);
}

/*
 * Find out what the rows of a catalog are about; false if it is nothing.
 */
static bool
find_catalog(Relation relation, Catalog *catalog)
{
	Form_pg_attribute first = TupleDescAttr(RelationGetDescr(relation), 0);

	for (int i = 0; i < lengthof(parts); i++)
	{
		*catalog = parts[i];
		if (catalog->oid == RelationGetRelid(relation))
			return true;
	}
	catalog->oid = catalog->classid = RelationGetRelid(relation);
	catalog->objid = 1;
	catalog->subid = 0;
	return strcmp(NameStr(first->attname), "oid") == 0;
}

static void
look(Search *search, const Catalog *catalog, HeapTuple tuple,
	 TupleDesc columns)
{
	bool		is_column = catalog->oid == AttributeRelationId;
	bool		foreign = is_foreign(search, tuple);
	SvAddress	address = {catalog->classid};
	Entry	   *entry;

	if (!foreign && !is_column)
		return;
	address.objid = value_of(tuple, columns, catalog->objid);
	if (catalog->subid != 0)
		address.subid = value_of(tuple, columns, catalog->subid);
	if (!OidIsValid(catalog->classid))
		address.classid = value_of(tuple, columns, catalog->objid + 1);
	if (address.objid < FirstNormalObjectId &&
		address.classid != NamespaceRelationId)
		return;
	if (is_column)
	{
		SvAddress	whole = {address.classid, address.objid};

		entry = enter(search, whole);
		entry->has_older |= !foreign;
		if (foreign)
			entry->column_xid = HeapTupleHeaderGetRawXmin(tuple->t_data);
		if (!foreign || address.subid <= 0)
			return;
	}
	if (catalog->oid == RelationRelationId && tells_nothing(tuple))
		return;
	entry = enter(search, address);
	if (!TransactionIdIsValid(entry->xid) ||
		TransactionIdFollows(HeapTupleHeaderGetRawXmin(tuple->t_data), entry->xid))
		entry->xid = HeapTupleHeaderGetRawXmin(tuple->t_data);
}

/*
 * The value of a column that is an OID or an integer.
 */
static int64
value_of(HeapTuple tuple, TupleDesc columns, AttrNumber column)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, column, columns, &isnull);

	switch (TupleDescAttr(columns, column - 1)->attlen)
	{
		case sizeof(int16):
			return DatumGetInt16(value);
		default:
			return DatumGetInt32(value);
	}
}

/*
 * True if another transaction than ours has written the row, since the first of
 * ours.
 */
static bool
is_foreign(const Search *search, HeapTuple tuple)
{
	TransactionId xid = HeapTupleHeaderGetRawXmin(tuple->t_data);

	if (!TransactionIdIsNormal(xid) ||
		(search->wrapped && HeapTupleHeaderXminFrozen(tuple->t_data)))
		return false;
	return TransactionIdFollows(xid, search->since) &&
		!sv_tracked_is_own(search->own, xid);
}

/*
 * True if the row of a relation may have another version because of its file, or
 * of its partitions.
 */
static bool
tells_nothing(HeapTuple tuple)
{
	Form_pg_class row = (Form_pg_class) GETSTRUCT(tuple);

	return row->relkind == RELKIND_PARTITIONED_TABLE ||
		row->relkind == RELKIND_PARTITIONED_INDEX ||
		(RELKIND_HAS_STORAGE(row->relkind) && row->relfilenode != row->oid);
}

static Entry *
enter(Search *search, SvAddress address)
{
	bool		found;
	Entry	   *entry = hash_search(search->entries, &address, HASH_ENTER, &found);

	if (!found)
	{
		entry->xid = entry->column_xid = InvalidTransactionId;
		entry->has_older = false;
	}
	return entry;
}

/*
 * What was found, as SvChangedRows by address.
 */
static List *
collect(const Search *search)
{
	List	   *rows = NIL;
	HASH_SEQ_STATUS status;
	Entry	   *entry;

	hash_seq_init(&status, search->entries);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		SvChangedRow *row;

		/* a new relation, whose own row tells nothing */
		if (!TransactionIdIsValid(entry->xid) && !entry->has_older)
			entry->xid = entry->column_xid;
		if (!TransactionIdIsValid(entry->xid))
			continue;
		row = palloc(sizeof(SvChangedRow));
		row->address = entry->address;
		row->xid = entry->xid;
		row->is_new = entry->address.classid == RelationRelationId &&
			entry->address.subid == 0 && !entry->has_older;
		rows = lappend(rows, row);
	}
	list_sort(rows, compare_rows);
	return rows;
}

static int
compare_rows(const ListCell *a, const ListCell *b)
{
	const SvAddress *one = &((SvChangedRow *) lfirst(a))->address;
	const SvAddress *other = &((SvChangedRow *) lfirst(b))->address;

	if (one->classid != other->classid)
		return one->classid < other->classid ? -1 : 1;
	if (one->objid != other->objid)
		return one->objid < other->objid ? -1 : 1;
	return one->subid - other->subid;
}
