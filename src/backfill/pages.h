/*-------------------------------------------------------------------------
 *
 * pages.h
 *	  The batches of a backfill in a table without a key.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_PAGES_H
#define SV_BACKFILL_PAGES_H

#include "backfill/fill_text.h"

typedef struct SvPages SvPages;

extern SvPages *sv_pages_prepare(SvBackfillJob *job, const SvLeaf *leaf,
								 const char *alias);
extern SvBatchResult sv_pages_run(SvPages *pages, int size);

#endif							/* SV_BACKFILL_PAGES_H */
