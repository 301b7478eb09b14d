/*-------------------------------------------------------------------------
 *
 * type_parts.c
 *	  Labels and attributes of types, with their addresses.
 *
 * To a fact they are a text.  But each has an address in the catalogs, by which
 * it is found again when it has another name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "catalog/type_parts.h"
#include "compat.h"
#include "kind/kinds.h"
#include "server/query.h"
#include "strings.h"

static void take_part(const SvRow *row, void *arg);

/* The labels and attributes of some types. */
static SvQuery select_parts = {
	"SELECT 'pg_catalog.pg_enum'::regclass::oid, e.oid, 0, e.enumtypid,"
	"  quote_literal(e.enumlabel)"
	" FROM pg_catalog.pg_enum e WHERE e.enumtypid = ANY ($1)"
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, a.attrelid,"
	"  a.attnum::int4, t.oid, quote_ident(a.attname)"
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
	"  AND a.attnum > 0 AND NOT a.attisdropped"
	" WHERE t.oid = ANY ($1) ORDER BY 1, 2, 3",
	1, {OIDARRAYOID}
};

/*
 * The parts of the types among the facts as they are now: a list of SvTypePart,
 * by address.  The facts are of now as well.
 */
List *
sv_type_parts_read(const SvFacts *facts)
{
	List	   *types = NIL;
	List	   *parts = NIL;
	Datum		value;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_enum || fact->kind == &sv_kind_composite)
			types = lappend_oid(types, fact->address.objid);
	}
	if (types == NIL)
		return NIL;
	value = sv_oids_datum(types);
	sv_query_begin_latest();
	sv_query_fetch(&select_parts, &value, NULL, take_part, &parts);
	sv_query_end_fresh();
	return parts;
}

static void
take_part(const SvRow *row, void *arg)
{
	List	  **parts = arg;
	SvTypePart *part = palloc0(sizeof(SvTypePart));

	part->address.classid = DatumGetObjectId(sv_row_datum(row, 1));
	part->address.objid = DatumGetObjectId(sv_row_datum(row, 2));
	part->address.subid = DatumGetInt32(sv_row_datum(row, 3));
	part->type.classid = TypeRelationId;
	part->type.objid = DatumGetObjectId(sv_row_datum(row, 4));
	part->name = sv_row_text(row, 5);
	*parts = lappend(*parts, part);
}
