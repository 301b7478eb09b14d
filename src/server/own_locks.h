/*-------------------------------------------------------------------------
 *
 * own_locks.h
 *	  The locks that this process holds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_OWN_LOCKS_H
#define SV_SERVER_OWN_LOCKS_H

#include "storage/lock.h"

/* True if a lock is one of those that the caller looks for. */
typedef bool (*SvOwnLocksFilter) (const LOCKTAG *tag, void *arg);

/* What is done with one; true if it was released. */
typedef bool (*SvOwnLocksRelease) (const LOCKTAG *tag, void *arg);

extern void sv_own_locks_release(SvOwnLocksFilter filter,
								 SvOwnLocksRelease release, void *arg);

#endif							/* SV_SERVER_OWN_LOCKS_H */
