/*-------------------------------------------------------------------------
 *
 * read_locks.c
 *	  Releases locks that are taken while definitions are read.
 *
 * The functions that write the definitions of views, and of all that contains
 * queries, lock the relations in these with ACCESS SHARE, and keep the locks.  A
 * definition that has been written needs them no longer, so they are released
 * after some rows of the query that calls these functions.
 *
 * What was locked before is left alone.  A lock that was in the fast path at
 * that time is not known of; should it leave the fast path meanwhile, as another
 * session wants to have the relation for itself, there is a WARNING that we do
 * not own the lock, and it is kept.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "miscadmin.h"
#include "utils/hsearch.h"

#include "compat.h"
#include "server/own_locks.h"
#include "server/read_locks.h"

struct SvReadLocks
{
	HTAB	   *kept;			/* of Oid: relations that were locked before */
};

static bool note(const LOCKTAG *tag, void *arg);
static bool is_read(const LOCKTAG *tag, void *arg);
static bool release(const LOCKTAG *tag, void *arg);

/*
 * Called before definitions are read; what is locked now stays so.
 */
SvReadLocks *
sv_read_locks_begin(void)
{
	SvReadLocks *locks = palloc(sizeof(SvReadLocks));
	HASHCTL		control = {0};

	control.keysize = control.entrysize = sizeof(Oid);
	control.hcxt = CurrentMemoryContext;
	locks->kept = hash_create("schemaver locks", 64, &control,
							  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	sv_own_locks_release(note, NULL, locks);
	return locks;
}

/*
 * Release the locks on relations of users that a resource owner has, taken
 * since.
 */
void
sv_read_locks_release(SvReadLocks *locks, ResourceOwner owner)
{
	ResourceOwner before = CurrentResourceOwner;

	CurrentResourceOwner = owner;
	sv_own_locks_release(is_read, release, locks);
	CurrentResourceOwner = before;
}

/*
 * SvOwnLocksFilter: keep what is locked.
 */
static bool
note(const LOCKTAG *tag, void *arg)
{
	const SvReadLocks *locks = arg;

	if (tag->locktag_type == LOCKTAG_RELATION)
		hash_search(locks->kept, &tag->locktag_field2, HASH_ENTER, NULL);
	return false;
}

/*
 * SvOwnLocksFilter: true for a relation of users that is not kept locked.
 */
static bool
is_read(const LOCKTAG *tag, void *arg)
{
	const SvReadLocks *locks = arg;

	return tag->locktag_type == LOCKTAG_RELATION &&
		tag->locktag_field1 == MyDatabaseId &&
		tag->locktag_field2 >= FirstNormalObjectId &&
		hash_search(locks->kept, &tag->locktag_field2, HASH_FIND, NULL) == NULL;
}

/*
 * SvOwnLocksRelease: release the lock of a reader.
 */
static bool
release(const LOCKTAG *tag, void *arg)
{
	const SvReadLocks *locks = arg;

	while (LockHeldByMe(tag, AccessShareLock, false))
	{
		if (!LockRelease(tag, AccessShareLock, false))
		{
			hash_search(locks->kept, &tag->locktag_field2, HASH_ENTER, NULL);
			return false;
		}
	}
	return true;
}
