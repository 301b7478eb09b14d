/*-------------------------------------------------------------------------
 *
 * standby.c
 *	  How many locks a standby server has room for.
 *
 * A standby replays ACCESS EXCLUSIVE locks on relations: if it has no room for
 * one, it stops, and stops again at the same place when it is started.  It
 * refuses to start with less room than its primary has.
 *
 * There may be one if WAL is archived or sent, or kept for somebody to fetch.
 * One that has no slot, and is not connected at the moment, is not known of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/twophase.h"
#include "access/xlog.h"
#include "miscadmin.h"
#include "replication/slot.h"
#include "replication/walsender.h"
#include "replication/walsender_private.h"
#include "storage/procarray.h"
#include "storage/spin.h"

#include "compat.h"
#include "server/standby.h"

static bool has_slot(void);
static bool has_sender(void);
static bool is_physical(int pid);

/*
 * True if there may be a standby that replays what is done here.
 */
bool
sv_standby_is_possible(void)
{
	return XLogStandbyInfoActive() &&
		(XLogArchivingActive() || has_slot() || has_sender());
}

/*
 * How many locks of one transaction a standby has room for.  Those of its own
 * sessions need some, too.
 */
int
sv_standby_lock_limit(void)
{
	int64		room = (int64) max_locks_per_xact *
	(MaxBackends + max_prepared_xacts);

	return (int) Min(room / 4 * 3, PG_INT32_MAX);
}

/*
 * True if there is a physical replication slot.
 */
static bool
has_slot(void)
{
	bool		found = false;

	LWLockAcquire(ReplicationSlotControlLock, LW_SHARED);
	for (int i = 0; i < max_replication_slots; i++)
	{
		const ReplicationSlot *slot = &ReplicationSlotCtl->replication_slots[i];

		if (slot->in_use && SlotIsPhysical(slot))
			found = true;
	}
	LWLockRelease(ReplicationSlotControlLock);
	return found;
}

/*
 * True if WAL is being sent as it is.
 */
static bool
has_sender(void)
{
	for (int i = 0; i < max_wal_senders; i++)
	{
		WalSnd	   *sender = &WalSndCtl->walsnds[i];
		int			pid;

		SpinLockAcquire(&sender->mutex);
		pid = sender->pid;
		SpinLockRelease(&sender->mutex);
		if (pid != 0 && is_physical(pid))
			return true;
	}
	return false;
}

/*
 * True if a sender is connected to no database, as those for logical
 * replication are.
 */
static bool
is_physical(int pid)
{
	const PGPROC *proc = BackendPidGetProc(pid);

	return proc != NULL && !OidIsValid(proc->databaseId);
}
