/*-------------------------------------------------------------------------
 *
 * load_unread.c
 *	  Files of which only the names are known.
 *
 * They have not changed since they were stored: their revisions are those that
 * came from files of these names.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/hsearch.h"

#include "command/load_unread.h"

/* A file that was not read; the key is its name. */
typedef struct UnreadFile
{
	const char *filename;
	bool		found;
} UnreadFile;

static HTAB *make_unread(void);
static uint32 hash_name(const void *key, Size keysize);
static int	match_names(const void *a, const void *b, Size keysize);
static void require_found(HTAB *unread);

/*
 * The documents, with those of the files that were not read: revisions that
 * came from a file of that name, without their scripts.
 *
 * Errors: there is no such revision.
 */
List *
sv_load_unread_find(const SvLoad *load)
{
	const SvGraph *graph = load->state->graph;
	HTAB	   *unread = NULL;
	List	   *documents = NIL;
	ListCell   *lc;

	foreach(lc, load->documents)
	{
		SvDocument *document = lfirst(lc);
		UnreadFile *file;

		if (!document->as_stored)
		{
			documents = lappend(documents, document);
			continue;
		}
		if (unread == NULL)
			unread = make_unread();
		file = hash_search(unread, &document->position.filename, HASH_ENTER, NULL);
		file->found = false;
	}
	for (int i = 0; unread != NULL && i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;
		UnreadFile *file = revision->filename == NULL ? NULL :
		hash_search(unread, &revision->filename, HASH_FIND, NULL);
		SvDocument *document;

		if (file == NULL)
			continue;
		file->found = true;
		document = palloc0(sizeof(SvDocument));
		document->revision = *revision;
		document->position.filename = file->filename;
		document->as_stored = true;
		documents = lappend(documents, document);
	}
	if (unread != NULL)
		require_found(unread);
	return documents;
}

/*
 * An empty table of files by name.
 */
static HTAB *
make_unread(void)
{
	HASHCTL		control = {.keysize = sizeof(char *),.entrysize = sizeof(UnreadFile),
	.hash = hash_name,.match = match_names,.hcxt = CurrentMemoryContext};

	return hash_create("schemaver unread files", 256, &control,
					   HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
}

static uint32
hash_name(const void *key, Size keysize)
{
	const char *name = *(char *const *) key;

	return string_hash(name, strlen(name) + 1);
}

static int
match_names(const void *a, const void *b, Size keysize)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static void
require_found(HTAB *unread)
{
	HASH_SEQ_STATUS status;
	const UnreadFile *file;

	hash_seq_init(&status, unread);
	while ((file = hash_seq_search(&status)) != NULL)
	{
		if (!file->found)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("content of file \"%s\" is null, and no revision came from it",
							file->filename),
					 errhint("schemaver_changed_files() tells the files of which the contents are needed.")));
	}
}
