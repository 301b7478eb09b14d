/*-------------------------------------------------------------------------
 *
 * fill_show.h
 *	  How far a backfill is, for other sessions and for the client.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_FILL_SHOW_H
#define SV_BACKFILL_FILL_SHOW_H

#include "datatype/timestamp.h"

#include "store/backfill_job.h"

extern char *sv_fill_show_text(const SvBackfillJob *job);
extern void sv_fill_show_activity(const SvBackfillJob *job,
								  const char *reason);
extern void sv_fill_show_notice(const SvBackfillJob *job,
								TimestampTz *noticed_at);

#endif							/* SV_BACKFILL_FILL_SHOW_H */
