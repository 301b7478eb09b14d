/*-------------------------------------------------------------------------
 *
 * load_write.c
 *	  Writes revisions that come from files.
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

#include "command/load_online.h"
#include "command/load_write.h"
#include "compat.h"
#include "error.h"
#include "file/script.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/bulk.h"
#include "store/files.h"
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

static void add_to_batch(Batch *batch, SvDocument *document);
static void write_batch(Batch *batch, MemoryContext context);
static void update(const SvEntry *entry);
static void replace_squashed(const SvLoad *load, const SvEntry *entry);
pg_noreturn static void refuse_partly_applied(const SvDocument *document,
											  List *applied);

/*
 * Write what differs.
 */
void
sv_load_write_all(const SvLoad *load)
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
		if (entry->document->as_stored)
			continue;
		if (!entry->applied && (!entry->found || entry->differs != 0))
		{
			sv_script_warn(entry->id, entry->document->upgrade,
						   entry->document->downgrade);
			sv_load_online_warn(entry);
		}
		if (!entry->found)
			add_to_batch(&batch, entry->document);
		else if (entry->differs != 0)
			update(entry);
		if (list_length(batch.revisions) >= SV_BATCH_SIZE ||
			batch.bytes > SV_BATCH_BYTES)
			write_batch(&batch, context);
	}
	write_batch(&batch, context);
	sv_load_write_files(load);

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

/*
 * Record from which files revisions come that were stored before.
 */
void
sv_load_write_files(const SvLoad *load)
{
	List	   *sources = NIL;
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);
		SvSource   *source;

		if (!entry->found || !entry->file_differs)
			continue;
		source = palloc(sizeof(SvSource));
		source->revision = entry->id;
		source->filename = entry->document->revision.filename;
		source->sha256 = entry->document->file_sha256;
		sources = lappend(sources, source);
	}
	sv_files_record(sources);
}

static void
add_to_batch(Batch *batch, SvDocument *document)
{
	SvStored   *stored = palloc0(sizeof(SvStored));

	stored->upgrade = document->upgrade;
	stored->downgrade = document->downgrade;
	stored->file_sha256 = document->file_sha256;
	sv_load_online_take(document, stored);
	batch->revisions = lappend(batch->revisions, &document->revision);
	batch->stored = lappend(batch->stored, stored);
	batch->bytes += strlen(stored->upgrade) +
		(stored->downgrade ? strlen(stored->downgrade) : 0) +
		(stored->online ? strlen(stored->online) : 0);
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
	sv_load_online_write(entry);
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
replace_squashed(const SvLoad *load, const SvEntry *entry)
{
	SvReplaced	replaced = sv_load_write_replaced(load, entry);
	ListCell   *lc;

	foreach(lc, replaced.names)
	{
		sv_store_replace(lfirst(lc), sv_strings_member(replaced.applied, lfirst(lc)));
		sv_verdict_forget(lfirst(lc));
	}
	if (replaced.applied != NIL && !entry->applied)
		sv_store_stamp_squashed(entry->id, entry->document->revision.message);
}

/*
 * What a revision replaces that was squashed.
 *
 * Errors: only a part of that is applied.
 */
SvReplaced
sv_load_write_replaced(const SvLoad *load, const SvEntry *entry)
{
	const SvDocument *document = entry->document;
	const char *id = entry->id;
	List	   *applied = NIL;	/* names, what those replaced included */
	List	   *gone = NIL;
	int			covered = 0;
	SvReplaced	replaced = {NIL, NIL};
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
	replaced.names = gone;
	replaced.applied = covered > 0 ? applied : NIL;
	return replaced;
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
	sv_error_context_push(&callback, sv_read_error_callback,
						  unconstify(SvFilePosition *, &document->position));
	ereport(ERROR,
			(errcode(ERRCODE_SV_MISSING_REVISION),
			 errmsg("revision \"%s\" replaces revisions of which only some are applied",
					document->revision.id),
			 errdetail("Not applied: %s.", missing.data),
			 errhint("Upgrade to the last of them first, with the files from before the squash.")));
}
