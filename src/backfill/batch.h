/*-------------------------------------------------------------------------
 *
 * batch.h
 *	  The batches of a backfill in one table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_BATCH_H
#define SV_BACKFILL_BATCH_H

#include "backfill/fill_text.h"
#include "backfill/leaf.h"
#include "store/backfill_job.h"

/* How a batch deals with rows that other transactions have locked. */
typedef enum SvBatchWay
{
	SV_BATCH_FAST,				/* it fails */
	SV_BATCH_CAREFUL			/* it skips them */
} SvBatchWay;

typedef struct SvBatches SvBatches;

extern SvBatches *sv_batch_prepare(SvBackfillJob *job, const SvLeaf *leaf,
								   const char *alias, MemoryContext context);
extern SvBatchResult sv_batch_run(SvBatches *batches, int size,
								  SvBatchWay way);
extern SvBatchResult sv_batch_run_skipped(SvBatches *batches);

#endif							/* SV_BACKFILL_BATCH_H */
