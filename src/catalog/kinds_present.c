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

/* The marks of what users have made, as they are found in a catalog. */
typedef struct Catalog
{
	Oid			classid;
	bool		any;
	bool		marks[UCHAR_MAX + 1];
} Catalog;

struct SvCensus
{
	List	   *namespaces;		/* OIDs: only what is in these counts */
	List	   *catalogs;		/* of Catalog */
};

static const Catalog *count(SvCensus *census, Oid classid);
static void read_catalog(Catalog *catalog, const List *namespaces);
static char find_mark(Oid classid, HeapTuple tuple);
static Oid	find_namespace(Oid classid, HeapTuple tuple);

/*
 * A census of some schemas, a list of OIDs, and of what is in no schema; in the
 * current memory context.  A catalog is read when it is asked for, and once.
 */
SvCensus *
sv_census_make(List *namespaces)
{
	SvCensus   *census = palloc0(sizeof(SvCensus));

	census->namespaces = namespaces;
	return census;
}

/*
 * May there be an object of the kind?
 */
bool
sv_census_has(SvCensus *census, const SvKind *kind)
{
	const Catalog *catalog;

	if (kind->flags & SV_KIND_ANYWHERE)
		return true;
	if (!OidIsValid(kind->classid))
		return false;			/* this server has no such objects */
	catalog = count(census, OidIsValid(kind->marks_classid) ?
					kind->marks_classid : kind->classid);
	if (kind->marks == NULL)
		return catalog->any;
	for (const char *mark = kind->marks; *mark != '\0'; mark++)
		if (catalog->marks[(unsigned char) *mark])
			return true;
	return false;
}

static const Catalog *
count(SvCensus *census, Oid classid)
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
		if (catalog->marks[mark] ||
			*(Oid *) GETSTRUCT(tuple) < FirstNormalObjectId)
			continue;
		namespace = find_namespace(catalog->classid, tuple);
		if (OidIsValid(namespace) && !list_member_oid(namespaces, namespace))
			continue;
		catalog->any = true;
		catalog->marks[mark] = true;
		if (mark == SV_MARK_OTHER && catalog->classid != TriggerRelationId)
			break;
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}

/*
 * What SvKind.marks has for a row.
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
				return SV_MARK_ARRAY;
			return ((Form_pg_type) row)->typtype;
		case ProcedureRelationId:
			return ((Form_pg_proc) row)->prokind;
		case ConstraintRelationId:
			return OidIsValid(((Form_pg_constraint) row)->contypid) ?
				SV_MARK_DOMAIN : ((Form_pg_constraint) row)->contype;
		case TriggerRelationId:
			if (OidIsValid(((Form_pg_trigger) row)->tgparentid))
				return SV_MARK_CLONE;
			return ((Form_pg_trigger) row)->tgisinternal ? SV_MARK_INTERNAL :
				SV_MARK_OTHER;
		default:
			return SV_MARK_OTHER;
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
