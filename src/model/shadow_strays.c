/*-------------------------------------------------------------------------
 *
 * shadow_strays.c
 *	  What a model makes or changes outside the schemas that it is about.
 *
 * Nobody would compare that, so it is an error.  What it drops there is still
 * there after the look: pg_dump --clean writes that too.
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

/* What is found. */
typedef struct Elsewhere
{
	StringInfoData made;		/* lines for the user */
	List	   *rows;			/* of ChangedRow, whose values count */
} Elsewhere;

typedef struct ChangedRow
{
	Oid			oid;
	char	   *values;
	char	   *description;
} ChangedRow;

/* Catalogs of the cluster, of which no model is about. */
static const struct
{
	Oid			catalog;
	const char *what;
}			shared_catalogs[] =

{
	{AuthIdRelationId, "roles"},
	{AuthMemRelationId, "members of roles"},
	{DatabaseRelationId, "databases"},
	{DbRoleSettingRelationId, "settings of roles or databases"},
};

static void refuse_made(const char *made);
static void find_shared(StringInfo made, TransactionId since);
static bool is_changed(Oid catalog, TransactionId since);
static void add_elsewhere(const SvRow *row, void *arg);
static void add_line(StringInfo made, const char *line);
static void add_changed(const SvRow *row, void *arg);
static void forget_same(const SvRow *row, void *arg);

/*
 * What was put into other schemas than these, or belongs to a relation there,
 * since a transaction.  Members of extensions go with these, and extensions are
 * compared wherever they are.
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
	"  AND d.classid <> 'pg_catalog.pg_extension'::regclass"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e"
	"   WHERE e.deptype = 'e' AND ((e.classid = d.classid AND e.objid = d.objid)"
	"    OR (e.classid = d.refclassid AND e.objid = d.refobjid)))"
	" ORDER BY d.classid, d.objid, d.objsubid",
	2, {OIDARRAYOID, XIDOID}
};

/* Schemas that a model is not about. */
#define OTHER_SCHEMAS \
	" space AS (SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n"\
	"  WHERE n.oid <> ALL ($1) AND n.nspname NOT LIKE 'pg\\_%'"\
	"  AND n.nspname NOT LIKE 'schemaver\\_aside\\_%'"\
	"  AND n.nspname NOT IN ('information_schema', 'schemaver'))"

/* Written since a transaction, and since a command in it. */
#define SINCE(row) \
	"pg_catalog.age(" row ".xmin) <= pg_catalog.age($2)"\
	" AND " row ".cmin::text::int8 >= $3"

/* Rows that belong to a relation, in a column of theirs. */
#define OF_RELATION(catalog, column, condition) \
	" UNION ALL SELECT r.xmin, 'pg_catalog.pg_class'::regclass, r." column ", NULL"\
	" FROM pg_catalog." catalog " r"\
	" JOIN pg_catalog.pg_class c ON c.oid = r." column\
	" WHERE " SINCE("r") condition\
	"  AND c.relnamespace IN (SELECT s.oid FROM space s)"

/* Rows that are in a schema. */
#define IN_SCHEMA(catalog, column, values) \
	" UNION ALL SELECT r.xmin, 'pg_catalog." catalog "'::regclass, r.oid, " values\
	" FROM pg_catalog." catalog " r"\
	" WHERE " SINCE("r") " AND r." column " IN (SELECT s.oid FROM space s)"

/* What is written to a row of others by who refers to it. */
#define CLASS_VALUES \
	"(to_jsonb(r) - '{relhastriggers,relhassubclass,relhasindex,relfilenode,"\
	"relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid}'"\
	"::text[])::text"
#define OPERATOR_VALUES \
	"(to_jsonb(r) - '{oprcom,oprnegate}'::text[])::text"

/*
 * What was changed of what is in other schemas, or of these, since a
 * transaction.  A schema may be made by an extension that is always there.
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
	/* a foreign key of others is cloned for a table that it refers to */
	OF_RELATION("pg_constraint", "conrelid",
				" AND NOT (r.contype = 'f' AND r.conparentid <> 0)")
	OF_RELATION("pg_index", "indrelid", "")
	OF_RELATION("pg_inherits", "inhrelid", "")
	OF_RELATION("pg_policy", "polrelid", "")
	OF_RELATION("pg_rewrite", "ev_class", "")
	OF_RELATION("pg_sequence", "seqrelid", "")
	OF_RELATION("pg_trigger", "tgrelid", " AND NOT r.tgisinternal")
	IN_SCHEMA("pg_type", "typnamespace", "NULL")
	/* those of relations, and arrays, go with others */
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
	" ORDER BY r.classid, r.objid",
	3, {OIDARRAYOID, XIDOID, INT8OID}
};

/* Of some of these rows, what they were before. */
static SvQuery before_changes = {
	"SELECT r.oid, " CLASS_VALUES " FROM pg_catalog.pg_class r WHERE r.oid = ANY ($1)"
	" UNION ALL SELECT r.oid, " OPERATOR_VALUES " FROM pg_catalog.pg_operator r"
	" WHERE r.oid = ANY ($1)",
	1, {OIDARRAYOID}
};

/*
 * Refuse a model that has made or changed something in other schemas than
 * these, OIDs, or in none where that is not compared.  "Since" is the
 * transaction of the look, "before" a snapshot of what there was before it.
 */
void
sv_shadow_strays_refuse(List *namespaces, TransactionId since, Snapshot before)
{
	Elsewhere	found = {.rows = NIL};
	Datum		values[3];
	List	   *oids = NIL;
	ListCell   *lc;

	values[0] = sv_oids_datum(namespaces);
	values[1] = TransactionIdGetDatum(since);
	values[2] = Int64GetDatum(before->curcid);
	initStringInfo(&found.made);
	sv_query_begin_latest();
	sv_query_fetch(&elsewhere, values, NULL, add_elsewhere, &found.made);
	if (found.made.len > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_DEFINITION),
				 errmsg("the model makes something in schemas that it is not about"),
				 errdetail_internal("%s", found.made.data),
				 errhint("Name all of its schemas in the argument \"schemas\" of schemaver_model(), or leave this out of the model.")));
	sv_query_fetch(&changed, values, NULL, add_changed, &found);
	sv_query_end_fresh();
	foreach(lc, found.rows)
		oids = lappend_oid(oids, ((ChangedRow *) lfirst(lc))->oid);
	if (oids != NIL)
	{
		values[0] = sv_oids_datum(oids);
		PushActiveSnapshot(before);
		sv_query_fetch(&before_changes, values, NULL, forget_same, &found);
		PopActiveSnapshot();
	}
	foreach(lc, found.rows)
		add_line(&found.made, ((ChangedRow *) lfirst(lc))->description);
	find_shared(&found.made, since);
	refuse_made(found.made.data);
}

static void
refuse_made(const char *made)
{
	if (made[0] != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_DEFINITION),
				 errmsg("the model makes or changes objects outside its schemas"),
				 errdetail_internal("%s", made),
				 errhint("Nobody would compare it. Name the schema in the argument \"schemas\" of schemaver_model(), or leave this to a revision.")));
}

/*
 * What belongs to the cluster.
 */
static void
find_shared(StringInfo made, TransactionId since)
{
	for (int i = 0; i < lengthof(shared_catalogs); i++)
		if (is_changed(shared_catalogs[i].catalog, since))
			add_line(made, shared_catalogs[i].what);
}

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
 * What others have done meanwhile is not of the model.
 */
static void
add_elsewhere(const SvRow *row, void *arg)
{
	if (TransactionIdIsCurrentTransactionId(DatumGetTransactionId(sv_row_datum(row, 1))))
		add_line(arg, sv_row_string(row, 2));
}

/*
 * Each line once: they come in order.
 */
static void
add_line(StringInfo made, const char *line)
{
	const char *last = strrchr(made->data, '\n');

	if (strcmp(last == NULL ? made->data : last + 1, line) != 0)
		appendStringInfo(made, "%s%s", made->len > 0 ? "\n" : "", line);
}

static void
add_changed(const SvRow *row, void *arg)
{
	Elsewhere  *found = arg;
	ChangedRow *changed_row;

	if (!TransactionIdIsCurrentTransactionId(DatumGetTransactionId(sv_row_datum(row, 1))))
		return;
	changed_row = palloc(sizeof(ChangedRow));
	changed_row->oid = DatumGetObjectId(sv_row_datum(row, 2));
	changed_row->values = sv_row_string(row, 3);
	changed_row->description = sv_row_string(row, 4);
	found->rows = lappend(found->rows, changed_row);
}

/*
 * A row that says what it said before is no change.
 */
static void
forget_same(const SvRow *row, void *arg)
{
	Elsewhere  *found = arg;
	Oid			oid = DatumGetObjectId(sv_row_datum(row, 1));
	char	   *values = sv_row_string(row, 2);
	ListCell   *lc;

	foreach(lc, found->rows)
	{
		ChangedRow *changed_row = lfirst(lc);

		if (changed_row->oid == oid && changed_row->values != NULL &&
			strcmp(changed_row->values, values) == 0)
			found->rows = foreach_delete_current(found->rows, lc);
	}
}
