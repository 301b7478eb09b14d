/*-------------------------------------------------------------------------
 *
 * run_lock.h
 *	  The lock that keeps runs apart.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_RUN_LOCK_H
#define SV_STORE_RUN_LOCK_H

#include "server/blockers.h"

/* a run in a transaction */
extern void sv_run_lock_take(void);

/* a deploy */
extern bool sv_run_lock_try(void);
extern bool sv_run_lock_held(void);
extern void sv_run_lock_release(void);
extern SvBlockers sv_run_lock_holders(void);

#endif							/* SV_STORE_RUN_LOCK_H */
