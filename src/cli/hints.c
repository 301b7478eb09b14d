/*-------------------------------------------------------------------------
 *
 * hints.c
 *	  Hints of the server in the words of the program.
 *
 * The server speaks SQL: CALL schemaver_deploy('head'), force => true.  Who has
 * a folder and this program does the same with a command, an option or a line
 * of the file; schemaver_edit() even would be undone by the next load.  Calls of
 * functions that have a verb are taken apart into name and arguments; a call or
 * an argument for which there are no words stays as it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "pqexpbuffer.h"

#include "cli/hints.h"

/* Arguments, alone or in a call, and the words for them */
static const struct
{
	const char *argument;
	const char *words;			/* outside of a call */
	const char *option;			/* in a call; NULL: the same as words */
}			arguments[] = {
	{"force => true", "--force", NULL},
	{"splice => true", "--splice", NULL},
	{"purge => true", "--purge", NULL},
	{"autogenerate => true", "--autogenerate", NULL},
	{"sample => true", "--sample", NULL},
	{"direction => 'downgrade'", "--downgrade", NULL},
	{"online => false", "--no-online", NULL},
	{"transactional => false", "\"-- Transactional: no\" in its header", ""},
	{"The same CALL without \"until\"", "The same command without --until", NULL},
	{"The same CALL", "The same command", NULL},
	{"the same CALL", "the same command", NULL},
	{"downgrade => ... in place of it", "below \"-- migrate:down\" in its file", ""},
	{NULL}
};

/* Verbs that have functions of their name, and functions of other names */
static const struct
{
	const char *function;
	const char *verb;
}			functions[] = {
	{"upgrade_sql", "upgrade --sql"},
	{"downgrade_sql", "downgrade --sql"},
	{"stamp_sql", "stamp --sql"},
	{"dry_run", "dry-run"},
	{"upgrade", "upgrade"},
	{"downgrade", "downgrade"},
	{"deploy", "deploy"},
	{"stamp", "stamp"},
	{"revision", "revision"},
	{"merge", "merge"},
	{"split_rename", "split"},
	{"verify", "verify"},
	{"derive", "derive"},
	{"online", "online"},
	{"lint", "lint"},
	{"impact", "impact"},
	{"check", "check"},
	{"diff", "diff"},
	{"dump", "dump"},
	{"model", "model"},
	{"export", "export"},
	{"progress", "progress"},
	{"preflight", "preflight"},
	{"remove", "remove"},
	{NULL}
};

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* The end of an argument: the comma or parenthesis after it, outside of quotes */
static const char *
argument_end(const char *s)
{
	bool		in_quotes = false;

	for (; *s && (in_quotes || (*s != ',' && *s != ')')); s++)
	{
		if (*s == '\'')
			in_quotes = !in_quotes;
	}
	return s;
}

/*
 * Appends an argument of a call as an operand or an option.  Returns false if
 * there are no words for it.
 */
static bool
append_argument(PQExpBuffer buffer, const char *argument, int length)
{
	if (length == 0 || begins(argument, "..."))
		return true;
	if (argument[0] == '\'' && length >= 2 && argument[length - 1] == '\'')
	{
		if (length > 2 && !begins(argument, "'...'"))
			appendPQExpBuffer(buffer, " %.*s", length - 2, argument + 1);
		return true;
	}
	if (begins(argument, "rows => "))
	{
		appendPQExpBuffer(buffer, " --rows=%.*s", length - 8, argument + 8);
		return true;
	}
	for (int i = 0; arguments[i].argument != NULL; i++)
	{
		const char *option = arguments[i].option ? arguments[i].option : arguments[i].words;

		if (strlen(arguments[i].argument) == length && begins(argument, arguments[i].argument) && option[0])
		{
			appendPQExpBuffer(buffer, " %s", option);
			return true;
		}
	}
	return false;
}

/*
 * Appends the words for a call whose arguments begin at the text.  Returns what
 * follows it, or NULL if there are no words for it.
 */
static const char *
append_call(PQExpBuffer buffer, const char *verb, const char *text)
{
	PQExpBuffer command = createPQExpBuffer();

	appendPQExpBuffer(command, "\"schemaver %s", verb);
	while (*text != ')')
	{
		const char *end = argument_end(text);

		if (!*end || !append_argument(command, text, end - text))
			return NULL;
		text = end;
		if (*text == ',')
			text += strspn(text, ", ");
	}
	appendPQExpBuffer(buffer, "%s\"", command->data);
	return text + 1;
}

/*
 * schemaver_edit(): the file is what is to be edited.  Returns what follows the
 * call, or NULL.
 */
static const char *
append_edit(PQExpBuffer buffer, const char *text)
{
	const char *comma = argument_end(text);
	const char *end = strchr(comma, ')');

	if (end == NULL)
		return NULL;
	if (*comma == ')')
		appendPQExpBufferStr(buffer, "\"schemaver edit\"");
	else if (strstr(comma, "transactional => false") != NULL && strstr(comma, "transactional => false") < end)
		appendPQExpBufferStr(buffer, "\"-- Transactional: no\" in the header of its file");
	else if (strstr(comma, "derive => true") != NULL && strstr(comma, "derive => true") < end)
		return append_call(buffer, "derive", psprintf("%.*s%s", (int) (comma - text), text, end));
	else
		return NULL;
	return end + 1;
}

/*
 * renames => '{OLD=NEW}', or --rename: the entry as a value of the option, if it
 * needs no quotes.  Returns what follows, or NULL.
 */
static const char *
append_rename(PQExpBuffer buffer, const char *text)
{
	const char *begin = "renames => '{";
	const char *end = "}', or --rename";
	const char *entry = text + strlen(begin);
	size_t		length;

	if (!begins(text, begin))
		return NULL;
	length = strcspn(entry, "}\"'\\ ");
	if (!begins(entry + length, end))
		return NULL;
	appendPQExpBuffer(buffer, "--rename=%.*s", (int) length, entry);
	return entry + length + strlen(end);
}

/* Appends the words for what the text begins with.  Returns what follows, or NULL. */
static const char *
append_words(PQExpBuffer buffer, const char *text)
{
	for (int i = 0; arguments[i].argument != NULL; i++)
	{
		if (begins(text, arguments[i].argument))
		{
			appendPQExpBufferStr(buffer, arguments[i].words);
			return text + strlen(arguments[i].argument);
		}
	}
	if (begins(text, "renames => "))
		return append_rename(buffer, text);
	if (begins(text, "CALL schemaver_"))
		text += 5;
	if (!begins(text, "schemaver_"))
		return NULL;
	text += 10;
	if (begins(text, "edit("))
		return append_edit(buffer, text + 5);
	for (int i = 0; functions[i].function != NULL; i++)
	{
		size_t		length = strlen(functions[i].function);

		if (begins(text, functions[i].function) && text[length] == '(')
			return append_call(buffer, functions[i].verb, text + length + 1);
	}
	return NULL;
}

const char *
cli_hints_reword(const char *text)
{
	PQExpBuffer buffer;

	if (text == NULL)
		return NULL;
	buffer = createPQExpBuffer();
	while (*text)
	{
		size_t		kept = buffer->len;
		const char *rest = append_words(buffer, text);

		if (rest == NULL)
		{
			buffer->data[buffer->len = kept] = '\0';
			appendPQExpBufferChar(buffer, *text);
			rest = text + 1;
		}
		text = rest;
	}
	return buffer->data;
}
