/*-------------------------------------------------------------------------
 *
 * lines.c
 *	  The lines of a file, some of which are marks of a tool.
 *
 * Tools search their marks line by line, whatever SQL is around them; so these
 * functions do not know SQL either.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "import/import.h"
#include "import/lines.h"

static char *comment_of(const SvLine *line);

/*
 * Read the next line of a text; false at the end.
 */
bool
sv_lines_next(const char **rest, SvLine *line)
{
	if (**rest == '\0')
		return false;
	line->start = *rest;
	line->length = strcspn(*rest, "\n");
	if (line->start[line->length] == '\n')
		line->length++;
	line->comment = comment_of(line);
	*rest += line->length;
	return true;
}

static char *
comment_of(const SvLine *line)
{
	const char *start = line->start;
	const char *end = start + line->length;

	start += strspn(start, " \t");
	if (strncmp(start, "--", 2) != 0)
		return NULL;
	start += 2;
	start += strspn(start, " \t");
	while (end > start && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	return pnstrdup(start, Max(end - start, 0));
}

/*
 * The text after a word, which a blank or the end follows; NULL if the text does
 * not begin with it.
 */
const char *
sv_lines_after_word(const char *text, const char *word)
{
	size_t		length = strlen(word);

	if (pg_strncasecmp(text, word, length) != 0 ||
		(text[length] != '\0' && text[length] != ' ' && text[length] != '\t'))
		return NULL;
	return text + length + strspn(text + length, " \t");
}

/*
 * True if a line has nothing that a tool runs: it is a comment, or empty.
 */
bool
sv_lines_is_blank(const SvLine *line)
{
	return line->comment != NULL ||
		strspn(line->start, " \t\r\n") >= line->length;
}

/*
 * The text of a section without the empty lines at both ends.
 */
char *
sv_lines_section(StringInfo buf)
{
	char	   *text = buf->data;

	for (;;)
	{
		int			line = strcspn(text, "\n");

		if (text[line] != '\n' || strspn(text, " \t\r") < line)
			break;
		text += line + 1;
	}
	for (int end = strlen(text); end > 0 && strchr(" \t\r\n", text[end - 1]); end--)
		text[end - 1] = '\0';
	return text[0] == '\0' ? text : psprintf("%s\n", text);
}

/*
 * The title in a file name: what follows its number.
 */
const char *
sv_lines_title(const char *filename)
{
	const char *base = sv_import_base_name(filename);
	const char *dot = strrchr(base, '.');
	char	   *title = pnstrdup(base, dot ? dot - base : strlen(base));
	int			length = strspn(title, "0123456789");

	if (title[length] != '\0')
		length += strspn(title + length, "_-");
	return title[length] == '\0' ? title : sv_import_title(title + length);
}
