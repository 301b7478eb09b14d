/*-------------------------------------------------------------------------
 *
 * throttle.h
 *	  Why a backfill rests, and for how long.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_THROTTLE_H
#define SV_BACKFILL_THROTTLE_H

#include "datatype/timestamp.h"

#include "backfill/leaf.h"
#include "store/backfill_job.h"

/* All zero at first, but for "rest" and "keeper". */
typedef struct SvThrottle
{
	double		rest;			/* a part of the time of a batch */
	Oid			keeper;			/* the role that reads the record of the job */
	uint64		wal;			/* bytes that this process had written before
								 * the batch */
	TimestampTz next_look;		/* at what keeps it from going on */
	TimestampTz vacuum_since;	/* since when it waits for a vacuum */
	Oid			vacuumed;		/* table whose vacuum it does not wait for any
								 * more */
} SvThrottle;

extern void sv_throttle_begin(SvThrottle *throttle);
extern bool sv_throttle_others_wait(void);
extern long sv_throttle_rest(const SvThrottle *throttle, int64 elapsed,
							 bool others_wait, const char **reason);
extern void sv_throttle_wait(SvThrottle *throttle, const SvBackfillJob *job,
							 const SvLeaf *leaf, MemoryContext work);

#endif							/* SV_BACKFILL_THROTTLE_H */
