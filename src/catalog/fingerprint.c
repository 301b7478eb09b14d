/*-------------------------------------------------------------------------
 *
 * fingerprint.c
 *	  Fingerprints of catalogs and tables: equal if nothing has changed.
 *
 * To read all rows and hash them would take as long as a snapshot.  But a
 * version of a row is identified by the transaction that wrote it and by its
 * place: whatever changes a row writes another version, and the number of
 * versions that one transaction has left can only become smaller.  So two sets
 * of these identifiers, as seen at two times, are equal only if nothing was
 * changed between them.  A fingerprint is the sum of their hashes, as the order
 * of rows does not matter.
 *
 * What the server updates in place are statistics, which are ignored, and the
 * flags of indexes, which are hashed by value.
 *
 * Everything that a schema could depend on takes part, and more: temporary
 * tables of other sessions change the fingerprint too, which is a false alarm.
 * Of the catalogs that all databases share, only what this database refers to
 * takes part: what is done in other databases changes nothing.
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

/* The identifier of a version of a row; without padding. */
typedef struct Version
{
	Oid			relation;
	TransactionId xmin;
	uint32		block;
	uint32		offset;
} Version;

/* Catalogs that do not describe schemas. */
static const Oid ignored[] = {
	StatisticRelationId,
	StatisticExtDataRelationId,
	LargeObjectRelationId,
	LargeObjectMetadataRelationId,
	SubscriptionRelRelationId,
};

/* What pg_class tells. */
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
static bool is_ignored(Oid catalog);
static uint64 digest(Oid table, Snapshot snapshot);
static uint64 digest_row(Oid table, HeapTuple tuple);

/*
 * The fingerprint of what the catalogs tell about this database to the current
 * user, in the latest snapshot.
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
 * The fingerprint of all rows of a table, in the latest snapshot.
 */
uint64
sv_fingerprint_table(Oid table)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	uint64		sum = digest(table, snapshot);

	UnregisterSnapshot(snapshot);
	return sum;
}

/*
 * The catalogs of this database, and the tablespaces that relations are in.
 */
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
			row->oid < FirstNormalObjectId && !is_ignored(row->oid))
			found.catalogs = lappend_oid(found.catalogs, row->oid);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

/*
 * The roles that own something in this database or that something refers to;
 * the bootstrap superuser, whose dependencies are not recorded; and the current
 * user.
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
 * The name of a role, and whether the current user has its privileges.
 */
static uint64
digest_role(Oid role)
{
	return digest_name(AuthIdRelationId, role,
					   GetUserNameFromId(role, true)) +
		(has_privs_of_role(GetUserId(), role) ? role : 0);
}

/*
 * The name of a shared object, or that it has none any more.
 */
static uint64
digest_name(Oid catalog, Oid oid, const char *name)
{
	uint64		seed = ((uint64) catalog << 32) | oid;

	return name == NULL ? seed :
		hash_bytes_extended((const unsigned char *) name, strlen(name), seed);
}

/*
 * The subscriptions of this database.
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

/*
 * True if the catalog does not describe schemas.
 */
static bool
is_ignored(Oid catalog)
{
	for (int i = 0; i < lengthof(ignored); i++)
		if (ignored[i] == catalog)
			return true;
	return false;
}

/*
 * The sum of the hashes of all rows.
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

/*
 * The hash of a row: of its identifier, and of the fixed part of pg_index, which
 * has the flags.
 */
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
