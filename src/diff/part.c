/*-------------------------------------------------------------------------
 *
 * part.c
 *	  Scripts as parts: the statements of one operation, and their hazards.
 *
 * The hazards of a part stand in a comment above its first statement.  They are
 * what is known of the operation from the facts, until somebody has seen what
 * the statements make the server do (proof/part_work.c).  A work that was seen
 * and is not told is added.  One that is told and was not seen goes only if it
 * was told for want of knowledge (SvOperation.guesses): what else is told may
 * depend on what is not there while one looks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/hazard.h"
#include "diff/part.h"
#include "diff/path.h"
#include "strings.h"

static SvPart *make_part(SvOperation *operation);
static List *find_missing(const SvPart *part, const SvPartWork *work);
static void remove_guesses(SvPart *part, const SvPartWork *work);
static void settle_blocking(SvPart *part);

/*
 * The parts of operations that have statements or are merged into one that has,
 * in their order; the operations are linked with them.  "current" is the
 * search_path before the first one, or NULL.
 */
List *
sv_part_list(List *operations, const char *current)
{
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->folded != NULL ||
			(operation->statements == NIL && operation->merged == NULL))
			continue;
		operation->part = make_part(operation);
		operation->part->statements = sv_path_statements(operation, current);
		parts = lappend(parts, operation->part);
		if (operation->search_path != NULL && operation->statements != NIL)
			current = operation->search_path;
	}
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->part != NULL && operation->merged != NULL)
			operation->merged->part->merged =
				lappend(operation->merged->part->merged, operation->part);
	}
	return parts;
}

static SvPart *
make_part(SvOperation *operation)
{
	SvPart	   *part = palloc0(sizeof(SvPart));

	part->hazards = operation->hazards;
	part->guesses = operation->guesses;
	part->blocks = operation->blocks;
	return part;
}

/*
 * All statements, as a script; the parts get their places in it.
 */
char *
sv_part_script(List *parts, bool with_hazards)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, parts)
	{
		SvPart	   *part = lfirst(lc);
		const char *separator = "\n\n";
		ListCell   *lc2;

		part->start = buf.len;
		if (with_hazards && part->statements != NIL && part->hazards != NIL)
		{
			sv_part_append(&buf, separator, sv_hazard_comment(part->hazards));
			separator = "\n";
		}
		foreach(lc2, part->statements)
		{
			sv_part_append(&buf, separator, lfirst(lc2));
			separator = "\n\n";
		}
		part->end = buf.len;
	}
	if (buf.len > 0)
		appendStringInfoChar(&buf, '\n');
	return buf.data;
}

/*
 * Append a statement, with its semicolon, to a script; the separator comes
 * between two of them.
 */
void
sv_part_append(StringInfo script, const char *separator,
			   const char *statement)
{
	appendStringInfo(script, "%s%s%s", script->len > 0 ? separator : "",
					 statement, strncmp(statement, "--", 2) == 0 ? "" : ";");
}

/*
 * Let the hazards of a part say what its statements were seen to do.  Returns
 * the codes that were missing.
 */
List *
sv_part_settle(SvPart *part, const SvPartWork *work)
{
	List	   *missing = find_missing(part, work);
	ListCell   *lc;

	if (work->complete)
	{
		remove_guesses(part, work);
		foreach(lc, part->merged)
			remove_guesses(lfirst(lc), work);
	}
	part->hazards = list_concat_copy(part->hazards, find_missing(part, work));
	settle_blocking(part);
	foreach(lc, part->merged)
		settle_blocking(lfirst(lc));
	return missing;
}

/*
 * What was seen and is not told.  To rewrite a table is to read it and to build
 * its indexes, and to build an index is to read its table: only the most is
 * told.
 */
static List *
find_missing(const SvPart *part, const SvPartWork *work)
{
	bool		rewrites = sv_strings_member(part->hazards, "rewrite");
	bool		rebuilds = rewrites || sv_strings_member(part->hazards, "rebuild");
	bool		scans = rebuilds || sv_strings_member(part->hazards, "scan");

	if (work->rewrites)
		return rewrites ? NIL : list_make1(pstrdup("rewrite"));
	if (work->rebuilds)
		return rebuilds ? NIL : list_make1(pstrdup("rebuild"));
	return !work->scans || scans ? NIL : list_make1(pstrdup("scan"));
}

static void
remove_guesses(SvPart *part, const SvPartWork *work)
{
	if (!work->rewrites && sv_strings_member(part->guesses, "rewrite"))
		part->hazards = sv_strings_without(part->hazards, "rewrite");
	if (!work->rebuilds && sv_strings_member(part->guesses, "rebuild"))
		part->hazards = sv_strings_without(part->hazards, "rebuild");
}

/*
 * Somebody waits for statements that work, and for no others.
 */
static void
settle_blocking(SvPart *part)
{
	if (!sv_hazard_works(part->hazards))
	{
		part->hazards = sv_strings_without(part->hazards, "block_reads");
		part->hazards = sv_strings_without(part->hazards, "block_writes");
	}
	else if (part->blocks != NULL)
		part->hazards = sv_strings_append_unique(list_copy(part->hazards),
												 part->blocks);
}
