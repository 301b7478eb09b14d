/*-------------------------------------------------------------------------
 *
 * begin.c
 *	  How a command that writes begins.
 *
 * A command first makes sure that it may write here, then waits for the
 * commands that it must not overlap with, and only then reads the state, with
 * a snapshot that is newer than the wait.  Locks are taken in one order: runs,
 * then the graph.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/begin.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/run_lock.h"
#include "store/store.h"

/*
 * Begin a command that changes what is applied: it waits for other runs.
 * Returns the state; "command" is the name for messages.
 */
SvState *
sv_begin_run(const char *command)
{
	sv_guard_change(command);
	sv_run_lock_take();
	return sv_begin_state();
}

/*
 * Begin a command that adds revisions: it waits for others that write
 * revisions, but not for runs.
 */
SvState *
sv_begin_adding(const char *command)
{
	sv_guard_change(command);
	sv_store_lock_graph();
	return sv_begin_state();
}

/*
 * Begin a command that changes or removes revisions: it waits for others that
 * write revisions, and for runs, as one of them may be about to apply such a
 * revision.
 */
SvState *
sv_begin_changing(const char *command)
{
	sv_guard_change(command);
	sv_run_lock_take();
	sv_store_lock_graph();
	return sv_begin_state();
}

/*
 * The state as it is now, whatever the snapshot of the statement shows.
 */
SvState *
sv_begin_state(void)
{
	SvState    *state;

	sv_query_begin_fresh();
	state = sv_cache_state();
	sv_query_end_fresh();
	return state;
}
