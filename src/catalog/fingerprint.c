/*-------------------------------------------------------------------------
 *
 * fingerprint.c
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
 * sessions, say, make a new state too.  Of what all databases share, that is
 * what they refer to: what is done in other databases makes no new state.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/indexing.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_largeobject.h"
#include "catalog/pg_largeobject_metadata.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_shdepend.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_statistic_ext_data.h"
#include "catalog/pg_subscription.h"
#include "catalog/pg_subscription_rel.h"
#include "catalog/pg_tablespace.h"
#include "commands/tablespace.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/snapmgr.h"

#include "catalog/fingerprint.h"

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
	SubscriptionRelRelationId,
};

/* What is found in pg_class. */
typedef struct Relations
{
	List	   *catalogs;		/* OIDs, without the shared ones */
	List	   *tablespaces;	/* OIDs, of all relations */
} Relations;

static Relations find_relations(Snapshot snapshot);
static List *find_roles(Snapshot snapshot);
static uint64 digest_role(Oid role);
static uint64 digest_name(Oid catalog, Oid oid, const char *name);
static uint64 digest_subscriptions(Snapshot snapshot);
static bool is_other(Oid catalog);
static uint64 digest(Oid table, Snapshot snapshot);
static uint64 digest_row(Oid table, HeapTuple tuple);

/*
 * All that the catalogs say of this database, as the latest snapshot has it.
 */
uint64
sv_fingerprint_catalogs(void)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	uint64		sum = 0;
	Relations	relations = find_relations(snapshot);
	ListCell   *lc;

	foreach(lc, relations.catalogs)
		sum += digest(lfirst_oid(lc), snapshot);
	foreach(lc, relations.tablespaces)
		sum += digest_name(TableSpaceRelationId, lfirst_oid(lc),
						   get_tablespace_name(lfirst_oid(lc)));
	foreach(lc, find_roles(snapshot))
		sum += digest_role(lfirst_oid(lc));
	sum += digest_subscriptions(snapshot);
	UnregisterSnapshot(snapshot);
	return sum;
}

/*
 * All rows of a table.
 */
uint64
sv_fingerprint_table(Oid table)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	uint64		sum = digest(table, snapshot);

	UnregisterSnapshot(snapshot);
	return sum;
}

static Relations
find_relations(Snapshot snapshot)
{
	Relation	relation = table_open(RelationRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot,
										  0, NULL);
	Relations	found = {NIL, NIL};
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_class row = (Form_pg_class) GETSTRUCT(tuple);

		if (OidIsValid(row->reltablespace) && !row->relisshared)
			found.tablespaces = list_append_unique_oid(found.tablespaces,
													   row->reltablespace);
		if (row->relkind == RELKIND_RELATION &&
			row->relnamespace == PG_CATALOG_NAMESPACE && !row->relisshared &&
			row->oid < FirstNormalObjectId && !is_other(row->oid))
			found.catalogs = lappend_oid(found.catalogs, row->oid);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

/*
 * Roles that own something in this database, or that something names; the one
 * to which the server belongs, of which there is no record; and the caller.
 */
static List *
find_roles(Snapshot snapshot)
{
	Relation	relation = table_open(SharedDependRelationId, AccessShareLock);
	List	   *roles = list_make1_oid(BOOTSTRAP_SUPERUSERID);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	roles = list_append_unique_oid(roles, GetUserId());
	ScanKeyInit(&key, Anum_pg_shdepend_dbid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(MyDatabaseId));
	scan = systable_beginscan(relation, SharedDependDependerIndexId, true,
							  snapshot, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_shdepend row = (Form_pg_shdepend) GETSTRUCT(tuple);

		CHECK_FOR_INTERRUPTS();
		if (row->refclassid == AuthIdRelationId)
			roles = list_append_unique_oid(roles, row->refobjid);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return roles;
}

/*
 * A role as the schemas name it, and whether the caller has its rights.
 */
static uint64
digest_role(Oid role)
{
	return digest_name(AuthIdRelationId, role,
					   GetUserNameFromId(role, true)) +
		(has_privs_of_role(GetUserId(), role) ? role : 0);
}

static uint64
digest_name(Oid catalog, Oid oid, const char *name)
{
	uint64		seed = ((uint64) catalog << 32) | oid;

	return name == NULL ? seed :
		hash_bytes_extended((const unsigned char *) name, strlen(name), seed);
}

/*
 * Those of this database.
 */
static uint64
digest_subscriptions(Snapshot snapshot)
{
	Relation	relation = table_open(SubscriptionRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot,
										  0, NULL);
	uint64		sum = 0;
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (((Form_pg_subscription) GETSTRUCT(tuple))->subdbid == MyDatabaseId)
			sum += digest_row(SubscriptionRelationId, tuple);
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return sum;
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
