/*-------------------------------------------------------------------------
 *
 * impact_sources.c
 *	  Where the queries come from that upgrades may break.
 *
 * Those of applications are the statements that pg_stat_statements has counted
 * in this database, and those in schemaver.query; those of the database itself
 * are views, and functions in SQL and PL/pgSQL.  What belongs to an extension is
 * left to that.  All is read as the caller: pg_stat_statements hides the
 * statements of other roles from those who may not see them.
 *
 * A statement means what it means under a search_path.  Those of
 * pg_stat_statements are taken to have run under the caller's; a client may
 * have emptied that, and then they get what a new session of the database has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "compat.h"
#include "error.h"
#include "proof/impact_sources.h"
#include "server/query.h"
#include "server/statement_counts.h"
#include "server/subtransaction.h"
#include "strings.h"

/* The queries read so far. */
typedef struct Reading
{
	List	   *queries;		/* of SvImpactQuery */
	const char *path;			/* that of the caller */
	const char *initial_path;	/* that of a new session */
	char	   *statements;		/* query for those of pg_stat_statements */
} Reading;

static void read_statements(void *arg);
static SvImpactQuery *add(Reading *reading, SvImpactKind kind,
						  const char *source, char *name, char *text);
static void take_string(const SvRow *row, void *arg);
static void take_statement(const SvRow *row, void *arg);
static void take_registered(const SvRow *row, void *arg);
static void take_function(const SvRow *row, void *arg);
static void take_view(const SvRow *row, void *arg);

/* The search_path of a new session. */
static SvQuery initial_path = {
	"SELECT COALESCE("
	" (SELECT pg_catalog.substr(s.setting, 13)"
	"  FROM pg_catalog.pg_db_role_setting r"
	"  CROSS JOIN unnest(r.setconfig) AS s(setting)"
	"  WHERE r.setrole = 0 AND pg_catalog.starts_with(s.setting, 'search_path=')"
	"   AND r.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d"
	"    WHERE d.datname = pg_catalog.current_database()))"
	"  ORDER BY r.setdatabase DESC LIMIT 1),"
	" (SELECT COALESCE(NULLIF(NULLIF(p.reset_val, ''), '\"\"'), p.boot_val)"
	"  FROM pg_catalog.pg_settings p WHERE p.name = 'search_path'))"
};

static SvQuery registered = {
	"SELECT q.name, q.query, q.search_path FROM schemaver.query q"
	" ORDER BY q.name"
};

/* Functions, and the tables of which they are triggers. */
static SvQuery functions = {
	"SELECT p.oid::regprocedure::text, l.lanname = 'plpgsql',"
	"  p.prokind = 'p', p.prosrc, t.tables"
	" FROM pg_catalog.pg_proc p"
	" JOIN pg_catalog.pg_language l ON l.oid = p.prolang"
	" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
	" LEFT JOIN (SELECT g.tgfoid,"
	"   pg_catalog.array_agg(DISTINCT g.tgrelid::regclass::text) AS tables"
	"  FROM pg_catalog.pg_trigger g"
	"  WHERE NOT g.tgisinternal AND g.tgparentid = 0"
	"  GROUP BY g.tgfoid) t ON t.tgfoid = p.oid"
	" WHERE l.lanname IN ('sql', 'plpgsql')"
	"  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"
	"   WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid"
	"    AND d.deptype = 'e')"
	" ORDER BY 1"
};

static SvQuery views = {
	"SELECT c.oid, c.oid::regclass::text, c.relkind = 'm',"
	"  pg_catalog.pg_get_viewdef(c.oid)"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relkind IN ('v', 'm') AND n.nspname = ANY ($1)"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"
	"   WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid"
	"    AND d.deptype = 'e')"
	" ORDER BY 2",
	1, {TEXTARRAYOID}
};

/*
 * Reads all queries but those of views: SvImpactQueries.
 */
List *
sv_impact_sources_read(void)
{
	Reading		reading = {NIL};
	char	   *schema;
	char	   *path = NULL;
	ErrorData  *error = NULL;

	sv_query_fetch(&initial_path, NULL, NULL, take_string, &path);
	reading.initial_path = path;
	reading.path = pstrdup(namespace_search_path);
	if (reading.path[strspn(reading.path, " \"")] == '\0')
		reading.path = path;
	schema = sv_statement_counts_schema();
	if (schema != NULL)
	{
		reading.statements = psprintf("SELECT s.queryid::text, min(s.query)"
									  " FROM %s.pg_stat_statements(true) s"
									  " WHERE s.queryid IS NOT NULL AND s.query IS NOT NULL"
									  "  AND s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d"
									  "   WHERE d.datname = pg_catalog.current_database())"
									  " GROUP BY s.queryid ORDER BY sum(s.calls) DESC, s.queryid",
									  schema);
		error = sv_subtransaction_run(read_statements, NULL, &reading,
									  SV_SUBTRANSACTION_COMMIT);
	}
	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	if (error != NULL)
		ereport(NOTICE,
				(errcode(error->sqlerrcode),
				 errmsg("the statements of pg_stat_statements are left out: %s",
						error->message)));
	sv_query_fetch(&registered, NULL, NULL, take_registered, &reading);
	sv_query_fetch(&functions, NULL, NULL, take_function, &reading);
	return reading.queries;
}

static void
read_statements(void *arg)
{
	Reading    *reading = arg;
	SvQuery		query = {reading->statements};

	sv_query_fetch(&query, NULL, NULL, take_statement, reading);
}

/*
 * Adds a query, to be analyzed under the caller's search_path.
 */
static SvImpactQuery *
add(Reading *reading, SvImpactKind kind, const char *source, char *name,
	char *text)
{
	SvImpactQuery *query = palloc0(sizeof(SvImpactQuery));

	query->kind = kind;
	query->source = source;
	query->name = name;
	query->text = text;
	query->search_path = reading->path;
	reading->queries = lappend(reading->queries, query);
	return query;
}

static void
take_string(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_string(row, 1);
}

static void
take_statement(const SvRow *row, void *arg)
{
	(void) add(arg, SV_IMPACT_STATEMENTS, "pg_stat_statements",
			   sv_row_text(row, 1), sv_row_text(row, 2));
}

static void
take_registered(const SvRow *row, void *arg)
{
	Reading    *reading = arg;
	SvImpactQuery *query = add(reading, SV_IMPACT_STATEMENTS, "query",
							   sv_row_text(row, 1), sv_row_text(row, 2));

	query->search_path = sv_row_string(row, 3);
	if (query->search_path == NULL)
		query->search_path = reading->initial_path;
}

/*
 * Adds a function; a trigger function once for each of its tables.
 */
static void
take_function(const SvRow *row, void *arg)
{
	Reading    *reading = arg;
	SvImpactKind kind = sv_row_bool(row, 2) ? SV_IMPACT_PLPGSQL : SV_IMPACT_SQL;
	const char *source = sv_row_bool(row, 3) ? "procedure" : "function";
	List	   *tables = sv_row_strings(row, 5);
	ListCell   *lc;

	if (tables == NIL)
		(void) add(reading, kind, source, sv_row_text(row, 1),
				   sv_row_text(row, 4));
	foreach(lc, tables)
	{
		SvImpactQuery *query = add(reading, kind, "trigger function",
								   sv_row_text(row, 1), sv_row_text(row, 4));

		query->relation = lfirst(lc);
	}
}

/*
 * Reads the views of schemas, given by name, as they are now: SvImpactQueries.
 */
List *
sv_impact_sources_views(List *schemas)
{
	Reading		reading = {NIL};
	Datum		value = sv_strings_datum(schemas);

	sv_query_begin_latest();
	sv_query_fetch_definitions(&views, &value, take_view, &reading);
	sv_query_end_fresh();
	return reading.queries;
}

static void
take_view(const SvRow *row, void *arg)
{
	SvImpactQuery *query = add(arg, SV_IMPACT_VIEW,
							   sv_row_bool(row, 3) ? "materialized view" : "view",
							   sv_row_text(row, 2), sv_row_text(row, 4));

	query->object = DatumGetObjectId(sv_row_datum(row, 1));
}
