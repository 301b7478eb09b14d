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

#include "common/hashfn.h"

#include "command/begin.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/run_lock.h"
#include "store/store.h"
#include "store/watch.h"
#include "strings.h"

/*
 * Begin a command that changes what is applied: it waits for other runs.
 * Returns the state; "command" is the name for messages.
 */
SvState *
sv_begin_run(const char *command)
{
	SvState    *state;

	sv_guard_change(command);
	sv_run_lock_take();
	sv_watch_refresh();
	state = sv_begin_state();
	sv_begin_tell_absent(state, NULL);
	return state;
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

/*
 * Warn of applied revisions whose files are gone: those that a load has found,
 * a set of nodes, or those for which it is recorded, if that is NULL.  Of the
 * latter only if that was not the last warning of this session.
 */
void
sv_begin_tell_absent(const SvState *state, const SvSet gone)
{
	static uint64 told = 0;
	List	   *nodes = NIL;
	char	   *ids;
	uint64		hash;

	for (int i = 0; i < state->graph->count; i++)
		if (state->applied[i] &&
			(gone != NULL ? gone[i] : state->graph->nodes[i].revision->absent))
			nodes = lappend_int(nodes, i);
	if (nodes == NIL)
		return;
	ids = sv_strings_join(sv_graph_ids(state->graph, nodes), ",");
	hash = hash_bytes_extended((const unsigned char *) ids, strlen(ids), 0);
	if (gone == NULL && told == hash)
		return;
	told = hash;
	ereport(WARNING,
			(errcode(ERRCODE_SV_FILE_GONE),
			 errmsg_plural("the file of %d applied revision is gone",
						   "the files of %d applied revisions are gone",
						   list_length(nodes), list_length(nodes)),
			 errdetail("Applied: %s.", sv_graph_list_text(state->graph, nodes)),
			 errhint("Bring back what has these files, such as their branch, or undo the revisions with schemaver_downgrade(); schemaver_export() writes the files.")));
}
