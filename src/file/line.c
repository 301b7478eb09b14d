/*-------------------------------------------------------------------------
 *
 * line.c
 *	  Texts of users as a line that may be shown anywhere.
 *
 * A text that is shown by a terminal, or is part of a comment in a script for
 * psql, must not have line ends, nor control characters that the terminal obeys.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "file/line.h"

static bool is_control(const char *character, int length);
static bool has_c1(int encoding);

/*
 * The first line of a text, palloc'd, with "?" in place of each control character
 * but tabs.
 */
char *
sv_line_of(const char *text)
{
	return sv_line_flat(pnstrdup(text, strcspn(text, "\r\n")));
}

/*
 * The same for the whole text: line ends are control characters, too.
 */
char *
sv_line_flat(const char *text)
{
	char	   *line = pstrdup(text);
	char	   *to = line;

	for (const char *from = line; *from != '\0';)
	{
		int			length = pg_mblen(from);

		if (is_control(from, length))
			*to++ = '?';
		else
		{
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = '\0';
	return line;
}

/*
 * True for control characters: those of ASCII, and C1 where the encoding has
 * them.
 */
static bool
is_control(const char *character, int length)
{
	unsigned char c = *character;

	if (!IS_HIGHBIT_SET(c))
		return (c < 0x20 && c != '\t') || c == 0x7F;
	if (GetDatabaseEncoding() == PG_UTF8)
		return length == 2 && c == 0xC2 && (unsigned char) character[1] < 0xA0;
	return length == 1 && c < 0xA0 && has_c1(GetDatabaseEncoding());
}

/*
 * True if the bytes from 0x80 to 0x9F are control characters.
 */
static bool
has_c1(int encoding)
{
	switch (encoding)
	{
		case PG_SQL_ASCII:
		case PG_LATIN1:
		case PG_LATIN2:
		case PG_LATIN3:
		case PG_LATIN4:
		case PG_LATIN5:
		case PG_LATIN6:
		case PG_LATIN7:
		case PG_LATIN8:
		case PG_LATIN9:
		case PG_LATIN10:
		case PG_ISO_8859_5:
		case PG_ISO_8859_6:
		case PG_ISO_8859_7:
		case PG_ISO_8859_8:
			return true;
		default:
			return false;
	}
}
