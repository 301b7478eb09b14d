/*-------------------------------------------------------------------------
 *
 * query.c
 *	  Statements with parameters, and their results.
 *
 * Arrays are sent in binary, which needs no quoting; results are text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <poll.h>

#include "catalog/pg_type_d.h"
#include "fe_utils/string_utils.h"
#include "port/pg_bswap.h"

#include "cli/connection.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"

/* ----------
 * Parameters
 * ----------
 */
static void
add(CliParameters *parameters, Oid type, char *value, size_t length, int format)
{
	int			i = parameters->count++;

	Assert(i < CLI_MAX_PARAMETERS);
	if (length > PG_INT32_MAX)
		cli_report_fail(CLI_ERROR, "the files are too large to be sent together");
	parameters->types[i] = type;
	parameters->values[i] = value;
	parameters->lengths[i] = (int) length;
	parameters->formats[i] = format;
}

void
cli_query_add_text(CliParameters *parameters, const char *value)
{
	add(parameters, TEXTOID, value ? pg_strdup(value) : NULL, 0, 0);
}

void
cli_query_add_bool(CliParameters *parameters, bool value)
{
	add(parameters, BOOLOID, value ? "true" : "false", 0, 0);
}

void
cli_query_add_int(CliParameters *parameters, int value)
{
	add(parameters, INT4OID, psprintf("%d", value), 0, 0);
}

static char *
put_int(char *at, uint32 value)
{
	value = pg_hton32(value);
	memcpy(at, &value, sizeof(value));
	return at + sizeof(value);
}

/* An array of one dimension, in binary: its header, then length and bytes of each. */
static void
add_array(CliParameters *parameters, Oid type, Oid element_type, int count, char *const *values, const size_t *lengths)
{
	size_t		size = 5 * sizeof(uint32);
	bool		has_null = false;
	char	   *array;
	char	   *at;

	for (int i = 0; i < count; i++)
	{
		size += sizeof(uint32) + (values[i] ? lengths ? lengths[i] : strlen(values[i]) : 0);
		has_null = has_null || values[i] == NULL;
	}
	at = array = pg_malloc(size);
	at = put_int(at, count > 0 ? 1 : 0);
	at = put_int(at, has_null ? 1 : 0);
	at = put_int(at, element_type);
	if (count > 0)
	{
		at = put_int(at, count);
		at = put_int(at, 1);
	}
	for (int i = 0; i < count; i++)
	{
		size_t		length = values[i] ? lengths ? lengths[i] : strlen(values[i]) : 0;

		at = put_int(at, values[i] ? (uint32) length : (uint32) -1);
		memcpy(at, values[i] ? values[i] : "", length);
		at += length;
	}
	add(parameters, type, array, at - array, 1);
}

void
cli_query_add_texts(CliParameters *parameters, int count, char *const *values)
{
	add_array(parameters, TEXTARRAYOID, TEXTOID, count, values, NULL);
}

void
cli_query_add_byteas(CliParameters *parameters, int count, char *const *values, const size_t *lengths)
{
	add_array(parameters, BYTEAARRAYOID, BYTEAOID, count, values, lengths);
}

/* ----------
 * Statements
 * ----------
 */

/*
 * The statement, with the schema for each "@.", and if there is a literal, that
 * for each "$1"
 */
static char *
complete(const char *statement, const char *literal)
{
	PQExpBuffer buffer = createPQExpBuffer();

	while (*statement)
	{
		if (statement[0] == '@' && statement[1] == '.')
		{
			appendPQExpBufferStr(buffer, cli_connection_schema());
			statement++;
		}
		else if (literal != NULL && statement[0] == '$' && statement[1] == '1')
		{
			appendPQExpBufferStr(buffer, literal);
			statement += 2;
		}
		else
			appendPQExpBufferChar(buffer, *statement++);
	}
	return buffer->data;
}

/*
 * The next result of the answer, when it has come; NULL: there are no more.  The
 * line of progress is kept up to date meanwhile.
 */
static PGresult *
next_result(PGconn *connection)
{
	while (PQisBusy(connection))
	{
		struct pollfd socket = {PQsocket(connection), POLLIN};
		int			ready = poll(&socket, 1, cli_output_messages_on_terminal() ? 1000 : -1);

		if (ready < 0 && errno != EINTR)
			break;
		if (ready > 0 && !PQconsumeInput(connection))
			break;
		cli_notice_update();
	}
	return PQgetResult(connection);
}

/* Waits for the answer, of which the last result is returned. */
static PGresult *
last_result(PGconn *connection)
{
	PGresult   *answer = NULL;
	PGresult   *result;

	while ((result = next_result(connection)) != NULL)
	{
		/* an error that was reported, before one about the connection */
		if (answer != NULL && PQresultStatus(answer) == PGRES_FATAL_ERROR)
			PQclear(result);
		else
		{
			PQclear(answer);
			answer = result;
		}
	}
	return answer ? answer : PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR);
}

PGresult *
cli_query_try(const char *statement, const CliParameters *parameters)
{
	const CliParameters none = {0};
	PGconn	   *connection = cli_connection_pg();
	PGresult   *result;

	if (parameters == NULL)
		parameters = &none;
	statement = complete(statement, NULL);
	cli_connection_busy();
	if (PQsendQueryParams(connection, statement, parameters->count, parameters->types,
						  (const char *const *) parameters->values, parameters->lengths, parameters->formats, 0))
		result = last_result(connection);
	else
		result = PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR);
	cli_connection_idle();
	return result;
}

PGresult *
cli_query_run(const char *statement, const CliParameters *parameters)
{
	PGresult   *result = cli_query_try(statement, parameters);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		cli_report_server_error(result);
	return result;
}

void
cli_query_run_together(const char *statements, const char *value, int count, PGresult **answers)
{
	PGconn	   *connection = cli_connection_pg();
	char	   *literal = PQescapeLiteral(connection, value, strlen(value));
	PGresult   *failed = NULL;
	PGresult   *result;
	int			answered = 0;

	if (literal == NULL)
		cli_report_fail(CLI_ERROR, "%s", PQerrorMessage(connection));
	cli_connection_busy();
	if (!PQsendQuery(connection, complete(statements, literal)))
		failed = PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR);
	while ((result = next_result(connection)) != NULL)
	{
		if (PQresultStatus(result) == PGRES_TUPLES_OK && answered < count)
			answers[answered++] = result;
		else if (PQresultStatus(result) != PGRES_COMMAND_OK && failed == NULL)
			failed = result;
		else
			PQclear(result);
	}
	cli_connection_idle();
	if (failed == NULL && answered < count)
		failed = PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR);
	if (failed != NULL)
		cli_report_server_error(failed);
}

void
cli_query_print_json(const char *query, const CliParameters *parameters)
{
	PGresult   *result = cli_query_run(psprintf("SELECT coalesce(pg_catalog.json_agg(q), '[]') FROM (%s) q", query), parameters);

	cli_output_text(PQgetvalue(result, 0, 0));
	cli_output_text("\n");
}

char *
cli_query_value(const char *statement, const CliParameters *parameters)
{
	PGresult   *result = cli_query_run(statement, parameters);
	bool		is_null = PQntuples(result) == 0 || PQgetisnull(result, 0, 0);
	char	   *value = is_null ? NULL : pg_strdup(PQgetvalue(result, 0, 0));

	PQclear(result);
	return value;
}

/* ----------
 * Columns
 * ----------
 */
static int
number_of(const PGresult *result, const char *column)
{
	int			number = PQfnumber(result, column);

	if (number < 0)
		cli_report_fail(CLI_ERROR, "the answer of the server has no column \"%s\"", column);
	return number;
}

bool
cli_query_is_null(const PGresult *result, int row, const char *column)
{
	return PQgetisnull(result, row, number_of(result, column));
}

char *
cli_query_column(const PGresult *result, int row, const char *column)
{
	return PQgetvalue(result, row, number_of(result, column));
}

bool
cli_query_flag(const PGresult *result, int row, const char *column)
{
	return cli_query_column(result, row, column)[0] == 't';
}

int
cli_query_number(const PGresult *result, int row, const char *column)
{
	return atoi(cli_query_column(result, row, column));
}

char	  **
cli_query_elements(const PGresult *result, int row, const char *column, int *count)
{
	char	  **elements;
	char	  **list;
	int			length;

	if (cli_query_is_null(result, row, column) || !parsePGArray(cli_query_column(result, row, column), &elements, &length))
		length = 0;
	list = pg_malloc0((length + 1) * sizeof(char *));
	if (length > 0)
		memcpy(list, elements, length * sizeof(char *));
	if (count != NULL)
		*count = length;
	return list;
}

char *
cli_query_joined(const PGresult *result, int row, const char *column)
{
	PQExpBuffer buffer = createPQExpBuffer();

	for (char **element = cli_query_elements(result, row, column, NULL); *element != NULL; element++)
		appendPQExpBuffer(buffer, "%s%s", buffer->len > 0 ? ", " : "", *element);
	return buffer->data;
}

char *
cli_query_list(const PGresult *result, int column)
{
	PQExpBuffer buffer = createPQExpBuffer();

	for (int i = 0; i < PQntuples(result); i++)
		appendPQExpBuffer(buffer, "%s%s", buffer->len > 0 ? ", " : "", PQgetvalue(result, i, column));
	return buffer->data;
}
