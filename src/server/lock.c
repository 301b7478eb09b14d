/*-------------------------------------------------------------------------
 *
 * lock.c
 *	  The locks that the statements of scripts take.
 *
 * A session that waits for a strong lock blocks all that come later, even
 * those that do not conflict with the holders.  So a strong lock is requested
 * without waiting first; this session stands in the queue only if all holders
 * are young, and not for long.
 *
 * What a session waits for is also sampled by a timer while statements run, as
 * functions and triggers take locks that no statement shows.  The timer's
 * handler writes into the SvLockWait of the caller, to which this module keeps
 * a pointer, its only state, from sv_lock_watch() to sv_lock_unwatch().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/statement_locks.h"

/* The timer that samples waits, and what it fills in. */
static SvLockWait *watched = NULL;
static TimeoutId watch_timeout = MAX_TIMEOUTS;
static int	watch_period;		/* in milliseconds */

static void sample_wait(void);
static List *resolve_demand(List *locks, const SvStatementLock *demand,
							const Node *statement);
static List *add_lock(List *locks, Oid relation, LOCKMODE mode,
					  const Node *statement);
static List *merge_lock(List *locks, SvRelationLock *lock);
static int	compare_relations(const ListCell *a, const ListCell *b);
static void take(const SvRelationLock *lock, int64 patience, bool queue,
				 SvLockWait *wait);
static void stand_in_queue(const SvRelationLock *lock, int64 patience);

/*
 * Note in "wait" what this session waits for, if that takes longer than about
 * so many milliseconds; 0: longer than a second.  The caller must call
 * sv_lock_unwatch() before "wait" goes, also after an error.
 */
void
sv_lock_watch(SvLockWait *wait, int milliseconds)
{
	sv_lock_unwatch();
	if (watch_timeout == MAX_TIMEOUTS)
		watch_timeout = RegisterTimeout(USER_TIMEOUT, sample_wait);
	watch_period = milliseconds == 0 ? 1000 : Max(milliseconds / 3, 1);
	wait->known = false;
	watched = wait;
	enable_timeout_every(watch_timeout,
						 TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													 watch_period),
						 watch_period);
}

/*
 * Stop that; what was noted stays.
 */
void
sv_lock_unwatch(void)
{
	if (watch_timeout != MAX_TIMEOUTS && get_timeout_active(watch_timeout))
		disable_timeout(watch_timeout, false);
	watched = NULL;
}

/*
 * Take the locks that a statement is going to take.  If a lock is not available
 * at once, stand in the queue for it, if "queue" is set and no holder has been
 * in a transaction for longer than "patience", in milliseconds; and not for
 * longer than that, as those that come later wait behind this session.
 *
 * Only what the caller owns is locked: for all else, the statement itself has
 * to find out whether it may.
 *
 * Errors: a lock is not available, ERRCODE_LOCK_NOT_AVAILABLE; then "wait" has
 * which one.
 */
void
sv_lock_take(const Node *statement, int64 patience, bool queue,
			 SvLockWait *wait)
{
	ListCell   *lc;

	foreach(lc, sv_lock_relations(statement))
		take(lfirst(lc), patience, queue, wait);
}

/*
 * Take the locks that statements of one transaction (RawStmt) are going to take,
 * as far as the relations are there already: of each relation the strongest one
 * first, so that none is strengthened later, in the order of their OIDs.
 *
 * Errors: as of sv_lock_take().
 */
void
sv_lock_take_all(List *statements, int64 patience, SvLockWait *wait)
{
	List	   *locks = NIL;
	ListCell   *lc;

	foreach(lc, statements)
	{
		ListCell   *lc2;

		foreach(lc2, sv_lock_relations(lfirst_node(RawStmt, lc)->stmt))
			locks = merge_lock(locks, lfirst(lc2));
	}
	list_sort(locks, compare_relations);
	foreach(lc, locks)
		take(lfirst(lc), patience, true, wait);
}

/*
 * True if what was waited for is still held by a transaction that is older
 * than "patience", in milliseconds.
 */
bool
sv_lock_is_waited_for(SvLockWait *wait, int64 patience)
{
	return sv_lock_blockers(wait).oldest > patience;
}

/*
 * The sessions in the way of what was waited for.
 */
SvBlockers
sv_lock_blockers(SvLockWait *wait)
{
	SvBlockers	none = {0, 0, NULL};

	if (!wait->known)
		return none;
	return sv_blockers_of_lock(&wait->tag, wait->mode, &wait->sightings);
}

/*
 * What was waited for, as a sentence for DETAIL; NULL if that is not known.
 */
char *
sv_lock_wait_detail(const SvLockWait *wait)
{
	const LOCKTAG *tag = &wait->tag;
	const char *mode = GetLockmodeName(DEFAULT_LOCKMETHOD, wait->mode);

	if (!wait->known)
		return NULL;
	if (tag->locktag_type == LOCKTAG_RELATION)
	{
		char	   *name = get_rel_name(tag->locktag_field2);

		return psprintf(_("It waited for %s on \"%s\"."), mode,
						name ? name : "?");
	}
	if (tag->locktag_type == LOCKTAG_VIRTUALTRANSACTION)
		return pstrdup(_("It waited for the end of an older transaction."));
	if (tag->locktag_type == LOCKTAG_TRANSACTION)
		return pstrdup(_("It waited for a row that another transaction has changed."));
	return psprintf(_("It waited for %s on %s."), mode,
					LockTagTypeNames[tag->locktag_type]);
}

/*
 * The name of a relation that a statement is going to lock although the
 * caller may not do that; NULL if there is none.
 */
char *
sv_lock_not_owned(const Node *statement)
{
	ListCell   *lc;

	foreach(lc, sv_statement_locks_of(statement))
	{
		const SvStatementLock *demand = lfirst(lc);
		Oid			relation = RangeVarGetRelid(demand->relation, NoLock, true);

		if (OidIsValid(relation) && demand->mode > ShareRowExclusiveLock &&
			!sv_statement_locks_is_allowed(statement, relation))
			return get_rel_name(relation);
	}
	return NULL;
}

/*
 * About how many relations a statement is going to lock, with indexes and
 * those that it makes.
 */
int
sv_lock_count(const Node *statement)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT indexrelid FROM pg_index WHERE indrelid = $1",
		.nargs = 1,
		.types = {OIDOID}
	};
	int			count = sv_statement_locks_new_relations(statement);
	ListCell   *lc;

	foreach(lc, sv_lock_relations(statement))
	{
		const SvRelationLock *lock = lfirst(lc);
		Datum		value = ObjectIdGetDatum(lock->relation);

		sv_query_begin_fresh();
		count += 1 + sv_query_fetch(&query, &value, NULL, NULL, NULL);
		sv_query_end_fresh();
	}
	return count;
}

/*
 * Timeout handler: note what is waited for.  A process in the queue of a lock
 * may look at the lock.
 */
static void
sample_wait(void)
{
	if (watched != NULL && MyProc != NULL && MyProc->waitLock != NULL)
	{
		watched->tag = MyProc->waitLock->tag;
		watched->mode = MyProc->waitLockMode;
		watched->known = true;
	}
	sv_timeout_again(watch_timeout, watch_period);
}

/*
 * The locks that a statement is going to take on relations of the caller's
 * that are there, as a list of SvRelationLock.
 */
List *
sv_lock_relations(const Node *statement)
{
	List	   *locks = NIL;
	ListCell   *lc;

	foreach(lc, sv_statement_locks_of(statement))
		locks = resolve_demand(locks, lfirst(lc), statement);
	return locks;
}

static List *
resolve_demand(List *locks, const SvStatementLock *demand, const Node *statement)
{
	Oid			relation = RangeVarGetRelid(demand->relation, NoLock, true);
	ListCell   *lc;

	if (!OidIsValid(relation))
		return locks;
	if (demand->with_table)
	{
		Oid			table = IndexGetRelation(relation, true);

		if (OidIsValid(table))
			locks = add_lock(locks, table, demand->table_mode, statement);
	}
	if (!demand->children)
		return add_lock(locks, relation, demand->mode, statement);
	foreach(lc, find_all_inheritors(relation, NoLock, NULL))
		locks = add_lock(locks, lfirst_oid(lc), demand->mode, statement);
	return locks;
}

static List *
add_lock(List *locks, Oid relation, LOCKMODE mode, const Node *statement)
{
	SvRelationLock *lock;

	if (!sv_statement_locks_is_allowed(statement, relation))
		return locks;
	lock = palloc(sizeof(SvRelationLock));
	lock->relation = relation;
	lock->mode = mode;
	return lappend(locks, lock);
}

/*
 * Add a lock, or let the one on the same relation be as strong.
 */
static List *
merge_lock(List *locks, SvRelationLock *lock)
{
	ListCell   *lc;

	foreach(lc, locks)
	{
		SvRelationLock *other = lfirst(lc);

		if (other->relation != lock->relation)
			continue;
		other->mode = Max(other->mode, lock->mode);
		return locks;
	}
	return lappend(locks, lock);
}

/* list_sort comparator */
static int
compare_relations(const ListCell *a, const ListCell *b)
{
	Oid			left = ((const SvRelationLock *) lfirst(a))->relation;
	Oid			right = ((const SvRelationLock *) lfirst(b))->relation;

	return left < right ? -1 : left > right;
}

/*
 * Take a lock on a relation, as described at sv_lock_take().
 */
static void
take(const SvRelationLock *lock, int64 patience, bool queue, SvLockWait *wait)
{
	if (queue && ConditionalLockRelationOid(lock->relation, lock->mode))
		return;
	SET_LOCKTAG_RELATION(wait->tag, MyDatabaseId, lock->relation);
	wait->mode = lock->mode;
	wait->known = true;
	if (sv_lock_is_waited_for(wait, patience))
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("could not obtain lock on relation \"%s\"",
						get_rel_name(lock->relation))));
	if (queue)
		stand_in_queue(lock, patience);
	wait->known = false;
}

/*
 * Wait for a lock on a relation, but not for longer than the holders have had
 * it at most.
 */
static void
stand_in_queue(const SvRelationLock *lock, int64 patience)
{
	int			nest_level = NewGUCNestLevel();

	if (patience <= INT_MAX && (LockTimeout == 0 || LockTimeout > patience))
		(void) set_config_option("lock_timeout",
								 psprintf("%d", (int) patience),
								 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
	LockRelationOid(lock->relation, lock->mode);
	AtEOXact_GUC(true, nest_level);
}
