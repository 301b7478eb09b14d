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

#include "fe_utils/string_utils.h"

#include "cli/cli_compat.h"
#include "cli/config.h"
#include "cli/connection.h"
#include "cli/notice.h"
#include "cli/report.h"
#include "cli/signals.h"

/* First of all, unqualified names are those of the server. */
#define SET_UP \
	"SELECT pg_catalog.set_config('search_path', '', true);" \
	"SET LOCAL standard_conforming_strings = on;"

#define FIND_EXTENSION \
	"SELECT n.nspname, e.extversion, pg_catalog.current_database()" \
	" FROM (SELECT) one LEFT JOIN pg_catalog.pg_extension e ON e.extname = 'schemaver'" \
	" LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"

static PGconn *connection;
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
connect_with(const char *target, const char *password)
{
	const char *keywords[] = {"dbname", "password", "client_encoding", "fallback_application_name", NULL};
	const char *values[] = {target, password, "UTF8", "schemaver", NULL};

	/* an empty value is none */
	return PQconnectdbParams(keywords, values, true);
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

	if (connection != NULL)
		return;
	cli_signals_catch();
	connection = connect_with(target, NULL);
	if (PQstatus(connection) == CONNECTION_BAD && PQconnectionNeedsPassword(connection))
	{
		char	   *password = cli_compat_prompt(psprintf("Password for user %s: ", PQuser(connection)));

		PQfinish(connection);
		connection = connect_with(target, password);
	}
	if (PQstatus(connection) == CONNECTION_BAD)
	{
		char	   *message = pg_strdup(PQerrorMessage(connection));
		size_t		length = strlen(message);

		while (length > 0 && message[length - 1] == '\n')
			message[--length] = '\0';
		cli_report_fail(CLI_NO_SERVER, "%s", message);
	}
	atexit(close_connection);
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
	schema = pg_strdup(fmtId(PQgetvalue(result, 0, 0)));
	PQclear(result);
}

void
cli_connection_begin(void)
{
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
	PQclear(run("SET LOCAL search_path TO DEFAULT; SET LOCAL standard_conforming_strings TO DEFAULT; SET LOCAL schemaver.progress = on"));
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
