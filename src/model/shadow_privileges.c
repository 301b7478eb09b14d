/*-------------------------------------------------------------------------
 *
 * shadow_privileges.c
 *	  Privileges on members of extensions, while a model is evaluated.
 *
 * The members that a model sees are the real ones.  It declares privileges on
 * them as what is granted and revoked after CREATE EXTENSION, so they begin with
 * those that their extension has granted.  Only those of members that the role
 * owns are changed: it could have these privileges anyway.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "utils/acl.h"
#include "utils/datum.h"
#include "utils/syscache.h"

#include "compat.h"
#include "kind/words.h"
#include "model/shadow_privileges.h"
#include "model/shadow_rows.h"
#include "server/query.h"

/* A member with other privileges than its extension has granted. */
typedef struct Member
{
	ObjectAddress address;
	Acl		   *initial;		/* NULL: those of any new object */
} Member;

static void add_member(const SvRow *row, void *arg);
static void reset(const Member *member);

static SvQuery members = {
	"SELECT m.classid, m.objid, m.subid, m.initprivs"
	" FROM (" SV_SQL_MEMBER_PRIVILEGES ") m"
};

/*
 * Give the members that the role owns the privileges that they had first.
 */
void
sv_shadow_privileges_reset(Oid role)
{
	List	   *found = NIL;
	ListCell   *lc;

	sv_query_begin_latest();
	sv_query_fetch(&members, NULL, NULL, add_member, &found);
	sv_query_end_fresh();
	foreach(lc, found)
	{
		const Member *member = lfirst(lc);

		if (object_ownercheck(member->address.classId, member->address.objectId,
							  role))
			reset(member);
	}
	CommandCounterIncrement();
}

static void
add_member(const SvRow *row, void *arg)
{
	List	  **found = arg;
	Member	   *member = palloc0(sizeof(Member));

	ObjectAddressSubSet(member->address, DatumGetObjectId(sv_row_datum(row, 1)),
						DatumGetObjectId(sv_row_datum(row, 2)),
						DatumGetInt32(sv_row_datum(row, 3)));
	if (!row->nulls[3])
		member->initial = DatumGetAclPCopy(sv_row_datum(row, 4));
	*found = lappend(*found, member);
}

static void
reset(const Member *member)
{
	Oid			catalog = member->address.classId;
	AttrNumber	column = get_object_attnum_acl(catalog);
	HeapTuple	tuple;

	if (member->address.objectSubId != 0)
	{
		catalog = AttributeRelationId;
		column = Anum_pg_attribute_attacl;
		tuple = SearchSysCacheCopy2(ATTNUM,
									ObjectIdGetDatum(member->address.objectId),
									Int16GetDatum(member->address.objectSubId));
	}
	else
		tuple = SearchSysCacheCopy1(get_object_catcache_oid(catalog),
									ObjectIdGetDatum(member->address.objectId));
	if (!HeapTupleIsValid(tuple))
		return;
	if (member->initial == NULL)
		sv_shadow_rows_set_null(catalog, tuple, column);
	else
		sv_shadow_rows_set_column(catalog, tuple, column,
								  PointerGetDatum(member->initial));
}
