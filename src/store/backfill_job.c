/*-------------------------------------------------------------------------
 *
 * backfill_job.c
 *	  How far backfills have got: the rows of schemaver.backfill.
 *
 * A backfill is known by what it does, and by the statement of the script that
 * it belongs to, if it does: the same call finds its row again.  What is read
 * of a row is nothing but a place in the table: texts that are to be run come
 * from the call.  So whoever writes such a row can make a backfill begin at
 * another place, which he could do by an UPDATE, and no more.
 *
 * A session that works on a backfill has a lock on it, which the server releases
 * after an error: on an object of class schemaver.backfill whose OID is the
 * first half of the hash.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"

#include "compat.h"
#include "server/bound_query.h"
#include "server/denied.h"
#include "store/backfill_job.h"
#include "store/store.h"
#include "strings.h"

/* Characters of the hash that is the name of a job. */
#define SV_JOB_LENGTH 16

static void append_part(StringInfo buf, const char *part);
static void set_job(const SvRow *row, void *arg);
static int64 read_count(const SvRow *row, int column);
static void set_strings(SvBoundQuery *bound, int number, const List *strings);
static void require_row(const SvBackfillJob *job, uint64 rows);
static LOCKTAG tag_of(const SvBackfillJob *job);

/*
 * Set the id of a job from what it is.
 */
void
sv_backfill_job_identify(SvBackfillJob *job)
{
	StringInfoData buf;
	const bytea *sha256;
	char	   *id = palloc(SV_JOB_LENGTH + 1);

	initStringInfo(&buf);
	append_part(&buf, job->relation);
	append_part(&buf, job->assignments);
	append_part(&buf, job->condition);
	append_part(&buf, job->revision);
	append_part(&buf, job->direction);
	appendStringInfo(&buf, "%d", job->statement);
	sha256 = DatumGetByteaPP(sv_store_sha256(buf.data));
	for (int i = 0; i < SV_JOB_LENGTH / 2; i++)
		snprintf(id + 2 * i, 3, "%02x", (uint8) VARDATA_ANY(sha256)[i]);
	job->id = id;
}

/*
 * Read how far a job has got; false if it was not begun.
 *
 * Errors: a row that schemaver cannot have written.
 */
bool
sv_backfill_job_find(SvBackfillJob *job)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT finished_at IS NOT NULL, tables_done, table_name, key, done_to,"
		" skipped, batch_xids, coalesce(rows_total, -1),"
		" rows_done, rows_changed, batches, batch"
		" FROM schemaver.backfill WHERE job = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(job->id);
	bool		found;

	/* one who may only read it is not to learn that at the first batch */
	sv_denied_check("FROM schemaver.backfill INTO schemaver.backfill UPDATE schemaver.backfill");
	sv_query_begin_fresh();
	found = sv_query_fetch(&query, &value, NULL, set_job, job) > 0;
	sv_query_end_fresh();
	return found;
}

/*
 * Record that a job begins, from nothing, or goes on.
 */
void
sv_backfill_job_begin(const SvBackfillJob *job)
{
	static SvQuery start = {
		.kept = true,
		.text = "INSERT INTO schemaver.backfill (job, relation, assignments, condition,"
		" revision, direction, statement, rows_total)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (job) DO UPDATE SET paused = false, tables_done = '{}',"
		" table_name = NULL, key = NULL, done_to = NULL, skipped = '{}',"
		" batch_xids = '{}', rows_total = excluded.rows_total, rows_done = 0, rows_changed = 0,"
		" batches = 0, batch = 0, started_at = clock_timestamp(), updated_at = clock_timestamp(),"
		" finished_at = NULL, resumed_at = clock_timestamp(), rows_before = 0,"
		" session_user_name = SESSION_USER, backend_pid = pg_backend_pid()",
		.nargs = 8,
		.types = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID,
		INT8OID}
	};
	static SvQuery resume = {
		.kept = true,
		.text = "UPDATE schemaver.backfill SET session_user_name = SESSION_USER,"
		" backend_pid = pg_backend_pid(), updated_at = clock_timestamp(),"
		" resumed_at = clock_timestamp(), rows_before = rows_done WHERE job = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&start);

	if (job->begun)
	{
		require_row(job, sv_query_execute_text(&resume, job->id));
		return;
	}
	sv_bound_query_set_text(&bound, 1, job->id);
	sv_bound_query_set_text(&bound, 2, job->relation);
	sv_bound_query_set_text(&bound, 3, job->assignments);
	sv_bound_query_set_text(&bound, 4, job->condition);
	sv_bound_query_set_text(&bound, 5, job->revision);
	sv_bound_query_set_text(&bound, 6, job->direction);
	if (job->statement > 0)
		sv_bound_query_set(&bound, 7, Int32GetDatum(job->statement));
	if (job->rows_total >= 0)
		sv_bound_query_set(&bound, 8, Int64GetDatum(job->rows_total));
	sv_bound_query_execute(&bound);
}

/*
 * Record which tables are done, and which one is next.
 */
void
sv_backfill_job_enter_table(const SvBackfillJob *job)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.backfill SET tables_done = $2, table_name = $3, key = $4,"
		" done_to = NULL, skipped = '{}', batch_xids = '{}', batch = 0"
		" WHERE job = $1",
		.nargs = 4,
		.types = {TEXTOID, TEXTARRAYOID, TEXTOID, TEXTARRAYOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, job->id);
	sv_bound_query_set(&bound, 2, sv_strings_datum(job->tables_done));
	sv_bound_query_set_text(&bound, 3, job->table);
	set_strings(&bound, 4, job->key);
	require_row(job, sv_bound_query_execute(&bound));
}

/*
 * Record how far the job has got in its table.
 */
void
sv_backfill_job_move(const SvBackfillJob *job)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.backfill SET done_to = $2, skipped = $3, batch_xids = $4,"
		" rows_done = $5, rows_changed = $6, batches = $7, batch = $8,"
		" updated_at = clock_timestamp() WHERE job = $1",
		.nargs = 8,
		.types = {TEXTOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT8OID,
		INT8OID, INT8OID, INT4OID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, job->id);
	set_strings(&bound, 2, job->done_to);
	sv_bound_query_set(&bound, 3, sv_strings_datum(job->skipped));
	sv_bound_query_set(&bound, 4, sv_strings_datum(job->xids));
	sv_bound_query_set(&bound, 5, Int64GetDatum(job->rows_done));
	sv_bound_query_set(&bound, 6, Int64GetDatum(job->rows_changed));
	sv_bound_query_set(&bound, 7, Int64GetDatum(job->batches));
	sv_bound_query_set(&bound, 8, Int32GetDatum(job->batch));
	require_row(job, sv_bound_query_execute(&bound));
}

/*
 * Record that a job is finished.
 */
void
sv_backfill_job_finish(const SvBackfillJob *job)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.backfill SET tables_done = '{}', table_name = NULL, key = NULL,"
		" done_to = NULL, skipped = '{}', batch_xids = '{}',"
		" finished_at = clock_timestamp(), updated_at = clock_timestamp() WHERE job = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};

	require_row(job, sv_query_execute_text(&query, job->id));
}

/*
 * True if another session has paused the job.
 *
 * Errors: its row was deleted.
 */
bool
sv_backfill_job_is_paused(const SvBackfillJob *job)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT FROM schemaver.backfill WHERE job = $1 AND paused",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(job->id);
	bool		paused;

	sv_query_begin_fresh();
	paused = sv_query_fetch(&query, &value, NULL, NULL, NULL) > 0;
	sv_query_end_fresh();
	return paused;
}

/*
 * Let the jobs of a relation, or all if it is NULL, that are not finished rest,
 * or go on.  A job may be named by its id, too.  Returns how many there are.
 */
int64
sv_backfill_job_pause(const char *relation, bool paused)
{
	static SvQuery query = {
		.text = "UPDATE schemaver.backfill SET paused = $2"
		" WHERE finished_at IS NULL AND ($1 IS NULL OR relation = $1 OR job = $1)",
		.nargs = 2,
		.types = {TEXTOID, BOOLOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, relation);
	sv_bound_query_set(&bound, 2, BoolGetDatum(paused));
	return sv_bound_query_execute(&bound);
}

/*
 * Delete the rows of a revision, which is run from its beginning.
 */
void
sv_backfill_job_forget(const char *revision)
{
	static SvQuery query = {
		.text = "DELETE FROM schemaver.backfill WHERE revision = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};

	sv_query_execute_text(&query, revision);
}

/*
 * Take the lock of a job, for the session; false if another session has it.
 */
bool
sv_backfill_job_lock(const SvBackfillJob *job)
{
	LOCKTAG		tag = tag_of(job);

	if (LockHeldByMe(&tag, ExclusiveLock, false))
		return true;
	return LockAcquire(&tag, ExclusiveLock, true, true) !=
		LOCKACQUIRE_NOT_AVAIL;
}

void
sv_backfill_job_unlock(const SvBackfillJob *job)
{
	LOCKTAG		tag = tag_of(job);

	LockRelease(&tag, ExclusiveLock, true);
}

static void
append_part(StringInfo buf, const char *part)
{
	appendStringInfo(buf, "%s,", part == NULL ? "NULL" :
					 quote_literal_cstr(part));
}

/* sv_query_fetch callback of sv_backfill_job_find */
static void
set_job(const SvRow *row, void *arg)
{
	SvBackfillJob *job = arg;

	job->finished = sv_row_bool(row, 1);
	job->tables_done = sv_row_strings(row, 2);
	job->table = sv_row_string(row, 3);
	job->key = sv_row_strings(row, 4);
	job->done_to = sv_row_strings(row, 5);
	job->skipped = sv_row_strings(row, 6);
	job->xids = sv_row_strings(row, 7);
	job->rows_total = read_count(row, 8);
	job->rows_done = read_count(row, 9);
	job->rows_changed = read_count(row, 10);
	job->batches = read_count(row, 11);
	job->batch = Max(DatumGetInt32(sv_row_value(row, 12, INT4OID)), 0);
}

/*
 * A number that is only shown: one that would overflow is as good as none.
 */
static int64
read_count(const SvRow *row, int column)
{
	int64		count = DatumGetInt64(sv_row_value(row, column, INT8OID));

	return count < -1 || count > PG_INT64_MAX / 2 ? 0 : count;
}

/*
 * Set a parameter of type text[]; an empty list is null.
 */
static void
set_strings(SvBoundQuery *bound, int number, const List *strings)
{
	if (strings != NIL)
		sv_bound_query_set(bound, number, sv_strings_datum(strings));
}

static void
require_row(const SvBackfillJob *job, uint64 rows)
{
	if (rows == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the row of this backfill was deleted from schemaver.backfill"),
				 errdetail("It is backfill \"%s\" of table %s.", job->id,
						   job->relation)));
}

static LOCKTAG
tag_of(const SvBackfillJob *job)
{
	char		half[SV_JOB_LENGTH / 2 + 1];
	LOCKTAG		tag;

	strlcpy(half, job->id, sizeof(half));
	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, sv_store_table("backfill"),
					   (Oid) strtoul(half, NULL, 16), 0);
	return tag;
}
