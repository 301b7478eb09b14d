/*-------------------------------------------------------------------------
 *
 * bulk.c
 *	  Many revisions at a time, with their scripts.
 *
 * Whole histories are read and written here.  Reading has one revision in
 * memory at a time, as the scripts may be large; writing is one statement with
 * an array for each column, much faster than a statement for each revision.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "server/query.h"
#include "store/bulk.h"
#include "strings.h"

/* The columns that 1.0 did not have: the file, and online forms. */
#define SV_NEWER_COLUMNS \
	", filename, file_sha256, online, online_downgrade, online_sha256, online_edited"
#define BULK_NCOLUMNS (SV_REVISION_NCOLUMNS + 6)

/* Argument of the callback of sv_bulk_scan's query. */
typedef struct BulkScan
{
	SvBulkCallback callback;
	void	   *arg;
	MemoryContext context;
} BulkScan;

/* The values of a column in all rows to be written. */
typedef struct BulkColumn
{
	Oid			type;
	Datum	   *values;
	bool	   *nulls;
} BulkColumn;

static void pass_revision(const SvRow *row, void *arg);
static void make_columns(BulkColumn *columns, int count);
static void fill_row(BulkColumn *columns, int row, const SvRevision *revision,
					 const SvStored *stored);
static void set_text(BulkColumn *column, int row, const char *text);
static Datum list_text(List *strings);
static Datum column_array(const BulkColumn *column, int count);

/*
 * Pass the revisions with these ids to a callback, with their scripts, as the
 * caller's statement sees them, or the latest ones after sv_query_begin_fresh().
 * What the callback is given is freed when it returns; created_by and sha256 are
 * not set.
 */
void
sv_bulk_scan(List *revisions, SvBulkCallback callback, void *arg)
{
#define SV_OF_IDS " FROM schemaver.revision WHERE revision IN (SELECT unnest($1))"

	static SvQuery queries[] = {
		{
			.text = "SELECT " SV_REVISION_COLUMNS ", NULL::text, NULL::bytea,"
			" NULL::text, NULL::text, NULL::bytea, false" SV_OF_IDS,
			.nargs = 1,
			.types = {TEXTARRAYOID}
		},
		{
			.text = "SELECT " SV_REVISION_COLUMNS SV_NEWER_COLUMNS SV_OF_IDS,
			.nargs = 1,
			.types = {TEXTARRAYOID}
		}
	};
	BulkScan	scan = {callback, arg, NULL};
	Datum		value;

	if (revisions == NIL)
		return;
	value = sv_strings_datum(revisions);

	scan.context = AllocSetContextCreate(CurrentMemoryContext, "schemaver scan",
										 ALLOCSET_DEFAULT_SIZES);
	sv_query_scan(&queries[sv_store_has_files()], &value, pass_revision, &scan);
	MemoryContextDelete(scan.context);
}

/*
 * Write new revisions: lists of SvRevision and, in the same order, of SvStored.
 */
void
sv_bulk_insert(List *revisions, List *stored)
{
	/* lists are passed as text: arrays in an array must have one length */
#define SV_ARRAY_TYPES \
		TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, \
		TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLARRAYOID, TIMESTAMPTZARRAYOID

	static SvQuery queries[] = {
		{
			.text = "INSERT INTO schemaver.revision (" SV_REVISION_COLUMNS ")"
			" SELECT r, m, u, w, p::text[], d::text[], l::text[], s::text[], t, c"
			" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
			" AS n (r, m, u, w, p, d, l, s, t, c)",
			.nargs = SV_REVISION_NCOLUMNS,
			.types = {SV_ARRAY_TYPES}
		},
		{
			.text = "INSERT INTO schemaver.revision (" SV_REVISION_COLUMNS
			SV_NEWER_COLUMNS ")"
			" SELECT r, m, u, w, p::text[], d::text[], l::text[], s::text[], t, c,"
			" f, h, o, x, k, e FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
			" $11, $12, $13, $14, $15, $16)"
			" AS n (r, m, u, w, p, d, l, s, t, c, f, h, o, x, k, e)",
			.nargs = BULK_NCOLUMNS,
			.types = {SV_ARRAY_TYPES, TEXTARRAYOID, BYTEAARRAYOID, TEXTARRAYOID,
			TEXTARRAYOID, BYTEAARRAYOID, BOOLARRAYOID}
		}
	};
	int			count = list_length(revisions);
	BulkColumn	columns[BULK_NCOLUMNS];
	Datum		values[BULK_NCOLUMNS];

	make_columns(columns, count);
	for (int i = 0; i < count; i++)
		fill_row(columns, i, list_nth(revisions, i), list_nth(stored, i));
	for (int i = 0; i < BULK_NCOLUMNS; i++)
		values[i] = column_array(&columns[i], count);
	sv_query_execute(&queries[sv_store_has_files()], values, NULL);
}

/* sv_query_scan callback of sv_bulk_scan */
static void
pass_revision(const SvRow *row, void *arg)
{
	BulkScan   *scan = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(scan->context);
	SvRevision	revision = {0};
	SvStored	stored = {0};

	revision.id = sv_row_text(row, 1);
	revision.message = sv_row_text(row, 2);
	stored.upgrade = sv_row_text(row, 3);
	stored.downgrade = sv_row_string(row, 4);
	revision.down_revisions = sv_row_strings(row, 5);
	revision.depends_on = sv_row_strings(row, 6);
	revision.branch_labels = sv_row_strings(row, 7);
	revision.replaces = sv_row_strings(row, 8);
	revision.transactional = sv_row_bool(row, 9);
	revision.created_at = DatumGetTimestampTz(sv_row_value(row, 10, TIMESTAMPTZOID));
	revision.filename = sv_row_string(row, 11);
	stored.file_sha256 = sv_row_bytes(row, 12);
	stored.online = sv_row_string(row, 13);
	stored.online_downgrade = sv_row_string(row, 14);
	stored.online_sha256 = sv_row_bytes(row, 15);
	stored.online_edited = sv_row_bool(row, 16);
	MemoryContextSwitchTo(oldcontext);
	scan->callback(&revision, &stored, scan->arg);
	MemoryContextReset(scan->context);
}

static void
make_columns(BulkColumn *columns, int count)
{
	static const Oid types[] = {
		TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		BOOLOID, TIMESTAMPTZOID, TEXTOID, BYTEAOID, TEXTOID, TEXTOID, BYTEAOID,
		BOOLOID
	};

	StaticAssertDecl(lengthof(types) == BULK_NCOLUMNS, "a type for each column");
	for (int i = 0; i < BULK_NCOLUMNS; i++)
	{
		columns[i].type = types[i];
		columns[i].values = palloc0(sizeof(Datum) * (count + 1));
		columns[i].nulls = palloc0(sizeof(bool) * (count + 1));
	}
}

static void
fill_row(BulkColumn *columns, int row, const SvRevision *revision,
		 const SvStored *stored)
{
	columns[0].values[row] = CStringGetTextDatum(revision->id);
	columns[1].values[row] = CStringGetTextDatum(revision->message);
	columns[2].values[row] = CStringGetTextDatum(stored->upgrade);
	set_text(&columns[3], row, stored->downgrade);
	columns[4].values[row] = list_text(revision->down_revisions);
	columns[5].values[row] = list_text(revision->depends_on);
	columns[6].values[row] = list_text(revision->branch_labels);
	columns[7].values[row] = list_text(revision->replaces);
	columns[8].values[row] = BoolGetDatum(revision->transactional);
	columns[9].values[row] = TimestampTzGetDatum(revision->created_at);
	set_text(&columns[10], row, revision->filename);
	columns[11].nulls[row] = stored->file_sha256 == NULL;
	columns[11].values[row] = PointerGetDatum(stored->file_sha256);
	set_text(&columns[12], row, stored->online);
	set_text(&columns[13], row, stored->online_downgrade);
	columns[14].nulls[row] = stored->online_sha256 == NULL;
	columns[14].values[row] = PointerGetDatum(stored->online_sha256);
	columns[15].values[row] = BoolGetDatum(stored->online_edited);
}

/*
 * Set a value; NULL is null.
 */
static void
set_text(BulkColumn *column, int row, const char *text)
{
	column->nulls[row] = text == NULL;
	if (text != NULL)
		column->values[row] = CStringGetTextDatum(text);
}

/*
 * The text representation of a text[] with the strings.
 */
static Datum
list_text(List *strings)
{
	if (strings == NIL)
		return CStringGetTextDatum("{}");
	return CStringGetTextDatum(OidOutputFunctionCall(F_ARRAY_OUT,
													 sv_strings_datum(strings)));
}

static Datum
column_array(const BulkColumn *column, int count)
{
	int			dimensions[1] = {count};
	int			lower_bounds[1] = {1};
	int16		length;
	bool		by_value;
	char		align;

	get_typlenbyvalalign(column->type, &length, &by_value, &align);
	return PointerGetDatum(construct_md_array(column->values, column->nulls, 1,
											  dimensions, lower_bounds,
											  column->type, length, by_value,
											  align));
}
