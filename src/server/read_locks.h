/*-------------------------------------------------------------------------
 *
 * read_locks.h
 *	  Releases locks that are taken while definitions are read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_READ_LOCKS_H
#define SV_SERVER_READ_LOCKS_H

#include "utils/resowner.h"

typedef struct SvReadLocks SvReadLocks;

extern SvReadLocks *sv_read_locks_begin(void);
extern void sv_read_locks_release(SvReadLocks *locks, ResourceOwner owner);

#endif							/* SV_SERVER_READ_LOCKS_H */
