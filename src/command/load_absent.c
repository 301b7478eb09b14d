/*-------------------------------------------------------------------------
 *
 * load_absent.c
 *	  Revisions whose files are gone.
 *
 * Where there is a folder, the files are the truth.  A revision that came from
 * a file, and has none any more, is removed by a load of all files: nothing may
 * run a script that somebody has deleted.  One that is applied, of which a part
 * was run, or on which a revision depends that stays, cannot be removed; it is
 * marked, and is no head, no parent of a new revision, and never run again.  If
 * the file comes back, as when a branch is switched, so does the revision.
 *
 * Revisions that were written by SQL have no file, and are left alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/timestamp.h"

#include "command/load_absent.h"
#include "store/files.h"
#include "store/journal.h"
#include "store/store.h"
#include "store/verdict.h"
#include "strings.h"

static bool is_other(const SvLoad *load, int node);
static List *list_started(void);

/*
 * Find out which files are gone, and which revisions are to be removed.
 */
void
sv_load_absent_find(SvLoad *load)
{
	const SvGraph *graph = load->state->graph;
	SvSet		needed = sv_set_make(graph);
	List	   *started = NIL;
	bool		any = false;

	load->gone = sv_set_make(graph);
	load->removed = sv_set_make(graph);
	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;

		load->gone[i] = revision->filename != NULL && is_other(load, i) &&
			(load->complete || revision->absent);
		load->removed[i] = load->complete && load->gone[i] &&
			!load->state->applied[i];
		any |= load->removed[i];
	}
	if (!any)
		return;
	started = list_started();
	for (int i = 0; i < graph->count; i++)
		load->removed[i] &= !sv_strings_member(started, sv_graph_id(graph, i));
	for (int i = 0; i < graph->count; i++)
		if (is_other(load, i) && !load->removed[i])
			sv_graph_visit_ancestors(graph, i, SV_EDGES_ALL, needed);
	for (int i = 0; i < graph->count; i++)
		load->removed[i] &= !needed[i];
}

/*
 * True if a load removes revisions.
 */
bool
sv_load_absent_removes(const SvLoad *load)
{
	for (int i = 0; i < load->state->graph->count; i++)
		if (load->removed[i])
			return true;
	return false;
}

/*
 * True if files are gone, or are back, of which that is not recorded.
 */
bool
sv_load_absent_differs(const SvLoad *load)
{
	const SvGraph *graph = load->state->graph;

	for (int i = 0; i < graph->count; i++)
		if (!load->removed[i] &&
			load->gone[i] != graph->nodes[i].revision->absent)
			return true;
	return false;
}

/*
 * Record which files are gone.
 */
void
sv_load_absent_record(const SvLoad *load)
{
	const SvGraph *graph = load->state->graph;
	List	   *gone = NIL;
	List	   *back = NIL;

	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;

		if (load->removed[i] || load->gone[i] == revision->absent)
			continue;
		if (load->gone[i])
			gone = lappend(gone, revision->id);
		else
			back = lappend(back, revision->id);
	}
	sv_files_mark_absent(gone, true);
	sv_files_mark_absent(back, false);
}

/*
 * Remove the revisions that are to be removed; that is logged.
 */
void
sv_load_absent_remove(const SvLoad *load)
{
	const SvGraph *graph = load->state->graph;

	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;
		SvLogEntry	entry = {"remove", revision->id, revision->message,
		GetCurrentTimestamp(), (Datum) 0};

		if (!load->removed[i])
			continue;
		CHECK_FOR_INTERRUPTS();
		sv_store_delete(revision->id);
		sv_verdict_forget(revision->id);
		sv_store_record(&entry, SV_CHANGE_NONE);
	}
}

/*
 * True if a node is in none of the files, and is not replaced by one of them.
 */
static bool
is_other(const SvLoad *load, int node)
{
	const char *id = sv_graph_id(load->state->graph, node);

	return sv_fileset_find(load->fileset, id) == NULL &&
		!sv_fileset_is_replaced(load->fileset, id);
}

/*
 * The ids of revisions of which a part was run, as far as the caller may know.
 */
static List *
list_started(void)
{
	if (pg_class_aclcheck(sv_store_table("partial"), GetUserId(),
						  ACL_SELECT) != ACLCHECK_OK)
		return NIL;
	return sv_journal_partials();
}
