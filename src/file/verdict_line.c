/*-------------------------------------------------------------------------
 *
 * verdict_line.c
 *	  A verdict as a line of a revision file.
 *
 *		-- Verified: ok, 3 rows, PostgreSQL 15.18, 2026-11-30 14:05:37+00, 7a4c...
 *
 * The last word is a digest of both scripts: it tells whether the verdict is
 * about those that the file has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/moment.h"
#include "file/verdict_line.h"
#include "file/verdict_words.h"

static bool is_digest(const char *text);
static char *next_part(char **rest);

/*
 * Parse the value of such a line; NULL if it is none.
 *
 * Errors: an invalid date.
 */
SvVerdictLine *
sv_verdict_line_parse(char *value)
{
	SvVerdictLine *line = palloc0(sizeof(SvVerdictLine));
	char	   *rest = pstrdup(value);
	char	   *part = next_part(&rest);
	int			major;
	int			minor;
	int			end = 0;

	if (!sv_verdict_words_has(part))
		return NULL;
	line->verdict = part;
	part = next_part(&rest);
	if (sscanf(part, "%9d row%n", &line->rows, &end) == 1 && end > 0)
	{
		if (line->rows < 1 || (part[end] != '\0' && strcmp(part + end, "s") != 0))
			return NULL;
		part = next_part(&rest);
	}
	end = 0;
	if (sscanf(part, "PostgreSQL %4d.%4d%n", &major, &minor, &end) != 2 ||
		part[end] != '\0' || major < 0 || minor < 0)
		return NULL;
	line->server_version = major * 10000 + minor;
	part = next_part(&rest);
	if (part[0] == '\0')
		return NULL;
	line->verified_at = sv_moment_parse(part);
	line->digest = next_part(&rest);
	return is_digest(line->digest) && rest[0] == '\0' ? line : NULL;
}

/*
 * Append the line.  Returns false, and appends nothing, if it would not be
 * read as it is: the table may have been written by others.
 */
bool
sv_verdict_line_append(StringInfo buf, const SvVerdictLine *line)
{
	if (!sv_verdict_words_has(line->verdict) || !is_digest(line->digest) ||
		line->rows < 0 || line->rows > 999999999 ||
		line->server_version < 0 || line->server_version > 99999999)
		return false;
	appendStringInfo(buf, "-- Verified: %s, ", line->verdict);
	if (line->rows > 0)
		appendStringInfo(buf, line->rows == 1 ? "%d row, " : "%d rows, ",
						 line->rows);
	appendStringInfo(buf, "PostgreSQL %d.%d, %s, %s\n",
					 line->server_version / 10000, line->server_version % 10000,
					 sv_moment_text(line->verified_at), line->digest);
	return true;
}

static bool
is_digest(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789abcdef")] == '\0';
}

/*
 * The text up to the next comma, or all that is left; "rest" is advanced.
 */
static char *
next_part(char **rest)
{
	char	   *part = *rest;
	int			length = strcspn(part, ",");

	*rest = part + length;
	if (part[length] == ',')
	{
		*rest += 1 + strspn(part + length + 1, " \t");
		part[length] = '\0';
	}
	while (length > 0 && (part[length - 1] == ' ' || part[length - 1] == '\t'))
		part[--length] = '\0';
	return part;
}
