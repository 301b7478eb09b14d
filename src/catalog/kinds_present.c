/*-------------------------------------------------------------------------
 *
 * kinds_present.c
 *	  Which kinds of objects there are at all.
 *
 * Most databases have objects of some kinds only.  To plan the query of a kind
 * and to find nothing takes longer than a glance at its catalog, which tells
 * all the kinds that it has at once.
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

/* The subtypes of what users have made, as found in a catalog. */
typedef struct Catalog
{
	Oid			classid;
	bool		any;
	bool		subtypes[UCHAR_MAX + 1];
} Catalog;

struct SvKindsPresent
{
	List	   *namespaces;		/* OIDs: only what is in these counts */
	List	   *catalogs;		/* of Catalog */
};

static const Catalog *count(SvKindsPresent *census, Oid classid);
static void read_catalog(Catalog *catalog, const List *namespaces);
static char find_mark(Oid classid, HeapTuple tuple);
static Oid	find_namespace(Oid classid, HeapTuple tuple);

/*
 * A census of some schemas, a list of OIDs, and of what is in no schema; in the
 * current memory context.  A catalog is read when it is asked for, and once.
 */
SvKindsPresent *
sv_kinds_present_make(List *namespaces)
{
	SvKindsPresent *census = palloc0(sizeof(SvKindsPresent));

	census->namespaces = namespaces;
	return census;
}

/*
 * May there be an object of the kind?
 */
bool
sv_kinds_present_has(SvKindsPresent *census, const SvKind *kind)
{
	const Catalog *catalog;

	if (kind->flags & SV_KIND_NO_SUBTYPE)
		return true;
	if (!OidIsValid(kind->classid))
		return false;			/* this server has no such objects */
	catalog = count(census, OidIsValid(kind->subtypes_classid) ?
					kind->subtypes_classid : kind->classid);
	if (kind->subtypes == NULL)
		return catalog->any;
	for (const char *mark = kind->subtypes; *mark != '\0'; mark++)
		if (catalog->subtypes[(unsigned char) *mark])
			return true;
	return false;
}

static const Catalog *
count(SvKindsPresent *census, Oid classid)
{
	Catalog    *catalog;
	ListCell   *lc;

	foreach(lc, census->catalogs)
	{
		catalog = lfirst(lc);
		if (catalog->classid == classid)
			return catalog;
	}
	catalog = palloc0(sizeof(Catalog));
	catalog->classid = classid;
	read_catalog(catalog, census->namespaces);
	census->catalogs = lappend(census->catalogs, catalog);
	return catalog;
}

/*
 * The first column of all catalogs that kinds are in is the OID of an object,
 * which those of the server have below FirstNormalObjectId.
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
		unsigned char mark = find_mark(catalog->classid, tuple);
		Oid			namespace;

		CHECK_FOR_INTERRUPTS();
		if (catalog->subtypes[mark] ||
			*(Oid *) GETSTRUCT(tuple) < FirstNormalObjectId)
			continue;
		namespace = find_namespace(catalog->classid, tuple);
		if (OidIsValid(namespace) && !list_member_oid(namespaces, namespace))
			continue;
		catalog->any = true;
		catalog->subtypes[mark] = true;
		if (mark == SV_SUBTYPE_OTHER && catalog->classid != TriggerRelationId)
			break;
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}

/*
 * What SvKind.subtypes has for a row.
 */
static char
find_mark(Oid classid, HeapTuple tuple)
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
 * The schema of a row, where many rows are in others; or none.
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
