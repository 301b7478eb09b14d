/*-------------------------------------------------------------------------
 *
 * elsewhere.c
 *	  What a model makes in schemas that it is not about.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "access/query.h"
#include "model/elsewhere.h"

static void add_elsewhere(const SvRow *row, void *arg);

/*
 * What was put into other schemas than these, or belongs to a relation there,
 * since a transaction.  Members of extensions go with these.
 */
static SvQuery elsewhere = {
	"SELECT d.xmin, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)"
	" FROM pg_catalog.pg_depend d"
	" LEFT JOIN pg_catalog.pg_class c ON c.oid = d.refobjid"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass"
	" JOIN pg_catalog.pg_namespace n ON n.oid = CASE"
	"  WHEN d.refclassid = 'pg_catalog.pg_namespace'::regclass THEN d.refobjid"
	"  ELSE c.relnamespace END"
	" WHERE d.deptype = CASE WHEN c.oid IS NULL THEN 'n' ELSE 'a' END::\"char\""
	"  AND pg_catalog.age(d.xmin) <= pg_catalog.age($2)"
	"  AND n.oid <> ALL ($1) AND n.nspname NOT LIKE 'pg\\_%'"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e"
	"   WHERE e.deptype = 'e' AND ((e.classid = d.classid AND e.objid = d.objid)"
	"    OR (e.classid = d.refclassid AND e.objid = d.refobjid)))"
	" ORDER BY d.classid, d.objid, d.objsubid",
	2, {OIDARRAYOID, XIDOID}
};

/*
 * Refuse a model that has made something in other schemas than these, OIDs:
 * nobody would compare it.  "Since" is the transaction of the look.
 */
void
sv_elsewhere_refuse(List *namespaces, TransactionId since)
{
	StringInfoData made;
	Datum		values[2];
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(namespaces) + 1));
	ListCell   *lc;

	foreach(lc, namespaces)
		elements[foreach_current_index(lc)] = ObjectIdGetDatum(lfirst_oid(lc));
	values[0] = PointerGetDatum(construct_array(elements,
												list_length(namespaces),
												OIDOID, sizeof(Oid), true,
												TYPALIGN_INT));
	values[1] = TransactionIdGetDatum(since);
	initStringInfo(&made);
	sv_query_begin_latest();
	sv_query_fetch(&elsewhere, values, NULL, add_elsewhere, &made);
	sv_query_end_fresh();
	if (made.len > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_DEFINITION),
				 errmsg("the model makes something in schemas that it is not about"),
				 errdetail_internal("%s", made.data),
				 errhint("Name all of its schemas in the argument \"schemas\" of schemaver_model(), or leave this out of the model.")));
}

/*
 * What others have done meanwhile is not of the model.
 */
static void
add_elsewhere(const SvRow *row, void *arg)
{
	StringInfo	made = arg;

	if (TransactionIdIsCurrentTransactionId(DatumGetTransactionId(sv_row_datum(row, 1))))
		appendStringInfo(made, "%s%s", made->len > 0 ? "\n" : "",
						 sv_row_text(row, 2));
}
