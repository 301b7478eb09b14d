/*-------------------------------------------------------------------------
 *
 * load.c
 *	  Revisions from files: what they change in the database.
 *
 * The files are compared with what is stored first; if all is the same,
 * nothing is locked and nothing is written, so a deployment that has nothing
 * to do waits for no session and needs no right to write.  Otherwise the locks
 * are taken, the comparison is made again, the graph that would result is
 * built to check that it is well-formed, and then all of it is written.
 *
 * A revision that was squashed from others takes their place, in the graph
 * and in what is applied.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "command/begin.h"
#include "command/load.h"
#include "command/load_verdicts.h"
#include "compat.h"
#include "error.h"
#include "file/fileset.h"
#include "file/script.h"
#include "graph/build.h"
#include "graph/name.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/bulk.h"
#include "store/cache.h"
#include "store/verdict.h"
#include "strings.h"

/* How many revisions, and about how many bytes, are written at a time. */
#define SV_BATCH_SIZE 500
#define SV_BATCH_BYTES (1024 * 1024)

/* New revisions that are written together. */
typedef struct Batch
{
	List	   *revisions;		/* of SvRevision */
	List	   *stored;			/* of SvStored */
	size_t		bytes;
} Batch;

typedef struct Load
{
	SvFileset  *fileset;
	bool		complete;		/* there are no other files */
	SvState    *state;
	List	   *others;			/* of SvRevision: as they will be; stored, and
								 * not in the files */
	List	   *relinked;		/* of them: those that change */
} Load;

static void compare_all(Load *load);
static void compare_one(const SvRevision *revision, const SvStored *stored,
						void *arg);
static bool has_work(const Load *load);
static void refuse_applied(const Load *load);
static void relink_others(Load *load);
static void check_links(const Load *load);
static void check_link(const Load *load, const SvDocument *document,
					   const char *name);
static void check_label(const Load *load, const SvDocument *document,
						const char *label);
static void check_graph(const Load *load);
static void write_all(const Load *load);
static void add_to_batch(Batch *batch, SvDocument *document);
static void write_batch(Batch *batch, MemoryContext context);
static void update(const SvEntry *entry);
static void replace_squashed(const Load *load, const SvEntry *entry);
pg_noreturn static void refuse_partly_applied(const SvDocument *document,
											  List *applied);
static List *results(const Load *load);
static List *add_result(List *results, const char *revision,
						const char *action, const char *filename);
static void push_position(ErrorContextCallback *callback,
						  const SvFilePosition *position);

/*
 * Bring the revisions of files into the database, all or none; returns what
 * became of each as a list of SvLoaded.  Complete: revisions that are stored
 * and not among the documents are reported too.
 *
 * Errors: two documents with one id, links to nowhere, a graph that is not
 * well-formed; unless forced, a change of an applied revision.
 */
List *
sv_load_documents(List *documents, bool complete, bool force)
{
	Load		load = {.complete = complete};

	load.fileset = sv_fileset_make(documents);
	load.state = sv_cache_state();
	compare_all(&load);
	if (has_work(&load))
	{
		load.state = sv_begin_changing("schemaver_load()");
		sv_query_begin_fresh();
		compare_all(&load);
		sv_query_end_fresh();
		if (!force)
			refuse_applied(&load);
		relink_others(&load);
		check_links(&load);
		check_graph(&load);
		write_all(&load);
	}
	sv_load_verdicts_store(documents);
	return results(&load);
}

/*
 * Compare the files with what is stored.
 */
static void
compare_all(Load *load)
{
	const SvGraph *graph = load->state->graph;
	ListCell   *lc;

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
	}
	sv_bulk_scan(compare_one, load);
}

/* sv_bulk_scan callback of compare_all */
static void
compare_one(const SvRevision *revision, const SvStored *stored, void *arg)
{
	Load	   *load = arg;
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

	/* links to what was replaced become links to what replaces it */
	changed = sv_fileset_rename(load->fileset, &renamed);
	entry->differs = sv_changes_of_revision(&entry->document->revision, &renamed) |
		sv_changes_of_scripts(entry->document, stored->upgrade, stored->downgrade,
							  entry->applied, &entry->line) |
		(changed ? SV_DIFFERS_HARMLESSLY : 0);
}

/*
 * True if there is anything to write.
 */
static bool
has_work(const Load *load)
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
	return false;
}

/*
 * Refuse to change what is applied.
 */
static void
refuse_applied(const Load *load)
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
 * The stored revisions that are not in the files, as they will be: links to
 * what is replaced lead to what replaces it.
 */
static void
relink_others(Load *load)
{
	const SvGraph *graph = load->state->graph;

	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;
		SvRevision *renamed;

		if (sv_fileset_find(load->fileset, revision->id) != NULL ||
			sv_fileset_is_replaced(load->fileset, revision->id))
			continue;
		renamed = palloc(sizeof(SvRevision));
		*renamed = *revision;
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
check_links(const Load *load)
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
check_link(const Load *load, const SvDocument *document, const char *name)
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
}

/*
 * Check that no other revision has a label; what is in the files goes first.
 */
static void
check_label(const Load *load, const SvDocument *document, const char *label)
{
	const char *owner = sv_fileset_label(load->fileset, label);
	int			node = sv_graph_find(load->state->graph, label);

	if (strcmp(owner, document->revision.id) == 0 && node >= 0)
	{
		const char *id = sv_graph_id(load->state->graph, node);

		if (sv_fileset_find(load->fileset, id) == NULL &&
			!sv_fileset_is_replaced(load->fileset, id))
			owner = id;
	}
	if (strcmp(owner, document->revision.id) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("branch label \"%s\" of revision \"%s\" is already in use",
						label, document->revision.id),
				 errdetail("It is a label of revision \"%s\".", owner)));
}

/*
 * Build the graph as it will be, for its errors.
 */
static void
check_graph(const Load *load)
{
	List	   *all = list_copy(load->others);
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
		all = lappend(all, &((SvEntry *) lfirst(lc))->document->revision);
	sv_graph_build(all);
}

static void
write_all(const Load *load)
{
	int			nest_level = sv_query_pin();
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver load",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	Batch		batch = {NIL, NIL, 0};
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (!entry->applied && (!entry->found || entry->differs != 0))
			sv_script_warn(entry->id, entry->document->upgrade,
						   entry->document->downgrade);
		if (!entry->found)
			add_to_batch(&batch, entry->document);
		else if (entry->differs != 0)
			update(entry);
		if (list_length(batch.revisions) >= SV_BATCH_SIZE ||
			batch.bytes > SV_BATCH_BYTES)
			write_batch(&batch, context);
	}
	write_batch(&batch, context);

	foreach(lc, load->fileset->entries)
	{
		if (((SvEntry *) lfirst(lc))->document->revision.replaces != NIL)
			replace_squashed(load, lfirst(lc));
	}
	foreach(lc, load->relinked)
	{
		const SvRevision *revision = lfirst(lc);

		sv_query_begin_fresh();
		sv_store_update(revision, sv_store_find(revision->id));
		sv_query_end_fresh();
	}
	MemoryContextSwitchTo(oldcontext);
	MemoryContextDelete(context);
	sv_query_unpin(nest_level);
}

static void
add_to_batch(Batch *batch, SvDocument *document)
{
	SvStored   *stored = palloc0(sizeof(SvStored));

	stored->upgrade = document->upgrade;
	stored->downgrade = document->downgrade;
	batch->revisions = lappend(batch->revisions, &document->revision);
	batch->stored = lappend(batch->stored, stored);
	batch->bytes += strlen(stored->upgrade) +
		(stored->downgrade ? strlen(stored->downgrade) : 0);
}

/*
 * Write the batch and empty it.  The memory context is reset, so nothing else
 * of it may be in use.
 */
static void
write_batch(Batch *batch, MemoryContext context)
{
	if (batch->revisions != NIL)
		sv_bulk_insert(batch->revisions, batch->stored);
	MemoryContextReset(context);
	memset(batch, 0, sizeof(Batch));
}

/*
 * Write a revision that has changed.  If it is applied, that is logged.
 */
static void
update(const SvEntry *entry)
{
	const SvDocument *document = entry->document;
	SvStored	stored = {.upgrade = document->upgrade,
	.downgrade = document->downgrade};
	SvLogEntry	log = {"edit", entry->id, document->revision.message,
	GetCurrentTimestamp(), (Datum) 0};

	sv_store_update(&document->revision, &stored);
	if (entry->differs & (SV_DIFFERS_PARENTS | SV_DIFFERS_DEPENDENCIES |
						  SV_DIFFERS_TRANSACTIONAL))
		sv_verdict_forget(entry->id);
	if (!entry->applied)
		return;
	log.sha256 = sv_store_sha256(stored.upgrade);
	sv_store_record(&log, SV_CHANGE_NONE);
	if (entry->before != NULL && !(entry->differs & SV_DIFFERS_UPGRADE))
		sv_store_accept(entry->id, sv_store_sha256(entry->before), log.sha256);
}

/*
 * Put a revision in place of those that it was squashed from.  It is applied
 * if they are.
 */
static void
replace_squashed(const Load *load, const SvEntry *entry)
{
	const SvDocument *document = entry->document;
	const char *id = entry->id;
	List	   *applied = NIL;	/* names, what those replaced included */
	List	   *gone = NIL;
	int			covered = 0;
	ListCell   *lc;

	for (int i = 0; i < load->state->graph->count; i++)
	{
		SvRevision *revision = unconstify(SvRevision *,
										  load->state->graph->nodes[i].revision);

		if (strcmp(sv_fileset_replacement(load->fileset, revision->id), id) != 0 ||
			strcmp(revision->id, id) == 0)
			continue;
		gone = lappend(gone, revision->id);
		if (load->state->applied[i])
			applied = list_concat(lappend(applied, revision->id),
								  revision->replaces);
	}
	foreach(lc, load->state->unknown)
	{
		if (strcmp(sv_fileset_replacement(load->fileset, lfirst(lc)), id) == 0)
		{
			gone = lappend(gone, lfirst(lc));
			applied = lappend(applied, lfirst(lc));
		}
	}
	foreach(lc, document->revision.replaces)
	{
		if (sv_strings_member(applied, lfirst(lc)))
			covered++;
	}
	if (covered > 0 && covered < list_length(document->revision.replaces))
		refuse_partly_applied(document, applied);

	foreach(lc, gone)
	{
		sv_store_replace(lfirst(lc), sv_strings_member(applied, lfirst(lc)));
		sv_verdict_forget(lfirst(lc));
	}
	if (covered > 0 && !entry->applied)
		sv_store_stamp_squashed(id, document->revision.message);
}

static void
refuse_partly_applied(const SvDocument *document, List *applied)
{
	ErrorContextCallback callback;
	StringInfoData missing;
	ListCell   *lc;

	initStringInfo(&missing);
	foreach(lc, document->revision.replaces)
	{
		if (!sv_strings_member(applied, lfirst(lc)))
			appendStringInfo(&missing, "%s%s", missing.len > 0 ? ", " : "",
							 (char *) lfirst(lc));
	}
	push_position(&callback, &document->position);
	ereport(ERROR,
			(errcode(ERRCODE_SV_MISSING_REVISION),
			 errmsg("revision \"%s\" replaces revisions of which only some are applied",
					document->revision.id),
			 errdetail("Not applied: %s.", missing.data),
			 errhint("Upgrade to the last of them first, with the files from before the squash.")));
}

static List *
results(const Load *load)
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
		const char *id = sv_graph_id(graph, i);

		if (sv_fileset_find(load->fileset, id) == NULL &&
			!sv_fileset_is_replaced(load->fileset, id))
			results = add_result(results, id, load->state->applied[i] ?
								 "absent (applied)" : "absent", NULL);
	}
	return results;
}

static List *
add_result(List *results, const char *revision, const char *action,
		   const char *filename)
{
	SvLoaded   *loaded = palloc(sizeof(SvLoaded));

	loaded->revision = pstrdup(revision);
	loaded->action = action;
	loaded->filename = filename;
	return lappend(results, loaded);
}

static void
push_position(ErrorContextCallback *callback, const SvFilePosition *position)
{
	sv_error_context_push(callback, sv_read_error_callback,
						  unconstify(SvFilePosition *, position));
}
