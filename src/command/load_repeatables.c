/*-------------------------------------------------------------------------
 *
 * load_repeatables.c
 *	  Repeatable scripts and checks from files.
 *
 * The files are the truth: a load of all files removes the scripts whose files
 * are gone, and nothing runs them any more.  What they have created stays, as
 * nothing tells what that is.  Those that were written by SQL have no file, and
 * are left alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "command/load_repeatables.h"
#include "compat.h"
#include "error.h"
#include "store/store.h"

static void check_unique(List *given);
static SvRepeatableEntry *compare(const SvRepeatable *given, List *stored);
static bool same_bytes(const bytea *a, const bytea *b);
static bool is_given(const SvRepeatable *stored, List *given);
static void warn(const SvRepeatable *repeatable);
static void remove_gone(const SvRepeatable *repeatable);
static SvRepeatable *as_written(const SvRepeatableEntry *entry);

/*
 * Compare what is in files, a list of SvRepeatable, with what is stored.
 *
 * Errors: two files of one script; a file that was not read, and is not stored.
 */
SvLoadRepeatables
sv_load_repeatables_compare(List *given, bool complete)
{
	SvLoadRepeatables load = {NIL};
	List	   *stored;
	ListCell   *lc;

	if (given == NIL && !complete && !sv_repeats_exist())
		return load;
	check_unique(given);
	stored = sv_repeats_all();
	foreach(lc, given)
	{
		SvRepeatableEntry *entry = compare(lfirst(lc), stored);

		load.entries = lappend(load.entries, entry);
		load.differ |= entry->changed;
		load.files_differ |= entry->file_changed;
	}
	foreach(lc, stored)
	{
		SvRepeatable *repeatable = lfirst(lc);

		if (is_given(repeatable, given))
			continue;
		if (complete && repeatable->filename != NULL)
			load.gone = lappend(load.gone, repeatable);
		else
			load.others = lappend(load.others, repeatable);
	}
	load.differ |= load.gone != NIL;
	return load;
}

static void
check_unique(List *given)
{
	ListCell   *lc;

	foreach(lc, given)
	{
		SvRepeatable *repeatable = lfirst(lc);
		const SvRepeatable *first = sv_repeats_find(given, repeatable->name,
													repeatable->is_check);

		if (first != repeatable)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("%s is in two files: \"%s\" and \"%s\"",
							sv_repeatable_title(repeatable),
							first->filename ? first->filename : "",
							repeatable->filename ? repeatable->filename : "")));
	}
}

static SvRepeatableEntry *
compare(const SvRepeatable *given, List *stored)
{
	SvRepeatableEntry *entry = palloc0(sizeof(SvRepeatableEntry));

	entry->given = given;
	entry->stored = sv_repeats_find(stored, given->name, given->is_check);
	if (given->script == NULL)
	{
		if (entry->stored == NULL || entry->stored->filename == NULL ||
			strcmp(entry->stored->filename, given->filename) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("content of file \"%s\" is null, and no script came from it",
							given->filename),
					 errhint("schemaver_changed_files() tells the files of which the contents are needed.")));
		return entry;
	}
	entry->changed = entry->stored == NULL ||
		strcmp(entry->stored->script, given->script) != 0;
	/* that is not worth an error */
	entry->file_changed = !entry->changed && given->filename != NULL &&
		sv_repeats_writable() &&
		(entry->stored->filename == NULL ||
		 strcmp(entry->stored->filename, given->filename) != 0 ||
		 !same_bytes(entry->stored->file_sha256, given->file_sha256));
	return entry;
}

static bool
same_bytes(const bytea *a, const bytea *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/*
 * True if a stored script is in the files.
 */
static bool
is_given(const SvRepeatable *stored, List *given)
{
	return sv_repeats_find(given, stored->name, stored->is_check) != NULL;
}

/*
 * Write what differs.
 */
void
sv_load_repeatables_write(const SvLoadRepeatables *load)
{
	ListCell   *lc;

	foreach(lc, load->entries)
	{
		const SvRepeatableEntry *entry = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (entry->changed)
			warn(entry->given);
		if (entry->changed || entry->file_changed)
			sv_repeats_put(entry->given);
	}
	foreach(lc, load->gone)
		remove_gone(lfirst(lc));
}

/*
 * Warn about a script that cannot be run as it is.  It may be stored: running it
 * fails.
 */
static void
warn(const SvRepeatable *repeatable)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	PG_TRY();
	{
		(void) sv_repeatable_parse(repeatable);
	}
	PG_CATCH();
	{
		error = sv_error_keep(context);
	}
	PG_END_TRY();
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("%s cannot be run as it is: %s",
						sv_repeatable_title(repeatable), error->message),
				 error->context ? errdetail("See %s.",
											pnstrdup(error->context,
													 strcspn(error->context, "\n"))) : 0,
				 error->hint ? errhint("%s", error->hint) : 0));
}

/*
 * Remove one whose file is gone; that is told, and logged.
 */
static void
remove_gone(const SvRepeatable *repeatable)
{
	SvLogEntry	entry = {"remove", repeatable->name,
	sv_repeatable_title(repeatable), GetCurrentTimestamp(), (Datum) 0};

	sv_repeats_delete(repeatable);
	sv_store_record(&entry, SV_CHANGE_NONE);
	if (repeatable->is_check)
		ereport(NOTICE,
				(errmsg("%s is removed, as its file is gone",
						sv_repeatable_title(repeatable))));
	else
		ereport(NOTICE,
				(errmsg("%s is removed, as its file is gone",
						sv_repeatable_title(repeatable)),
				 repeatable->applied_by != NULL ?
				 errdetail("What it has created stays in the database.") : 0));
}

/*
 * All of them as they will be, by name: a list of SvRepeatable.
 */
List *
sv_load_repeatables_preview(const SvLoadRepeatables *load)
{
	List	   *repeatables = NIL;
	List	   *others = list_copy(load->others);
	ListCell   *lc;

	foreach(lc, load->entries)
		others = lappend(others, as_written(lfirst(lc)));
	/* those that are no checks first, as in sv_repeats_all() */
	for (int is_check = 0; is_check < 2; is_check++)
		foreach(lc, others)
	{
		SvRepeatable *repeatable = lfirst(lc);
		int			place = list_length(repeatables);

		if (repeatable->is_check != (is_check == 1))
			continue;
		while (place > 0)
		{
			const SvRepeatable *before = list_nth(repeatables, place - 1);

			if (before->is_check != repeatable->is_check ||
				strcmp(before->name, repeatable->name) < 0)
				break;
			place--;
		}
		repeatables = list_insert_nth(repeatables, place, repeatable);
	}
	return repeatables;
}

/*
 * One as it is after the load.
 */
static SvRepeatable *
as_written(const SvRepeatableEntry *entry)
{
	SvRepeatable *written = palloc0(sizeof(SvRepeatable));

	if (entry->stored != NULL)
		*written = *entry->stored;
	if (entry->given->script == NULL)
		return written;
	written->name = entry->given->name;
	written->is_check = entry->given->is_check;
	written->script = entry->given->script;
	written->filename = entry->given->filename;
	written->file_sha256 = entry->given->file_sha256;
	written->sha256 = DatumGetByteaPP(sv_store_sha256(written->script));
	return written;
}

/*
 * What a load does with one, in a word.
 */
const char *
sv_load_repeatables_action(const SvRepeatableEntry *entry)
{
	if (entry->stored == NULL)
		return "added";
	return entry->changed ? "changed" : "unchanged";
}
