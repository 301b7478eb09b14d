/*-------------------------------------------------------------------------
 *
 * digest.c
 *	  The state of catalogs and tables as a number.
 *
 * A version of a row is known by the transaction that wrote it and by its
 * place: whatever changes a row writes another version, and the number of
 * versions that one transaction has left can only become smaller.  So two
 * sets of such names are the same if nothing was changed between them.  What
 * the server updates in place are statistics, and the states of indexes, which
 * are taken as they are.
 *
 * Nothing is left out that a schema could depend on: temporary tables of other
 * sessions, say, make a new state too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_database.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_index.h"
#include "catalog/pg_largeobject.h"
#include "catalog/pg_largeobject_metadata.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_replication_origin.h"
#include "catalog/pg_shdepend.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_statistic_ext_data.h"
#include "catalog/pg_subscription_rel.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/snapmgr.h"

#include "model/digest.h"

/* The name of a version of a row; without padding. */
typedef struct Version
{
	Oid			relation;
	TransactionId xmin;
	uint32		block;
	uint32		offset;
} Version;

/* Catalogs of what is no part of a schema. */
static const Oid others[] = {
	StatisticRelationId,
	StatisticExtDataRelationId,
	LargeObjectRelationId,
	LargeObjectMetadataRelationId,
	SharedDependRelationId,
	DatabaseRelationId,
	DbRoleSettingRelationId,
	ReplicationOriginRelationId,
	SubscriptionRelRelationId,
};

static List *find_catalogs(Snapshot snapshot);
static bool is_other(Oid catalog);
static uint64 digest(Oid table, Snapshot snapshot);
static uint64 digest_row(Oid table, HeapTuple tuple);

/*
 * All that the catalogs say of this database, as the latest snapshot has it.
 */
uint64
sv_digest_catalogs(void)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	uint64		sum = 0;
	ListCell   *lc;

	foreach(lc, find_catalogs(snapshot))
		sum += digest(lfirst_oid(lc), snapshot);
	UnregisterSnapshot(snapshot);
	return sum;
}

/*
 * All rows of a table.
 */
uint64
sv_digest_table(Oid table)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	uint64		sum = digest(table, snapshot);

	UnregisterSnapshot(snapshot);
	return sum;
}

static List *
find_catalogs(Snapshot snapshot)
{
	Relation	relation = table_open(RelationRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot,
										  0, NULL);
	List	   *catalogs = NIL;
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_class row = (Form_pg_class) GETSTRUCT(tuple);

		if (row->relkind == RELKIND_RELATION &&
			row->relnamespace == PG_CATALOG_NAMESPACE &&
			row->oid < FirstNormalObjectId && !is_other(row->oid))
			catalogs = lappend_oid(catalogs, row->oid);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return catalogs;
}

static bool
is_other(Oid catalog)
{
	for (int i = 0; i < lengthof(others); i++)
		if (others[i] == catalog)
			return true;
	return false;
}

/*
 * The order of the rows does not count.
 */
static uint64
digest(Oid table, Snapshot snapshot)
{
	Relation	relation = table_open(table, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot,
										  0, NULL);
	uint64		sum = 0;
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		sum += digest_row(table, tuple);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return sum;
}

static uint64
digest_row(Oid table, HeapTuple tuple)
{
	Version		version;
	uint64		hash;

	version.relation = table;
	version.xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);
	version.block = ItemPointerGetBlockNumber(&tuple->t_self);
	version.offset = ItemPointerGetOffsetNumber(&tuple->t_self);
	hash = hash_bytes_extended((const unsigned char *) &version,
							   sizeof(version), 0);
	if (table == IndexRelationId)
		hash = hash_bytes_extended((const unsigned char *) GETSTRUCT(tuple),
								   offsetof(FormData_pg_index, indkey), hash);
	return hash;
}
