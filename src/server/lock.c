/*-------------------------------------------------------------------------
 *
 * lock.c
 *	  Locks: the one of a deploy, those that a statement is going to take,
 *	  and who is in the way.
 *
 * Whoever waits for a strong lock stops all who come later, even if those
 * could go on with the holders.  So a strong lock is asked for without
 * waiting first; and if there is to be a wait, only while the holders are
 * young, and not for long.
 *
 * Runs are serialised by the table schemaver.lock.  A deploy has it in mode
 * EXCLUSIVE, for the session, and never waits for it in the queue; a run in a
 * transaction takes ROW SHARE, which only a deploy keeps from it, and then
 * waits for others like it in mode SHARE ROW EXCLUSIVE.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/statement_locks.h"
#include "store/store.h"
#include "strings.h"

/* A lock that is wanted, or waited for. */
typedef struct Wait
{
	bool		known;
	LOCKTAG		tag;
	LOCKMODE	mode;
} Wait;

/* How many blockers are described, and remembered. */
#define SV_BLOCKERS_SHOWN 5
#define SV_BLOCKERS_REMEMBERED 64

/* What this session waits for, or waited for when a statement failed. */
static Wait waited_for;

/* The table of which a deploy has the lock. */
static Oid	run_table = InvalidOid;

static TimeoutId watch_timeout = MAX_TIMEOUTS;
static int	watch_period;		/* of the above, in milliseconds */

/*
 * Transactions that were in the way, and since when: the age of a transaction
 * of another role can not be seen by everybody, that it is still there can.
 */
typedef struct Seen
{
	char		transaction[32];
	TimestampTz since;
} Seen;

typedef struct SeenList
{
	int			count;
	Seen		seen[SV_BLOCKERS_REMEMBERED];
} SeenList;

static SeenList seen_before;

/* Argument of the callback that reads blockers. */
typedef struct Reading
{
	SvBlockers	blockers;
	SeenList	seen;
	StringInfoData buf;
} Reading;

static LOCKTAG run_tag(void);
static void sample_wait(void);
static List *resolve(const Node *statement);
static List *resolve_demand(List *locks, const SvStatementLock *demand,
							const Node *statement);
static List *add_lock(List *locks, Oid relation, LOCKMODE mode,
					  const Node *statement);
static void take(const Wait *wait, int64 patience, bool queue);
static void stand_in_queue(const Wait *wait, int64 patience);
static SvBlockers blockers_of(const Wait *wait);
static Datum conflicting_modes(LOCKMODE mode);
static void set_key(const LOCKTAG *tag, Datum *values, char *nulls);
static SvBlockers read_blockers(SvQuery *query, Datum *values,
								const char *nulls);
static void add_blocker(const SvRow *row, void *arg);
static TimestampTz seen_since(SeenList *now, const char *transaction);

/* ----------
 * The lock of a deploy
 * ----------
 */

/*
 * Take the lock of a deploy for the session, if nobody has it or waits for
 * it.  It is given back by sv_lock_run_release(), and when a transaction is
 * rolled back as a whole.
 */
bool
sv_lock_run_try(void)
{
	LOCKTAG		tag;

	run_table = sv_store_table("lock");
	tag = run_tag();
	if (LockHeldByMe(&tag, ExclusiveLock, false))
		return true;
	return LockAcquire(&tag, ExclusiveLock, true, true) !=
		LOCKACQUIRE_NOT_AVAIL;
}

bool
sv_lock_run_held(void)
{
	LOCKTAG		tag = run_tag();

	return LockHeldByMe(&tag, ExclusiveLock, false);
}

void
sv_lock_run_release(void)
{
	LOCKTAG		tag = run_tag();

	LockRelease(&tag, ExclusiveLock, true);
}

/*
 * Who keeps a deploy from starting.
 */
SvBlockers
sv_lock_run_holders(void)
{
	Wait		wait = {.known = true,.mode = ExclusiveLock};

	SET_LOCKTAG_RELATION(wait.tag, MyDatabaseId, sv_store_table("lock"));
	return blockers_of(&wait);
}

/*
 * For a run that belongs to a transaction: an error if there is a deploy.
 * The transaction has a snapshot, for which CREATE INDEX CONCURRENTLY of the
 * deploy would wait; if it waited for the deploy in turn, that would be a
 * deadlock.
 */
void
sv_lock_refuse_deploy(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT 0::int8, '', format('Process %s of user %s has been running a deploy%s.',"
		" l.pid, coalesce(a.usename, '?'),"
		" coalesce(' for ' || round(extract(epoch FROM clock_timestamp() - a.query_start)::numeric, 1) || ' s', '')),"
		" l.pid"
		" FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
		" WHERE l.locktype = 'relation' AND l.database = $1 AND l.relation = $2"
		" AND l.mode = 'ExclusiveLock' AND l.granted",
		.nargs = 2,
		.types = {OIDOID, OIDOID}
	};
	Oid			table = sv_store_table("lock");
	Datum		values[2] = {ObjectIdGetDatum(MyDatabaseId),
	ObjectIdGetDatum(table)};
	SvBlockers	deploy;

	if (!OidIsValid(table) || ConditionalLockRelationOid(table, RowShareLock))
		return;
	deploy = read_blockers(&query, values, NULL);
	if (deploy.count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("a deploy is running in this database"),
				 errdetail_internal("%s", deploy.text),
				 errhint("Try again when it has ended; schemaver_progress() shows how far it is.")));
}

static LOCKTAG
run_tag(void)
{
	LOCKTAG		tag;

	SET_LOCKTAG_RELATION(tag, MyDatabaseId, run_table);
	return tag;
}

/* ----------
 * The locks of statements
 * ----------
 */

/*
 * From here on note what this session waits for, if that takes longer than so
 * many milliseconds; 0: longer than a second.
 */
void
sv_lock_watch(int milliseconds)
{
	if (watch_timeout == MAX_TIMEOUTS)
		watch_timeout = RegisterTimeout(USER_TIMEOUT, sample_wait);
	watch_period = milliseconds == 0 ? 1000 : Max(milliseconds / 3, 1);
	waited_for.known = false;
	enable_timeout_every(watch_timeout,
						 TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													 watch_period),
						 watch_period);
}

void
sv_lock_unwatch(void)
{
	if (watch_timeout != MAX_TIMEOUTS && get_timeout_active(watch_timeout))
		disable_timeout(watch_timeout, false);
}

/*
 * Take the locks that a statement is going to take.  If a lock is not to be
 * had at once, stand in the queue for it, if "queue" is set and no holder has
 * been in a transaction for longer than "patience", in milliseconds; and not
 * for longer than that, as those who come later wait behind us.
 *
 * Only what the caller owns is locked: for all else, the statement itself has
 * to find out whether it may.
 *
 * Errors: a lock that is not to be had, ERRCODE_LOCK_NOT_AVAILABLE.  Then the
 * other functions here know which.
 */
void
sv_lock_take(const Node *statement, int64 patience, bool queue)
{
	ListCell   *lc;

	foreach(lc, resolve(statement))
		take(lfirst(lc), patience, queue);
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

	foreach(lc, resolve(statement))
	{
		const Wait *wait = lfirst(lc);
		Datum		value = ObjectIdGetDatum(wait->tag.locktag_field2);

		sv_query_begin_fresh();
		count += 1 + sv_query_fetch(&query, &value, NULL, NULL, NULL);
		sv_query_end_fresh();
	}
	return count;
}

/*
 * Is what was waited for still in the hands of a transaction that is older
 * than "patience", in milliseconds?
 */
bool
sv_lock_is_waited_for(int64 patience)
{
	return waited_for.known && blockers_of(&waited_for).oldest > patience;
}

/*
 * Who is in the way of what was waited for.
 */
SvBlockers
sv_lock_blockers(void)
{
	SvBlockers	none = {0, 0, NULL};

	return waited_for.known ? blockers_of(&waited_for) : none;
}

/*
 * What was waited for, in words; NULL if that is not known.
 */
char *
sv_lock_waited_for(void)
{
	const LOCKTAG *tag = &waited_for.tag;
	const char *mode = GetLockmodeName(DEFAULT_LOCKMETHOD, waited_for.mode);

	if (!waited_for.known)
		return NULL;
	if (tag->locktag_type == LOCKTAG_RELATION)
	{
		char	   *name = get_rel_name(tag->locktag_field2);

		return psprintf("%s on \"%s\"", mode, name ? name : "?");
	}
	if (tag->locktag_type == LOCKTAG_VIRTUALTRANSACTION)
		return pstrdup("the end of an older transaction");
	if (tag->locktag_type == LOCKTAG_TRANSACTION)
		return pstrdup("a row that another transaction has changed");
	return psprintf("%s on %s", mode, LockTagTypeNames[tag->locktag_type]);
}

/*
 * Who has a snapshot that is older than so many milliseconds: CREATE INDEX
 * CONCURRENTLY and the like would wait for them.
 */
#define SV_PROCESS_TEXT(verb) \
	"format('Process %s of user %s, application %L,%s " verb "%s',"
#define SV_PROCESS_AGE \
	"coalesce(' in a transaction for ' || round(extract(epoch FROM clock_timestamp() - a.xact_start)::numeric, 1) || ' s,', '')"
#define SV_PROCESS_QUERY \
	"coalesce(': ' || left(regexp_replace(a.query, '\\s+', ' ', 'g'), 200), '')"

SvBlockers
sv_lock_old_snapshots(int64 age)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::int8, '',"
		" " SV_PROCESS_TEXT("has a snapshot")
		" a.pid, a.usename, a.application_name, " SV_PROCESS_AGE ", " SV_PROCESS_QUERY "), a.pid"
		" FROM pg_stat_activity a"
		" WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
		" AND a.backend_xmin IS NOT NULL"
		" AND a.backend_type <> 'autovacuum worker'"
		" AND a.xact_start < clock_timestamp() - $1 * interval '1 ms'"
		" AND a.pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)"
		" ORDER BY a.xact_start",
		.nargs = 1,
		.types = {INT8OID}
	};
	Datum		value = Int64GetDatum(age);

	return read_blockers(&query, &value, NULL);
}

/*
 * Timeout handler: note what is waited for.  A process in the queue of a lock
 * may look at the lock.
 */
static void
sample_wait(void)
{
	if (MyProc != NULL && MyProc->waitLock != NULL)
	{
		waited_for.tag = MyProc->waitLock->tag;
		waited_for.mode = MyProc->waitLockMode;
		waited_for.known = true;
	}
	sv_timeout_again(watch_timeout, watch_period);
}

/*
 * The locks that a statement is going to take on relations of the caller's
 * that are there, as a list of Wait.
 */
static List *
resolve(const Node *statement)
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
	Wait	   *wait;

	if (!sv_statement_locks_is_allowed(statement, relation))
		return locks;
	wait = palloc0(sizeof(Wait));
	wait->known = true;
	SET_LOCKTAG_RELATION(wait->tag, MyDatabaseId, relation);
	wait->mode = mode;
	return lappend(locks, wait);
}

/*
 * Take a lock on a relation, as sv_lock_take() says.
 */
static void
take(const Wait *wait, int64 patience, bool queue)
{
	Oid			relation = wait->tag.locktag_field2;

	if (queue && ConditionalLockRelationOid(relation, wait->mode))
		return;
	waited_for = *wait;
	if (sv_lock_is_waited_for(patience))
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("could not obtain lock on relation \"%s\"",
						get_rel_name(relation))));
	if (queue)
		stand_in_queue(wait, patience);
	waited_for.known = false;
}

/*
 * Wait for a lock on a relation, but not for longer than the holders have had
 * it at most.
 */
static void
stand_in_queue(const Wait *wait, int64 patience)
{
	int			nest_level = NewGUCNestLevel();

	if (patience <= INT_MAX && (LockTimeout == 0 || LockTimeout > patience))
		(void) set_config_option("lock_timeout",
								 psprintf("%d", (int) patience),
								 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
	LockRelationOid(wait->tag.locktag_field2, wait->mode);
	AtEOXact_GUC(true, nest_level);
}

/* ----------
 * Who is in the way
 * ----------
 */

/*
 * Who holds a lock in a way that keeps one from having it, or stands in the
 * queue before one.
 */
static SvBlockers
blockers_of(const Wait *wait)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT DISTINCT ON (l.granted, l.pid, l.virtualtransaction)"
		" coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared)) * 1000, -1)::int8,"
		" l.virtualtransaction,"
		" CASE WHEN l.pid IS NULL THEN format('Prepared transaction %L of user %s holds %s', p.gid, p.owner, l.mode)"
		" ELSE " SV_PROCESS_TEXT("%s %s")
		" l.pid, coalesce(a.usename, a.backend_type), a.application_name, " SV_PROCESS_AGE ","
		" CASE WHEN l.granted THEN 'holds' ELSE 'waits for' END, l.mode, " SV_PROCESS_QUERY ") END,"
		" l.pid"
		" FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
		" LEFT JOIN pg_locks x ON l.pid IS NULL AND x.pid IS NULL AND x.locktype = 'transactionid'"
		" AND x.virtualtransaction = l.virtualtransaction"
		" LEFT JOIN pg_prepared_xacts p ON p.transaction = x.transactionid"
		" WHERE l.pid IS DISTINCT FROM pg_backend_pid()"
		" AND l.mode = ANY ($1) AND l.locktype = $2"
		" AND l.database IS NOT DISTINCT FROM $3 AND l.relation IS NOT DISTINCT FROM $4"
		" AND l.virtualxid IS NOT DISTINCT FROM $5"
		" AND l.transactionid::text IS NOT DISTINCT FROM $6"
		" AND l.classid IS NOT DISTINCT FROM $7 AND l.objid IS NOT DISTINCT FROM $8"
		" ORDER BY l.granted DESC, l.pid, l.virtualtransaction, l.mode",
		.nargs = 8,
		.types = {TEXTARRAYOID, TEXTOID, OIDOID, OIDOID, TEXTOID, TEXTOID,
		OIDOID, OIDOID}
	};
	Datum		values[8];
	char		nulls[8];

	values[0] = conflicting_modes(wait->mode);
	nulls[0] = ' ';
	set_key(&wait->tag, values + 1, nulls + 1);
	return read_blockers(&query, values, nulls);
}

static Datum
conflicting_modes(LOCKMODE mode)
{
	List	   *modes = NIL;

	for (LOCKMODE other = AccessShareLock; other <= AccessExclusiveLock; other++)
		if (DoLockModesConflict(mode, other))
			modes = lappend(modes,
							pstrdup(GetLockmodeName(DEFAULT_LOCKMETHOD, other)));
	return sv_strings_datum(modes);
}

/*
 * The columns of pg_locks that tell what is locked: locktype, database,
 * relation, virtualxid, transactionid, classid, objid.
 */
static void
set_key(const LOCKTAG *tag, Datum *values, char *nulls)
{
	memset(nulls, 'n', 7);
	values[0] = CStringGetTextDatum(LockTagTypeNames[tag->locktag_type]);
	nulls[0] = ' ';

	switch ((LockTagType) tag->locktag_type)
	{
		case LOCKTAG_VIRTUALTRANSACTION:
			values[3] = CStringGetTextDatum(psprintf("%u/%u",
													 tag->locktag_field1,
													 tag->locktag_field2));
			nulls[3] = ' ';
			return;
		case LOCKTAG_TRANSACTION:
			values[4] = CStringGetTextDatum(psprintf("%u",
													 tag->locktag_field1));
			nulls[4] = ' ';
			return;
		case LOCKTAG_OBJECT:
		case LOCKTAG_ADVISORY:
			values[5] = ObjectIdGetDatum(tag->locktag_field2);
			values[6] = ObjectIdGetDatum(tag->locktag_field3);
			nulls[5] = nulls[6] = ' ';
			break;
		default:
			values[2] = ObjectIdGetDatum(tag->locktag_field2);
			nulls[2] = ' ';
			break;
	}
	values[1] = ObjectIdGetDatum(tag->locktag_field1);
	nulls[1] = ' ';
}

/*
 * Run a query for blockers: age in milliseconds (-1: it can not be seen),
 * virtual transaction, description.
 */
static SvBlockers
read_blockers(SvQuery *query, Datum *values, const char *nulls)
{
	Reading		reading;

	memset(&reading, 0, sizeof(reading));
	initStringInfo(&reading.buf);
	sv_query_begin_fresh();
	sv_query_fetch(query, values, nulls, add_blocker, &reading);
	sv_query_end_fresh();
	seen_before = reading.seen;
	if (reading.blockers.count > SV_BLOCKERS_SHOWN)
		appendStringInfo(&reading.buf, _("\nAnd %d more."),
						 reading.blockers.count - SV_BLOCKERS_SHOWN);
	if (reading.blockers.count > 0)
		reading.blockers.text = reading.buf.data;
	return reading.blockers;
}

/* sv_query_fetch callback of read_blockers */
static void
add_blocker(const SvRow *row, void *arg)
{
	Reading    *reading = arg;
	int64		age = DatumGetInt64(sv_row_datum(row, 1));
	TimestampTz since = seen_since(&reading->seen, sv_row_text(row, 2));

	age = Max(age, (GetCurrentTimestamp() - since) / 1000);
	reading->blockers.oldest = Max(reading->blockers.oldest, age);
	if (++reading->blockers.count <= SV_BLOCKERS_SHOWN)
		appendStringInfo(&reading->buf, "%s%s",
						 reading->buf.len > 0 ? "\n" : "",
						 sv_row_text(row, 3));
}

/*
 * Since when a transaction has been in the way, and note that it is.
 */
static TimestampTz
seen_since(SeenList *now, const char *transaction)
{
	TimestampTz since = GetCurrentTimestamp();

	for (int i = 0; i < seen_before.count; i++)
		if (strcmp(seen_before.seen[i].transaction, transaction) == 0)
			since = seen_before.seen[i].since;
	if (now->count < SV_BLOCKERS_REMEMBERED)
	{
		strlcpy(now->seen[now->count].transaction, transaction,
				sizeof(now->seen[now->count].transaction));
		now->seen[now->count++].since = since;
	}
	return since;
}
