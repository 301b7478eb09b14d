/*-------------------------------------------------------------------------
 *
 * model_files.c
 *	  A model in several files.
 *
 * It is stored as one text, in which each file begins at the beginning of a line,
 * with the names of the files and the numbers of these lines.  Each file is
 * parsed alone when the model is declared, so no comment, string or statement
 * goes on in the next one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "file/encoding.h"
#include "file/line.h"
#include "file/psql.h"
#include "file/script.h"
#include "file/script_place.h"
#include "model/model_files.h"

static SvScriptFile *make_file(const char *name, int line);
static void append_file(StringInfo text, const SvFile *content);
static const char *without_mark(const char *text);
static void check_names(List *contents);
static int	compare_names(const ListCell *a, const ListCell *b);

/*
 * The text that some files make, a list of SvFile, in their order.  *files gets
 * them as SvScriptFiles.
 *
 * Errors: syntax errors, and statements that no script may have, with file and
 * line as context; names of files that are no name, or not unique.
 */
char *
sv_model_files_join(List *contents, List **files)
{
	StringInfoData text;
	int			line = 1;
	int			counted = 0;
	ListCell   *lc;

	check_names(contents);
	initStringInfo(&text);
	*files = NIL;
	foreach(lc, contents)
	{
		const SvFile *content = lfirst(lc);

		*files = lappend(*files, make_file(content->name, line));
		append_file(&text, content);
		for (; counted < text.len; counted++)
			line += text.data[counted] == '\n';
	}
	return text.data;
}

/*
 * The files of a stored model, from their names and lines, both as texts; NIL if
 * these are none that sv_model_files_join() has made.
 */
List *
sv_model_files_read(List *names, List *lines)
{
	List	   *files = NIL;
	int			last = 1;
	ListCell   *lc;

	if (list_length(names) != list_length(lines))
		return NIL;
	foreach(lc, names)
	{
		int			line = atoi(list_nth(lines, foreach_current_index(lc)));

		if (line < last)
			return NIL;
		files = lappend(files, make_file(lfirst(lc), line));
		last = line;
	}
	return files;
}

/*
 * The names of files.
 */
List *
sv_model_files_names(List *files)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, files)
		names = lappend(names, pstrdup(((const SvScriptFile *) lfirst(lc))->name));
	return names;
}

/*
 * The numbers of their lines, as texts.
 */
List *
sv_model_files_lines(List *files)
{
	List	   *lines = NIL;
	ListCell   *lc;

	foreach(lc, files)
		lines = lappend(lines, psprintf("%d",
										((const SvScriptFile *) lfirst(lc))->line));
	return lines;
}

static SvScriptFile *
make_file(const char *name, int line)
{
	SvScriptFile *file = palloc0(sizeof(SvScriptFile));

	file->name = name;
	file->line = line;
	return file;
}

/*
 * Appends a file, and what ends its last statement and line.
 */
static void
append_file(StringInfo text, const SvFile *content)
{
	const char *body = sv_psql_blank_restrict(without_mark(content->text));
	SvScript   *script = sv_script_parse_files("model", body,
											   list_make1(make_file(content->name, 1)));

	appendStringInfoString(text, body);
	if (text->len > 0 && text->data[text->len - 1] != '\n')
		appendStringInfoChar(text, '\n');
	if (script->statements != NIL &&
		llast_node(RawStmt, script->statements)->stmt_len == 0)
		appendStringInfoString(text, ";\n");
}

/*
 * A text without the byte order mark with which some editors begin files.
 */
static const char *
without_mark(const char *text)
{
	return GetDatabaseEncoding() == PG_UTF8 &&
		strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
}

static void
check_names(List *contents)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, contents)
	{
		char	   *name = ((const SvFile *) lfirst(lc))->name;

		if (*name == '\0' || strcmp(sv_line_flat(name), name) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("invalid file name \"%s\"", sv_line_flat(name)),
					 errdetail("It is empty or has control characters.")));
		names = lappend(names, name);
	}
	list_sort(names, compare_names);
	for (int i = 1; i < list_length(names); i++)
	{
		if (strcmp(list_nth(names, i - 1), list_nth(names, i)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("file \"%s\" is given twice",
							(char *) list_nth(names, i))));
	}
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}
