/*-------------------------------------------------------------------------
 *
 * import_applied.c
 *	  Records as applied what another tool has applied.
 *
 * Tools keep what they have applied in tables of their own.  If there is such
 * a table, the revisions that were made from the tool's migrations are recorded
 * as applied; nothing is run, and nothing that is applied already is removed.
 * The table may belong to any role: it is read with the rights of the caller,
 * and only if that cannot run code of its owner.
 *
 * The tables of the tool are in no model, so that autogenerate would drop them:
 * they are put into schemaver.ignore.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

#include "command/begin.h"
#include "command/import_applied.h"
#include "command/steps.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "server/rights.h"
#include "store/cache.h"
#include "store/repeats.h"
#include "store/store.h"
#include "strings.h"

/*
 * A query for the keys of what a tool has applied: %s is its table, $1 are the
 * keys of the files.  A null stands for a state of which the tool itself does
 * not know what is applied.
 */
typedef struct AppliedQuery
{
	const char *format;
	const char *text;
} AppliedQuery;

static const char *query_of(const char *format);
static Oid	find_table(const SvImportTool *tool, const char *table);
static void check_table(Oid relid);
static List *fetch_keys(const char *format, const char *table,
						List *imported, List *repeatables);
static List *take_repeatables(List *repeatables, List *keys);
static void record_repeatables(List *repeatables);
static void add_key(const SvRow *row, void *arg);
static SvSet mark_applied(const SvState *state, const char *format,
						  List *imported, List *keys);
static void record_applied(const SvState *state, SvSet applied);
static void ignore_tables(const SvImportTool *tool);
static bool ignore(const char *kind, Oid relid);
static char *like_pattern(const char *text);

static const AppliedQuery queries[] = {
	{"alembic", "SELECT version_num::text FROM %s"},
	{"dbmate", "SELECT version::text FROM %s"},
	{"diesel", "SELECT version::text FROM %s"},
	{"django", "SELECT (app || '.' || name)::text FROM %s"},
	{"drizzle",
		"WITH m AS (SELECT created_at, pg_catalog.to_jsonb(t) ->> 'name' AS name FROM %s t)"
		" SELECT k FROM pg_catalog.unnest($1) k WHERE CASE WHEN k ~ '^[0-9]+$'"
		" THEN k::numeric <= (SELECT pg_catalog.max(created_at) FROM m)"
	" ELSE EXISTS (SELECT FROM m WHERE m.name = k) END"},
	{"flyway",
		"SELECT k FROM pg_catalog.unnest($1) k, LATERAL (SELECT h.type, h.success, h.checksum"
		" FROM %s h WHERE CASE WHEN h.version IS NULL THEN pg_catalog.regexp_replace(h.script, '^.*/', '') = pg_catalog.split_part(k, E'\n', 1)"
		" WHEN h.type LIKE '%%BASELINE%%' THEN k ~ '^[0-9.]+$' AND pg_catalog.string_to_array(k, '.')::numeric[]"
		" <= pg_catalog.string_to_array(pg_catalog.replace(h.version, '_', '.'), '.')::numeric[]"
		" ELSE k ~ '^[0-9.]+$' AND pg_catalog.string_to_array(k, '.')::numeric[]"
		" = pg_catalog.string_to_array(pg_catalog.replace(h.version, '_', '.'), '.')::numeric[] END"
		" ORDER BY h.installed_rank DESC LIMIT 1) h"
		" WHERE h.success AND h.type NOT LIKE 'UNDO%%' AND h.type <> 'DELETE'"
	" AND coalesce(h.checksum::text = nullif(pg_catalog.split_part(k, E'\n', 2), ''), true)"},
	{"golang-migrate",
		"SELECT CASE WHEN NOT m.dirty THEN k END FROM pg_catalog.unnest($1) k, %s m"
	" WHERE k::numeric <= m.version"},
	{"goose",
		"SELECT version_id::text FROM (SELECT DISTINCT ON (version_id) version_id, is_applied"
	" FROM %s ORDER BY version_id, id DESC) v WHERE is_applied AND version_id <> 0"},

	/*
	 * The path of a file depends on the folder that Liquibase was called in,
	 * so that one may be the end of the other.
	 */
	{"liquibase",
		"WITH f AS (SELECT k, pg_catalog.split_part(k, E'\n', 1) AS author, pg_catalog.split_part(k, E'\n', 2) AS id,"
		" pg_catalog.split_part(k, E'\n', 3) AS path FROM pg_catalog.unnest($1) k),"
		" d AS (SELECT author::text, CASE WHEN author = 'includeAll' AND id LIKE 'raw\\_%%' THEN 'raw' ELSE id::text END AS id,"
		" filename::text AS path FROM %s WHERE exectype <> 'SKIPPED')"
		" SELECT coalesce(f.k, d.author || E'\n' || d.id || E'\n' || d.path) FROM d LEFT JOIN f"
		" ON f.author = d.author AND f.id = d.id AND (pg_catalog.right('/' || d.path, pg_catalog.length(f.path) + 1) = '/' || f.path"
	" OR pg_catalog.right('/' || f.path, pg_catalog.length(d.path) + 1) = '/' || d.path)"},
	{"node-pg-migrate", "SELECT name::text FROM %s"},
	/* popx has versions of more digits, where pop has cut them */
	{"pop", "SELECT k FROM pg_catalog.unnest($1) k WHERE EXISTS (SELECT FROM %s m WHERE m.version::text IN (k, pg_catalog.left(k, 14)))"},
	{"popx", "SELECT k FROM pg_catalog.unnest($1) k WHERE EXISTS (SELECT FROM %s m WHERE m.version::text IN (k, pg_catalog.left(k, 14)))"},
	{"prisma",
		"SELECT CASE WHEN finished_at IS NOT NULL THEN migration_name::text END FROM %s"
	" WHERE rolled_back_at IS NULL"},
	/* keys have no zeros at their beginning */
	{"rails", "SELECT pg_catalog.regexp_replace(version::text, '^0+(?=.)', '') FROM %s"},
	{"sql-migrate", "SELECT id::text FROM %s"},
	{"sqitch",
		"SELECT project || E'\n' || change || E'\n' || pg_catalog.row_number()"
		" OVER (PARTITION BY project, change ORDER BY planned_at, committed_at)"
	" FROM %s WHERE project IN (SELECT pg_catalog.split_part(k, E'\n', 1) FROM pg_catalog.unnest($1) k)"},
};

/*
 * Record as applied what the table of a tool has of the migrations, which are
 * loaded already; returns the ids of those that are applied afterwards, and marks
 * such repeatable scripts (SvImportedRepeatable).  The tool is NULL if it has no table.
 *
 * Errors: those of reading the table; a migration that failed halfway in the
 * tool.
 */
List *
sv_import_applied_record(const SvImportTool *tool, List *imported,
						 List *repeatables)
{
	Oid			table = tool ? find_table(tool, tool->tables[0]) : InvalidOid;
	SvState    *state;
	SvSet		applied;
	List	   *ids = NIL;
	ListCell   *lc;

	if (!OidIsValid(table))
		state = sv_cache_state();
	else
	{
		List	   *keys;

		check_table(table);
		keys = fetch_keys(tool->format, sv_relation_name_quote(table), imported,
						  repeatables);
		state = sv_begin_changing("schemaver_import()");
		keys = take_repeatables(repeatables, keys);
		applied = mark_applied(state, tool->format, imported, keys);
		record_applied(state, applied);
		record_repeatables(repeatables);
		for (int i = 0; i < state->graph->count; i++)
			state->applied[i] |= applied[i];
		ignore_tables(tool);
	}
	foreach(lc, imported)
	{
		char	   *id = ((SvImported *) lfirst(lc))->document.revision.id;
		int			node = sv_graph_find(state->graph, id);

		if (node >= 0 && state->applied[node])
			ids = lappend(ids, id);
	}
	return ids;
}

static const char *
query_of(const char *format)
{
	for (int i = 0; i < lengthof(queries); i++)
		if (strcmp(queries[i].format, format) == 0)
			return queries[i].text;
	elog(ERROR, "unrecognized format \"%s\"", format);
}

/*
 * Refuse what is not a table, or shows only some of its rows: reading it would
 * run what its owner has put into a view or a policy, with the rights of the
 * caller.
 */
static void
check_table(Oid relid)
{
	char		kind = get_rel_relkind(relid);
	const char *name = get_rel_name(relid);

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table", name),
				 errdetail("What is applied is read from the table of the other tool.")));
	if (check_enable_rls(relid, InvalidOid, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("row-level security would hide rows of table \"%s\"",
						name),
				 errhint("Import as a role that reads all of its rows.")));
}

/*
 * A table of the tool; InvalidOid if it does not exist.
 */
static Oid
find_table(const SvImportTool *tool, const char *table)
{
	Oid			namespace;

	if (tool->schema == NULL)
		return RelnameGetRelid(table);
	namespace = get_namespace_oid(tool->schema, true);
	return OidIsValid(namespace) ? get_relname_relid(table, namespace) :
		InvalidOid;
}

static List *
fetch_keys(const char *format, const char *table, List *imported,
		   List *repeatables)
{
	SvQuery		query = {.nargs = 1,.types = {TEXTARRAYOID}};
	List	   *known = NIL;
	List	   *keys = NIL;
	Datum		value;
	bool		before;
	ListCell   *lc;

	foreach(lc, imported)
		known = lappend(known, unconstify(char *, ((SvImported *) lfirst(lc))->key));
	foreach(lc, repeatables)
	{
		const char *key = ((SvImportedRepeatable *) lfirst(lc))->key;

		if (key != NULL)
			known = lappend(known, unconstify(char *, key));
	}
	value = sv_strings_datum(known);

	query.text = psprintf(query_of(format), table);
	before = sv_rights_begin(GetUserId());
	PG_TRY();
	{
		sv_query_begin_fresh();
		sv_query_fetch(&query, &value, NULL, add_key, &keys);
		sv_query_end_fresh();
	}
	PG_FINALLY();
	{
		sv_rights_end(before);
	}
	PG_END_TRY();
	return keys;
}

/* sv_query_fetch callback of fetch_keys */
static void
add_key(const SvRow *row, void *arg)
{
	List	  **keys = arg;
	char	   *key = sv_row_string(row, 1);

	if (key == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the table of the other tool shows that its last migration has failed"),
				 errhint("Settle that with the tool first.")));
	*keys = lappend(*keys, key);
}

/*
 * Marks the repeatable scripts whose keys are given; returns the other keys.
 */
static List *
take_repeatables(List *repeatables, List *keys)
{
	List	   *others = NIL;
	ListCell   *lc;

	foreach(lc, keys)
	{
		bool		found = false;
		ListCell   *lc2;

		foreach(lc2, repeatables)
		{
			SvImportedRepeatable *imported = lfirst(lc2);

			if (imported->key == NULL || strcmp(imported->key, lfirst(lc)) != 0)
				continue;
			imported->applied = found = true;
		}
		if (!found)
			others = lappend(others, lfirst(lc));
	}
	return others;
}

/*
 * Record the marked ones as run, but for those that were run here before.
 */
static void
record_repeatables(List *repeatables)
{
	List	   *stored;
	ListCell   *lc;

	sv_query_begin_fresh();
	stored = repeatables == NIL ? NIL : sv_repeats_all();
	sv_query_end_fresh();
	foreach(lc, repeatables)
	{
		const SvImportedRepeatable *imported = lfirst(lc);
		const SvRepeatable *before = sv_repeats_find(stored, imported->repeatable.name,
													 imported->repeatable.is_check);

		if (imported->applied && before != NULL && before->applied_by == NULL)
			sv_repeats_record(&imported->repeatable);
	}
}

/*
 * The nodes of the migrations whose keys are given.  Alembic's table has the
 * version, which stands for all below it.
 */
static SvSet
mark_applied(const SvState *state, const char *format, List *imported,
			 List *keys)
{
	SvSet		applied = sv_set_make(state->graph);
	ListCell   *lc;

	foreach(lc, keys)
	{
		const char *key = lfirst(lc);
		const char *id = NULL;
		ListCell   *lc2;

		foreach(lc2, imported)
		{
			if (strcmp(((SvImported *) lfirst(lc2))->key, key) == 0)
				id = ((SvImported *) lfirst(lc2))->document.revision.id;
		}
		if (id == NULL)
			ereport(WARNING,
					(errcode(ERRCODE_WARNING),
					 errmsg("%s has applied \"%s\", which is not among the files",
							format, key)));
		else if (strcmp(format, "alembic") == 0)
			sv_graph_visit_ancestors(state->graph, sv_graph_find(state->graph, id),
									 SV_EDGES_ALL, applied);
		else
			applied[sv_graph_find(state->graph, id)] = true;
	}
	return applied;
}

static void
record_applied(const SvState *state, SvSet applied)
{
	for (int i = 0; i < state->graph->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (applied[i] && !state->applied[i])
			sv_steps_record_stamp(state->graph->nodes[i].revision);
	}
}

/*
 * Put the tables of the tool that exist into schemaver.ignore, if the caller may
 * do that.
 */
static void
ignore_tables(const SvImportTool *tool)
{
	Oid			ignored = sv_store_table("ignore");

	if (pg_class_aclcheck(ignored, GetUserId(), ACL_INSERT) != ACLCHECK_OK)
	{
		ereport(WARNING,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("the tables of %s are not put into schemaver.ignore: permission denied",
						tool->format),
				 errhint("Autogenerate would drop them.")));
		return;
	}
	for (int i = 0; i < SV_IMPORT_MAX_TABLES && tool->tables[i] != NULL; i++)
	{
		Oid			table = find_table(tool, tool->tables[i]);
		ListCell   *lc;

		if (!OidIsValid(table))
			continue;
		if (ignore("table", table))
			ereport(NOTICE,
					(errmsg("table %s of %s is put into schemaver.ignore",
							sv_relation_name_quote(table), tool->format)));
		/* those of serial columns are compared by themselves */
		foreach(lc, getOwnedSequences(table))
			ignore("sequence", lfirst_oid(lc));
	}
}

/*
 * Put a relation into schemaver.ignore; false if it is there.
 */
static bool
ignore(const char *kind, Oid relid)
{
	static SvQuery query = {
		"INSERT INTO schemaver.ignore (kind, pattern) VALUES ($1, $2) ON CONFLICT DO NOTHING",
		.nargs = 2,.types = {TEXTOID, TEXTOID}
	};
	Datum		values[2] = {CStringGetTextDatum(kind),
	CStringGetTextDatum(like_pattern(sv_relation_name_quote(relid)))};

	return sv_query_execute(&query, values, NULL) > 0;
}

/*
 * A pattern of LIKE that matches the text only.
 */
static char *
like_pattern(const char *text)
{
	StringInfoData pattern;

	initStringInfo(&pattern);
	for (const char *p = text; *p != '\0'; p++)
	{
		if (strchr("\\_%", *p) != NULL)
			appendStringInfoChar(&pattern, '\\');
		appendStringInfoChar(&pattern, *p);
	}
	return pattern.data;
}
