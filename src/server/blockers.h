/*-------------------------------------------------------------------------
 *
 * blockers.h
 *	  Sessions and prepared transactions that are in the way of this one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_BLOCKERS_H
#define SV_SERVER_BLOCKERS_H

#include "datatype/timestamp.h"
#include "storage/lock.h"

/* Sessions and prepared transactions that are in the way. */
typedef struct SvBlockers
{
	int			count;
	int64		oldest;			/* age of a transaction, in milliseconds */
	char	   *text;			/* a line for each of the first ones, or NULL */
} SvBlockers;

/*
 * Transactions that were in the way when blockers were read last, and since
 * when.  All zeroes: none was.
 */
#define SV_SIGHTINGS_MAX 64

typedef struct SvSightings
{
	int			count;
	struct
	{
		char		transaction[32];	/* virtual transaction id */
		TimestampTz since;
	}			seen[SV_SIGHTINGS_MAX];
} SvSightings;

extern SvBlockers sv_blockers_of_lock(const LOCKTAG *tag, LOCKMODE mode,
									  SvSightings *sightings);
extern SvBlockers sv_blockers_old_snapshots(int64 age);
extern SvBlockers sv_blockers_old_writers(int64 age);

#endif							/* SV_SERVER_BLOCKERS_H */
