/*-------------------------------------------------------------------------
 *
 * lock.h
 *	  Locks: the one of a deploy, those that a statement is going to take,
 *	  and who is in the way.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_LOCK_H
#define SV_SERVER_LOCK_H

#include "datatype/timestamp.h"
#include "nodes/nodes.h"
#include "storage/lock.h"

/* Sessions that are in the way. */
typedef struct SvBlockers
{
	int			count;
	int64		oldest;			/* age of a transaction, in milliseconds */
	char	   *text;			/* a line for each of the first ones, or NULL */
} SvBlockers;

extern bool sv_lock_run_try(void);
extern bool sv_lock_run_held(void);
extern void sv_lock_run_release(void);
extern SvBlockers sv_lock_run_holders(void);
extern void sv_lock_refuse_deploy(void);

extern void sv_lock_watch(int milliseconds);
extern void sv_lock_unwatch(void);
extern void sv_lock_take(const Node *statement, int64 patience, bool queue);
extern char *sv_lock_not_owned(const Node *statement);
extern int	sv_lock_count(const Node *statement);
extern bool sv_lock_is_waited_for(int64 patience);
extern SvBlockers sv_lock_blockers(void);
extern char *sv_lock_waited_for(void);
extern SvBlockers sv_lock_old_snapshots(int64 age);

#endif							/* SV_SERVER_LOCK_H */
