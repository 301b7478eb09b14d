/*-------------------------------------------------------------------------
 *
 * own_locks.c
 *	  The locks that this process holds.
 *
 * Shared memory has a list of the locks of each process, one for each partition
 * of the lock table.  It has all of them but for weak ones on relations, some of
 * which are in the few slots of the fast path instead, until another session
 * asks for a strong one.  Only the process itself adds to its lists, but for
 * these; and to look at a list takes the lock of the partition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/lwlock.h"

#include "compat.h"
#include "server/own_locks.h"

/* Locks of a partition; some of them, if there is no room for all. */
typedef struct Held
{
	int			count;
	LOCKTAG		tags[256];
} Held;

static void collect(Held *held, int partition, SvOwnLocksFilter filter,
					void *arg);

/*
 * Pass the objects that are locked to "release", if "filter", which must not
 * fail, is true for them.  Without "release", all of them are passed to the
 * filter.
 */
void
sv_own_locks_release(SvOwnLocksFilter filter, SvOwnLocksRelease release,
					 void *arg)
{
	for (int partition = 0; partition < NUM_LOCK_PARTITIONS; partition++)
	{
		bool		released;

		do
		{
			Held		held = {0};

			released = false;
			collect(&held, partition, filter, arg);
			for (int i = 0; release != NULL && i < held.count; i++)
				released = release(&held.tags[i], arg) || released;
		} while (released);
	}
}

/*
 * Collect the locks of a partition for which the filter is true.
 */
static void
collect(Held *held, int partition, SvOwnLocksFilter filter, void *arg)
{
	PROCLOCK   *proclock;

	if (first_own_proclock(partition) == NULL)
		return;
	LWLockAcquire(LockHashPartitionLockByIndex(partition), LW_SHARED);
	for (proclock = first_own_proclock(partition);
		 proclock != NULL && held->count < lengthof(held->tags);
		 proclock = next_own_proclock(partition, proclock))
	{
		const LOCKTAG *tag = &proclock->tag.myLock->tag;

		if (proclock->holdMask != 0 && filter(tag, arg))
			held->tags[held->count++] = *tag;
	}
	LWLockRelease(LockHashPartitionLockByIndex(partition));
}
