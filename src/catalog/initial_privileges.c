/*-------------------------------------------------------------------------
 *
 * initial_privileges.c
 *	  The privileges that a schema has in a new database.
 *
 * Privileges of a schema are declared as what a model adds to these and takes
 * from them, as in pg_dump.  Schema public has some.
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
 * The initial privileges of a schema, palloc'd; NULL if they are those of any
 * new schema.  With a valid owner, they are as if that role had owned the schema,
 * and so granted them, from the beginning.
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
