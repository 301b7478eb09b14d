/*-------------------------------------------------------------------------
 *
 * ignore.c
 *	  Comments in scripts that ignore rules.
 *
 * "-- lint:ignore CODE reason" is about the statement that follows, or about
 * the statement in which it stands; in the first comment lines of a script,
 * with an empty line behind them, about all statements.  There may be several
 * codes, with commas between them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/comment_lines.h"
#include "lint/ignore.h"

#define MARKER "lint:ignore"

static int	statement_at(const SvScript *script, int at);
static bool ends_top(const SvCommentLines *reader);
static List *add(List *ignores, char *comment, int line, int statement);

/*
 * The comments of a script: a list of SvLintIgnore, one for each code.
 */
List *
sv_ignore_read(const SvScript *script)
{
	SvCommentLines *reader;
	List	   *ignores = NIL;
	List	   *top = NIL;
	bool		is_top = true;
	SvItemKind	kind;

	if (strstr(script->text, MARKER) == NULL)
		return NIL;
	reader = sv_comment_lines_begin(script->text);
	while ((kind = sv_comment_lines_next(reader)) != SV_ITEM_END)
	{
		char	   *comment;
		List	   *added;

		if (kind == SV_ITEM_SQL)
		{
			is_top = false;
			continue;
		}
		comment = sv_comment_lines_comment(reader);
		comment += strspn(comment, " \t");
		added = strncmp(comment, MARKER, strlen(MARKER)) != 0 ? NIL :
			add(NIL, comment + strlen(MARKER),
				sv_comment_lines_line(reader, reader->start),
				statement_at(script, reader->end));
		ignores = list_concat(ignores, added);
		if (!is_top)
			continue;
		top = list_concat(top, added);
		if (ends_top(reader))
		{
			ListCell   *lc;

			foreach(lc, top)
			{
				((SvLintIgnore *) lfirst(lc))->statement = 0;
			}
			is_top = false;
		}
	}
	return ignores;
}

/*
 * True if one of the comments ignores a rule for a statement; 0 is a finding
 * about the script.  It counts as used then.
 */
bool
sv_ignore_applies(List *ignores, const char *code, int statement)
{
	bool		applies = false;
	ListCell   *lc;

	foreach(lc, ignores)
	{
		SvLintIgnore *ignore = lfirst(lc);

		if (!ignore->has_reason || strcmp(ignore->code, code) != 0 ||
			(ignore->statement != 0 && ignore->statement != statement))
			continue;
		ignore->used = applies = true;
	}
	return applies;
}

/*
 * The number of the statement at a place, or of the next one behind it; one more
 * than there are if there is none.
 */
static int
statement_at(const SvScript *script, int at)
{
	int			number = 1;
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		const RawStmt *statement = lfirst_node(RawStmt, lc);
		int			start = sv_script_statement_start(script, statement);

		if (at <= start ||
			at < start + (int) strlen(sv_script_statement_text(script, statement)))
			break;
		number++;
	}
	return number;
}

/*
 * True if an empty line follows the comment.
 */
static bool
ends_top(const SvCommentLines *reader)
{
	const char *rest = reader->text +
	sv_comment_lines_next_line(reader, reader->end);

	rest += strspn(rest, " \t\r");
	return *rest == '\n';
}

/*
 * Adds what is behind the marker: " CODE[,CODE...] reason".
 */
static List *
add(List *ignores, char *rest, int line, int statement)
{
	char	   *codes = rest + strspn(rest, " \t");
	char	   *reason = codes + strcspn(codes, " \t\r");
	bool		has_reason = reason[strspn(reason, " \t\r")] != '\0';

	if (rest[0] != '\0' && codes == rest)
		return ignores;			/* another word */
	*reason = '\0';
	for (;;)
	{
		int			length = strcspn(codes, ",");
		SvLintIgnore *ignore = palloc0(sizeof(SvLintIgnore));

		ignore->code = pnstrdup(codes, length);
		ignore->has_reason = has_reason;
		ignore->line = line;
		ignore->statement = statement;
		ignores = lappend(ignores, ignore);
		if (codes[length] == '\0')
			return ignores;
		codes += length + 1;
	}
}
