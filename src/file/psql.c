/*-------------------------------------------------------------------------
 *
 * psql.c
 *	  Statements as psql reads them.
 *
 * psql splits a script into statements before the server sees it, with a lexer
 * of its own that reads line by line.  For some texts that are valid for the
 * server it considers a string closed that the server considers open, or waits
 * for an END that does not come.  It runs what it takes for a backslash command,
 * on the machine of the client, and replaces :name if it has a variable of that
 * name.
 *
 * The server's lexer is used to find the statements that both read in the same
 * way.  In dollar quotes no byte has a meaning to psql, under any setting except
 * an encoding in which bytes of other characters are parts of a dollar quote;
 * the writer of a script must exclude these (see sv_psql_is_ascii()).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/psql.h"
#include "file/tokens.h"

static bool is_read_alike(const char *sql);
static bool is_variable(const char *sql, const SvToken *token);
static bool is_word(const char *sql, const SvToken *token, const char *word);
static bool is_joined(const char *sql, const SvToken *token);
static bool may_be_joined(unsigned char c);
static bool needs_care(const char *sql);
static void append_neutral(StringInfo buf, const char *sql,
						   const SvToken *token, bool is_name);
static char *unused_tag(const char *text);

/*
 * Append a statement, without a semicolon, so that psql sends it as it is: as
 * plain text if psql reads it as the server does, and otherwise as a string that
 * psql gets back from the server and runs.
 */
void
sv_psql_append(StringInfo script, const char *sql)
{
	char	   *tag;

	if (is_read_alike(sql))
	{
		/* a comment at the end must not hide the semicolon */
		appendStringInfo(script, "%s%s;\n", sql,
						 strstr(sql, "--") != NULL ? "\n" : "");
		return;
	}
	tag = unused_tag(sql);
	appendStringInfo(script, "SELECT %s$%s%s$ \\gexec\n", tag, sql, tag);
}

/*
 * A statement that the server has deparsed with standard_conforming_strings on,
 * in words that mean the same when it is off, and to psql.
 */
char *
sv_psql_neutral(const char *sql)
{
	StringInfoData buf;
	SvTokens   *tokens;
	SvToken		token;
	SvToken		next;
	bool		more;

	if (!needs_care(sql))
		return pstrdup(sql);
	initStringInfo(&buf);
	tokens = sv_tokens_begin_standard(sql);
	more = sv_tokens_next(tokens, &token);
	while (more)
	{
		more = sv_tokens_next(tokens, &next);
		append_neutral(&buf, sql, &token,
					   is_word(sql, &token, "begin") &&
					   !(more && is_word(sql, &next, "atomic")));
		token = next;
	}
	appendBinaryStringInfo(&buf, sql + token.gap, token.end - token.gap);
	sv_tokens_end(tokens);
	return buf.data;
}

/*
 * True if a text has no bytes but those of ASCII.
 */
bool
sv_psql_is_ascii(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (IS_HIGHBIT_SET(*p))
			return false;
	return true;
}

/*
 * True if psql finds the end of the statement, and no variable or command in it.
 */
static bool
is_read_alike(const char *sql)
{
	SvTokens   *tokens;
	SvToken		token;
	bool		result = true;

	if (strchr(sql, '\\') != NULL)
		return false;
	tokens = sv_tokens_begin(sql);
	while (result && sv_tokens_next(tokens, &token))
		result = !is_variable(sql, &token) && !is_joined(sql, &token) &&
			!is_word(sql, &token, "begin");
	sv_tokens_end(tokens);
	return result;
}

/*
 * True for a colon, as in the bounds of a slice, that psql might take for that
 * of a variable.
 */
static bool
is_variable(const char *sql, const SvToken *token)
{
	return token->kind == ':' && sql[token->end] != ']' &&
		sql[token->end] != ' ';
}

/*
 * True if a token is this word, not quoted.  psql counts BEGIN and END in some
 * statements.
 */
static bool
is_word(const char *sql, const SvToken *token, const char *word)
{
	return token->end - token->start == strlen(word) &&
		pg_strncasecmp(sql + token->start, word, strlen(word)) == 0;
}

/*
 * True for a token that follows a number or a word without a gap: another version
 * may split the two in a different place.
 */
static bool
is_joined(const char *sql, const SvToken *token)
{
	return token->gap == token->start && token->start > 0 &&
		may_be_joined(sql[token->start - 1]) &&
		may_be_joined(sql[token->start]);
}

static bool
may_be_joined(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '$' || IS_HIGHBIT_SET(c);
}

/*
 * True if a text has something that may have to be written differently.
 */
static bool
needs_care(const char *sql)
{
	if (strchr(sql, '\\') != NULL)
		return true;
	for (const char *p = sql; *p != '\0'; p++)
		if (*p == ':' || pg_strncasecmp(p, "begin", 5) == 0)
			return true;
	return false;
}

/*
 * Append a token, and the gap before it.
 */
static void
append_neutral(StringInfo buf, const char *sql, const SvToken *token,
			   bool is_name)
{
	const char *text = sql + token->start;
	int			length = token->end - token->start;

	appendBinaryStringInfo(buf, sql + token->gap, token->start - token->gap);
	if (is_name)
		appendStringInfoString(buf, "\"begin\"");
	else if (text[0] == '\'' && memchr(text, '\\', length) != NULL)
	{
		if (buf->len > 0 && may_be_joined(buf->data[buf->len - 1]))
			appendStringInfoChar(buf, ' ');
		appendStringInfoChar(buf, 'E');
		for (int i = 0; i < length; i++)
		{
			if (text[i] == '\\')
				appendStringInfoChar(buf, '\\');
			appendStringInfoChar(buf, text[i]);
		}
	}
	else
	{
		appendBinaryStringInfo(buf, text, length);
		if (is_variable(sql, token))
			appendStringInfoChar(buf, ' ');
	}
}

/*
 * The beginning of a dollar quote that is not in a text: "$" and a tag.
 */
static char *
unused_tag(const char *text)
{
	char	   *tag = pstrdup("$sv");

	for (int i = 1; strstr(text, tag) != NULL; i++)
		tag = psprintf("$sv%d", i);
	return tag;
}

/*
 * A copy of the text with blanks in place of the lines that pg_dump writes for
 * psql alone, \restrict and \unrestrict with a key.  Positions stay the same.
 */
char *
sv_psql_blank_restrict(const char *ddl)
{
	char	   *text = pstrdup(ddl);
	char	   *line = text;

	while (line != NULL && *line != '\0')
	{
		char	   *end = strchr(line, '\n');
		size_t		length = end == NULL ? strlen(line) : end - line;
		size_t		word = strcspn(line, " \r\n");

		if ((word == strlen("\\restrict") &&
			 strncmp(line, "\\restrict", word) == 0) ||
			(word == strlen("\\unrestrict") &&
			 strncmp(line, "\\unrestrict", word) == 0))
			memset(line, ' ', length);
		line = end == NULL ? NULL : end + 1;
	}
	return text;
}
