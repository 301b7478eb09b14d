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
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

#include "command/begin.h"
#include "command/import_applied.h"
#include "command/steps.h"
#include "import/import.h"
#include "server/query.h"
#include "server/rights.h"
#include "store/cache.h"
#include "strings.h"

/*
 * The table of a tool, and a query for the keys of what is applied: %s is the
 * table, $1 are the keys of the files.  A null stands for a state of which
 * the tool itself does not know what is applied.
 */
typedef struct ToolTable
{
	const char *format;
	const char *schema;			/* NULL: where the search_path finds it */
	const char *table;
	const char *query;
} ToolTable;

static const ToolTable *tool_table(const char *format);
static char *find_table(const ToolTable *tool);
static void check_table(Oid relid);
static List *fetch_keys(const ToolTable *tool, const char *table,
						List *imported);
static void add_key(const SvRow *row, void *arg);
static SvSet mark_applied(const SvState *state, const char *format,
						  List *imported, List *keys);
static void record_applied(const SvState *state, SvSet applied);

static const ToolTable tools[] = {
	{"alembic", NULL, "alembic_version",
	"SELECT version_num::text FROM %s"},
	{"dbmate", NULL, "schema_migrations",
	"SELECT version::text FROM %s"},
	{"diesel", NULL, "__diesel_schema_migrations",
	"SELECT version::text FROM %s"},
	{"flyway", NULL, "flyway_schema_history",
		"SELECT k FROM pg_catalog.unnest($1) k, LATERAL (SELECT h.type, h.success"
		" FROM %s h WHERE CASE WHEN h.version IS NULL THEN pg_catalog.regexp_replace(h.script, '^.*/', '') = k"
		" WHEN h.type LIKE '%%BASELINE%%' THEN k ~ '^[0-9.]+$' AND pg_catalog.string_to_array(k, '.')::numeric[]"
		" <= pg_catalog.string_to_array(pg_catalog.replace(h.version, '_', '.'), '.')::numeric[]"
		" ELSE k ~ '^[0-9.]+$' AND pg_catalog.string_to_array(k, '.')::numeric[]"
		" = pg_catalog.string_to_array(pg_catalog.replace(h.version, '_', '.'), '.')::numeric[] END"
		" ORDER BY h.installed_rank DESC LIMIT 1) h"
	" WHERE h.success AND h.type NOT LIKE 'UNDO%%' AND h.type <> 'DELETE'"},
	{"golang-migrate", NULL, "schema_migrations",
		"SELECT CASE WHEN NOT m.dirty THEN k END FROM pg_catalog.unnest($1) k, %s m"
	" WHERE k::numeric <= m.version"},
	{"goose", NULL, "goose_db_version",
		"SELECT version_id::text FROM (SELECT DISTINCT ON (version_id) version_id, is_applied"
	" FROM %s ORDER BY version_id, id DESC) v WHERE is_applied AND version_id <> 0"},
	{"liquibase", NULL, "databasechangelog",
		"SELECT author || E'\\n' || id || E'\\n' || pg_catalog.regexp_replace(filename, '^.*/', '')"
	" FROM %s WHERE exectype <> 'SKIPPED'"},
	{"node-pg-migrate", NULL, "pgmigrations",
	"SELECT name::text FROM %s"},
	{"sqitch", "sqitch", "changes",
		"SELECT project || E'\\n' || change || E'\\n' || pg_catalog.row_number()"
		" OVER (PARTITION BY project, change ORDER BY planned_at, committed_at)"
	" FROM %s WHERE project IN (SELECT pg_catalog.split_part(k, E'\\n', 1) FROM pg_catalog.unnest($1) k)"},
};

/*
 * Record as applied what the table of a tool has of the migrations, which are
 * loaded already; returns the ids of those that are applied afterwards.
 *
 * Errors: those of reading the table; a migration that failed halfway in the
 * tool.
 */
List *
sv_import_applied_record(const char *format, List *imported)
{
	const ToolTable *tool = tool_table(format);
	char	   *table = find_table(tool);
	SvState    *state;
	SvSet		applied;
	List	   *ids = NIL;
	ListCell   *lc;

	if (table == NULL)
		state = sv_cache_state();
	else
	{
		List	   *keys = fetch_keys(tool, table, imported);

		state = sv_begin_changing("schemaver_import()");
		applied = mark_applied(state, format, imported, keys);
		record_applied(state, applied);
		for (int i = 0; i < state->graph->count; i++)
			state->applied[i] |= applied[i];
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

static const ToolTable *
tool_table(const char *format)
{
	for (int i = 0; i < lengthof(tools); i++)
		if (strcmp(tools[i].format, format) == 0)
			return &tools[i];
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
 * The name of the tool's table, quoted; NULL if it does not exist.
 */
static char *
find_table(const ToolTable *tool)
{
	Oid			relid;

	if (tool->schema == NULL)
		relid = RelnameGetRelid(tool->table);
	else
	{
		Oid			namespace = get_namespace_oid(tool->schema, true);

		relid = OidIsValid(namespace) ? get_relname_relid(tool->table, namespace) :
			InvalidOid;
	}
	if (!OidIsValid(relid))
		return NULL;
	check_table(relid);
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relid)),
									  tool->table);
}

static List *
fetch_keys(const ToolTable *tool, const char *table, List *imported)
{
	SvQuery		query = {.nargs = 1,.types = {TEXTARRAYOID}};
	List	   *known = NIL;
	List	   *keys = NIL;
	Datum		value;
	bool		before;
	ListCell   *lc;

	foreach(lc, imported)
		known = lappend(known, unconstify(char *, ((SvImported *) lfirst(lc))->key));
	value = sv_strings_datum(known);

	query.text = psprintf(tool->query, table);
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
