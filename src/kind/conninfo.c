/*-------------------------------------------------------------------------
 *
 * conninfo.c
 *	  Connection strings of libpq without their secrets.
 *
 * A string is a URI, or a list of keywords and values; libpq, which reads them, is
 * not part of the server.  What cannot be read here is left out as a whole: no
 * secret may get into a script.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "kind/conninfo.h"

static char *blank_uri(const char *text, bool *has_secret);
static char *blank_list(const char *text, bool *has_secret);
static const char *end_of_value(const char *at);
static const char *skip_blanks(const char *at);
static bool is_secret(const char *name, size_t length);

/*
 * The string without what is secret, palloc'd; sets has_secret if there is
 * anything of that kind.
 */
char *
sv_conninfo_blank(const char *text, bool *has_secret)
{
	*has_secret = false;
	return strncmp(text, "postgresql://", strlen("postgresql://")) == 0 ||
		strncmp(text, "postgres://", strlen("postgres://")) == 0 ?
		blank_uri(text, has_secret) : blank_list(text, has_secret);
}

/*
 * postgresql://user:password@host/database?name=value&name=value
 */
static char *
blank_uri(const char *text, bool *has_secret)
{
	const char *start = strstr(text, "://") + strlen("://");
	const char *at = start + strcspn(start, "@/");
	const char *query = strchr(text, '?');
	StringInfoData buf;
	bool		first = true;

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, text, start - text);
	if (*at == '@')
	{
		const char *colon = memchr(start, ':', at - start);

		*has_secret = colon != NULL;
		appendBinaryStringInfo(&buf, start,
							   (colon != NULL ? colon : at) - start);
		start = at;
	}
	if (query == NULL || query < start)
	{
		appendStringInfoString(&buf, start);
		return buf.data;
	}
	appendBinaryStringInfo(&buf, start, query - start);
	while (*query != '\0')
	{
		const char *name = query + 1;
		size_t		length = strcspn(name, "&");
		size_t		word = strcspn(name, "=&");

		/* a name may be written with escapes */
		if (is_secret(name, word) || memchr(name, '%', word) != NULL)
			*has_secret = true;
		else
		{
			appendStringInfo(&buf, "%c%.*s", first ? '?' : '&', (int) length,
							 name);
			first = false;
		}
		query = name + length;
	}
	return buf.data;
}

/*
 * name = value name = 'value'
 */
static char *
blank_list(const char *text, bool *has_secret)
{
	const char *at = skip_blanks(text);
	StringInfoData buf;

	initStringInfo(&buf);
	while (*at != '\0')
	{
		const char *name = at;
		size_t		length = strcspn(at, "= \t\n\r\f\v");
		const char *value = skip_blanks(at + length);
		const char *end = *value == '=' ?
		end_of_value(value = skip_blanks(value + 1)) : NULL;

		if (end == NULL)
		{
			*has_secret = true;
			return pstrdup("");
		}
		if (is_secret(name, length))
			*has_secret = true;
		else
			appendStringInfo(&buf, "%s%.*s=%.*s", buf.len > 0 ? " " : "",
							 (int) length, name, (int) (end - value), value);
		at = skip_blanks(end);
	}
	return buf.data;
}

/*
 * Where a value ends; NULL if it does not.
 */
static const char *
end_of_value(const char *at)
{
	bool		quoted = *at == '\'';

	for (at += quoted; *at != '\0'; at++)
	{
		if (*at == '\\' && at[1] != '\0')
			at++;
		else if (quoted ? *at == '\'' : skip_blanks(at) != at)
			return at + quoted;
	}
	return quoted ? NULL : at;
}

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, " \t\n\r\f\v");
}

static bool
is_secret(const char *name, size_t length)
{
	static const char *const parts[] = {"password", "secret", "token", "scram_"};
	char	   *word = pnstrdup(name, length);

	for (int i = 0; i < lengthof(parts); i++)
		if (strstr(word, parts[i]) != NULL)
			return true;
	return false;
}
