/*-------------------------------------------------------------------------
 *
 * prepared.h
 *	  A statement of the caller that is executed many times.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_PREPARED_H
#define SV_SERVER_PREPARED_H

#include "executor/tuptable.h"

#define SV_PREPARED_MAX_ARGS 70

/* Which ways of finding rows the planner is to leave. */
typedef enum SvPreparedScan
{
	SV_SCAN_BY_KEY,				/* in the order of an index */
	SV_SCAN_BY_PLACE			/* by ctid */
} SvPreparedScan;

typedef struct SvPrepared SvPrepared;

/* Gets each row that is returned; false ends the statement, a SELECT. */
typedef bool (*SvPreparedCallback) (TupleTableSlot *slot, void *arg);

extern SvPrepared *sv_prepared_make(const char *text, int nargs,
									const Oid *types, SvPreparedScan scan);
extern void sv_prepared_see_latest(SvPrepared *prepared);
extern uint64 sv_prepared_execute(SvPrepared *prepared, const Datum *values,
								  SvPreparedCallback callback, void *arg);

#endif							/* SV_SERVER_PREPARED_H */
