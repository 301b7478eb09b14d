/*-------------------------------------------------------------------------
 *
 * kinds_present.c
 *	  Kinds of which there are objects.
 *
 * Most databases have objects of few kinds.  To plan the query of a kind and to
 * execute it in vain takes longer than to scan its catalog once, which tells of
 * all kinds that are in it.
 *
 * The answer errs on the side of presence: an object may be a member of an
 * extension, or in another schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "catalog/kinds_present.h"
#include "compat.h"

/* The subtypes of the objects of users in a catalog. */
typedef struct Catalog
{
	Oid			classid;
	bool		any;
	bool		subtypes[UCHAR_MAX + 1];
} Catalog;

struct SvKindsPresent
{
	List	   *namespaces;		/* OIDs: what is in others does not count */
	List	   *catalogs;		/* of Catalog */
};

static const Catalog *find_catalog(SvKindsPresent *present, Oid classid);
static void read_catalog(Catalog *catalog, const List *namespaces);
static char find_subtype(Oid classid, HeapTuple tuple);
static Oid	find_namespace(Oid classid, HeapTuple tuple);

/*
 * For some schemas, a list of OIDs, and for what is in no schema; in the current
 * memory context.  A catalog is scanned when one of its kinds is asked for, once.
 */
SvKindsPresent *
sv_kinds_present_make(List *namespaces)
{
	SvKindsPresent *present = palloc0(sizeof(SvKindsPresent));

	present->namespaces = namespaces;
	return present;
}

/*
 * True if there may be an object of the kind.
 */
bool
sv_kinds_present_has(SvKindsPresent *present, const SvKind *kind)
{
	const Catalog *catalog;

	if (kind->flags & SV_KIND_NO_SUBTYPE)
		return true;
	if (!OidIsValid(kind->classid))
		return false;			/* this server has no such objects */
	if (kind->classid == SubscriptionRelationId && !may_read_subscriptions())
		return false;
	catalog = find_catalog(present, OidIsValid(kind->subtypes_classid) ?
						   kind->subtypes_classid : kind->classid);
	if (kind->subtypes == NULL)
		return catalog->any;
	for (const char *subtype = kind->subtypes; *subtype != '\0'; subtype++)
		if (catalog->subtypes[(unsigned char) *subtype])
			return true;
	return false;
}

/*
 * What is in a catalog, which is scanned if it is the first time.
 */
static const Catalog *
find_catalog(SvKindsPresent *present, Oid classid)
{
	Catalog    *catalog;
	ListCell   *lc;

	foreach(lc, present->catalogs)
	{
		catalog = lfirst(lc);
		if (catalog->classid == classid)
			return catalog;
	}
	catalog = palloc0(sizeof(Catalog));
	catalog->classid = classid;
	read_catalog(catalog, present->namespaces);
	present->catalogs = lappend(present->catalogs, catalog);
	return catalog;
}

/*
 * The first column of each of these catalogs is the OID of the object.  OIDs below
 * FirstNormalObjectId are those of the server's own objects.
 */
static void
read_catalog(Catalog *catalog, const List *namespaces)
{
	Relation	relation = table_open(catalog->classid, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, NULL, 0,
										  NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		unsigned char subtype = find_subtype(catalog->classid, tuple);
		Oid			namespace;

		CHECK_FOR_INTERRUPTS();
		if (catalog->subtypes[subtype] ||
			*(Oid *) GETSTRUCT(tuple) < FirstNormalObjectId)
			continue;
		namespace = find_namespace(catalog->classid, tuple);
		if (OidIsValid(namespace) && !list_member_oid(namespaces, namespace))
			continue;
		catalog->any = true;
		catalog->subtypes[subtype] = true;
		if (subtype == SV_SUBTYPE_OTHER && catalog->classid != TriggerRelationId)
			break;
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}

/*
 * The character in SvKind.subtypes for the object of a row.
 */
static char
find_subtype(Oid classid, HeapTuple tuple)
{
	void	   *row = GETSTRUCT(tuple);

	switch (classid)
	{
		case RelationRelationId:
			return ((Form_pg_class) row)->relkind;
		case TypeRelationId:
			/* every base type has an array type, but an array has none */
			if (((Form_pg_type) row)->typtype == TYPTYPE_BASE &&
				!OidIsValid(((Form_pg_type) row)->typarray))
				return SV_SUBTYPE_ARRAY;
			return ((Form_pg_type) row)->typtype;
		case ProcedureRelationId:
			return ((Form_pg_proc) row)->prokind;
		case ConstraintRelationId:
			return OidIsValid(((Form_pg_constraint) row)->contypid) ?
				SV_SUBTYPE_DOMAIN : ((Form_pg_constraint) row)->contype;
		case TriggerRelationId:
			if (OidIsValid(((Form_pg_trigger) row)->tgparentid))
				return SV_SUBTYPE_CLONE;
			return ((Form_pg_trigger) row)->tgisinternal ? SV_SUBTYPE_INTERNAL :
				SV_SUBTYPE_OTHER;
		default:
			return SV_SUBTYPE_OTHER;
	}
}

/*
 * The schema of the object of a row, in catalogs with many objects of other
 * schemas; else InvalidOid.
 */
static Oid
find_namespace(Oid classid, HeapTuple tuple)
{
	void	   *row = GETSTRUCT(tuple);

	switch (classid)
	{
		case RelationRelationId:
			return ((Form_pg_class) row)->relnamespace;
		case TypeRelationId:
			return ((Form_pg_type) row)->typnamespace;
		case ProcedureRelationId:
			return ((Form_pg_proc) row)->pronamespace;
		case ConstraintRelationId:
			return ((Form_pg_constraint) row)->connamespace;
		default:
			return InvalidOid;
	}
}
