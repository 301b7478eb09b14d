/*-------------------------------------------------------------------------
 *
 * connection.c
 *	  The one connection, its transactions and its settings.
 *
 * Settings are changed for one transaction only, so nothing of them stays in a
 * connection that a pooler gives to others afterwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <poll.h>

#include "pqexpbuffer.h"

#include "cli/cli_compat.h"
#include "cli/config.h"
#include "cli/connection.h"
#include "cli/ending.h"
#include "cli/notice.h"
#include "cli/report.h"
#include "cli/signals.h"

/* First of all, unqualified names are those of the server. */
#define SET_UP \
	"SET LOCAL search_path = '';" \
	"SET LOCAL standard_conforming_strings = on;"

#define EXTENSION_SCHEMA "e.extnamespace::pg_catalog.regnamespace"
#define OF_EXTENSION \
	"SELECT " EXTENSION_SCHEMA ", e.extversion, pg_catalog.current_database()"
#define FIND_EXTENSION \
	OF_EXTENSION " FROM (SELECT) one LEFT JOIN pg_catalog.pg_extension e ON e.extname = 'schemaver'"

/*
 * The same where queries follow before anybody has looked at the result: their
 * functions are found by the search_path then, or, unless the extension is of
 * this version, and so has all of them, not at all.
 */
#define ENTER_EXTENSION \
	OF_EXTENSION ", pg_catalog.set_config('search_path', " EXTENSION_SCHEMA "::pg_catalog.text, true)" \
	" FROM pg_catalog.pg_extension e WHERE e.extname = 'schemaver' AND e.extversion = '" SCHEMAVER_VERSION "'"

#define MAX_EARLY	2

static PGconn *connection;

/*
 * A connection that was begun is not waited for, as long as it is connecting;
 * then the first transaction is sent.
 */
static bool is_connecting;
static bool is_early_sent;
static char *early_text;
static PGresult *early_answers[MAX_EARLY];
static PostgresPollingStatusType waits_for;

static char *schema;
static char *database;

/* A signal that came when nothing could be ended */
static void
obey_signal(void)
{
	int			signal_number = cli_signals_received();

	if (signal_number != 0)
	{
		cli_signals_forget();
		cli_report_fail(128 + signal_number, "interrupted");
	}
}

void
cli_connection_busy(void)
{
	obey_signal();
	cli_signals_begin_statement();
}

void
cli_connection_idle(void)
{
	cli_signals_end_statement();
}

/* ----------
 * Connecting
 * ----------
 */

static PGconn *
connect_with(const char *target, const char *password, bool to_wait)
{
	const char *keywords[] = {"dbname", "password", "client_encoding", "fallback_application_name", NULL};
	const char *values[] = {target, password, "UTF8", "schemaver", NULL};

	/* an empty value is none */
	return to_wait ? PQconnectdbParams(keywords, values, true) : PQconnectStartParams(keywords, values, true);
}

/* True if libpq is to give up after some time, which only it can do. */
static bool
has_timeout(void)
{
	PQconninfoOption *options = PQconninfo(connection);
	bool		found = false;

	for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
		found = found || (strcmp(option->keyword, "connect_timeout") == 0 && option->val != NULL && option->val[0]);
	PQconninfoFree(options);
	return found;
}

void
cli_connection_start(const CliArguments *arguments, const char *first, const char *second)
{
	const char *queries[] = {first, second};
	PQExpBuffer buffer = createPQExpBuffer();

	if (connection != NULL)
		return;
	cli_signals_catch();
	connection = connect_with(cli_options_value(arguments, CLI_DBNAME), NULL, false);
	if (connection == NULL || PQstatus(connection) == CONNECTION_BAD || has_timeout())
	{
		PQfinish(connection);
		connection = NULL;
		return;
	}
	appendPQExpBufferStr(buffer, "BEGIN;" SET_UP ENTER_EXTENSION);
	for (int i = 0; i < lengthof(queries); i++)
	{
		for (const char *s = queries[i]; s != NULL && *s; s++)
		{
			if (s == queries[i])
				appendPQExpBufferStr(buffer, "; ");
			if (strncmp(s, "@.", 2) == 0)
				s++;
			else
				appendPQExpBufferChar(buffer, *s);
		}
	}
	appendPQExpBufferStr(buffer, "; SET LOCAL search_path = ''");
	early_text = buffer->data;
	is_connecting = true;
	waits_for = PGRES_POLLING_WRITING;
	cli_connection_advance();
}

/* Waits at most so many milliseconds (-1: as long as it takes) for the socket. */
static bool
is_ready(int timeout)
{
	struct pollfd socket = {PQsocket(connection), waits_for == PGRES_POLLING_READING ? POLLIN : POLLOUT};

	return poll(&socket, 1, timeout) > 0;
}

void
cli_connection_advance(void)
{
	while (is_connecting && is_ready(0))
	{
		waits_for = PQconnectPoll(connection);
		is_connecting = waits_for == PGRES_POLLING_READING || waits_for == PGRES_POLLING_WRITING;
		/* settings go first */
		if (waits_for == PGRES_POLLING_OK && cli_config_get()->settings == NULL)
			is_early_sent = PQsendQuery(connection, early_text);
	}
}

/* The rest of that, with waiting */
static void
finish_connecting(void)
{
	while (is_connecting)
	{
		(void) is_ready(-1);
		cli_connection_advance();
	}
}

/* What is not committed is rolled back. */
static void
close_connection(void)
{
	cli_signals_set_cancel(NULL);
	PQfinish(connection);
}

/* The settings of the configuration, for the session */
static void
apply_settings(void)
{
	for (const CliSetting *setting = cli_config_get()->settings; setting; setting = setting->next)
	{
		const char *values[] = {setting->name, setting->value};
		PGresult   *result;

		cli_connection_busy();
		result = PQexecParams(connection, "SELECT pg_catalog.set_config($1::pg_catalog.text, $2::pg_catalog.text, false)",
							  2, NULL, values, NULL, NULL, 0);
		cli_connection_idle();
		if (PQresultStatus(result) != PGRES_TUPLES_OK)
			cli_report_server_error(result);
		PQclear(result);
	}
}

void
cli_connection_open(const CliArguments *arguments)
{
	const char *target = cli_options_value(arguments, CLI_DBNAME);

	static bool is_open;

	if (is_open)
		return;
	is_open = true;
	cli_signals_catch();
	if (connection == NULL)
		connection = connect_with(target, NULL, true);
	else
		finish_connecting();
	if (PQstatus(connection) == CONNECTION_BAD && PQconnectionNeedsPassword(connection))
	{
		char	   *password = cli_compat_prompt(psprintf("Password for user %s: ", PQuser(connection)));

		PQfinish(connection);
		connection = connect_with(target, password, true);
	}
	if (PQstatus(connection) == CONNECTION_BAD)
	{
		char	   *message = pg_strdup(PQerrorMessage(connection));
		size_t		length = strlen(message);

		while (length > 0 && message[length - 1] == '\n')
			message[--length] = '\0';
		cli_report_fail(CLI_NO_SERVER, "%s", message);
	}
	cli_ending_add(close_connection);
	PQsetNoticeReceiver(connection, cli_notice_receive, NULL);
	cli_signals_set_cancel(PQgetCancel(connection));
	apply_settings();
}

/* ----------
 * Transactions
 * ----------
 */

/* Runs statements without parameters; returns the result of the last. */
static PGresult *
run(const char *statements)
{
	PGresult   *result;
	ExecStatusType status;

	cli_connection_busy();
	result = PQexec(connection, statements);
	cli_connection_idle();
	status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		cli_report_server_error(result);
	return result;
}

/* True if the first version is below the second: numbers with dots. */
static bool
is_older(const char *a, const char *b)
{
	while (*a || *b)
	{
		long		number = strtol(a, (char **) &a, 10);
		long		other = strtol(b, (char **) &b, 10);

		if (number != other)
			return number < other;
		if ((*a && *a != '.') || (*b && *b != '.'))
			return false;
		a += *a == '.';
		b += *b == '.';
	}
	return false;
}

/* A result of FIND_EXTENSION */
static void
note_extension(PGresult *result)
{
	database = pg_strdup(PQgetvalue(result, 0, 2));
	if (PQgetisnull(result, 0, 0))
	{
		CliError	error = {.sqlstate = "42704"};

		error.hint = "\"schemaver init\" creates it.";
		error.message = psprintf("extension \"schemaver\" does not exist in database \"%s\"", database);
		cli_report_error(&error, CLI_ERROR);
	}
	if (is_older(PQgetvalue(result, 0, 1), SCHEMAVER_VERSION))
	{
		CliError	error = {.sqlstate = "0A000"};

		error.message = "the extension schemaver in the database is older than this program";
		error.hint = "Bring it up to date with ALTER EXTENSION schemaver UPDATE.";
		cli_report_error(&error, CLI_ERROR);
	}
	schema = pg_strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
}

/*
 * Takes the answers to what was sent with the connection: the row about the
 * extension, then those to the queries.  False: there is no transaction, as
 * something in it has failed; whoever asks again is told.
 */
static bool
take_early_answers(void)
{
	PGresult   *answers[MAX_EARLY + 1] = {NULL};
	PGresult   *result;
	int			count = 0;
	bool		failed = false;

	is_early_sent = false;
	cli_connection_busy();
	while ((result = PQgetResult(connection)) != NULL)
	{
		if (PQresultStatus(result) == PGRES_TUPLES_OK && count < lengthof(answers))
			answers[count++] = result;
		else
		{
			failed = failed || PQresultStatus(result) != PGRES_COMMAND_OK;
			PQclear(result);
		}
	}
	cli_connection_idle();
	if (count > 0 && PQntuples(answers[0]) > 0)
		note_extension(answers[0]);
	else
		failed = true;
	if (failed)
	{
		cli_connection_rollback();
		return false;
	}
	for (int i = 1; i < count; i++)
		early_answers[i - 1] = answers[i];
	return true;
}

PGresult *
cli_connection_early_answer(int number)
{
	return early_answers[number];
}

void
cli_connection_begin(void)
{
	if (is_early_sent && take_early_answers())
		return;
	note_extension(run("BEGIN;" SET_UP FIND_EXTENSION));
}

void
cli_connection_begin_read_only(void)
{
	note_extension(run("BEGIN READ ONLY;" SET_UP FIND_EXTENSION));
}

void
cli_connection_find_extension(void)
{
	note_extension(run("BEGIN;" SET_UP FIND_EXTENSION));
	cli_connection_commit();
}

void
cli_connection_as_caller(void)
{
	PQclear(run(CLI_AS_CALLER));
}

void
cli_connection_as_client(void)
{
	PQclear(run(SET_UP));
}

void
cli_connection_commit(void)
{
	PQclear(run("COMMIT"));
}

void
cli_connection_rollback(void)
{
	PQclear(run("ROLLBACK"));
}

PGconn *
cli_connection_pg(void)
{
	return connection;
}

const char *
cli_connection_schema(void)
{
	return schema;
}

const char *
cli_connection_database(void)
{
	return database;
}
