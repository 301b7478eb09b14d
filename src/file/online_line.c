/*-------------------------------------------------------------------------
 *
 * online_line.c
 *	  What a revision file says of its online forms, as a line of its header.
 *
 *		-- Online: derived, 7a4c..., 19e0...
 *		-- Online: edited, 7a4c...
 *
 * The first digest is of both scripts: it tells whether the online forms belong
 * to those that the file has.  The second is of the online forms themselves:
 * where somebody has changed them since, they are not what was derived.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/online_line.h"

static bool take_digest(const char **rest, const char **digest);

/*
 * Parse the value of such a line; NULL if it is none.
 */
SvOnlineLine *
sv_online_line_parse(const char *value)
{
	SvOnlineLine *line = palloc0(sizeof(SvOnlineLine));
	const char *rest = value;

	if (strncmp(rest, "edited,", strlen("edited,")) == 0)
	{
		line->edited = true;
		rest += strlen("edited,");
	}
	else if (strncmp(rest, "derived,", strlen("derived,")) == 0)
		rest += strlen("derived,");
	else
		return NULL;
	if (!take_digest(&rest, &line->digest) ||
		(!line->edited && (*rest++ != ',' ||
						   !take_digest(&rest, &line->form_digest))))
		return NULL;
	return *rest == '\0' ? line : NULL;
}

/*
 * Append the line.
 */
void
sv_online_line_append(StringInfo buf, const SvOnlineLine *line)
{
	if (line->edited)
		appendStringInfo(buf, "-- Online: edited, %s\n", line->digest);
	else
		appendStringInfo(buf, "-- Online: derived, %s, %s\n", line->digest,
						 line->form_digest);
}

/*
 * Take a digest, of whole bytes, with the whitespace around it.
 */
static bool
take_digest(const char **rest, const char **digest)
{
	const char *start = *rest + strspn(*rest, " \t");
	size_t		length = strspn(start, "0123456789abcdef");

	*digest = pnstrdup(start, length);
	*rest = start + length;
	*rest += strspn(*rest, " \t");
	return length > 0 && length % 2 == 0;
}
