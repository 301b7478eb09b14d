/*-------------------------------------------------------------------------
 *
 * key.c
 *	  All that the facts of a model depend on, as a key.
 *
 * That is the model itself, the server, how things are made where nothing is
 * said, and what the catalogs say of the objects that the model has used, and
 * of those that have a name that it looks up.  It is what the rows say that
 * counts, not which rows they are: two changes in one transaction are two, and
 * TRUNCATE, GRANT, REINDEX and VACUUM FULL are none, nor is a foreign key that
 * refers to a table, though each of these writes another row.
 *
 * Of an object that a name could mean, there is the fact that it is there; of
 * a function or an operator also its signature, which decides whether it is
 * meant.  Of what was used there is all that could be copied, by LIKE or by
 * inheritance, or be written into a definition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "access/query.h"
#include "compat.h"
#include "model/key.h"

static void append_setting(StringInfo text, const char *name);
static void append_text(StringInfo text, const char *value);
static char *hash(StringInfo text);
static void take_lines(const SvRow *row, void *arg);

/*
 * Rows of a catalog as lines.  The catalogs that are written as a whole have
 * no column of a type that users make, whose casts would be looked for.
 */
#define LINES(what, values) \
	" UNION ALL SELECT ('" what "', " values ")::text"

#define LEFT_OUT(row, columns) \
	"to_jsonb(" row ") - '{" columns "}'::text[]"

/* What is in a schema: used, or named. */
#define OBJECTS(catalog, space, columns) \
	LINES(catalog, "n.nspname, " LEFT_OUT("o", columns))\
	" FROM pg_catalog." catalog " o"\
	" JOIN pg_catalog.pg_namespace n ON n.oid = o." space\
	" WHERE o.oid = ANY ($5) OR o.oid = ANY (ARRAY(SELECT d.oid FROM named d"\
	"  WHERE d.classid = 'pg_catalog." catalog "'::regclass))"

/* Relations and types under a name that is looked up. */
#define NAMES(catalog, name, space, kind) \
	LINES("name", "o.oid, o." name ", o." space ", o." kind)\
	" FROM named d JOIN pg_catalog." catalog " o ON o.oid = d.oid"\
	" WHERE d.classid = 'pg_catalog." catalog "'::regclass"

/* What is in no schema: that it is there. */
#define GLOBALS(catalog, name) \
	LINES(catalog, "o.oid, o." name)\
	" FROM pg_catalog." catalog " o WHERE o.oid = ANY ($5)"

/*
 * What is in no schema, and does not step aside for who has tried out the
 * model, is among the facts.
 */
#define STAYS(catalog, condition, parts) \
	LINES(catalog, "to_jsonb(o)" parts)\
	" FROM pg_catalog." catalog " o WHERE o.oid >= 16384"\
	" AND NOT " SV_USED_MEMBER(catalog) " AND " condition
#define NOT_HIS(owner) "NOT pg_has_role($6, o." owner ", 'USAGE')"
#define NO_SUPERUSER \
	"NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r"\
	" WHERE r.oid = $6 AND r.rolsuper)"

/*
 * The parameters after those of SV_USED_NAMED are $6 the role that has tried
 * out the model, and $7 whether it declares privileges.
 */
static SvQuery lines = {
	"WITH" SV_USED_NAMED ","
	/* those that all of may be copied, by INCLUDING or to partitions */
	" copied AS (SELECT c.oid, c.relkind FROM pg_catalog.pg_class c"
	"  WHERE c.oid = ANY ($5) AND (c.relkind = 'p'"
	"   OR EXISTS (SELECT 1 FROM word w WHERE w.name = 'including'))),"
	" copied_index AS (SELECT c.oid, i.oid AS index, i.relname, i.relam,"
	"   i.reltablespace, i.reloptions"
	"  FROM copied c JOIN pg_catalog.pg_index x ON x.indrelid = c.oid"
	"  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid)"
	" SELECT string_agg(l.line, E'\\n' ORDER BY l.line COLLATE \"C\") FROM ("

	/* schemas */
	"SELECT ('schema', n.nspname, pg_get_userbyid(n.nspowner))::text AS line"
	" FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($1)"
	LINES("place", "p.oid, p.nspname")
	" FROM place p WHERE p.nspname NOT LIKE 'pg\\_%'"
	LINES("ignored", "i.kind, i.pattern") " FROM schemaver.ignore i"

	/* names */
	NAMES("pg_class", "relname", "relnamespace", "relkind")
	NAMES("pg_type", "typname", "typnamespace", "typtype")

	/* relations */
	LINES("relation", "c.oid, n.nspname, c.relname, c.relkind,"
		  " CASE c.relkind WHEN 'p' THEN (c.relam, c.reltablespace) END")
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.oid = ANY ($5)"
	LINES("column", "a.attrelid, a.attnum, a.attname, a.atttypid,"
		  " a.atttypmod, a.attcollation, a.attnotnull, a.attidentity,"
		  " a.attgenerated, a.attstorage" SV_SINCE_14(", a.attcompression", ""))
	" FROM pg_catalog.pg_attribute a"
	" WHERE a.attrelid = ANY ($5) AND a.attnum > 0 AND NOT a.attisdropped"
	LINES("default", "d.adrelid, d.adnum, d.adbin")
	" FROM pg_catalog.pg_attrdef d WHERE d.adrelid = ANY ($5)"
	LINES("constraint", LEFT_OUT("k", "oid,conindid,conparentid,coninhcount,conislocal"))
	" FROM pg_catalog.pg_constraint k WHERE k.conrelid = ANY ($5)"
	"  AND (k.contype NOT IN ('f', 't') OR k.conrelid IN"
	"   (SELECT c.oid FROM copied c WHERE c.relkind = 'p'))"
	LINES("identity", "d.refobjid, d.refobjsubid, " LEFT_OUT("s", "seqrelid"))
	" FROM pg_catalog.pg_depend d"
	" JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid"
	" WHERE d.refclassid = 'pg_catalog.pg_class'::regclass"
	"  AND d.refobjid = ANY ($5) AND d.deptype = 'i'"
	"  AND d.classid = 'pg_catalog.pg_class'::regclass"
	LINES("index", "i.oid, i.relname, i.relam, i.reltablespace, i.reloptions, "
		  LEFT_OUT("x", "indexrelid,indisclustered,indisvalid,indcheckxmin,"
				   "indisready,indislive,indisreplident") ","
		  " ARRAY(SELECT concat(a.attnum, ' ', o.option)"
		  "  FROM pg_catalog.pg_attribute a, unnest(a.attoptions) AS o (option)"
		  "  WHERE a.attrelid = i.index AND o.option NOT LIKE 'pg\\_attver=%'"
		  "  ORDER BY a.attnum, o.option COLLATE \"C\")")
	" FROM copied_index i JOIN pg_catalog.pg_index x ON x.indexrelid = i.index"
	LINES("statistics", LEFT_OUT("s", "oid,stxowner,stxstattarget"))
	" FROM pg_catalog.pg_statistic_ext s JOIN copied c ON c.oid = s.stxrelid"
	LINES("trigger", LEFT_OUT("t", "oid,tgparentid,tgconstrindid,tgconstraint"))
	" FROM pg_catalog.pg_trigger t JOIN copied c ON c.oid = t.tgrelid"
	"  AND c.relkind = 'p' WHERE NOT t.tgisinternal"
	LINES("comment", "o.relation, o.name, d.objsubid, d.description")
	" FROM (SELECT c.oid AS relation, '' AS name, c.oid AS objoid,"
	"   'pg_catalog.pg_class'::regclass AS classoid FROM copied c"
	"  UNION ALL SELECT i.oid, i.relname, i.index, 'pg_catalog.pg_class'::regclass"
	"  FROM copied_index i"
	"  UNION ALL SELECT c.oid, k.conname, k.oid, 'pg_catalog.pg_constraint'::regclass"
	"  FROM copied c JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid"
	"  UNION ALL SELECT c.oid, s.stxname, s.oid, 'pg_catalog.pg_statistic_ext'::regclass"
	"  FROM copied c JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = c.oid) o"
	" JOIN pg_catalog.pg_description d ON d.objoid = o.objoid"
	"  AND d.classoid = o.classoid"

	/* types */
	LINES("type", "n.nspname, " LEFT_OUT("t", "typowner,typacl"))
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" WHERE t.oid = ANY ($5)"
	LINES("label", "e.enumtypid, e.enumsortorder, e.enumlabel")
	" FROM pg_catalog.pg_enum e WHERE e.enumtypid = ANY ($5)"
	LINES("range", "to_jsonb(r)")
	" FROM pg_catalog.pg_range r WHERE r.rngtypid = ANY ($5)"
	LINES("domain constraint", LEFT_OUT("k", "oid"))
	" FROM pg_catalog.pg_constraint k WHERE k.contypid = ANY ($5)"

	/* what else is in schemas */
	OBJECTS("pg_proc", "pronamespace", "prosrc,prosqlbody,probin,proacl,"
			"proowner,procost,prorows,proconfig,prosecdef,proleakproof,"
			"proparallel,prosupport,protrftypes")
	OBJECTS("pg_operator", "oprnamespace",
			"oprowner,oprrest,oprjoin,oprcom,oprnegate,oprcanmerge,oprcanhash")
	OBJECTS("pg_collation", "collnamespace", "collowner,collversion")
	OBJECTS("pg_opclass", "opcnamespace", "opcowner")
	OBJECTS("pg_opfamily", "opfnamespace", "opfowner")
	OBJECTS("pg_conversion", "connamespace", "conowner")
	OBJECTS("pg_ts_config", "cfgnamespace", "cfgowner")
	OBJECTS("pg_ts_dict", "dictnamespace", "dictowner,dictinitoption")
	OBJECTS("pg_ts_parser", "prsnamespace", "")
	OBJECTS("pg_ts_template", "tmplnamespace", "")
	LINES("aggregate", "a.aggfnoid::oid, a.aggkind, a.aggnumdirectargs")
	" FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid::oid = ANY ($5)"

	/* what is taken without a name */
	LINES("default class", LEFT_OUT("o", "opcowner"))
	" FROM pg_catalog.pg_opclass o"
	" JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod"
	" WHERE o.oid >= 16384 AND o.opcdefault"
	"  AND (o.opcintype < 16384 OR o.opcintype = ANY ($5))"
	"  AND (m.amname IN ('btree', 'hash')"
	"   OR m.amname::text IN (SELECT w.name FROM word w))"
	"  AND (o.opcnamespace NOT IN (SELECT m.oid FROM managed m)"
	"   OR " SV_USED_MEMBER("pg_opclass") ")"
	LINES("cast", "to_jsonb(o)")
	" FROM pg_catalog.pg_cast o WHERE " SV_USED_MEMBER("pg_cast")
	"  AND (o.castsource < 16384 OR o.castsource = ANY ($5))"
	"  AND (o.casttarget < 16384 OR o.casttarget = ANY ($5))"

	/* what functions do */
	LINES("code", LEFT_OUT("o", "proacl,proowner,procost,prorows"))
	" FROM pg_catalog.pg_proc o WHERE $4 AND o.oid >= 16384"
	"  AND (o.pronamespace NOT IN (SELECT m.oid FROM managed m)"
	"   OR " SV_USED_MEMBER("pg_proc") ")"

	/* what is in no schema */
	LINES("extension", "e.oid, e.extname, e.extversion, e.extrelocatable, n.nspname")
	" FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
	" WHERE e.oid = ANY ($5) OR e.extname::text IN (SELECT w.name FROM word w)"
	GLOBALS("pg_language", "lanname")
	GLOBALS("pg_am", "amname")
	GLOBALS("pg_foreign_data_wrapper", "fdwname")
	GLOBALS("pg_foreign_server", "srvname")
	GLOBALS("pg_roles", "rolname")
	LINES("tablespace", "t.oid, t.spcname")
	" FROM pg_catalog.pg_tablespace t WHERE t.oid = ANY ($5)"
	"  OR t.spcname::text IN (SELECT w.name FROM word w)"
	STAYS("pg_event_trigger", NOT_HIS("evtowner"), "")
	STAYS("pg_foreign_data_wrapper", NOT_HIS("fdwowner"), "")
	STAYS("pg_foreign_server", NOT_HIS("srvowner"), "")
	STAYS("pg_language", NOT_HIS("lanowner"), "")
	STAYS("pg_publication", NOT_HIS("pubowner"),
		  ", ARRAY(SELECT r.prrelid FROM pg_catalog.pg_publication_rel r"
		  "  WHERE r.prpubid = o.oid ORDER BY r.prrelid)"
		  SV_SINCE_15(", ARRAY(SELECT r.pnnspid"
					  "  FROM pg_catalog.pg_publication_namespace r"
					  "  WHERE r.pnpubid = o.oid ORDER BY r.pnnspid)", ""))
	STAYS("pg_am", NO_SUPERUSER, "")
	STAYS("pg_cast", NO_SUPERUSER, "")
	STAYS("pg_transform", NO_SUPERUSER, "")
	STAYS("pg_default_acl", "$7 AND " NO_SUPERUSER, "")
	") l",
	7, {SV_USED_TYPES, OIDOID, BOOLOID}
};

/*
 * A key for a model that is tried out, or was, of which "used" tells; it is
 * another one if the facts may be others.
 *
 * The caller is part of it only if owners are compared, or if the search_path
 * says so: whoever compares wants the answer to the same question.
 */
char *
sv_key_make(const SvModel *model, const SvUsed *used)
{
	StringInfoData text;
	Datum		values[7];
	ListCell   *lc;

	initStringInfo(&text);
	appendStringInfo(&text, UINT64_FORMAT " %u %d", GetSystemIdentifier(),
					 MyDatabaseId, model->privileges);
	append_setting(&text, "server_version_num");
	append_setting(&text, "default_tablespace");
	append_setting(&text, "default_table_access_method");
	append_setting(&text, "default_toast_compression");
	append_text(&text, model->ddl);
	append_text(&text, model->search_path);
	foreach(lc, model->schemas)
		append_text(&text, lfirst(lc));
	foreach(lc, model->settings)
		append_text(&text, lfirst(lc));
	if (model->privileges || strstr(model->search_path, "$user") != NULL)
		append_text(&text, GetUserNameFromId(GetUserId(), false));

	sv_used_fill(used, model->schemas, model->search_path, values);
	values[5] = ObjectIdGetDatum(used->role);
	values[6] = BoolGetDatum(model->privileges);
	sv_query_fetch(&lines, values, NULL, take_lines, &text);
	return hash(&text);
}

static void
append_setting(StringInfo text, const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	append_text(text, value == NULL ? "" : value);
}

/*
 * With its length: no two lists of texts are alike.
 */
static void
append_text(StringInfo text, const char *value)
{
	appendStringInfo(text, "\n%zu %s", strlen(value), value);
}

static void
take_lines(const SvRow *row, void *arg)
{
	char	   *value = sv_row_string(row, 1);

	append_text(arg, value == NULL ? "" : value);
}

/*
 * SHA-256 in hexadecimal, of the bytes as they are.
 */
static char *
hash(StringInfo text)
{
	Datum		bytes = PointerGetDatum(cstring_to_text_with_len(text->data,
																 text->len));
	bytea	   *digest = DatumGetByteaPP(DirectFunctionCall1(sha256_bytea, bytes));
	char	   *result = palloc(2 * VARSIZE_ANY_EXHDR(digest) + 1);
	uint64		length = hex_encode(VARDATA_ANY(digest),
									VARSIZE_ANY_EXHDR(digest), result);

	result[length] = '\0';
	return result;
}
