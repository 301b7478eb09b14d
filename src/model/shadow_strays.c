/*-------------------------------------------------------------------------
 *
 * shadow_strays.c
 *	  Refuses models that change objects outside their schemas.
 *
 * Such changes would be rolled back with the evaluation, and never be compared
 * with anything, so they are an error.  They are found in the catalogs after
 * the model has been executed: rows that its transaction has written, since the
 * first command of the model, and that belong to another schema or to the
 * cluster.  Some rows are written without a change that a user has asked for
 * (relhassubclass of a parent, oprcom of an operator); of these the values are
 * compared with those before.
 *
 * Objects outside schemas that are compared are not looked for, nor are drops:
 * pg_dump --clean writes DROP IF EXISTS, and the object is there again after
 * the rollback.  Members of extensions, and their parts, belong to their
 * extension, which is compared wherever it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_auth_members.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_database.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_type.h"
#include "utils/snapmgr.h"

#include "model/shadow_strays.h"
#include "server/query.h"
#include "strings.h"

/* What has been found. */
typedef struct Strays
{
	StringInfoData lines;		/* descriptions for the user */
	List	   *rows;			/* of ChangedRow */
} Strays;

/* A row that was written. */
typedef struct ChangedRow
{
	Oid			oid;
	char	   *values;			/* to be compared; NULL: it is a change */
	char	   *description;
} ChangedRow;

/* Catalogs of the cluster, which no model may change. */
static const struct
{
	Oid			catalog;
	const char *description;
}			shared_catalogs[] =

{
	{AuthIdRelationId, "roles"},
	{AuthMemRelationId, "members of roles"},
	{DatabaseRelationId, "databases"},
	{DbRoleSettingRelationId, "settings of roles or databases"},
};

static void check_created(StringInfo lines, Datum *values);
static void check_changed(const char *lines);
static void subtract_unchanged(Strays *strays, Snapshot before);
static void find_shared(StringInfo lines, TransactionId since);
static bool is_changed(Oid catalog, TransactionId since);
static bool is_ours(const SvRow *row);
static void add_created(const SvRow *row, void *arg);
static void add_line(StringInfo lines, const char *line);
static void add_changed(const SvRow *row, void *arg);
static void remove_unchanged(const SvRow *row, void *arg);

/*
 * Objects that were created in schemas other than these, or that belong to a
 * relation there, since a transaction.  Members of extensions and extensions do
 * not count.  $1 is an array of the OIDs of the schemas, $2 the transaction.
 */
static SvQuery created = {
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
	"  AND d.classid <> 'pg_catalog.pg_extension'::regclass"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e"
	"   WHERE e.deptype = 'e' AND ((e.classid = d.classid AND e.objid = d.objid)"
	"    OR (e.classid = d.refclassid AND e.objid = d.refobjid)))"
	" ORDER BY d.classid, d.objid, d.objsubid",
	2, {OIDARRAYOID, XIDOID}
};

/* Schemas that the model does not manage. */
#define OTHER_SCHEMAS \
	" space AS (SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n"\
	"  WHERE n.oid <> ALL ($1) AND n.nspname NOT LIKE 'pg\\_%'"\
	"  AND n.nspname NOT LIKE 'schemaver\\_aside\\_%'"\
	"  AND n.nspname NOT IN ('information_schema', 'schemaver'))"

/* True if a row was written since a transaction, and since a command in it. */
#define SINCE(row) \
	"pg_catalog.age(" row ".xmin) <= pg_catalog.age($2)"\
	" AND " row ".cmin::text::int8 >= $3"

/* Rows that belong to a relation, whose OID is in a column. */
#define OF_RELATION(catalog, column, condition) \
	" UNION ALL SELECT r.xmin, 'pg_catalog.pg_class'::regclass, r." column ", NULL"\
	" FROM pg_catalog." catalog " r"\
	" JOIN pg_catalog.pg_class c ON c.oid = r." column\
	" WHERE " SINCE("r") condition\
	"  AND c.relnamespace IN (SELECT s.oid FROM space s)"

/* Rows that belong to a schema, whose OID is in a column. */
#define IN_SCHEMA(catalog, column, values) \
	" UNION ALL SELECT r.xmin, 'pg_catalog." catalog "'::regclass, r.oid, " values\
	" FROM pg_catalog." catalog " r"\
	" WHERE " SINCE("r") " AND r." column " IN (SELECT s.oid FROM space s)"

/* All but what is written to a row when another object refers to it. */
#define CLASS_VALUES \
	"(to_jsonb(r) - '{relhastriggers,relhassubclass,relhasindex,relfilenode,"\
	"relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid}'"\
	"::text[])::text"
#define OPERATOR_VALUES \
	"(to_jsonb(r) - '{oprcom,oprnegate}'::text[])::text"

/*
 * Rows of other schemas, or of objects in these, that were written since a
 * transaction ($2) and a command ($3).  The schema of an extension does not
 * count if the extension always creates it.
 */
static SvQuery changed = {
	"WITH" OTHER_SCHEMAS
	" SELECT r.xmin, r.objid, r.values,"
	"  pg_catalog.pg_describe_object(r.classid, r.objid, 0) FROM ("
	" SELECT n.xmin, 'pg_catalog.pg_namespace'::regclass AS classid,"
	"  n.oid AS objid, NULL AS values"
	" FROM pg_catalog.pg_namespace n JOIN space s ON s.oid = n.oid"
	" WHERE " SINCE("n") " AND CASE WHEN n.oid IN"
	"   (SELECT e.extnamespace FROM pg_catalog.pg_extension e) THEN NOT EXISTS"
	"   (SELECT 1 FROM pg_catalog.pg_available_extension_versions v"
	"    WHERE v.installed AND v.schema = n.nspname) ELSE true END"
	IN_SCHEMA("pg_class", "relnamespace", CLASS_VALUES)
	OF_RELATION("pg_attribute", "attrelid", "")
	OF_RELATION("pg_attrdef", "adrelid", "")
	/* a foreign key is cloned for a partition of the table it refers to */
	OF_RELATION("pg_constraint", "conrelid",
				" AND NOT (r.contype = 'f' AND r.conparentid <> 0)")
	OF_RELATION("pg_index", "indrelid", "")
	OF_RELATION("pg_inherits", "inhrelid", "")
	OF_RELATION("pg_policy", "polrelid", "")
	OF_RELATION("pg_rewrite", "ev_class", "")
	OF_RELATION("pg_sequence", "seqrelid", "")
	OF_RELATION("pg_trigger", "tgrelid", " AND NOT r.tgisinternal")
	IN_SCHEMA("pg_type", "typnamespace", "NULL")
	/* row types and array types belong to other objects */
	" AND r.typtype <> 'c' AND r.typcategory <> 'A'"
	" UNION ALL SELECT r.xmin, 'pg_catalog.pg_type'::regclass, t.oid, NULL"
	" FROM (SELECT k.xmin, k.contypid AS type FROM pg_catalog.pg_constraint k"
	"   WHERE " SINCE("k")
	"  UNION ALL SELECT e.xmin, e.enumtypid FROM pg_catalog.pg_enum e"
	"   WHERE " SINCE("e") ") r"
	" JOIN pg_catalog.pg_type t ON t.oid = r.type"
	"  AND t.typnamespace IN (SELECT s.oid FROM space s)"
	IN_SCHEMA("pg_proc", "pronamespace", "NULL")
	IN_SCHEMA("pg_operator", "oprnamespace", OPERATOR_VALUES)
	IN_SCHEMA("pg_collation", "collnamespace", "NULL")
	IN_SCHEMA("pg_opclass", "opcnamespace", "NULL")
	IN_SCHEMA("pg_opfamily", "opfnamespace", "NULL")
	IN_SCHEMA("pg_conversion", "connamespace", "NULL")
	IN_SCHEMA("pg_statistic_ext", "stxnamespace", "NULL")
	IN_SCHEMA("pg_ts_config", "cfgnamespace", "NULL")
	IN_SCHEMA("pg_ts_dict", "dictnamespace", "NULL")
	IN_SCHEMA("pg_ts_parser", "prsnamespace", "NULL")
	IN_SCHEMA("pg_ts_template", "tmplnamespace", "NULL")
	/* comments, on parts of relations as well */
	" UNION ALL SELECT d.xmin, d.classoid, d.objoid, NULL"
	" FROM pg_catalog.pg_description d"
	" LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.objoid"
	"  AND d.classoid = 'pg_catalog.pg_namespace'::regclass"
	" LEFT JOIN (SELECT 'pg_catalog.pg_constraint'::regclass AS classid, k.oid,"
	"   k.conrelid AS relation FROM pg_catalog.pg_constraint k"
	"  UNION ALL SELECT 'pg_catalog.pg_trigger'::regclass, t.oid, t.tgrelid"
	"   FROM pg_catalog.pg_trigger t"
	"  UNION ALL SELECT 'pg_catalog.pg_policy'::regclass, p.oid, p.polrelid"
	"   FROM pg_catalog.pg_policy p"
	"  UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass, w.oid, w.ev_class"
	"   FROM pg_catalog.pg_rewrite w) p"
	"  ON p.oid = d.objoid AND p.classid = d.classoid"
	" LEFT JOIN pg_catalog.pg_class c ON c.oid = p.relation"
	" WHERE " SINCE("d")
	"  AND (n.oid IN (SELECT s.oid FROM space s)"
	"   OR c.relnamespace IN (SELECT s.oid FROM space s)"
	"   OR (pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid)).schema"
	"    IN (SELECT quote_ident(s.nspname) FROM space s))"
	" ) r WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e"
	"  WHERE e.deptype = 'e' AND e.classid = r.classid AND e.objid = r.objid)"
	/* parts of new members: indexes, sequences of identity columns */
	" AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e"
	"  LEFT JOIN pg_catalog.pg_index x"
	"   ON x.indexrelid = r.objid AND r.classid = 'pg_catalog.pg_class'::regclass"
	"  LEFT JOIN pg_catalog.pg_depend p"
	"   ON p.classid = r.classid AND p.objid = r.objid AND p.deptype IN ('a', 'i')"
	"  WHERE e.deptype = 'e' AND " SINCE("e")
	"   AND ((e.classid = r.classid AND e.objid = x.indrelid)"
	"    OR (e.classid = p.refclassid AND e.objid = p.refobjid)))"
	" ORDER BY r.classid, r.objid",
	3, {OIDARRAYOID, XIDOID, INT8OID}
};

/* The values that rows of these catalogs had before. */
static SvQuery values_before = {
	"SELECT r.oid, " CLASS_VALUES " FROM pg_catalog.pg_class r WHERE r.oid = ANY ($1)"
	" UNION ALL SELECT r.oid, " OPERATOR_VALUES " FROM pg_catalog.pg_operator r"
	" WHERE r.oid = ANY ($1)",
	1, {OIDARRAYOID}
};

/*
 * Refuses a model that has created or changed objects in schemas other than
 * these, or of the cluster.  "namespaces" are the OIDs of its schemas, "since"
 * is the transaction of the evaluation, and "before" a snapshot taken in it
 * before the model was executed.
 */
void
sv_shadow_strays_refuse(List *namespaces, TransactionId since, Snapshot before)
{
	Strays		strays = {.rows = NIL};
	Datum		values[3];
	ListCell   *lc;

	values[0] = sv_oids_datum(namespaces);
	values[1] = TransactionIdGetDatum(since);
	values[2] = Int64GetDatum(before->curcid);
	initStringInfo(&strays.lines);
	sv_query_begin_latest();
	check_created(&strays.lines, values);
	sv_query_fetch(&changed, values, NULL, add_changed, &strays);
	sv_query_end_fresh();
	subtract_unchanged(&strays, before);
	foreach(lc, strays.rows)
		add_line(&strays.lines, ((ChangedRow *) lfirst(lc))->description);
	find_shared(&strays.lines, since);
	check_changed(strays.lines.data);
}

/*
 * Refuses a model that has created objects in other schemas.
 */
static void
check_created(StringInfo lines, Datum *values)
{
	sv_query_fetch(&created, values, NULL, add_created, lines);
	if (lines->len > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_DEFINITION),
				 errmsg("the model creates objects outside its schemas"),
				 errdetail_internal("%s", lines->data),
				 errhint("Name all of its schemas in the argument \"schemas\" of schemaver_model(), or leave these objects out of the model.")));
}

/*
 * Refuses a model that has changed what these lines describe.
 */
static void
check_changed(const char *lines)
{
	if (lines[0] != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_DEFINITION),
				 errmsg("the model creates or changes objects outside its schemas"),
				 errdetail_internal("%s", lines),
				 errhint("Such changes are not compared. Name the schemas of these objects in the argument \"schemas\" of schemaver_model(), or make the changes in a revision.")));
}

/*
 * Takes away the rows whose values are those that they had before.
 */
static void
subtract_unchanged(Strays *strays, Snapshot before)
{
	List	   *oids = NIL;
	ListCell   *lc;
	Datum		value;

	foreach(lc, strays->rows)
		oids = lappend_oid(oids, ((ChangedRow *) lfirst(lc))->oid);
	if (oids == NIL)
		return;
	value = sv_oids_datum(oids);
	PushActiveSnapshot(before);
	sv_query_fetch(&values_before, &value, NULL, remove_unchanged, strays);
	PopActiveSnapshot();
}

/*
 * Adds the catalogs of the cluster that were written.
 */
static void
find_shared(StringInfo lines, TransactionId since)
{
	for (int i = 0; i < lengthof(shared_catalogs); i++)
		if (is_changed(shared_catalogs[i].catalog, since))
			add_line(lines, shared_catalogs[i].description);
}

/*
 * True if a row of a catalog was written by us since a transaction.
 */
static bool
is_changed(Oid catalog, TransactionId since)
{
	Relation	relation = table_open(catalog, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, NULL, 0,
										  NULL);
	bool		found = false;
	HeapTuple	tuple;

	while (!found && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		TransactionId writer = HeapTupleHeaderGetXmin(tuple->t_data);

		found = TransactionIdIsCurrentTransactionId(writer) &&
			TransactionIdFollowsOrEquals(writer, since);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

/*
 * True if the xmin in the first column is that of our own transaction, or of a
 * subtransaction of it.
 */
static bool
is_ours(const SvRow *row)
{
	TransactionId writer = DatumGetTransactionId(sv_row_datum(row, 1));

	return TransactionIdIsCurrentTransactionId(writer);
}

/*
 * Adds an object, unless another transaction has created it.
 */
static void
add_created(const SvRow *row, void *arg)
{
	if (is_ours(row))
		add_line(arg, sv_row_string(row, 2));
}

/*
 * Adds a line, unless it is the last one; equal ones follow each other.
 */
static void
add_line(StringInfo lines, const char *line)
{
	const char *last = strrchr(lines->data, '\n');

	if (strcmp(last == NULL ? lines->data : last + 1, line) != 0)
		appendStringInfo(lines, "%s%s", lines->len > 0 ? "\n" : "", line);
}

/*
 * Adds a row, unless another transaction has written it.
 */
static void
add_changed(const SvRow *row, void *arg)
{
	Strays	   *strays = arg;
	ChangedRow *changed_row;

	if (!is_ours(row))
		return;
	changed_row = palloc(sizeof(ChangedRow));
	changed_row->oid = DatumGetObjectId(sv_row_datum(row, 2));
	changed_row->values = sv_row_string(row, 3);
	changed_row->description = sv_row_string(row, 4);
	strays->rows = lappend(strays->rows, changed_row);
}

/*
 * Removes a row with the values that it had before.
 */
static void
remove_unchanged(const SvRow *row, void *arg)
{
	Strays	   *strays = arg;
	Oid			oid = DatumGetObjectId(sv_row_datum(row, 1));
	char	   *values = sv_row_string(row, 2);
	ListCell   *lc;

	foreach(lc, strays->rows)
	{
		ChangedRow *changed_row = lfirst(lc);

		if (changed_row->oid == oid && changed_row->values != NULL &&
			strcmp(changed_row->values, values) == 0)
			strays->rows = foreach_delete_current(strays->rows, lc);
	}
}
