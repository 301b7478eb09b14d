/*-------------------------------------------------------------------------
 *
 * script_place.c
 *	  Places in the files that a script was made of.
 *
 * The files are one text, in which each begins at the beginning of a line, and no
 * statement goes on in the next one.  So the number of that line, and that of
 * the statements before it, turn places in the text into places in the files.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/parsenodes.h"

#include "file/script_place.h"

static bool ends_after(const RawStmt *statement, int location);

/*
 * Counts the statements, RawStmts, before each of the files, SvScriptFiles, that
 * a text was made of.
 */
void
sv_script_place_count(List *files, const char *text, List *statements)
{
	const char *at = text;
	int			line = 1;
	int			count = 0;
	ListCell   *lc;

	foreach(lc, files)
	{
		SvScriptFile *file = lfirst(lc);

		for (; line < file->line && *at != '\0'; at++)
			line += *at == '\n';
		while (count < list_length(statements) &&
			   !ends_after(list_nth(statements, count), at - text))
			count++;
		file->before = count;
	}
}

/*
 * The file in which a statement is, counted from 1, as an index in the list; -1
 * if the script was not made of files.
 */
int
sv_script_place_file(List *files, int number)
{
	int			low = 0;
	int			high = list_length(files);

	/* the last file with fewer statements before it */
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (((SvScriptFile *) list_nth(files, middle))->before < number)
			low = middle + 1;
		else
			high = middle;
	}
	return Max(low - 1, files == NIL ? -1 : 0);
}

/*
 * The place of a statement and of a line in the files, for the context of
 * errors.
 */
char *
sv_script_place_text(List *files, const char *direction, int number, int line)
{
	const SvScriptFile *file = list_nth(files,
										sv_script_place_file(files, number));

	if (file->is_whole && file->name == NULL)
		return psprintf(_("%s, statement %d, line %d"), direction, number, line);
	if (file->is_whole)
		return psprintf(_("%s, statement %d, line %d\nfile \"%s\", line %d"),
						direction, number, line, file->name, line);
	return psprintf(_("%s, statement %d, %s:%d"), direction,
					number - file->before, file->name, line - file->line + 1);
}

static bool
ends_after(const RawStmt *statement, int location)
{
	return statement->stmt_len == 0 ||
		statement->stmt_location + statement->stmt_len > location;
}
