/*-------------------------------------------------------------------------
 *
 * lock.h
 *	  The locks that the statements of scripts take.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_LOCK_H
#define SV_SERVER_LOCK_H

#include "nodes/pg_list.h"
#include "server/blockers.h"

/*
 * The lock that this session waits for, or waited for when a statement failed.
 * The caller owns it, begins with all zeroes, and keeps it from one attempt to
 * the next: the age of a transaction may be known from an earlier sighting
 * only.
 */
typedef struct SvLockWait
{
	bool		known;			/* tag and mode are set */
	LOCKTAG		tag;
	LOCKMODE	mode;
	SvSightings sightings;		/* of its blockers */
} SvLockWait;

/* A lock on a relation that a statement is going to take. */
typedef struct SvRelationLock
{
	Oid			relation;
	LOCKMODE	mode;
} SvRelationLock;

extern void sv_lock_watch(SvLockWait *wait, int milliseconds);
extern void sv_lock_unwatch(void);
extern void sv_lock_take(const Node *statement, int64 patience, bool queue,
						 SvLockWait *wait);
extern void sv_lock_take_all(List *statements, int64 patience,
							 SvLockWait *wait);
extern bool sv_lock_is_waited_for(SvLockWait *wait, int64 patience);
extern SvBlockers sv_lock_blockers(SvLockWait *wait);
extern char *sv_lock_wait_detail(const SvLockWait *wait);

extern List *sv_lock_relations(const Node *statement);
extern char *sv_lock_not_owned(const Node *statement);
extern int	sv_lock_count(const Node *statement);

#endif							/* SV_SERVER_LOCK_H */
