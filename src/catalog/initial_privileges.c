/*-------------------------------------------------------------------------
 *
 * initial_privileges.c
 *	  Privileges that a schema has in a new database.
 *
 * Privileges are declared by what a model adds to those, and takes from them,
 * as pg_dump does it.  Schema public has some.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "catalog/initial_privileges.h"
#include "server/query.h"

static void take_acl(const SvRow *row, void *arg);

static SvQuery privileges = {
	"SELECT p.initprivs FROM pg_catalog.pg_init_privs p WHERE p.objoid = $1"
	" AND p.classoid = 'pg_catalog.pg_namespace'::regclass AND p.objsubid = 0",
	1, {OIDOID}
};

/*
 * The privileges that a schema had in the beginning, as if it had had this
 * owner then, unless that is InvalidOid; palloc'd, or NULL for those of any
 * new schema.  The owner has granted them.
 */
Acl *
sv_initial_privileges_acl(Oid namespace_, Oid owner)
{
	Datum		value = ObjectIdGetDatum(namespace_);
	Acl		   *acl = NULL;

	sv_query_begin_fresh();
	sv_query_fetch(&privileges, &value, NULL, take_acl, &acl);
	sv_query_end_fresh();
	if (acl == NULL || ACL_NUM(acl) == 0)
		return NULL;
	return !OidIsValid(owner) ? acl :
		aclnewowner(acl, ACL_DAT(acl)[0].ai_grantor, owner);
}

static void
take_acl(const SvRow *row, void *arg)
{
	*(Acl **) arg = DatumGetAclPCopy(sv_row_datum(row, 1));
}
