/*-------------------------------------------------------------------------
 *
 * fill_show.c
 *	  How far a backfill is, for other sessions and for the client.
 *
 * Other sessions see it in the activity, and in schemaver.backfill, from which
 * schemaver_progress() computes the rate.  The client gets a NOTICE now and then
 * if it has asked for it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "pgstat.h"
#include "utils/timestamp.h"

#include "backfill/fill_show.h"
#include "schemaver.h"

/* Milliseconds between two notices. */
#define NOTICE_INTERVAL 5000

/*
 * How many rows of how many are done.
 */
char *
sv_fill_show_text(const SvBackfillJob *job)
{
	if (job->rows_total < 0)
		return psprintf(_("%lld rows"), (long long) job->rows_done);
	return psprintf(_("%lld of about %lld rows"), (long long) job->rows_done,
					(long long) Max(job->rows_total, job->rows_done));
}

/*
 * Show other sessions how far it is, and why it waits; NULL: it does not.
 */
void
sv_fill_show_activity(const SvBackfillJob *job, const char *reason)
{
	const char *table = job->table != NULL ? job->table : job->relation;
	const char *text = sv_fill_show_text(job);

	pgstat_report_activity(STATE_RUNNING,
						   reason == NULL ?
						   psprintf("schemaver: backfill of table %s: %s", table,
									text) :
						   psprintf("schemaver: backfill of table %s: %s (waits: %s)",
									table, text, reason));
}

/*
 * Tell the client, if it wants to know, and was not told a short time ago.
 */
void
sv_fill_show_notice(const SvBackfillJob *job, TimestampTz *noticed_at)
{
	TimestampTz now = GetCurrentTimestamp();

	if (!sv_progress ||
		!TimestampDifferenceExceeds(*noticed_at, now, NOTICE_INTERVAL))
		return;
	*noticed_at = now;
	ereport(NOTICE,
			(errmsg("backfill of table %s: %s", job->relation,
					sv_fill_show_text(job))));
}
