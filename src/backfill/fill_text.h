/*-------------------------------------------------------------------------
 *
 * fill_text.h
 *	  Parts of the statements of a backfill.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_FILL_TEXT_H
#define SV_BACKFILL_FILL_TEXT_H

#include "lib/stringinfo.h"

#include "backfill/leaf.h"
#include "store/backfill_job.h"

/* What a batch has done. */
typedef struct SvBatchResult
{
	int64		seen;			/* rows that it looked at */
	int64		changed;
	int			skipped;		/* rows that are left for later */
	bool		end;			/* there are no more rows behind it */
} SvBatchResult;

extern char *sv_fill_text_from(const SvLeaf *leaf, const char *alias);
extern char *sv_fill_text_update(const SvBackfillJob *job, const char *from);
extern const char *sv_fill_text_end(const SvBackfillJob *job);
extern void sv_fill_text_condition(StringInfo buf, const SvBackfillJob *job);

#endif							/* SV_BACKFILL_FILL_TEXT_H */
