/*-------------------------------------------------------------------------
 *
 * fileset.c
 *	  The revisions of some files by name, and what they replace.
 *
 * A revision that was squashed from others replaces them: their names then
 * stand for it wherever a revision of the files refers to them.  A name is
 * replaced once: a revision that was squashed again stands for all of its
 * predecessors.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "compat.h"
#include "error.h"
#include "file/fileset.h"
#include "graph/name.h"
#include "schemaver.h"
#include "strings.h"

/* A name that stands for a revision. */
typedef struct FileAlias
{
	char		name[SV_NAME_SIZE];
	char		revision[SV_NAME_SIZE];
} FileAlias;

static HTAB *make_table(const char *name, Size entry_size);
static void add_alias(HTAB *table, const char *name, const char *revision);
static SvEntry *add_entry(SvFileset *fileset, SvDocument *document);
static List *rename_all(const SvFileset *fileset, List *names, bool *changed);

/*
 * The revisions of files, in the current memory context.
 *
 * Errors: an id that appears more than once, a revision that replaces itself.
 */
SvFileset *
sv_fileset_make(List *documents)
{
	SvFileset  *fileset = palloc0(sizeof(SvFileset));
	ListCell   *lc;

	fileset->by_id = make_table("schemaver files", sizeof(SvEntry));
	fileset->replaced = make_table("schemaver replaced", sizeof(FileAlias));
	fileset->labels = make_table("schemaver labels", sizeof(FileAlias));
	foreach(lc, documents)
	{
		SvEntry    *entry = add_entry(fileset, lfirst(lc));
		ListCell   *lc2;

		foreach(lc2, entry->document->revision.branch_labels)
			add_alias(fileset->labels, lfirst(lc2), entry->id);
		foreach(lc2, entry->document->revision.replaces)
		{
			if (strcmp(lfirst(lc2), entry->id) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_SV_INVALID_GRAPH),
						 errmsg("revision \"%s\" replaces itself", entry->id)));
			add_alias(fileset->replaced, lfirst(lc2), entry->id);
		}
	}
	return fileset;
}

/*
 * Add what a stored revision replaces.  If one file replaces all of that, it
 * replaces the stored revision as well: that was squashed again.
 */
void
sv_fileset_add_stored(SvFileset *fileset, const SvRevision *revision)
{
	const char *by = sv_fileset_replacement(fileset,
											linitial(revision->replaces));
	bool		again = sv_fileset_find(fileset, by) != NULL &&
	strcmp(by, revision->id) != 0;
	ListCell   *lc;

	foreach(lc, revision->replaces)
	{
		if (strcmp(sv_fileset_replacement(fileset, lfirst(lc)), by) != 0)
			again = false;
	}
	if (again)
		add_alias(fileset->replaced, revision->id, by);
	foreach(lc, revision->replaces)
	{
		if (!sv_fileset_is_replaced(fileset, lfirst(lc)))
			add_alias(fileset->replaced, lfirst(lc), revision->id);
	}
}

/*
 * Report an error if there is a file of a revision that has been replaced.
 */
void
sv_fileset_check_replaced(const SvFileset *fileset)
{
	ListCell   *lc;

	foreach(lc, fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);
		ErrorContextCallback callback;

		if (!sv_fileset_is_replaced(fileset, entry->id))
			continue;
		sv_error_context_push(&callback, sv_read_error_callback, &entry->document->position);
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("revision \"%s\" has been replaced by revision \"%s\"",
						entry->id, sv_fileset_replacement(fileset, entry->id)),
				 errhint("Remove it from the files.")));
	}
}

/*
 * The revision with an id; NULL if it is not in the files.
 */
SvEntry *
sv_fileset_find(const SvFileset *fileset, const char *id)
{
	return hash_search(fileset->by_id, id, HASH_FIND, NULL);
}

/*
 * The id of the revision of the files that has a label; NULL if none has it.
 */
const char *
sv_fileset_label(const SvFileset *fileset, const char *label)
{
	FileAlias  *alias = hash_search(fileset->labels, label, HASH_FIND, NULL);

	return alias ? alias->revision : NULL;
}

/*
 * The name that a name stands for: the id of the revision that replaces it, or
 * the name itself (the same pointer).
 */
const char *
sv_fileset_replacement(const SvFileset *fileset, const char *name)
{
	FileAlias  *alias = hash_search(fileset->replaced, name, HASH_FIND, NULL);

	return alias ? alias->revision : name;
}

bool
sv_fileset_is_replaced(const SvFileset *fileset, const char *name)
{
	return sv_fileset_replacement(fileset, name) != name;
}

/*
 * Let the links of a revision that lead to replaced revisions lead to their
 * replacements; returns true if there were any.
 */
bool
sv_fileset_rename(const SvFileset *fileset, SvRevision *revision)
{
	bool		changed = false;

	if (hash_get_num_entries(fileset->replaced) == 0)
		return false;
	revision->down_revisions = rename_all(fileset, revision->down_revisions,
										  &changed);
	revision->depends_on = rename_all(fileset, revision->depends_on, &changed);
	return changed;
}

static HTAB *
make_table(const char *name, Size entry_size)
{
	HASHCTL		control = {.keysize = SV_NAME_SIZE,.entrysize = entry_size,
	.hcxt = CurrentMemoryContext};

	return hash_create(name, 256, &control,
					   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

static void
add_alias(HTAB *table, const char *name, const char *revision)
{
	FileAlias  *alias = hash_search(table, name, HASH_ENTER, NULL);

	/* a label that appears more than once is reported by the graph */
	strlcpy(alias->revision, revision, SV_NAME_SIZE);
}

static SvEntry *
add_entry(SvFileset *fileset, SvDocument *document)
{
	bool		found;
	SvEntry    *entry = hash_search(fileset->by_id, document->revision.id,
									HASH_ENTER, &found);
	ErrorContextCallback callback;
	const SvFilePosition *other;

	if (!found)
	{
		entry->document = document;
		entry->before = NULL;
		fileset->entries = lappend(fileset->entries, entry);
		return entry;
	}
	other = &entry->document->position;
	sv_error_context_push(&callback, sv_read_error_callback, &document->position);
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT),
			 errmsg("revision \"%s\" appears more than once", document->revision.id),
			 other->filename ?
			 errdetail("It also appears in file \"%s\", line %d.",
					   other->filename, other->line) :
			 errdetail("It also appears in line %d.", other->line)));
}

/*
 * The names with each replaced.  Of several names for one revision, labels
 * included, the first stays.
 */
static List *
rename_all(const SvFileset *fileset, List *names, bool *changed)
{
	List	   *result = NIL;
	List	   *revisions = NIL;
	ListCell   *lc;

	foreach(lc, names)
	{
		const char *name = sv_fileset_replacement(fileset, lfirst(lc));
		const char *revision = sv_fileset_label(fileset, name);
		bool		is_duplicate;

		revision = revision ? revision : name;
		is_duplicate = sv_strings_member(revisions, revision);
		revisions = lappend(revisions, unconstify(char *, revision));
		*changed |= is_duplicate || name != lfirst(lc);
		if (!is_duplicate)
			result = lappend(result, pstrdup(name));
	}
	return result;
}
