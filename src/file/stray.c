/*-------------------------------------------------------------------------
 *
 * stray.c
 *	  What has got into a script by mistake: hints for errors.
 *
 * Commands and variables of psql have no meaning in a script.  Characters that
 * nobody sees, such as a no-break space from a web page or the byte order mark
 * of a file that was appended, are letters to the server's lexer: they become
 * part of a name, and the error is about that.  In strings, comments and quoted
 * names they are what they are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"

#include "file/stray.h"
#include "file/tokens.h"

static int	find_unseen(const char *text, int start, int end);
static bool is_unseen(pg_wchar c);
static char *hint_about(const char *text, int location);

/*
 * A hint for a syntax error in the statement that begins at "start"; NULL if
 * there is none.
 */
char *
sv_stray_syntax(const char *text, int start, int location)
{
	char	   *hint;
	int			end = location;

	if (text[location] == '\\')
		return pstrdup(_("Meta-commands of psql have no meaning in a script."));
	if (text[location] == ':')
		return pstrdup(_("Variables of psql have no meaning in a script."));
	hint = sv_stray_unseen(text, start, location);
	if (hint != NULL)
		return hint;
	/* what is here may be no token */
	while (IS_HIGHBIT_SET(text[end]) || isalnum((unsigned char) text[end]) ||
		   text[end] == '_')
		end++;
	location = find_unseen(text, location, end);
	return location < 0 ? NULL : hint_about(text, location);
}

/*
 * A hint if a name in a part of a script has a character that nobody sees; else
 * NULL.  The lexer must accept the part.
 */
char *
sv_stray_unseen(const char *text, int start, int end)
{
	SvTokens   *tokens;
	SvToken		token;
	int			found = -1;

	if (find_unseen(text, start, end) < 0)
		return NULL;
	tokens = sv_tokens_begin_standard(pnstrdup(text + start, end - start));
	while (found < 0 && sv_tokens_next(tokens, &token) && token.kind != 0)
	{
		const char *name = text + start + token.start;
		int			length = token.end - token.start;

		if (!token.is_string && name[0] != '$' &&
			memchr(name, '"', length) == NULL && memchr(name, '\'', length) == NULL)
			found = find_unseen(text, start + token.start, start + token.end);
	}
	sv_tokens_end(tokens);
	return found < 0 ? NULL : hint_about(text, found);
}

/*
 * A hint if a token at the start of a line consists of characters that nobody
 * sees, and is followed by a comment, which so is none that has the line for
 * itself; else NULL.
 */
char *
sv_stray_comment(const char *text, int start, int end)
{
	if (!IS_HIGHBIT_SET(text[start]) || (start > 0 && text[start - 1] != '\n'))
		return NULL;
	for (int i = start; i < end; i += pg_utf_mblen((const unsigned char *) text + i))
		if (find_unseen(text, i, end) != i)
			return NULL;
	end += strspn(text + end, " \t");
	return text[end] == '-' && text[end + 1] == '-' ? hint_about(text, start) : NULL;
}

/*
 * For an error context callback: let an error, but no notice, have this hint
 * unless it is NULL.
 */
void
sv_stray_explain(const char *hint)
{
	int			category = ERRCODE_TO_CATEGORY(geterrcode());

	if (hint != NULL && category != ERRCODE_SUCCESSFUL_COMPLETION &&
		category != ERRCODE_WARNING && category != ERRCODE_NO_DATA)
		errhint("%s", hint);
}

/*
 * The place of the first character in a part of a text that nobody sees; -1 if
 * there is none, or the encoding is another one than UTF-8.
 */
static int
find_unseen(const char *text, int start, int end)
{
	if (GetDatabaseEncoding() != PG_UTF8)
		return -1;
	for (int i = start; i < end; i++)
	{
		if (IS_HIGHBIT_SET(text[i]) &&
			is_unseen(utf8_to_unicode((const unsigned char *) text + i)))
			return i;
		i += pg_utf_mblen((const unsigned char *) text + i) - 1;
	}
	return -1;
}

/*
 * True if a character is whitespace of Unicode, or of no width.
 */
static bool
is_unseen(pg_wchar c)
{
	return (c >= 0x80 && c <= 0xA0) || c == 0xAD || c == 0x1680 ||
		(c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
		(c >= 0x205F && c <= 0x2064) || c == 0x3000 || c == 0xFEFF;
}

static char *
hint_about(const char *text, int location)
{
	pg_wchar	c = utf8_to_unicode((const unsigned char *) text + location);
	int			line = 1;

	for (int i = 0; i < location; i++)
		line += text[i] == '\n';
	if (c == 0xA0)
		return psprintf(_("Line %d has a no-break space (U+00A0), which is a letter of a name."),
						line);
	if (c == 0xFEFF)
		return psprintf(_("Line %d has a byte order mark (U+FEFF), which is a letter of a name."),
						line);
	return psprintf(_("Line %d has the invisible character U+%04X, which is a letter of a name."),
					line, (unsigned int) c);
}
