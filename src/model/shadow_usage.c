/*-------------------------------------------------------------------------
 *
 * shadow_usage.c
 *	  USAGE on copied schemas for the roles that have it on the originals.
 *
 * Functions that are called while schemas are copied have the rights of their
 * owners (server/rights.c), which need USAGE on a copy, as on the original, to
 * find the objects that their functions name.  What is granted here must not be
 * taken for a privilege that the copied statements grant, so it has a grantor
 * that grants nothing else.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_namespace.h"
#include "utils/acl.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/shadow_rows.h"
#include "model/shadow_usage.h"

/* The grantor of what is granted here: a role that owns nothing. */
#define LENDER ROLE_PG_STAT_SCAN_TABLES

static Acl *acl_of(Oid schema);
static void set_acl(Oid schema, Acl *acl);
static Acl *without_lent(const Acl *acl);

/*
 * Grants USAGE on a copy, if it still exists, to all roles that have it on the
 * original, until sv_shadow_usage_take_back() is called.
 */
void
sv_shadow_usage_lend(Oid schema, Oid original)
{
	const Acl  *granted = acl_of(original);
	Acl		   *acl;

	if (!SearchSysCacheExists1(NAMESPACEOID, ObjectIdGetDatum(schema)))
		return;
	acl = acl_of(schema);
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
 * Revokes what was granted here, if the copy still exists.
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
 * A copy of the privileges of a schema, with the default ones spelled out.
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
 * Sets the privileges of a schema.  The default ones are stored as NULL, as in
 * a new schema.
 */
static void
set_acl(Oid schema, Acl *acl)
{
	HeapTuple	tuple = SearchSysCacheCopy1(NAMESPACEOID,
											ObjectIdGetDatum(schema));
	Oid			owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;

	if (aclequal(acl, acldefault(OBJECT_SCHEMA, owner)))
		sv_shadow_rows_set_null(NamespaceRelationId, tuple,
								Anum_pg_namespace_nspacl);
	else
		sv_shadow_rows_set_column(NamespaceRelationId, tuple,
								  Anum_pg_namespace_nspacl,
								  PointerGetDatum(acl));
}

/*
 * The privileges without those that were granted here.
 */
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
