/*-------------------------------------------------------------------------
 *
 * outsiders.c
 *	  Objects that are not compared, and stand in the way of a change.
 *
 * What depends on an object that is dropped, or on a column whose type changes,
 * is dropped before or comes along if it is compared.  A view in a schema that
 * the model is not about, or one that is ignored, stays: the statement fails.
 * All that is needed to know that before is in pg_depend.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "catalog/outsiders.h"
#include "compat.h"
#include "file/line.h"
#include "server/query.h"
#include "strings.h"

typedef struct Search
{
	const SvFacts *facts;
	List	   *lines;
} Search;

static void add_addresses(ArrayBuildState *arrays[], const List *addresses,
						  bool is_drop);
static void take(const SvRow *row, void *arg);

/*
 * The parameters are the addresses of what is dropped or changes, and which of
 * these is dropped.  With a relation go its row type and what depends on that;
 * with a constraint its index; with an extension its members.  What depends on a
 * column does not mind another type, unless it is an expression.  What is
 * internal to something else, or a copy for a partition, is dropped with that,
 * and so is what goes with an object that is dropped itself, as the check that
 * a child table inherits.
 */
static SvQuery outsiders = {
	"WITH given (classid, objid, subid, is_drop) AS"
	" (SELECT * FROM unnest($1, $2, $3, $4)),"
	" parts AS (SELECT * FROM given"
	"  UNION ALL SELECT 'pg_catalog.pg_type'::regclass, c.reltype, 0, true"
	"   FROM given g JOIN pg_catalog.pg_class c ON c.oid = g.objid"
	"   WHERE g.classid = 'pg_catalog.pg_class'::regclass AND g.subid = 0"
	"   AND g.is_drop AND c.reltype <> 0"
	"  UNION ALL SELECT 'pg_catalog.pg_class'::regclass, k.conindid, 0, true"
	"   FROM given g JOIN pg_catalog.pg_constraint k ON k.oid = g.objid"
	"   WHERE g.classid = 'pg_catalog.pg_constraint'::regclass"
	"   AND k.contype IN ('p', 'u', 'x')"
	"  UNION ALL SELECT e.classid, e.objid, 0, true"
	"   FROM given g JOIN pg_catalog.pg_depend e ON e.refclassid = g.classid"
	"    AND e.refobjid = g.objid AND e.deptype = 'e'"
	"   WHERE g.classid = 'pg_catalog.pg_extension'::regclass),"
	" all_parts AS (SELECT * FROM parts"
	"  UNION ALL SELECT g.classid, t.typarray, 0, true"
	"   FROM parts g JOIN pg_catalog.pg_type t ON t.oid = g.objid"
	"   WHERE g.classid = 'pg_catalog.pg_type'::regclass AND t.typarray <> 0)"
	" SELECT DISTINCT u.classid, u.objid, u.subid,"
	"  pg_describe_object(u.classid, u.objid, u.subid),"
	"  pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)"
	" FROM all_parts g"
	" JOIN pg_catalog.pg_depend d ON d.refclassid = g.classid"
	"  AND d.refobjid = g.objid AND (g.subid = 0 OR d.refobjsubid = g.subid)"
	"  AND d.deptype = 'n'"
	" LEFT JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid"
	"  AND d.classid = 'pg_catalog.pg_rewrite'::regclass"
	" CROSS JOIN LATERAL (SELECT CASE WHEN r.oid IS NULL THEN d.classid"
	"   ELSE 'pg_catalog.pg_class'::regclass END AS classid,"
	"  coalesce(r.ev_class, d.objid) AS objid,"
	"  CASE WHEN r.oid IS NULL THEN d.objsubid ELSE 0 END AS subid) u"
	" WHERE (g.is_drop OR d.classid <> 'pg_catalog.pg_constraint'::regclass)"
	" AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e"
	"  WHERE e.classid = u.classid AND e.objid = u.objid AND e.deptype IN ('e', 'i', 'P', 'S'))"
	" AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e JOIN given o"
	"  ON o.classid = e.refclassid AND o.objid = e.refobjid AND o.is_drop"
	"  AND o.subid = 0"
	"  WHERE e.classid = u.classid AND e.objid = u.objid AND e.deptype = 'a')"
	" ORDER BY 4, 5",
	4,
	{OIDARRAYOID, OIDARRAYOID, INT4ARRAYOID, BOOLARRAYOID}
};

/*
 * What of the database is not among the facts, and depends on objects that are
 * dropped, or on columns that get another type: lines for users, palloc'd.  The
 * lists are of SvAddress.
 */
List *
sv_outsiders_find(const SvFacts *facts, const List *drops, const List *changes)
{
	Search		search = {facts, NIL};
	ArrayBuildState *arrays[4] = {NULL, NULL, NULL, NULL};
	Datum		values[4];

	if (drops == NIL && changes == NIL)
		return NIL;
	add_addresses(arrays, drops, true);
	add_addresses(arrays, changes, false);
	for (int i = 0; i < lengthof(arrays); i++)
		values[i] = makeArrayResult(arrays[i], CurrentMemoryContext);
	sv_query_fetch(&outsiders, values, NULL, take, &search);
	return search.lines;
}

static void
add_addresses(ArrayBuildState *arrays[], const List *addresses, bool is_drop)
{
	ListCell   *lc;

	foreach(lc, addresses)
	{
		const SvAddress *address = lfirst(lc);

		arrays[0] = accumArrayResult(arrays[0], ObjectIdGetDatum(address->classid),
									 false, OIDOID, CurrentMemoryContext);
		arrays[1] = accumArrayResult(arrays[1], ObjectIdGetDatum(address->objid),
									 false, OIDOID, CurrentMemoryContext);
		arrays[2] = accumArrayResult(arrays[2], Int32GetDatum(address->subid),
									 false, INT4OID, CurrentMemoryContext);
		arrays[3] = accumArrayResult(arrays[3], BoolGetDatum(is_drop),
									 false, BOOLOID, CurrentMemoryContext);
	}
}

static void
take(const SvRow *row, void *arg)
{
	Search	   *search = arg;
	SvAddress	address;

	address.classid = DatumGetObjectId(sv_row_datum(row, 1));
	address.objid = DatumGetObjectId(sv_row_datum(row, 2));
	address.subid = DatumGetInt32(sv_row_datum(row, 3));
	if (sv_facts_find(search->facts, address) == NULL)
		search->lines = lappend(search->lines,
								psprintf("%s depends on %s",
										 sv_line_flat(sv_row_text(row, 4)),
										 sv_line_flat(sv_row_text(row, 5))));
}
