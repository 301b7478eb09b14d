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

#include "server/plain_table.h"
#include "store/revisions.h"
#include "store/store.h"

static SvRevision *add_revision(const SvRow *row, List **revisions);
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
	List	   *revisions = NIL;

	if (!sv_plain_table_read(&table, add_read, &revisions))
		sv_query_scan(&queries[sv_store_has_files()], NULL, add_queried,
					  &revisions);
	return revisions;
}

/*
 * Add a revision, all but whether it is reversible, from the columns that both
 * ways to read it have.
 */
static SvRevision *
add_revision(const SvRow *row, List **revisions)
{
	SvRevision *revision = palloc(sizeof(SvRevision));

	revision->id = sv_row_text(row, 1);
	revision->message = sv_row_text(row, 2);
	revision->created_at = DatumGetTimestampTz(sv_row_value(row, 3, TIMESTAMPTZOID));
	revision->down_revisions = sv_row_strings(row, 4);
	revision->depends_on = sv_row_strings(row, 5);
	revision->branch_labels = sv_row_strings(row, 6);
	revision->transactional = sv_row_bool(row, 7);
	revision->replaces = sv_row_strings(row, 8);
	revision->sha256 = sv_row_bytes(row, 9);
	revision->filename = sv_row_string(row, 10);
	revision->absent = revision->filename != NULL && sv_row_bool(row, 11);
	revision->file_sha256 = sv_row_bytes(row, 12);
	*revisions = lappend(*revisions, revision);
	return revision;
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
