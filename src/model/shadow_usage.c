/*-------------------------------------------------------------------------
 *
 * shadow_usage.c
 *	  USAGE of copied schemas, for those who have it of the originals.
 *
 * Functions that are called while a copy is made have the rights of their
 * owners (server/rights.c), who need what they have of the original schema to
 * find there what their functions name.  What is granted here must not be
 * taken for what the statements of the copy grant: it has a grantor who grants
 * nothing else.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_namespace.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/shadow_usage.h"

/* A role that owns nothing. */
#define LENDER ROLE_PG_STAT_SCAN_TABLES

static Acl *acl_of(Oid schema);
static void set_acl(Oid schema, Acl *acl);
static Acl *without_lent(const Acl *acl);

/*
 * Let everybody who has USAGE of the original schema have it of a copy, until
 * sv_shadow_usage_take_back() is called.
 */
void
sv_shadow_usage_lend(Oid schema, Oid original)
{
	const Acl  *granted = acl_of(original);
	Acl		   *acl = acl_of(schema);

	for (int i = 0; i < ACL_NUM(granted); i++)
	{
		AclItem		item = ACL_DAT(granted)[i];

		if (!(ACLITEM_GET_PRIVS(item) & ACL_USAGE))
			continue;
		item.ai_grantor = LENDER;
		ACLITEM_SET_PRIVS_GOPTIONS(item, ACL_USAGE, ACL_NO_RIGHTS);
		acl = aclupdate(acl, &item, ACL_MODECHG_ADD, LENDER, DROP_RESTRICT);
	}
	set_acl(schema, acl);
	CommandCounterIncrement();
}

/*
 * Let a copy have the privileges that were granted by others.
 */
void
sv_shadow_usage_take_back(Oid schema)
{
	if (!SearchSysCacheExists1(NAMESPACEOID, ObjectIdGetDatum(schema)))
		return;
	set_acl(schema, without_lent(acl_of(schema)));
	CommandCounterIncrement();
}

/*
 * The privileges of a schema, those of its owner included; palloc'd.
 */
static Acl *
acl_of(Oid schema)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	bool		isnull;
	Datum		datum;
	Acl		   *acl;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", schema);
	datum = SysCacheGetAttr(NAMESPACEOID, tuple, Anum_pg_namespace_nspacl,
							&isnull);
	acl = isnull ? acldefault(OBJECT_SCHEMA,
							  ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner) :
		DatumGetAclPCopy(datum);
	ReleaseSysCache(tuple);
	return acl;
}

/*
 * Set the privileges of a schema; those of a new schema are NULL.
 */
static void
set_acl(Oid schema, Acl *acl)
{
	Relation	relation = table_open(NamespaceRelationId, RowExclusiveLock);
	HeapTuple	tuple = SearchSysCacheCopy1(NAMESPACEOID,
											ObjectIdGetDatum(schema));
	Datum		values[Natts_pg_namespace] = {0};
	bool		nulls[Natts_pg_namespace] = {false};
	bool		replace[Natts_pg_namespace] = {false};
	HeapTuple	changed;

	values[Anum_pg_namespace_nspacl - 1] = PointerGetDatum(acl);
	nulls[Anum_pg_namespace_nspacl - 1] =
		aclequal(acl, acldefault(OBJECT_SCHEMA,
								 ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner));
	replace[Anum_pg_namespace_nspacl - 1] = true;
	changed = heap_modify_tuple(tuple, RelationGetDescr(relation), values,
								nulls, replace);
	CatalogTupleUpdate(relation, &tuple->t_self, changed);
	table_close(relation, NoLock);
}

static Acl *
without_lent(const Acl *acl)
{
	Acl		   *kept = make_empty_acl();

	for (int i = 0; i < ACL_NUM(acl); i++)
	{
		const AclItem *item = &ACL_DAT(acl)[i];

		if (item->ai_grantor != LENDER)
			kept = aclupdate(kept, item, ACL_MODECHG_ADD, LENDER,
							 DROP_RESTRICT);
	}
	return kept;
}
