/*-------------------------------------------------------------------------
 *
 * tracked.h
 *	  The facts of the schemas as they were left by us, in a table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_TRACKED_H
#define SV_STORE_TRACKED_H

#include "access/transam.h"
#include "nodes/pg_list.h"

/* The row of schemaver.tracked. */
typedef struct SvTracked
{
	bytea	   *facts;			/* NULL: not fetched */
	char	   *note;			/* NULL: there is none */
	bool		stale;			/* there was a run since */
} SvTracked;

/* The transactions that the log says are ours. */
typedef struct SvOwnTransactions
{
	int			count;
	TransactionId *xids;		/* in numerical order */
	FullTransactionId first;	/* the oldest one; invalid: none is known */
} SvOwnTransactions;

extern SvTracked *sv_tracked_fetch(bool with_facts);
extern bool sv_tracked_may_write(void);
extern void sv_tracked_put(bytea *facts, const char *note);
extern void sv_tracked_put_note(const char *note);
extern void sv_tracked_keep(void);
extern SvOwnTransactions *sv_tracked_own(void);
extern bool sv_tracked_is_own(const SvOwnTransactions *own, TransactionId xid);
extern List *sv_tracked_accepted(List *xids);

#endif							/* SV_STORE_TRACKED_H */
