/*-------------------------------------------------------------------------
 *
 * throttle.c
 *	  Why a backfill rests, and for how long.
 *
 * After each batch it rests for a part of the time that the batch took, three
 * times as long if another transaction had to wait for a row, and until it keeps
 * to the rate of WAL that is set.
 *
 * Once a second it is looked whether it has to wait: it is paused; a standby or
 * a replication slot is far behind; a vacuum works on the table, whose progress
 * it would undo.  Only the last of these ends by itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/instrument.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/timestamp.h"

#include "backfill/fill_show.h"
#include "backfill/throttle.h"
#include "compat.h"
#include "schemaver.h"
#include "server/query.h"
#include "server/transaction.h"

/* Milliseconds from one look to the next. */
#define SV_THROTTLE_LOOK 1000

/* How long, in milliseconds, a vacuum is waited for. */
#define SV_THROTTLE_VACUUM (10 * 60 * 1000)

/* How many times longer it rests if others had to wait. */
#define SV_THROTTLE_OTHERS 3

static char *find_reason(SvThrottle *throttle, const SvBackfillJob *job,
						 const SvLeaf *leaf);
static bool is_paused(const SvThrottle *throttle, const SvBackfillJob *job);
static char *find_lag(void);
static bool is_vacuumed(SvThrottle *throttle, const SvLeaf *leaf);
static void set_text(const SvRow *row, void *arg);

/*
 * To be called before each batch.
 */
void
sv_throttle_begin(SvThrottle *throttle)
{
	throttle->wal = pgWalUsage.wal_bytes;
}

/*
 * True if another transaction waits for the end of this one, or of this
 * subtransaction.
 */
bool
sv_throttle_others_wait(void)
{
	TransactionId xid = GetCurrentTransactionIdIfAny();
	LOCKTAG		tag;

	if (!TransactionIdIsValid(xid))
		return false;
	SET_LOCKTAG_TRANSACTION(tag, xid);
	return LockHasWaiters(&tag, ExclusiveLock, false);
}

/*
 * How long to rest after a batch that took some milliseconds, in milliseconds.
 * "reason" gets why it is longer than usual, as a part of a sentence; else NULL.
 */
long
sv_throttle_rest(const SvThrottle *throttle, int64 elapsed, bool others_wait,
				 const char **reason)
{
	double		rest = elapsed * throttle->rest;
	double		wal_rest = 0;
	uint64		written = pgWalUsage.wal_bytes - throttle->wal;

	*reason = NULL;
	if (others_wait)
	{
		rest = Max(rest, elapsed * 0.1) * SV_THROTTLE_OTHERS;
		*reason = _("another transaction had to wait for it");
	}
	if (sv_backfill_max_wal > 0)
		wal_rest = written / 1024.0 * 1000 / sv_backfill_max_wal - elapsed;
	if (wal_rest > rest)
	{
		rest = wal_rest;
		*reason = _("it has written as much WAL as it may");
	}
	return (long) Min(rest, 3600 * 1000);
}

/*
 * Wait for as long as something keeps the backfill from going on, which is told
 * once.  Leaves in the memory context of a batch, which it resets.
 */
void
sv_throttle_wait(SvThrottle *throttle, const SvBackfillJob *job,
				 const SvLeaf *leaf, MemoryContext work)
{
	bool		told = false;
	char	   *reason;

	MemoryContextSwitchTo(work);
	while ((reason = find_reason(throttle, job, leaf)) != NULL)
	{
		sv_fill_show_activity(job, reason);
		if (!told)
			ereport(NOTICE,
					(errmsg("the backfill of table %s waits: %s",
							leaf->name, reason)));
		told = true;
		MemoryContextReset(work);
		sv_transaction_commit();
		sv_transaction_sleep(500);
	}
	if (told)
		sv_fill_show_activity(job, NULL);
	sv_transaction_commit();
}

/*
 * Why the backfill has to wait, as a part of a sentence; NULL if it need not.
 * Looks only once a second.
 */
static char *
find_reason(SvThrottle *throttle, const SvBackfillJob *job,
			const SvLeaf *leaf)
{
	TimestampTz now = GetCurrentTimestamp();
	char	   *lag;

	if (now < throttle->next_look)
		return NULL;
	if (is_paused(throttle, job))
		return _("it is paused");
	lag = find_lag();
	if (lag != NULL)
		return psprintf(_("%s behind"), lag);
	if (is_vacuumed(throttle, leaf))
		return _("a vacuum of the table is going on");
	throttle->next_look = TimestampTzPlusMilliseconds(now, SV_THROTTLE_LOOK);
	return NULL;
}

static bool
is_paused(const SvThrottle *throttle, const SvBackfillJob *job)
{
	Oid			user;
	int			context;
	bool		paused;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(throttle->keeper, context);
	paused = sv_backfill_job_is_paused(job);
	SetUserIdAndSecContext(user, context);
	return paused;
}

/*
 * The standby or the replication slot that is farthest behind, if that is too
 * far; else NULL.
 */
static char *
find_lag(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT format('%s is %s', w.name, pg_size_pretty(w.lag)) FROM ("
		" SELECT format('standby %s', r.application_name) AS name,"
		" pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(r.replay_lsn, r.flush_lsn, r.write_lsn)) AS lag"
		" FROM pg_stat_replication r"
		" UNION ALL SELECT format('slot %s', s.slot_name),"
		" pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(s.confirmed_flush_lsn, s.restart_lsn))"
		" FROM pg_replication_slots s) w"
		" WHERE w.lag > $1 ORDER BY w.lag DESC LIMIT 1",
		.nargs = 1,
		.types = {INT8OID}
	};
	Datum		value = Int64GetDatum((int64) sv_backfill_max_lag * 1024);
	char	   *lag = NULL;

	if (sv_backfill_max_lag == 0)
		return NULL;
	sv_query_begin_fresh();
	sv_query_fetch(&query, &value, NULL, set_text, &lag);
	sv_query_end_fresh();
	return lag;
}

/*
 * True if a vacuum works on the table, and has not been waited for too long.
 */
static bool
is_vacuumed(SvThrottle *throttle, const SvLeaf *leaf)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT FROM pg_stat_progress_vacuum WHERE relid = $1",
		.nargs = 1,
		.types = {OIDOID}
	};
	Datum		value = ObjectIdGetDatum(leaf->oid);
	TimestampTz now = GetCurrentTimestamp();
	bool		found;

	if (throttle->vacuumed == leaf->oid)
		return false;
	sv_query_begin_fresh();
	found = sv_query_fetch(&query, &value, NULL, NULL, NULL) > 0;
	sv_query_end_fresh();
	if (!found)
	{
		throttle->vacuum_since = 0;
		return false;
	}
	if (throttle->vacuum_since == 0)
		throttle->vacuum_since = now;
	if (TimestampDifferenceExceeds(throttle->vacuum_since, now,
								   SV_THROTTLE_VACUUM))
	{
		throttle->vacuumed = leaf->oid;
		return false;
	}
	return true;
}

/* sv_query_fetch callback of find_lag */
static void
set_text(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}
