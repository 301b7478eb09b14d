/*-------------------------------------------------------------------------
 *
 * run_lock.c
 *	  The lock that keeps runs apart.
 *
 * Runs are serialized by the table schemaver.lock.  A run in a transaction
 * takes ROW SHARE on it, with which only a deploy conflicts, and then waits
 * for other runs of its kind in mode SHARE ROW EXCLUSIVE, until the end of the
 * transaction.  A deploy has the table in mode EXCLUSIVE, for the session, as
 * it commits after each step; it polls for the lock and never stands in the
 * queue.
 *
 * A run in a transaction does not wait for a deploy: the transaction has a
 * snapshot, for which CREATE INDEX CONCURRENTLY of the deploy would wait, and
 * that would be a deadlock.
 *
 * The one variable of this module is the OID of the table that the deploy of
 * this session has locked: the lock must be found again even if a script has
 * dropped the table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"

#include "compat.h"
#include "server/query.h"
#include "store/run_lock.h"
#include "store/store.h"

/* The table on which a deploy of this session has the lock. */
static Oid	locked_table = InvalidOid;

static LOCKTAG tag_of(Oid table);
static void refuse_deploy(void);
static void set_text(const SvRow *row, void *arg);

/*
 * Take the lock of a run in a transaction, until its end: waits for other
 * runs.  Readers are not blocked by it.
 *
 * Errors: a deploy is running.
 */
void
sv_run_lock_take(void)
{
	SvBoundQuery lock = sv_bookkeeping_lock();

	refuse_deploy();
	sv_bound_query_execute(&lock);
}

/*
 * Take the lock of a deploy for the session, if no other session has it or
 * waits for it.  It is released by sv_run_lock_release(), and when a
 * transaction is rolled back as a whole.  Privileges are the caller's to
 * check.
 */
bool
sv_run_lock_try(void)
{
	LOCKTAG		tag;

	locked_table = sv_store_table("lock");
	tag = tag_of(locked_table);
	if (LockHeldByMe(&tag, ExclusiveLock, false))
		return true;
	return LockAcquire(&tag, ExclusiveLock, true, true) !=
		LOCKACQUIRE_NOT_AVAIL;
}

/*
 * True if this session still has the lock of a deploy.
 */
bool
sv_run_lock_held(void)
{
	LOCKTAG		tag = tag_of(locked_table);

	return LockHeldByMe(&tag, ExclusiveLock, false);
}

void
sv_run_lock_release(void)
{
	LOCKTAG		tag = tag_of(locked_table);

	LockRelease(&tag, ExclusiveLock, true);
}

/*
 * The runs that keep a deploy from starting.
 */
SvBlockers
sv_run_lock_holders(void)
{
	LOCKTAG		tag = tag_of(sv_store_table("lock"));

	return sv_blockers_of_lock(&tag, ExclusiveLock, NULL);
}

static LOCKTAG
tag_of(Oid table)
{
	LOCKTAG		tag;

	SET_LOCKTAG_RELATION(tag, MyDatabaseId, table);
	return tag;
}

/*
 * An error if a deploy is running.
 */
static void
refuse_deploy(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT format('Process %s of user %s has been running a deploy%s.',"
		" l.pid, coalesce(a.usename, '?'),"
		" coalesce(' for ' || round(extract(epoch FROM clock_timestamp() - a.query_start)::numeric, 1) || ' s', ''))"
		" FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
		" WHERE l.locktype = 'relation' AND l.database = $1 AND l.relation = $2"
		" AND l.mode = 'ExclusiveLock' AND l.granted",
		.nargs = 2,
		.types = {OIDOID, OIDOID}
	};
	Oid			table = sv_store_table("lock");
	Datum		values[2] = {ObjectIdGetDatum(MyDatabaseId),
	ObjectIdGetDatum(table)};
	char	   *deploy = NULL;

	if (!OidIsValid(table) || ConditionalLockRelationOid(table, RowShareLock))
		return;
	sv_query_begin_fresh();
	sv_query_fetch(&query, values, NULL, set_text, &deploy);
	sv_query_end_fresh();
	if (deploy != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("a deploy is running in this database"),
				 errdetail_internal("%s", deploy),
				 errhint("Try again when it has ended; schemaver_progress() shows how far it is.")));
}

/* sv_query_fetch callback of refuse_deploy */
static void
set_text(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}
