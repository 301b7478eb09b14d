/*-------------------------------------------------------------------------
 *
 * revisions.c
 *	  All revisions, as the graph needs them: without their scripts.
 *
 * They are read without a query if that is possible, which then has all that
 * the query would have computed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "server/plain_table.h"
#include "store/revisions.h"
#include "store/store.h"

#define PIECE	8192

/*
 * Revisions that are read, and what is left of a piece of memory that they, and
 * their strings, are put into one after the other: to allocate each takes more
 * time and more space than they need.
 */
typedef struct Reading
{
	List	   *revisions;
	char	   *space;
	Size		left;
} Reading;

static SvRevision *add_revision(const SvRow *row, Reading *reading);
static void *carve(Reading *reading, Size size);
static char *carve_text(Reading *reading, Datum value);
static bytea *carve_bytes(Reading *reading, Datum value);
static void add_queried(const SvRow *row, void *arg);
static void add_read(const SvRow *row, void *arg);
static bool is_empty(const SvRow *row, int column);

/*
 * All revisions, as a list of SvRevision in no particular order.
 */
List *
sv_revisions_read(void)
{
#define SV_OF_GRAPH \
		"SELECT revision, message, created_at, down_revisions, depends_on," \
		" branch_labels, transactional, replaces, sha256, "
#define SV_IS_REVERSIBLE \
		", downgrade IS NOT NULL OR upgrade = '' FROM schemaver.revision"

	static SvQuery queries[] = {
		{.text = SV_OF_GRAPH "NULL::text, false, NULL::bytea" SV_IS_REVERSIBLE},
		{.text = SV_OF_GRAPH "filename, file_absent, file_sha256" SV_IS_REVERSIBLE}
	};
	static const SvPlainTable table = {
		"revision", 14, {
			{"revision", TEXTOID}, {"message", TEXTOID},
			{"created_at", TIMESTAMPTZOID}, {"down_revisions", TEXTARRAYOID},
			{"depends_on", TEXTARRAYOID}, {"branch_labels", TEXTARRAYOID},
			{"transactional", BOOLOID}, {"replaces", TEXTARRAYOID},
			{"sha256", BYTEAOID}, {"filename", TEXTOID},
			{"file_absent", BOOLOID}, {"file_sha256", BYTEAOID},
			{"upgrade", TEXTOID}, {"downgrade", TEXTOID}
		}
	};
	Reading		reading = {NIL};

	if (!sv_plain_table_read(&table, add_read, &reading))
		sv_query_scan(&queries[sv_store_has_files()], NULL, add_queried,
					  &reading);
	return reading.revisions;
}

/*
 * Add a revision, all but whether it is reversible, from the columns that both
 * ways to read it have.
 */
static SvRevision *
add_revision(const SvRow *row, Reading *reading)
{
	SvRevision *revision = carve(reading, sizeof(SvRevision));

	revision->id = carve_text(reading, sv_row_value(row, 1, TEXTOID));
	revision->message = carve_text(reading, sv_row_value(row, 2, TEXTOID));
	revision->created_at = DatumGetTimestampTz(sv_row_value(row, 3, TIMESTAMPTZOID));
	revision->down_revisions = sv_row_strings(row, 4);
	revision->depends_on = sv_row_strings(row, 5);
	revision->branch_labels = sv_row_strings(row, 6);
	revision->transactional = sv_row_bool(row, 7);
	revision->replaces = sv_row_strings(row, 8);
	revision->sha256 = row->nulls[8] ? NULL :
		carve_bytes(reading, sv_row_value(row, 9, BYTEAOID));
	revision->filename = row->nulls[9] ? NULL :
		carve_text(reading, sv_row_value(row, 10, TEXTOID));
	revision->absent = revision->filename != NULL && sv_row_bool(row, 11);
	revision->file_sha256 = row->nulls[11] ? NULL :
		carve_bytes(reading, sv_row_value(row, 12, BYTEAOID));
	reading->revisions = lappend(reading->revisions, revision);
	return revision;
}

static void *
carve(Reading *reading, Size size)
{
	void	   *piece;

	size = MAXALIGN(size);
	if (size > PIECE / 4)
		return palloc(size);
	if (size > reading->left)
	{
		reading->space = palloc(PIECE);
		reading->left = PIECE;
	}
	piece = reading->space;
	reading->space += size;
	reading->left -= size;
	return piece;
}

/* A text as a string */
static char *
carve_text(Reading *reading, Datum value)
{
	text	   *plain = DatumGetTextPP(value);
	Size		length = VARSIZE_ANY_EXHDR(plain);
	char	   *string = carve(reading, length + 1);

	memcpy(string, VARDATA_ANY(plain), length);
	string[length] = '\0';
	return string;
}

static bytea *
carve_bytes(Reading *reading, Datum value)
{
	bytea	   *plain = DatumGetByteaPP(value);
	Size		length = VARSIZE_ANY_EXHDR(plain);
	bytea	   *bytes = carve(reading, VARHDRSZ + length);

	SET_VARSIZE(bytes, VARHDRSZ + length);
	memcpy(VARDATA(bytes), VARDATA_ANY(plain), length);
	return bytes;
}

/* sv_query_scan callback of sv_revisions_read */
static void
add_queried(const SvRow *row, void *arg)
{
	add_revision(row, arg)->reversible = sv_row_bool(row, 13);
}

/* sv_plain_table_read callback of sv_revisions_read */
static void
add_read(const SvRow *row, void *arg)
{
	add_revision(row, arg)->reversible = !row->nulls[13] || is_empty(row, 13);
}

/*
 * True if a column is an empty text; one that is stored elsewhere is not
 * fetched for that.
 */
static bool
is_empty(const SvRow *row, int column)
{
	return !row->nulls[column - 1] &&
		toast_raw_datum_size(row->values[column - 1]) == VARHDRSZ;
}
