/*-------------------------------------------------------------------------
 *
 * report.c
 *	  Errors: what is wrong, where, what to do, and what is left behind.
 *
 * For people, an error of a script or of a file begins "file:line:", as a
 * compiler's does, and shows the line.  Where a hint of the server names SQL
 * functions and there is an option or a command for the same, the program says
 * that instead.  With --json, the error is the one document on the standard
 * output.  The position comes from the context that the server reports:
 * revision "a", upgrade script, statement 2, line 7; or file "a.sql", line 7.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "mb/pg_wchar.h"

#include "cli/ending.h"
#include "cli/hints.h"
#include "cli/report.h"
#include "cli/signals.h"

static const char *outcome;
static const char *(*outcome_function) (void);
static void (*locator) (CliError *error);

void
cli_report_set_outcome(const char *text)
{
	outcome = text;
}

void
cli_report_set_outcome_function(const char *(*function) (void))
{
	outcome_function = function;
}

void
cli_report_set_locator(void (*function) (CliError *error))
{
	locator = function;
}

/* ----------
 * Where it is
 * ----------
 */

/* The text in double quotes after a word, and where it ends; NULL: it is not there. */
static char *
quoted_after(const char *line, const char *word, const char **end)
{
	size_t		length = strlen(word);
	const char *close;
	char	   *text;

	if (strncmp(line, word, length) != 0 || line[length] != '"')
		return NULL;
	line += length + 1;

	/* names of files may have quotes: the last one before a comma counts */
	close = strstr(line, "\",");
	if (close == NULL)
		close = strrchr(line, '"');
	if (close == NULL)
		return NULL;
	text = pg_strdup(line);
	text[close - line] = '\0';
	*end = close + 1;
	return text;
}

/*
 * Finds the place in one line of a context.  Returns true if that line says
 * nothing else.
 */
static bool
locate_line(CliError *error, const char *line)
{
	const char *end;
	char	   *name;
	int			used = 0;

	if (error->statement == 0 && ((name = quoted_after(line, "repeatable script ", &end)) != NULL
								  || (name = quoted_after(line, "check ", &end)) != NULL))
		sscanf(end, ", statement %d", &error->statement);
	else if (error->revision == NULL && (name = quoted_after(line, "revision ", &end)) != NULL)
	{
		const char *script = strstr(end, " script, statement ");

		if (script != NULL && strncmp(end, ", ", 2) == 0 &&
			sscanf(script, " script, statement %d, line %d", &error->statement, &error->script_line) == 2)
		{
			error->revision = name;
			error->script = pnstrdup(end + 2, script - end - 2);
		}
	}
	else if (error->file == NULL && sscanf(line, "model, statement %d, %n", &error->statement, &used) == 1 && used > 0)
	{
		/* the name of a file may have a colon, too */
		end = strrchr(line, ':');
		if (end != NULL && sscanf(end + 1, "%d", &error->line) == 1)
			error->file = pnstrdup(line + used, end - line - used);
	}
	else if (error->file == NULL && (name = quoted_after(line, "file ", &end)) != NULL)
	{
		error->file = name;
		sscanf(end, ", line %d%n", &error->line, &used);
		return end[used] == '\0';
	}
	return false;
}

/* Finds the place in the context, which loses the lines that say no more. */
static void
locate(CliError *error)
{
	PQExpBuffer rest = createPQExpBuffer();
	char	   *line = error->context ? pg_strdup(error->context) : NULL;

	while (line != NULL && *line)
	{
		char	   *next = strchr(line, '\n');

		if (next != NULL)
			*next++ = '\0';
		if (!locate_line(error, line))
			appendPQExpBuffer(rest, "%s%s", rest->len > 0 ? "\n" : "", line);
		line = next;
	}
	error->context = rest->len > 0 ? rest->data : NULL;
}

/*
 * Finds the column, and the line of the statement, at which the server's
 * position is: that is a number of characters in the statement of a script or a
 * model.  For a statement inside of a function, it says nothing about these.
 */
static void
locate_column(CliError *error, const PGresult *result)
{
	static const char *const contexts[] = {"revision ", "repeatable script ", "check ", "model, statement "};
	const char *query = PQresultErrorField(result, PG_DIAG_INTERNAL_QUERY);
	const char *position = PQresultErrorField(result, PG_DIAG_INTERNAL_POSITION);
	const char *line = query;
	bool		is_known = false;

	for (int i = 0; i < lengthof(contexts) && error->context != NULL; i++)
		is_known = is_known || strncmp(error->context, contexts[i], strlen(contexts[i])) == 0;
	if (query == NULL || position == NULL || !is_known)
		return;
	for (int left = atoi(position); left > 0 && *query; left--)
	{
		error->column++;
		if (*query == '\n')
		{
			error->column = 0;
			line = query + 1;
		}
		query += pg_utf_mblen((const unsigned char *) query);
	}
	error->statement_line = pg_strdup(line);
	error->statement_line[strcspn(line, "\r\n")] = '\0';
}

CliError *
cli_report_error_of(const PGresult *result)
{
	CliError   *error = pg_malloc0(sizeof(CliError));

	error->sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	error->message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	error->detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	error->context = PQresultErrorField(result, PG_DIAG_CONTEXT);
	error->hint = cli_hints_reword(PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
	locate_column(error, result);
	locate(error);
	if (error->message == NULL)
	{
		/* of libpq: the connection is lost */
		char	   *text = pg_strdup(PQresultErrorMessage(result));
		size_t		length = strlen(text);

		while (length > 0 && text[length - 1] == '\n')
			text[--length] = '\0';
		error->message = text;
		error->sqlstate = "08006";
	}
	return error;
}

/* ----------
 * Printing
 * ----------
 */
static void
append_member(PQExpBuffer buffer, const char *name, const char *value)
{
	appendPQExpBuffer(buffer, ", \"%s\": ", name);
	cli_output_append_json(buffer, value);
}

static void
append_number(PQExpBuffer buffer, const char *name, int value)
{
	if (value > 0)
		appendPQExpBuffer(buffer, ", \"%s\": %d", name, value);
	else
		append_member(buffer, name, NULL);
}

static void
print_json(const CliError *error)
{
	PQExpBuffer buffer = createPQExpBuffer();

	appendPQExpBufferStr(buffer, "{\"error\": {\"sqlstate\": ");
	cli_output_append_json(buffer, error->sqlstate);
	append_member(buffer, "message", error->message);
	append_member(buffer, "detail", error->detail);
	append_member(buffer, "hint", error->hint);
	append_member(buffer, "context", error->context);
	append_member(buffer, "revision", error->revision);
	append_member(buffer, "file", error->file);
	append_number(buffer, "line", error->line);
	append_number(buffer, "statement", error->statement);
	append_member(buffer, "outcome", outcome);
	appendPQExpBufferStr(buffer, "}}\n");
	cli_output_text(buffer->data);
}

/* The line, and a caret below its column: tabs stay tabs */
static void
print_source(const CliError *error)
{
	PQExpBuffer caret = createPQExpBuffer();
	const char *s = error->source;
	const char *statement = error->statement_line ? strstr(s, error->statement_line) : NULL;

	cli_output_message("    %s\n", s);
	if (statement == NULL || error->column == 0)
		return;
	for (int left = error->column - 1; s < statement || left > 0;)
	{
		if (!*s)
			return;
		appendPQExpBufferChar(caret, *s == '\t' ? '\t' : ' ');
		left -= s >= statement;
		s += pg_utf_mblen((const unsigned char *) s);
	}
	cli_output_message("    %s%s^%s\n", caret->data, cli_output_message_color(CLI_GREEN), cli_output_message_color(CLI_PLAIN));
}

static void
print_text(const CliError *error)
{
	const char *red = cli_output_message_color(CLI_RED);
	const char *plain = cli_output_message_color(CLI_PLAIN);

	if (error->file != NULL && error->line > 0)
		cli_output_message("%s:%d: ", error->file, error->line);
	else if (error->file != NULL)
		cli_output_message("%s: ", error->file);
	if (error->sqlstate != NULL || error->file != NULL)
		cli_output_message("%sERROR:%s  %s\n", red, plain, error->message);
	else
		cli_output_message("schemaver: %s\n", error->message);
	if (error->source != NULL)
		print_source(error);
	if (error->detail != NULL)
		cli_output_message("DETAIL:  %s\n", error->detail);
	if (error->hint != NULL)
		cli_output_message("%s%s\n", error->sqlstate ? "HINT:  " : "", error->hint);
	if (error->context != NULL)
		cli_output_message("CONTEXT:  %s\n", error->context);
	if (outcome != NULL)
		cli_output_message("schemaver: %s\n", outcome);
}

void
cli_report_error(CliError *error, int status)
{
	const char *(*function) (void) = outcome_function;

	cli_output_keep_progress("");

	/* an error on the way to what is asked after an error ends that, only */
	outcome_function = NULL;
	if (locator != NULL && (error->revision != NULL || error->file != NULL))
	{
		void		(*locate_script) (CliError *) = locator;

		locator = NULL;
		locate_script(error);
	}
	if (function != NULL)
		outcome = function();
	if (cli_output_is_json())
		print_json(error);
	else
		print_text(error);
	cli_ending_exit(cli_output_finish(status));
}

void
cli_report_fail(int status, const char *format,...)
{
	CliError	error = {0};
	va_list		args;

	va_start(args, format);
	error.message = cli_output_format(format, args);
	va_end(args);
	cli_report_error(&error, status);
}

void
cli_report_fail_hint(int status, const char *hint, const char *format,...)
{
	CliError	error = {0};
	va_list		args;

	error.hint = hint;
	va_start(args, format);
	error.message = cli_output_format(format, args);
	va_end(args);
	cli_report_error(&error, status);
}

void
cli_report_server_error(const PGresult *result)
{
	CliError   *error = cli_report_error_of(result);
	int			signal_number = cli_signals_received();
	int			status = CLI_ERROR;

	if (signal_number != 0 && strcmp(error->sqlstate, "57014") == 0)
		status = 128 + signal_number;
	else if (strcmp(error->sqlstate, "SV004") == 0)
		status = CLI_DIFFERS;
	else if (strcmp(error->sqlstate, "SV011") == 0)
		status = CLI_REFUSED;
	cli_signals_forget();
	cli_report_error(error, status);
}
