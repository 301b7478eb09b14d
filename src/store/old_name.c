/*-------------------------------------------------------------------------
 *
 * old_name.c
 *	  Names that are to go, and the statements that were counted since.
 *
 * pg_stat_statements does not say when a statement was run last.  So the counts of
 * a moment are kept, all of this database: what has a greater one later was run
 * since, and so was what has a smaller one, or is new.
 *
 * What the transaction itself has kept does not count: nobody can have begun to
 * use another name meanwhile.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "server/query.h"
#include "store/old_name.h"
#include "strings.h"

/* The counts of this database; %s is the schema of the extension. */
#define COUNTS \
	"SELECT s.userid, s.queryid, min(s.query) AS query, sum(s.calls)::bigint AS calls" \
	" FROM %s.pg_stat_statements(%s) s" \
	" WHERE s.dbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())" \
	" GROUP BY s.userid, s.queryid"

#define SINCE "SELECT o.since, o.calls FROM schemaver.old_name o" \
	" WHERE o.relation = $1 AND o.columns = $2 AND o.since < now()"

static void set_values(const SvOldName *name, Datum *values);
static void take_since(const SvRow *row, void *arg);
static void take_counted(const SvRow *row, void *arg);

/*
 * The relation of a name, as statements have it.
 */
char *
sv_old_name_identity(const SvOldName *name)
{
	return quote_qualified_identifier(name->schema, name->relation);
}

static void
set_values(const SvOldName *name, Datum *values)
{
	values[0] = CStringGetTextDatum(sv_old_name_identity(name));
	values[1] = sv_strings_datum(name->columns);
}

/*
 * Keep what was counted so far.  "counts" is the schema of pg_stat_statements,
 * quoted; NULL: nothing can be read.
 */
void
sv_old_name_mark(const SvOldName *name, const char *counts)
{
	SvQuery		query = {
		.nargs = 2,
		.types = {TEXTOID, TEXTARRAYOID}
	};
	Datum		values[2];

	query.text = psprintf("INSERT INTO schemaver.old_name AS o (relation, columns, since, calls)"
						  " SELECT $1, $2, clock_timestamp(), %s"
						  " ON CONFLICT ON CONSTRAINT old_name_pkey DO UPDATE"
						  " SET since = excluded.since, calls = excluded.calls",
						  counts == NULL ? "'{}'::jsonb" :
						  psprintf("(SELECT coalesce(jsonb_object_agg(c.userid || '/' || c.queryid, c.calls), '{}')"
								   " FROM (" COUNTS ") c WHERE c.queryid IS NOT NULL)",
								   counts, "false"));
	set_values(name, values);
	sv_query_execute(&query, values, NULL);
}

/*
 * What was run since uses of the name are counted, in the current memory
 * context.  "counts" is the schema of pg_stat_statements, quoted.
 */
SvCountedList *
sv_old_name_counted(const SvOldName *name, const char *counts)
{
	static SvQuery since = {
		.text = SINCE,
		.nargs = 2,
		.types = {TEXTOID, TEXTARRAYOID}
	};
	SvQuery		query = {
		.nargs = 2,
		.types = {TEXTOID, TEXTARRAYOID}
	};
	SvCountedList *list = palloc0(sizeof(SvCountedList));
	Datum		values[2];

	set_values(name, values);
	sv_query_fetch(&since, values, NULL, take_since, list);
	query.text = psprintf("SELECT pg_get_userbyid(c.userid)::text,"
						  "  CASE WHEN c.queryid IS NOT NULL THEN c.query END,"
						  "  c.calls - CASE WHEN b.calls <= c.calls THEN b.calls ELSE 0 END"
						  " FROM (" COUNTS ") c LEFT JOIN (SELECT e.key,"
						  "   CASE WHEN e.value ~ '^[0-9]{1,18}$' THEN e.value::bigint END AS calls"
						  "  FROM (" SINCE ") o, jsonb_each_text(o.calls) e) b"
						  " ON b.key = c.userid || '/' || c.queryid"
						  " WHERE b.calls IS DISTINCT FROM c.calls"
						  " ORDER BY 3 DESC, 1, 2", counts, "true");
	sv_query_fetch(&query, values, NULL, take_counted, list);
	return list;
}

static void
take_since(const SvRow *row, void *arg)
{
	((SvCountedList *) arg)->since =
		DatumGetTimestampTz(sv_row_value(row, 1, TIMESTAMPTZOID));
}

static void
take_counted(const SvRow *row, void *arg)
{
	SvCountedList *list = arg;
	char	   *query = sv_row_string(row, 2);
	SvCounted  *counted;

	if (query == NULL)
	{
		list->hidden++;
		return;
	}
	counted = palloc(sizeof(SvCounted));
	counted->role = sv_row_text(row, 1);
	counted->query = query;
	counted->calls = DatumGetInt64(sv_row_value(row, 3, INT8OID));
	list->statements = lappend(list->statements, counted);
}
