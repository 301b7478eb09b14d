/*-------------------------------------------------------------------------
 *
 * cache_key.c
 *	  A key of all that the facts of a model depend on.
 *
 * The facts of a model can be used again as long as to evaluate it again would
 * give the same facts.  They depend on the model itself, the server, the
 * defaults for what the model leaves open, and on what the catalogs tell of the
 * objects that the model used when it was evaluated, and of the objects that
 * have a name that it looks up, and so could be used next time.  The key is a
 * hash of all that.
 *
 * What counts is the contents of rows, not their identity as in fingerprint.c:
 * TRUNCATE, GRANT, REINDEX and VACUUM FULL, or a foreign key that refers to a
 * table, write new rows but change no key; and two changes of a row in one
 * transaction are two.
 *
 * Of an object that a name could mean, it takes part that it exists; of a
 * function or an operator also the signature, which decides whether it is meant.
 * Of an object that was used, all takes part that could be copied, by LIKE or by
 * inheritance, or become part of a definition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "compat.h"
#include "file/script_place.h"
#include "model/cache_key.h"
#include "server/query.h"
#include "strings.h"

/* The result of the first query. */
typedef struct Surroundings
{
	StringInfo	text;
	ArrayType  *objects;		/* used, or named */
} Surroundings;

static void append_setting(StringInfo text, const char *name);
static void append_text(StringInfo text, const char *value);
static void append_objects(StringInfo text, const SvModel *model,
						   const SvDependencies *used);
static char *hash(StringInfo text);
static void take_surroundings(const SvRow *row, void *arg);
static void take_lines(const SvRow *row, void *arg);

/*
 * Rows of a catalog as lines.  The catalogs that are written as a whole have
 * no column of a type that users make, whose casts would be looked for.
 */
#define LINES(what, values) \
	" UNION ALL SELECT ('" what "', " values ")::text"

#define LEFT_OUT(row, columns) \
	"to_jsonb(" row ") - '{" columns "}'::text[]"

#define AS_TEXT "string_agg(l.line, E'\\n' ORDER BY l.line COLLATE \"C\")"

/* Objects that are in no schema, as whole rows. */
#define WHOLE(catalog, owner, parts) \
	" SELECT 'pg_catalog." catalog "'::regclass AS classid, o.oid,"\
	" " owner " AS owner, (to_jsonb(o)" parts ")::text AS line"\
	" FROM pg_catalog." catalog " o WHERE o.oid >= 16384"

/*
 * Lines for schemas and for what is used without a name; and an array of the
 * objects that were used or have a name that the model looks up.
 *
 * Objects that are in no schema, and were not moved out of the way because the
 * role that evaluated the model does not own them, are among the facts.  The
 * parameters after those of SV_DEPENDENCIES_NAMED are that role, $6, and whether
 * privileges are declared, $7.
 */
static SvQuery surroundings = {
	"WITH" SV_DEPENDENCIES_NAMED ","
	" super AS (SELECT coalesce(bool_or(r.rolsuper), false) AS is_super"
	"  FROM pg_catalog.pg_roles r WHERE r.oid = $6)"
	" SELECT " AS_TEXT ", ARRAY(SELECT d.oid FROM named d"
	"  UNION SELECT unnest($5)) FROM ("
	"SELECT ('schema', n.nspname, pg_get_userbyid(n.nspowner))::text AS line"
	" FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($1)"
	LINES("place", "p.oid, p.nspname")
	" FROM place p WHERE p.nspname = ANY ($2)"
	"  OR p.nspname::text IN (SELECT w.name FROM word w)"
	LINES("ignored", "i.kind, i.pattern") " FROM schemaver.ignore i"
	LINES("extension", "e.oid, e.extname, e.extversion, e.extrelocatable, n.nspname")
	" FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
	" WHERE e.oid = ANY ($5) OR e.extname::text IN (SELECT w.name FROM word w)"
	LINES("tablespace", "t.oid, t.spcname")
	" FROM pg_catalog.pg_tablespace t WHERE t.oid = ANY ($5)"
	"  OR t.spcname::text IN (SELECT w.name FROM word w)"
	LINES("default class", LEFT_OUT("o", "opcowner"))
	" FROM pg_catalog.pg_opclass o"
	" JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod"
	" WHERE o.oid >= 16384 AND o.opcdefault"
	"  AND (o.opcintype < 16384 OR o.opcintype = ANY ($5))"
	"  AND (m.amname IN ('btree', 'hash')"
	"   OR m.amname::text IN (SELECT w.name FROM word w))"
	"  AND (o.opcnamespace NOT IN (SELECT m.oid FROM managed m)"
	"   OR o.oid IN (SELECT m.objid FROM member m"
	"    WHERE m.classid = 'pg_catalog.pg_opclass'::regclass))"
	LINES("cast", "to_jsonb(o)")
	" FROM pg_catalog.pg_cast o WHERE o.oid IN (SELECT m.objid FROM member m"
	"   WHERE m.classid = 'pg_catalog.pg_cast'::regclass)"
	"  AND (o.castsource < 16384 OR o.castsource = ANY ($5))"
	"  AND (o.casttarget < 16384 OR o.casttarget = ANY ($5))"
	LINES("stays", "t.line")
	" FROM (" WHOLE("pg_event_trigger", "o.evtowner", "")
	" UNION ALL" WHOLE("pg_foreign_data_wrapper", "o.fdwowner", "")
	" UNION ALL" WHOLE("pg_foreign_server", "o.srvowner", "")
	" UNION ALL" WHOLE("pg_language", "o.lanowner", "")
	" UNION ALL" WHOLE("pg_publication", "o.pubowner",
					   ", ARRAY(SELECT r.prrelid FROM pg_catalog.pg_publication_rel r"
					   "  WHERE r.prpubid = o.oid ORDER BY r.prrelid)"
					   SV_SINCE_15(", ARRAY(SELECT r.pnnspid"
								   "  FROM pg_catalog.pg_publication_namespace r"
								   "  WHERE r.pnpubid = o.oid ORDER BY r.pnnspid)", ""))
	/* ordinary roles may not read that oid before 14 */
	" UNION ALL SELECT 'pg_catalog.pg_subscription'::regclass,"
	"  " SV_SINCE_14("o.oid", "0::oid") ", o.subowner,"
	"  (o.subname, o.subenabled, o.subslotname, o.subpublications)::text"
	" FROM pg_catalog.pg_subscription o WHERE o.subdbid ="
	"  (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())"
	" UNION ALL" WHOLE("pg_am", "0", "")
	" UNION ALL" WHOLE("pg_cast", "0", "")
	" UNION ALL" WHOLE("pg_transform", "0", "")
	" UNION ALL" WHOLE("pg_default_acl", "0", "") " AND $7"
	"  ) t, super s WHERE NOT s.is_super"
	"  AND (t.owner = 0 OR NOT pg_has_role($6, t.owner, 'USAGE'))"
	"  AND (t.classid::oid, t.oid) NOT IN (SELECT m.classid, m.objid FROM member m)"
	") l",
	7, {SV_DEPENDENCIES_TYPES, OIDOID, BOOLOID}
};

/* Objects in schemas, used or named. */
#define OBJECTS(catalog, space, columns) \
	LINES(catalog, "n.nspname, " LEFT_OUT("o", columns))\
	" FROM pg_catalog." catalog " o"\
	" JOIN pg_catalog.pg_namespace n ON n.oid = o." space\
	" WHERE o.oid = ANY ($2)"

/* Relations and types: that they exist. */
#define NAMES(catalog, name, space, kind) \
	LINES("name", "o.oid, o." name ", o." space ", o." kind)\
	" FROM pg_catalog." catalog " o WHERE o.oid = ANY ($2)"

#define GLOBALS(catalog, name) \
	LINES(catalog, "o.oid, o." name)\
	" FROM pg_catalog." catalog " o WHERE o.oid = ANY ($1)"

/*
 * Lines for the objects that were used, $1, and for those and the named ones,
 * $2.  $3 is whether LIKE may copy all of a table, not only its columns.
 * Partitions of tables in other schemas cannot be part of a model.
 */
static SvQuery objects = {
	"WITH copied AS (SELECT c.oid FROM pg_catalog.pg_class c"
	"  WHERE c.oid = ANY ($1) AND $3),"
	" copied_index AS (SELECT c.oid, i.oid AS index, i.relname, i.relam,"
	"   i.reltablespace, i.reloptions"
	"  FROM copied c JOIN pg_catalog.pg_index x ON x.indrelid = c.oid"
	"  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid)"
	" SELECT " AS_TEXT " FROM ("

	/* relations */
	"SELECT ('relation', c.oid, n.nspname, c.relname, c.relkind)::text AS line"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.oid = ANY ($1)"
	LINES("column", "a.attrelid, a.attnum, a.attname, a.atttypid,"
		  " a.atttypmod, a.attcollation, a.attnotnull, a.attidentity,"
		  " a.attgenerated, a.attstorage" SV_SINCE_14(", a.attcompression", ""))
	" FROM pg_catalog.pg_attribute a"
	" WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped"
	LINES("default", "d.adrelid, d.adnum, d.adbin")
	" FROM pg_catalog.pg_attrdef d WHERE d.adrelid = ANY ($1)"
	LINES("constraint", LEFT_OUT("k", "oid,conindid,conparentid,coninhcount,conislocal"))
	" FROM pg_catalog.pg_constraint k WHERE k.conrelid = ANY ($1)"
	"  AND k.contype NOT IN ('f', 't')"
	LINES("identity", "d.refobjid, d.refobjsubid, " LEFT_OUT("s", "seqrelid"))
	" FROM pg_catalog.pg_depend d"
	" JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid"
	" WHERE d.refclassid = 'pg_catalog.pg_class'::regclass"
	"  AND d.refobjid = ANY ($1) AND d.deptype = 'i'"
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
	" WHERE t.oid = ANY ($1)"
	LINES("label", "e.enumtypid, e.enumsortorder, e.enumlabel")
	" FROM pg_catalog.pg_enum e WHERE e.enumtypid = ANY ($1)"
	LINES("range", "to_jsonb(r)")
	" FROM pg_catalog.pg_range r WHERE r.rngtypid = ANY ($1)"
	LINES("domain constraint", LEFT_OUT("k", "oid"))
	" FROM pg_catalog.pg_constraint k WHERE k.contypid = ANY ($1)"

	/* all else */
	NAMES("pg_class", "relname", "relnamespace", "relkind")
	NAMES("pg_type", "typname", "typnamespace", "typtype")
	OBJECTS("pg_proc", "pronamespace", "prosrc,prosqlbody,probin,proacl,"
			"proowner,procost,prorows,proconfig,prosecdef,proleakproof,"
			"proparallel,prosupport,protrftypes")
	LINES("aggregate", "a.aggfnoid::oid, a.aggkind, a.aggnumdirectargs")
	" FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid::oid = ANY ($2)"
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
	GLOBALS("pg_language", "lanname")
	GLOBALS("pg_am", "amname")
	GLOBALS("pg_foreign_data_wrapper", "fdwname")
	GLOBALS("pg_foreign_server", "srvname")
	GLOBALS("pg_roles", "rolname")
	") l",
	3, {OIDARRAYOID, OIDARRAYOID, BOOLOID}
};

/* The bodies of functions that the model does not create: it runs code. */
static SvQuery functions = {
	"SELECT " AS_TEXT " FROM (SELECT ("
	LEFT_OUT("o", "proacl,proowner,procost,prorows") ")::text AS line"
	" FROM pg_catalog.pg_proc o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace"
	" WHERE o.oid >= 16384 AND (n.nspname <> ALL ($1) OR EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_depend d"
	"   WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = o.oid"
	"   AND d.deptype = 'e'))) l",
	1, {TEXTARRAYOID}
};

/*
 * The key of a model that is being evaluated, or was once, palloc'd; "used" is
 * what was found out then.  If the key is the same, so are the facts.
 *
 * The current user takes part only if owners are compared or search_path refers
 * to it, so that in all other cases the facts serve all users.
 */
char *
sv_cache_key_make(const SvModel *model, const SvDependencies *used)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	appendStringInfo(&text, UINT64_FORMAT " %u %d", GetSystemIdentifier(),
					 MyDatabaseId, model->privileges);
	append_setting(&text, "server_version_num");
	append_setting(&text, "default_tablespace");
	append_setting(&text, "default_table_access_method");
	append_setting(&text, "default_toast_compression");
	append_text(&text, model->ddl);
	foreach(lc, model->files)
		appendStringInfo(&text, "\n%d", ((SvScriptFile *) lfirst(lc))->line);
	append_text(&text, model->search_path);
	foreach(lc, model->schemas)
		append_text(&text, lfirst(lc));
	foreach(lc, model->settings)
		append_text(&text, lfirst(lc));
	if (model->privileges || strstr(model->search_path, "$user") != NULL)
		append_text(&text, GetUserNameFromId(GetUserId(), false));

	append_objects(&text, model, used);
	return hash(&text);
}

/*
 * Append the value of a setting; "" if the server does not have it.
 */
static void
append_setting(StringInfo text, const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	append_text(text, value == NULL ? "" : value);
}

/*
 * Append a text with its length, so that different lists of texts differ.
 */
static void
append_text(StringInfo text, const char *value)
{
	appendStringInfo(text, "\n%zu %s", strlen(value), value);
}

/*
 * Append what the catalogs tell.  Most models use no object of other schemas, and
 * look up no name that one has; then one query is enough.
 */
static void
append_objects(StringInfo text, const SvModel *model, const SvDependencies *used)
{
	Surroundings around = {text};
	Datum		values[7];

	sv_dependencies_fill(used, model->schemas, model->search_path, values);
	values[5] = ObjectIdGetDatum(used->role);
	values[6] = BoolGetDatum(model->privileges);
	sv_query_fetch(&surroundings, values, NULL, take_surroundings, &around);
	if (used->code)
		sv_query_fetch(&functions, values, NULL, take_lines, text);
	values[0] = used->objects;
	values[1] = PointerGetDatum(around.objects);
	values[2] = BoolGetDatum(sv_strings_member(used->names, "including"));
	if (ARR_NDIM(around.objects) > 0)
		sv_query_fetch(&objects, values, NULL, take_lines, text);
}

static void
take_surroundings(const SvRow *row, void *arg)
{
	Surroundings *around = arg;

	around->objects = DatumGetArrayTypePCopy(sv_row_datum(row, 2));
	take_lines(row, around->text);
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
