/*-------------------------------------------------------------------------
 *
 * new_locks.c
 *	  Releases locks on objects that nobody else can see.
 *
 * The server keeps the locks of a statement until the end of the transaction,
 * or until the rollback of the subtransaction.  Each of them takes a place in a
 * table of fixed size that all sessions of all databases share.  For objects
 * that a subtransaction creates, and that vanish with it, this serves nothing:
 * other sessions do not see them, and none can wait for such a lock, or have
 * one.  So a subtransaction that is always rolled back may release them after
 * each statement.  The next statement takes those that it needs.
 *
 * Which objects are new is told by object_access_hook, and which locks we hold
 * by own_locks.c, but for weak ones in the fast path.  LockRelease() does what the server does when
 * it releases a lock early; one that is not released, after an error, say, goes
 * with the subtransaction.
 *
 * Two sorts of locks are kept, as the server relies on them: those on objects
 * that were there before, and those on relations of which rows were written.
 *
 * The lock on a sequence that gets an owner, or whose value is taken, belongs to
 * the transaction, and would even outlast the rollback.  The server takes it
 * once in a transaction; if it is not there later, nothing but an assertion
 * fails.  So where there are assertions, it is taken again before a statement
 * that may call functions such as setval().
 *
 * A standby server is told of each ACCESS EXCLUSIVE lock on a relation, and
 * keeps it until the subtransaction has been rolled back.  If it had no room
 * for one it would stop.  So where there is a standby, there must not be more
 * of them than the table has places (standby.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/objectaccess.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "compat.h"
#include "server/new_locks.h"
#include "server/own_locks.h"
#include "server/standby.h"

/* After how many statements locks are released. */
#define RELEASE_INTERVAL 8

typedef struct ObjectKey
{
	Oid			classid;
	Oid			objid;
} ObjectKey;

typedef struct NewObject
{
	ObjectKey	key;
	bool		told;			/* a standby has a lock on it */
} NewObject;

struct SvNewLocks
{
	MemoryContext context;
	HTAB	   *objects;		/* of NewObject */
	int			statements;		/* since locks were released */
	int			limit;			/* how many a standby may be told of */
	int			told;			/* how many it was told of */
	List	   *sequences;		/* OIDs of those whose lock was released */
	bool		uses_sequences; /* their locks are kept from now on */
};

static object_access_hook_type next_hook = NULL;
static SvNewLocks *current = NULL;

static void on_access(ObjectAccessType access, Oid classid, Oid objid,
					  int subid, void *arg);
static NewObject *find_object(const LOCKTAG *tag);
static bool is_new(const LOCKTAG *tag, void *arg);
static bool release(const LOCKTAG *tag, void *arg);
static bool try_release(const LOCKTAG *tag, LOCKMODE mode);
static void note_standby(NewObject *object, const LOCKTAG *tag);
static bool release_rows(const LOCKTAG *tag);
static void check_standby(void);

/*
 * Called when the library is loaded.
 */
void
sv_new_locks_install(void)
{
	next_hook = object_access_hook;
	object_access_hook = on_access;
}

/*
 * For sv_new_locks_end(): what to go back to.
 */
SvNewLocks *
sv_new_locks_current(void)
{
	return current;
}

/*
 * From here on objects that are created count as new, until sv_new_locks_end()
 * is called, also after an error.  The caller is in a subtransaction that will
 * be rolled back, and the current memory context lasts as long.
 */
void
sv_new_locks_begin(void)
{
	SvNewLocks *locks = palloc0(sizeof(SvNewLocks));
	HASHCTL		control = {0};

	control.keysize = sizeof(ObjectKey);
	control.entrysize = sizeof(NewObject);
	control.hcxt = locks->context = CurrentMemoryContext;
	locks->objects = hash_create("schemaver new objects", 1024, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	locks->limit = sv_standby_is_possible() ? sv_standby_lock_limit() : -1;
	current = locks;
}

/*
 * Go back to what sv_new_locks_current() returned before.  Does not fail.
 */
void
sv_new_locks_end(SvNewLocks *outer)
{
	current = outer;
}

/*
 * Release the locks on new objects, every few statements.  The caller is
 * between two statements, with the resource owner of the subtransaction.
 *
 * Errors: a standby would get more locks than it has room for.
 */
void
sv_new_locks_release(void)
{
	if (current != NULL && ++current->statements >= RELEASE_INTERVAL)
		sv_new_locks_release_all();
}

/*
 * Release the locks on new objects if a statement was executed since they were
 * released.
 */
void
sv_new_locks_release_rest(void)
{
	if (current != NULL && current->statements > 0)
		sv_new_locks_release_all();
}

/*
 * Release the locks on new objects now.  This must be called before another
 * subtransaction begins, in which scripts are executed, and before one of these
 * is committed: a lock can only be released by the resource owner that has it.
 */
void
sv_new_locks_release_all(void)
{
	if (current == NULL)
		return;
	current->statements = 0;
	sv_own_locks_release(is_new, release, NULL);
	check_standby();
}

/*
 * For sv_new_locks_roll_back(), before a subtransaction that may be rolled back.
 */
int
sv_new_locks_told(void)
{
	return current == NULL ? 0 : current->told;
}

/*
 * A subtransaction was rolled back, and with it the locks of which a standby was
 * told since.
 */
void
sv_new_locks_roll_back(int told)
{
	if (current != NULL)
		current->told = told;
}

/*
 * Called before a statement that may call functions: these may use sequences.
 */
void
sv_new_locks_before_functions(void)
{
#ifdef USE_ASSERT_CHECKING
	ResourceOwner owner = CurrentResourceOwner;
	ListCell   *lc;

	if (current == NULL || current->uses_sequences)
		return;
	current->uses_sequences = true;
	foreach(lc, current->sequences)
	{
		Oid			sequence = lfirst_oid(lc);
		LOCKTAG		tag;

		if (get_rel_relkind(sequence) != RELKIND_SEQUENCE)
			continue;
		SET_LOCKTAG_RELATION(tag, MyDatabaseId, sequence);
		CurrentResourceOwner = TopTransactionResourceOwner;
		(void) LockAcquire(&tag, RowExclusiveLock, false, true);
		CurrentResourceOwner = owner;
	}
#endif
}

/*
 * object_access_hook: note objects that are created.
 */
static void
on_access(ObjectAccessType access, Oid classid, Oid objid, int subid,
		  void *arg)
{
	if (next_hook != NULL)
		next_hook(access, classid, objid, subid, arg);
	if (access == OAT_POST_CREATE && current != NULL && subid == 0)
	{
		ObjectKey	key = {classid, objid};
		NewObject  *object = hash_search(current->objects, &key, HASH_ENTER,
										 NULL);

		object->told = false;
	}
}

/*
 * The new object that a lock is on, or NULL.
 */
static NewObject *
find_object(const LOCKTAG *tag)
{
	ObjectKey	key = {RelationRelationId, tag->locktag_field2};

	if (tag->locktag_type == LOCKTAG_OBJECT)
	{
		key.classid = tag->locktag_field2;
		key.objid = tag->locktag_field3;
	}
	else if (tag->locktag_type != LOCKTAG_RELATION)
		return NULL;
	return tag->locktag_field1 != MyDatabaseId ? NULL :
		hash_search(current->objects, &key, HASH_FIND, NULL);
}

/*
 * SvOwnLocksFilter: true for a lock on a new object.
 */
static bool
is_new(const LOCKTAG *tag, void *arg)
{
	return find_object(tag) != NULL;
}

/*
 * SvOwnLocksRelease: release all locks on a new object.
 */
static bool
release(const LOCKTAG *tag, void *arg)
{
	NewObject  *object = find_object(tag);

	note_standby(object, tag);
	if (LockHeldByMe(tag, RowExclusiveLock, false) && !release_rows(tag))
		return false;
	for (LOCKMODE mode = AccessShareLock; mode <= AccessExclusiveLock; mode++)
	{
		while (LockHeldByMe(tag, mode, false))
		{
			if (!try_release(tag, mode))
				return false;
		}
	}
	return true;
}

/*
 * Release a lock; false if another resource owner has it: that of a cursor, or of
 * an outer subtransaction, if the lock was in the fast path before and could not
 * be seen.  The server would warn of that.
 */
static bool
try_release(const LOCKTAG *tag, LOCKMODE mode)
{
	int			client = client_min_messages;
	int			log = own_log_min_messages;
	bool		released;

	client_min_messages = own_log_min_messages = ERROR;
	PG_TRY();
	{
		released = LockRelease(tag, mode, false);
	}
	PG_FINALLY();
	{
		client_min_messages = client;
		own_log_min_messages = log;
	}
	PG_END_TRY();
	return released;
}

/*
 * Count an object if a standby has a lock on it.
 */
static void
note_standby(NewObject *object, const LOCKTAG *tag)
{
	if (object->told || tag->locktag_type != LOCKTAG_RELATION ||
		!LockHeldByMe(tag, AccessExclusiveLock, false))
		return;
	object->told = true;
	current->told++;
}

/*
 * Release a ROW EXCLUSIVE lock on a sequence, which belongs to the transaction;
 * false if it is kept.
 */
static bool
release_rows(const LOCKTAG *tag)
{
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext oldcontext;
	Oid			relation = tag->locktag_field2;
	bool		released;

	if (current->uses_sequences || tag->locktag_type != LOCKTAG_RELATION ||
		get_rel_relkind(relation) != RELKIND_SEQUENCE)
		return false;
	oldcontext = MemoryContextSwitchTo(current->context);
	current->sequences = lappend_oid(current->sequences, relation);
	MemoryContextSwitchTo(oldcontext);
	CurrentResourceOwner = TopTransactionResourceOwner;
	released = LockRelease(tag, RowExclusiveLock, false);
	CurrentResourceOwner = owner;
	return released;
}

/*
 * Refuse to go on if a standby may not have room for more locks.
 */
static void
check_standby(void)
{
	if (current->limit < 0 || current->told <= current->limit)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OUT_OF_MEMORY),
			 errmsg("too many objects are created for a standby server"),
			 errdetail("A standby server keeps a lock for each relation until all of them are removed again, and may have room for %d.",
					   current->limit),
			 errhint("Increase max_locks_per_transaction, on standby servers first.")));
}
