/*-------------------------------------------------------------------------
 *
 * load.c
 *	  Revisions from files: what they change in the database.
 *
 * The files are compared with what is stored first; if all is the same,
 * nothing is locked and nothing is written, so a deployment that has nothing
 * to do waits for no session and needs no right to write.  If revisions only
 * come from other files than before, that is recorded where it can be, and
 * nothing waits for runs.  Otherwise the locks
 * are taken, the comparison is made again, the graph that would result is
 * built to check that it is well-formed, and then all of it is written.
 *
 * Of a file that has not changed since it was stored, only the name may be
 * known; its revisions are then those that came from a file of this name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"


#include "command/begin.h"
#include "command/load.h"
#include "command/load_absent.h"
#include "command/load_online.h"
#include "command/load_preview.h"
#include "command/load_unread.h"
#include "command/load_verdicts.h"
#include "command/load_write.h"
#include "compat.h"
#include "error.h"
#include "file/fileset.h"
#include "graph/build.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/bulk.h"
#include "store/cache.h"
#include "store/files.h"
#include "store/guard.h"
#include "store/verdict.h"

static SvGraph *make_graph(SvLoad *load);
static void compare_all(SvLoad *load);
static void mark_stored(const SvLoad *load, SvEntry *entry);
static bool file_differs(const SvDocument *document, const char *filename,
						 const bytea *sha256);
static void compare_one(const SvRevision *revision, const SvStored *stored,
						void *arg);
static bool has_work(const SvLoad *load);
static bool has_revisions_to_write(const SvLoad *load);
static bool has_files_to_record(const SvLoad *load);
static void refuse_applied(const SvLoad *load);
static void relink_others(SvLoad *load);
static void check_links(const SvLoad *load);
static void check_link(const SvLoad *load, const SvDocument *document,
					   const char *name);
static void check_label(const SvLoad *load, const SvDocument *document,
						const char *label);
static SvGraph *build_graph(const SvLoad *load);
static List *results(const SvLoad *load);
static List *add_result(List *results, const char *revision,
						const char *action, const char *filename);
static List *add_repeatable(List *results, const SvRepeatable *repeatable,
							const char *action, const char *filename);
static void push_position(ErrorContextCallback *callback,
						  const SvFilePosition *position);

/*
 * Bring the revisions of files, and repeatable scripts (SvRepeatable), into the
 * database, all or none; returns what became of each as a list of SvLoaded.
 * Complete: there are no other files, so
 * revisions that are stored and not among the documents are reported too, and
 * removed if they came from a file; see load_absent.c.
 *
 * Errors: two documents with one id, links to nowhere, a graph that is not
 * well-formed; unless forced, a change of an applied revision.
 */
List *
sv_load_documents(List *documents, List *repeatables, bool complete, bool force)
{
	SvLoad		load = {.documents = documents,.given = repeatables,
	.complete = complete};

	sv_guard_preview("schemaver_load()");
	load.state = sv_cache_state();
	compare_all(&load);
	if (sv_load_absent_differs(&load))
		check_links(&load);
	if (!has_work(&load) && has_files_to_record(&load))
	{
		load.state = sv_begin_adding("schemaver_load()");
		sv_query_begin_fresh();
		compare_all(&load);
		sv_query_end_fresh();
		sv_load_write_files(&load);
		sv_load_absent_record(&load);
		sv_load_repeatables_write(&load.repeatables);
	}
	if (has_work(&load))
	{
		load.state = sv_begin_changing("schemaver_load()");
		sv_query_begin_fresh();
		compare_all(&load);
		sv_query_end_fresh();
		if (!force)
			refuse_applied(&load);
		(void) make_graph(&load);
		sv_load_write_all(&load);
		sv_load_absent_remove(&load);
		sv_load_absent_record(&load);
		sv_load_repeatables_write(&load.repeatables);
	}
	if (complete)
		sv_begin_tell_absent(load.state, load.gone);
	sv_load_online_tell_outdated(documents);
	sv_verdict_bring(sv_load_verdicts_brought(documents));
	return results(&load);
}

/*
 * Let the revisions of files be seen by what reads in this transaction, as if
 * they were loaded; nothing is written.  Returns the same as sv_load_documents()
 * without force, with the same errors.  The current memory context must be one
 * of sv_preview_context(), with the documents in it.
 */
List *
sv_load_preview(List *documents, List *repeatables, bool complete)
{
	SvLoad		load = {.documents = documents,.given = repeatables,
	.complete = complete};
	SvPreview  *volatile preview;
	bool		before = sv_preview_suspend();

	PG_TRY();
	{
		load.state = sv_begin_state();
		sv_query_begin_fresh();
		compare_all(&load);
		sv_query_end_fresh();
		if (has_revisions_to_write(&load) || sv_load_absent_differs(&load))
		{
			refuse_applied(&load);
			preview = sv_preview_make(make_graph(&load));
			sv_load_preview_fill(preview, &load);
		}
		else
			preview = sv_preview_make(load.state->graph);
		sv_load_online_tell_outdated(documents);
		sv_load_preview_verdicts(preview, sv_load_verdicts_brought(documents));
		sv_preview_set_repeatables(preview,
								   sv_load_repeatables_preview(&load.repeatables));
	}
	PG_FINALLY();
	{
		sv_preview_resume(before);
	}
	PG_END_TRY();
	sv_preview_enter(preview);
	if (complete)
		sv_begin_tell_absent(load.state, load.gone);
	return results(&load);
}

/*
 * The graph as it will be.
 *
 * Errors: links to nowhere; it is not well-formed.
 */
static SvGraph *
make_graph(SvLoad *load)
{
	relink_others(load);
	check_links(load);
	return build_graph(load);
}

/*
 * Compare the files with what is stored.
 */
static void
compare_all(SvLoad *load)
{
	const SvGraph *graph = load->state->graph;
	List	   *ids = NIL;
	ListCell   *lc;

	load->fileset = sv_fileset_make(sv_load_unread_find(load));
	for (int i = 0; i < graph->count; i++)
		if (graph->nodes[i].revision->replaces != NIL)
			sv_fileset_add_stored(load->fileset, graph->nodes[i].revision);
	sv_fileset_check_replaced(load->fileset);
	foreach(lc, load->fileset->entries)
	{
		SvEntry    *entry = lfirst(lc);

		entry->found = false;
		entry->applied = false;
		entry->differs = 0;
		entry->file_differs = false;
		entry->online_differs = false;
		entry->keeps_online = false;
		if (entry->document->as_stored)
			mark_stored(load, entry);
		else
			ids = lappend(ids, entry->id);
	}
	sv_bulk_scan(ids, compare_one, load);
	sv_load_absent_find(load);
	load->repeatables = sv_load_repeatables_compare(load->given, load->complete);
}

/*
 * A revision whose file is known to have what is stored.
 */
static void
mark_stored(const SvLoad *load, SvEntry *entry)
{
	SvRevision	renamed = entry->document->revision;
	int			node = sv_graph_find(load->state->graph, entry->id);

	entry->found = true;
	entry->applied = load->state->applied[node];
	if (sv_fileset_rename(load->fileset, &renamed))
		entry->differs = SV_DIFFERS_HARMLESSLY;
}

/* sv_bulk_scan callback of compare_all */
static void
compare_one(const SvRevision *revision, const SvStored *stored, void *arg)
{
	SvLoad	   *load = arg;
	SvEntry    *entry = sv_fileset_find(load->fileset, revision->id);
	SvRevision	renamed = *revision;
	bool		changed;
	int			node;

	if (entry == NULL)
		return;
	node = sv_graph_find(load->state->graph, revision->id);
	entry->found = true;
	entry->applied = node >= 0 && load->state->applied[node];
	if (entry->applied && strcmp(entry->document->upgrade, stored->upgrade) != 0)
		entry->before = pstrdup(stored->upgrade);

	if (sv_store_has_files())
		sv_load_online_compare(entry, stored);

	/* links to what was replaced become links to what replaces it */
	changed = sv_fileset_rename(load->fileset, &renamed);
	entry->differs = sv_changes_of_revision(&entry->document->revision, &renamed) |
		sv_changes_of_scripts(entry->document, stored->upgrade, stored->downgrade,
							  entry->applied, &entry->line) |
		(changed || entry->online_differs ? SV_DIFFERS_HARMLESSLY : 0);
	entry->file_differs = sv_store_has_files() &&
		file_differs(entry->document, revision->filename, stored->file_sha256);
}

/*
 * True if a document comes from another file than is stored, or is known to
 * come from none that is stored.
 */
static bool
file_differs(const SvDocument *document, const char *filename,
			 const bytea *sha256)
{
	const bytea *now = document->file_sha256;

	if (document->revision.filename == NULL)
		return false;
	if (filename == NULL || strcmp(document->revision.filename, filename) != 0)
		return true;
	if (now == NULL || sha256 == NULL)
		return now != sha256;
	return VARSIZE_ANY_EXHDR(now) != VARSIZE_ANY_EXHDR(sha256) ||
		memcmp(VARDATA_ANY(now), VARDATA_ANY(sha256), VARSIZE_ANY_EXHDR(now)) != 0;
}

/*
 * True if there is anything to write.
 */
static bool
has_work(const SvLoad *load)
{
	return load->repeatables.differ || has_revisions_to_write(load);
}

static bool
has_revisions_to_write(const SvLoad *load)
{
	const SvGraph *graph = load->state->graph;
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);

		if (!entry->found || entry->differs != 0)
			return true;
	}
	for (int i = 0; i < graph->count; i++)
		if (sv_fileset_is_replaced(load->fileset, sv_graph_id(graph, i)))
			return true;
	return sv_load_absent_removes(load);
}

/*
 * True if revisions that are stored come from other files now, or from none, and
 * that can be recorded.  It is not worth an error.
 */
static bool
has_files_to_record(const SvLoad *load)
{
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		if (((SvEntry *) lfirst(lc))->file_differs)
			return sv_files_writable();
	}
	return (sv_load_absent_differs(load) || load->repeatables.files_differ) &&
		sv_files_writable();
}

/*
 * Refuse to change what is applied.
 */
static void
refuse_applied(const SvLoad *load)
{
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);
		SvFilePosition position = {entry->document->position.filename, entry->line};
		ErrorContextCallback callback;

		if (!entry->applied || (entry->differs & ~SV_DIFFERS_HARMLESSLY) == 0)
			continue;
		push_position(&callback, &position);
		ereport(ERROR,
				(errcode(ERRCODE_SV_REVISION_APPLIED),
				 errmsg("revision \"%s\" is applied and has changed since",
						entry->id),
				 errdetail("Not as it was: %s.", sv_changes_text(entry->differs)),
				 errhint("Undo the change and write a new revision, or downgrade the revision first.  Comments and whitespace may change; force => true takes any change.")));
	}
}

/*
 * The stored revisions that are not in the files and stay, as they will be:
 * links to what is replaced lead to what replaces it.
 */
static void
relink_others(SvLoad *load)
{
	const SvGraph *graph = load->state->graph;

	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;
		SvRevision *renamed;

		if (sv_fileset_find(load->fileset, revision->id) != NULL ||
			sv_fileset_is_replaced(load->fileset, revision->id) ||
			load->removed[i])
			continue;
		renamed = palloc(sizeof(SvRevision));
		*renamed = *revision;
		renamed->absent = load->gone[i];
		if (sv_fileset_rename(load->fileset, renamed))
			load->relinked = lappend(load->relinked, renamed);
		load->others = lappend(load->others, renamed);
	}
}

/*
 * Check that all links lead to a revision, while it is known which file has
 * them.
 */
static void
check_links(const SvLoad *load)
{
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvDocument *document = ((SvEntry *) lfirst(lc))->document;
		ErrorContextCallback callback;
		ListCell   *lc2;

		push_position(&callback, &document->position);
		foreach(lc2, document->revision.down_revisions)
			check_link(load, document, lfirst(lc2));
		foreach(lc2, document->revision.depends_on)
			check_link(load, document, lfirst(lc2));
		foreach(lc2, document->revision.branch_labels)
			check_label(load, document, lfirst(lc2));
		error_context_stack = callback.previous;
	}
}

static void
check_link(const SvLoad *load, const SvDocument *document, const char *name)
{
	const char *by = sv_fileset_replacement(load->fileset, name);

	if (strcmp(name, document->revision.id) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_SV_INVALID_GRAPH),
				 errmsg("revision \"%s\" refers to itself", name)));
	if (by != name)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("revision \"%s\" refers to revision \"%s\", which has been replaced by \"%s\"",
						document->revision.id, name, by),
				 errhint("Write \"%s\" instead.", by)));
	if (sv_fileset_find(load->fileset, name) == NULL &&
		sv_fileset_label(load->fileset, name) == NULL &&
		sv_graph_find(load->state->graph, name) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("revision \"%s\" refers to revision \"%s\", which does not exist",
						document->revision.id, name),
				 errhint("It must be loaded before or along with this one.")));
	if (sv_fileset_find(load->fileset, name) == NULL &&
		sv_fileset_label(load->fileset, name) == NULL &&
		load->gone[sv_graph_find(load->state->graph, name)])
		ereport(ERROR,
				(errcode(ERRCODE_SV_FILE_GONE),
				 errmsg("revision \"%s\" refers to revision \"%s\", whose file is gone",
						document->revision.id, name),
				 errhint("Bring the file back, or give the revision another parent.")));
}

/*
 * Check that no other revision has a label; what is in the files goes first.
 */
static void
check_label(const SvLoad *load, const SvDocument *document, const char *label)
{
	const char *owner = sv_fileset_label(load->fileset, label);
	int			node = sv_graph_find(load->state->graph, label);

	if (strcmp(owner, document->revision.id) == 0 && node >= 0)
	{
		const char *id = sv_graph_id(load->state->graph, node);

		if (sv_fileset_find(load->fileset, id) == NULL &&
			!sv_fileset_is_replaced(load->fileset, id) && !load->removed[node])
			owner = id;
	}
	if (strcmp(owner, document->revision.id) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("branch label \"%s\" of revision \"%s\" is already in use",
						label, document->revision.id),
				 errdetail("It is a label of revision \"%s\".", owner)));
}

static SvGraph *
build_graph(const SvLoad *load)
{
	List	   *all = list_copy(load->others);
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
		all = lappend(all, &((SvEntry *) lfirst(lc))->document->revision);
	return sv_graph_build(all);
}

static List *
results(const SvLoad *load)
{
	const SvGraph *graph = load->state->graph;
	List	   *results = NIL;
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);
		bool		harmless = (entry->differs & ~SV_DIFFERS_HARMLESSLY) == 0;

		results = add_result(results, entry->id,
							 !entry->found ? "added" :
							 entry->differs == 0 ? "unchanged" :
							 entry->applied && harmless ? "accepted" : "changed",
							 entry->document->position.filename);
	}
	for (int i = 0; load->complete && i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;

		if (sv_fileset_find(load->fileset, revision->id) == NULL &&
			!sv_fileset_is_replaced(load->fileset, revision->id))
			results = add_result(results, revision->id,
								 load->removed[i] ? "removed" :
								 load->state->applied[i] ? "absent (applied)" :
								 "absent", revision->filename);
	}
	foreach(lc, load->repeatables.entries)
	{
		const SvRepeatableEntry *entry = lfirst(lc);

		results = add_repeatable(results, entry->stored ? entry->stored : entry->given,
								 sv_load_repeatables_action(entry),
								 entry->given->filename);
	}
	foreach(lc, load->repeatables.gone)
		results = add_repeatable(results, lfirst(lc), "removed",
								 ((SvRepeatable *) lfirst(lc))->filename);
	return results;
}

static List *
add_repeatable(List *results, const SvRepeatable *repeatable,
			   const char *action, const char *filename)
{
	SvLoaded   *loaded;

	results = add_result(results, "", action, filename);
	loaded = llast(results);
	loaded->revision = NULL;
	loaded->repeatable = pstrdup(repeatable->name);
	return results;
}

static List *
add_result(List *results, const char *revision, const char *action,
		   const char *filename)
{
	SvLoaded   *loaded = palloc0(sizeof(SvLoaded));

	loaded->revision = pstrdup(revision);
	loaded->action = action;
	loaded->filename = filename ? pstrdup(filename) : NULL;
	return lappend(results, loaded);
}

static void
push_position(ErrorContextCallback *callback, const SvFilePosition *position)
{
	sv_error_context_push(callback, sv_read_error_callback,
						  unconstify(SvFilePosition *, position));
}
