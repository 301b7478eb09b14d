/*-------------------------------------------------------------------------
 *
 * trash.c
 *	  The list of what is in the trash.
 *
 * A row names a table in the schema of the trash.  Rows and tables may have been
 * written by others: a table is used only if nothing in it runs code, so it is a
 * plain one with columns of the server's own types.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "server/query.h"
#include "store/trash.h"
#include "strings.h"

#define COLUMNS \
	"SELECT t.id, t.kind, t.schema_name, t.table_name, t.column_name, t.key_columns," \
	" t.revision, t.direction, t.kept_in, coalesce(t.kept_rows, -1), t.sequence_columns," \
	" t.sequence_values FROM schemaver.trash t"

static void add_entry(const SvRow *row, void *arg);
static void take_text(const SvRow *row, void *arg);
static void take_id(const SvRow *row, void *arg);
static void take_oid(const SvRow *row, void *arg);

/*
 * A number for the next entry.
 */
int64
sv_trash_next_id(void)
{
	static SvQuery query = {
		.text = "SELECT nextval('schemaver.trash_id_seq'::regclass)"
	};
	int64		id = 0;

	sv_query_fetch(&query, NULL, NULL, take_id, &id);
	return id;
}

/*
 * Write an entry, which is kept for an interval.
 */
void
sv_trash_put(const SvTrashEntry *entry, const char *interval)
{
	static SvQuery query = {
		.text = "INSERT INTO schemaver.trash (id, kind, schema_name, table_name,"
		" column_name, key_columns, revision, direction, kept_in, kept_rows,"
		" sequence_columns, sequence_values, kept_until)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
		" now() + $13::interval)",
		.nargs = 13,
		.types = {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTARRAYOID,
			TEXTOID, TEXTOID, TEXTOID, INT8OID, TEXTARRAYOID, TEXTARRAYOID,
		TEXTOID}
	};
	Datum		values[13] = {Int64GetDatum(entry->id),
		CStringGetTextDatum(entry->kind), CStringGetTextDatum(entry->schema),
		CStringGetTextDatum(entry->table),
		entry->column ? CStringGetTextDatum(entry->column) : (Datum) 0,
		sv_strings_datum(entry->keys), CStringGetTextDatum(entry->revision),
		CStringGetTextDatum(entry->direction),
		CStringGetTextDatum(entry->kept_in), Int64GetDatum(entry->rows),
		sv_strings_datum(entry->sequence_columns),
	sv_strings_datum(entry->sequence_values), CStringGetTextDatum(interval)};
	char		nulls[] = "             ";

	nulls[4] = entry->column ? ' ' : 'n';
	nulls[9] = entry->rows == SV_TRASH_NOT_COUNTED ? 'n' : ' ';
	sv_query_execute(&query, values, nulls);
}

/*
 * The day until which something is kept for an interval.
 */
char *
sv_trash_day(const char *interval)
{
	static SvQuery query = {
		.text = "SELECT to_char(now() + $1::interval, 'YYYY-MM-DD')",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(interval);
	char	   *day = NULL;

	sv_query_fetch(&query, &value, NULL, take_text, &day);
	return day;
}

/*
 * What a revision has dropped last in a direction: a list of SvTrashEntry, the
 * last one first.  Empty if the user may not know.
 */
List *
sv_trash_of_revision(const char *revision, const char *direction)
{
	static SvQuery query = {
		.kept = true,
		.text = COLUMNS " WHERE t.revision = $1 AND t.direction = $2"
		" AND NOT EXISTS (SELECT FROM schemaver.trash later"
		"  WHERE later.revision = $1 AND later.direction = $2 AND later.id > t.id"
		"  AND later.schema_name = t.schema_name AND later.table_name = t.table_name"
		"  AND later.column_name IS NOT DISTINCT FROM t.column_name)"
		" ORDER BY t.id DESC",
		.nargs = 2,
		.types = {TEXTOID, TEXTOID}
	};
	Datum		values[2] = {CStringGetTextDatum(revision),
	CStringGetTextDatum(direction)};
	Oid			table = get_relname_relid("trash",
										  get_namespace_oid("schemaver", true));
	List	   *entries = NIL;

	if (!OidIsValid(table) ||
		pg_class_aclcheck(table, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		return NIL;
	sv_query_fetch(&query, values, NULL, add_entry, &entries);
	return entries;
}

/*
 * What is kept until a time at most, and belongs to the user.
 */
List *
sv_trash_until(TimestampTz until)
{
	static SvQuery query = {
		.text = COLUMNS " LEFT JOIN pg_class c ON c.relname = t.kept_in"
		" AND c.relnamespace = 'schemaver_trash'::regnamespace"
		" WHERE t.kept_until <= $1"
		" AND (c.oid IS NULL OR pg_has_role(c.relowner, 'USAGE'))"
		" ORDER BY t.id",
		.nargs = 1,
		.types = {TIMESTAMPTZOID}
	};
	Datum		value = TimestampTzGetDatum(until);
	List	   *entries = NIL;

	sv_query_fetch(&query, &value, NULL, add_entry, &entries);
	return entries;
}

/*
 * Remove an entry, and drop the rows.
 */
void
sv_trash_remove(const SvTrashEntry *entry)
{
	static SvQuery query = {
		.text = "DELETE FROM schemaver.trash WHERE id = $1",
		.nargs = 1,
		.types = {INT8OID}
	};
	Datum		value = Int64GetDatum(entry->id);

	if (OidIsValid(sv_trash_relation(entry)))
	{
		SvQuery		drop = {
			.text = psprintf("DROP TABLE " SV_TRASH_SCHEMA ".%s",
							 quote_identifier(entry->kept_in))
		};

		sv_query_execute(&drop, NULL, NULL);
	}
	sv_query_execute(&query, &value, NULL);
}

/*
 * The table with the rows of an entry; InvalidOid if there is none, or if it is
 * not such a table as we make.
 */
Oid
sv_trash_relation(const SvTrashEntry *entry)
{
	static SvQuery query = {
		.text = "SELECT c.oid FROM pg_class c"
		" WHERE c.relnamespace = 'schemaver_trash'::regnamespace AND c.relname = $1"
		" AND c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relhastriggers"
		" AND NOT c.relrowsecurity AND NOT c.relhassubclass"
		" AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"
		"  AND a.attnum > 0 AND NOT a.attisdropped"
		"  AND (a.atttypid >= 16384 OR a.atthasdef))",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(entry->kept_in);
	Oid			relation = InvalidOid;

	sv_query_fetch(&query, &value, NULL, take_oid, &relation);
	return relation;
}

/*
 * What an entry is of, for messages.
 */
char *
sv_trash_identity(const SvTrashEntry *entry)
{
	char	   *table = quote_qualified_identifier(entry->schema, entry->table);

	return entry->column == NULL ? table :
		psprintf("%s.%s", table, quote_identifier(entry->column));
}

/* sv_query_fetch callback */
static void
add_entry(const SvRow *row, void *arg)
{
	List	  **entries = arg;
	SvTrashEntry *entry = palloc(sizeof(SvTrashEntry));

	entry->id = DatumGetInt64(sv_row_value(row, 1, INT8OID));
	entry->kind = sv_row_text(row, 2);
	entry->schema = sv_row_text(row, 3);
	entry->table = sv_row_text(row, 4);
	entry->column = sv_row_string(row, 5);
	entry->keys = sv_row_strings(row, 6);
	entry->revision = sv_row_text(row, 7);
	entry->direction = sv_row_text(row, 8);
	entry->kept_in = sv_row_text(row, 9);
	entry->rows = DatumGetInt64(sv_row_value(row, 10, INT8OID));
	entry->sequence_columns = sv_row_strings(row, 11);
	entry->sequence_values = sv_row_strings(row, 12);
	*entries = lappend(*entries, entry);
}

/* sv_query_fetch callback */
static void
take_text(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}

/* sv_query_fetch callback */
static void
take_id(const SvRow *row, void *arg)
{
	*(int64 *) arg = DatumGetInt64(sv_row_datum(row, 1));
}

/* sv_query_fetch callback */
static void
take_oid(const SvRow *row, void *arg)
{
	*(Oid *) arg = DatumGetObjectId(sv_row_datum(row, 1));
}
