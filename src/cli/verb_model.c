/*-------------------------------------------------------------------------
 *
 * verb_model.c
 *	  model, diff, dump, check: the declared schema and the database.
 *
 * The model that the project names is declared in the transaction of each of
 * them; only "model" commits that.  If none is named, what is stored counts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/findings.h"
#include "cli/folder.h"
#include "cli/markdown.h"
#include "cli/model.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

/* ----------
 * Differences
 * ----------
 */

/* What is done to the object, as messages of the server say it */
static const char *
action_word(const char *action)
{
	static const char *const words[][2] = {
		{"create", "added"}, {"drop", "removed"}, {"alter", "changed"}, {"rename", "renamed"},
	};

	for (int i = 0; i < lengthof(words); i++)
	{
		if (strcmp(words[i][0], action) == 0)
			return words[i][1];
	}
	return action;
}

static char *
difference(const PGresult *result, int row)
{
	return cli_output_line(psprintf("%s %s \"%s\"", action_word(cli_query_column(result, row, "action")),
									cli_query_column(result, row, "kind"),
									cli_query_column(result, row, "identity")));
}

static void
print_differences(const PGresult *result)
{
	for (int row = 0; row < PQntuples(result); row++)
	{
		char	   *hazard = cli_query_column(result, row, "hazard_code");
		char	   *upgrade = cli_query_column(result, row, "upgrade");

		cli_output_print("%s%s%s%s\n", difference(result, row), hazard[0] ? " [" : "", hazard, hazard[0] ? "]" : "");
		if (upgrade[0])
			cli_output_print("    %s\n", cli_output_indented(upgrade, 4));
	}
}

static void
print_statements(const PGresult *result, const char *column)
{
	for (int row = 0; row < PQntuples(result); row++)
	{
		if (cli_query_column(result, row, column)[0])
			cli_output_print("%s\n", cli_query_column(result, row, column));
	}
}

static void
print_differences_markdown(const PGresult *result)
{
	int			count = PQntuples(result);
	PQExpBufferData statements;

	initPQExpBuffer(&statements);
	if (count == 0)
	{
		cli_markdown_title("schemaver diff: no difference");
		return;
	}
	cli_markdown_title("schemaver diff: %d %s", count, count == 1 ? "difference" : "differences");
	cli_markdown_table("difference", "what it does", NULL);
	for (int row = 0; row < count; row++)
	{
		cli_markdown_row(difference(result, row), cli_query_column(result, row, "hazard"), NULL);
		if (cli_query_column(result, row, "upgrade")[0])
			appendPQExpBuffer(&statements, "%s\n", cli_query_column(result, row, "upgrade"));
	}
	cli_markdown_code("Statements", "sql", statements.data);
}

/* Between the database and the model, or between two schemas */
static PGresult *
find_differences(const CliArguments *arguments)
{
	CliParameters parameters = {0};

	if (arguments->operand_count > 0)
	{
		cli_query_add_text(&parameters, arguments->operands[0]);
		cli_query_add_text(&parameters, arguments->operands[1]);
		return cli_query_run("SELECT d.*, pg_catalog.row_to_json(d) AS json FROM @.schemaver_diff($1, $2, false) d", &parameters);
	}
	if (cli_options_given(arguments, CLI_RENAME))
	{
		cli_query_add_texts(&parameters, arguments->counts[CLI_RENAME], arguments->values[CLI_RENAME]);
		return cli_query_run("SELECT d.*, pg_catalog.row_to_json(d) AS json FROM @.schemaver_diff(false, $1) d", &parameters);
	}
	return cli_query_run("SELECT d.*, pg_catalog.row_to_json(d) AS json FROM @.schemaver_diff(false, NULL::pg_catalog.text[]) d", NULL);
}

static int
run_diff(CliArguments *arguments)
{
	const char *format = cli_options_value(arguments, CLI_FORMAT);
	PGresult   *result;

	if (format && strcmp(format, "text") != 0 && strcmp(format, "sql") != 0 && strcmp(format, "markdown") != 0)
		cli_options_misuse(arguments->verb, "unrecognized format \"%s\"", format);
	if (arguments->operand_count == 1)
		cli_options_misuse(arguments->verb, "\"diff\" compares two schemas, or the database with its model");
	if (arguments->operand_count == 0)
		cli_model_read(arguments);
	cli_connection_open(arguments);
	cli_connection_begin();
	if (arguments->operand_count == 0 && cli_model_read(arguments))
		cli_model_declare(arguments);
	result = find_differences(arguments);
	cli_connection_rollback();
	if (cli_output_is_json())
		cli_findings_print_json(result);
	else if (format && strcmp(format, "sql") == 0)
		print_statements(result, "upgrade");
	else if (format && strcmp(format, "markdown") == 0)
		print_differences_markdown(result);
	else
		print_differences(result);
	if (PQntuples(result) == 0 && !format)
		cli_output_note("no difference\n");
	return PQntuples(result) > 0 && cli_options_given(arguments, CLI_STATUS_EXIT_CODE) ? CLI_DIFFERS : CLI_FINE;
}

/* ----------
 * check
 * ----------
 */

/* True if the error says that there are differences. */
static bool
is_difference(const CliError *error)
{
	return error->sqlstate && strcmp(error->sqlstate, "55000") == 0 &&
		strncmp(error->message, "new upgrade operations detected", strlen("new upgrade operations detected")) == 0;
}

static int
run_check(CliArguments *arguments)
{
	PGresult   *result;
	CliError   *error;
	bool		is_named = cli_model_read(arguments);

	cli_connection_open(arguments);
	cli_connection_begin();
	if (is_named)
		cli_model_declare(arguments);
	cli_query_run("SAVEPOINT checked", NULL);
	result = cli_query_try("SELECT @.schemaver_check(false)", NULL);
	if (PQresultStatus(result) == PGRES_TUPLES_OK)
	{
		/* what a check of the stored model has found out is kept */
		if (is_named)
			cli_connection_rollback();
		else
			cli_connection_commit();
		if (cli_output_is_json())
			cli_output_text("[]\n");
		else
			cli_output_note("the database is as the model declares it\n");
		return CLI_FINE;
	}
	error = cli_report_error_of(result);
	if (!is_difference(error))
		cli_report_server_error(result);
	error->hint = "\"schemaver revision --autogenerate\" writes what is missing, \"schemaver diff\" shows it.";
	cli_query_run("ROLLBACK TO SAVEPOINT checked", NULL);
	if (!is_named && cli_model_is_stale())
		error->hint = "The model in the database is older than what is applied: name the present one with --model or in schemaver.conf.";
	if (!cli_output_is_json())
		cli_report_error(error, CLI_DIFFERS);
	result = find_differences(arguments);
	cli_connection_rollback();
	cli_findings_print_json(result);
	return CLI_DIFFERS;
}

/* ----------
 * dump
 * ----------
 */

static int
run_dump(CliArguments *arguments)
{
	char	   *text;

	cli_connection_open(arguments);
	cli_connection_begin();
	text = cli_model_dump(arguments);
	cli_connection_rollback();
	if (arguments->operand_count > 0)
	{
		cli_folder_write(arguments->operands[0], text);
		cli_output_note("wrote %s\n", arguments->operands[0]);
	}
	else if (cli_output_is_json())
	{
		PQExpBufferData json;

		initPQExpBuffer(&json);
		cli_output_append_json(&json, text);
		cli_output_text(json.data);
		cli_output_text("\n");
	}
	else
		cli_output_text(text);
	return CLI_FINE;
}

/* ----------
 * model
 * ----------
 */

/* A diagram of the model, if one is named, or else of the database */
static int
draw(const CliArguments *arguments, bool of_model)
{
	CliParameters parameters = {0};
	char	   *schemas;

	cli_connection_open(arguments);
	if (of_model)
	{
		cli_connection_begin();
		(void) cli_model_declare(arguments);
		cli_connection_as_caller();
	}
	else
		cli_connection_begin_read_only();
	cli_query_add_bool(&parameters, of_model);
	schemas = cli_model_add_schemas(arguments, &parameters);
	cli_output_text(cli_query_value(psprintf("SELECT @.schemaver_diagram(%s, $1)", schemas), &parameters));
	cli_connection_rollback();
	return CLI_FINE;
}

static int
run_model(CliArguments *arguments)
{
	const char *format = cli_options_value(arguments, CLI_FORMAT);
	char	   *schemas;
	bool		is_named;

	if (format && strcmp(format, "mermaid") != 0)
		cli_options_misuse(arguments->verb, "unrecognized format \"%s\"", format);
	if (arguments->operand_count > 0)
	{
		arguments->values[CLI_MODEL] = arguments->operands;
		arguments->counts[CLI_MODEL] = arguments->operand_count;
	}
	is_named = cli_model_read(arguments);
	if (format)
		return draw(arguments, is_named);
	if (!is_named)
		cli_options_misuse(arguments->verb, "no model is named, nor is one in schemaver.conf");
	cli_connection_open(arguments);
	cli_connection_begin();
	schemas = cli_model_declare(arguments);
	cli_connection_commit();
	if (cli_output_is_json())
	{
		PQExpBufferData json;

		initPQExpBuffer(&json);
		appendPQExpBufferStr(&json, "{\"schemas\": ");
		cli_output_append_json(&json, schemas);
		cli_output_print("%s}\n", json.data);
	}
	else
		cli_output_note("stored the model of %s\n", schemas);
	return CLI_FINE;
}

/* ----------
 * The table
 * ----------
 */
static const CliVerbOption model_options[] = {
	{CLI_SCHEMA, CLI_SCHEMA_HELP},
	{CLI_PRIVILEGES, CLI_PRIVILEGES_HELP},
	{CLI_FORMAT, "mermaid: draw the tables of the model or, if none is\nnamed, of the database instead"},
	{CLI_NO_OPTION}
};

static const CliVerbOption diff_options[] = {
	{CLI_MODEL, CLI_MODEL_HELP},
	{CLI_SCHEMA, CLI_SCHEMA_HELP},
	{CLI_PRIVILEGES, CLI_PRIVILEGES_HELP},
	{CLI_RENAME, "what has another name in the model, such as\npublic.users.email=mail; several times"},
	{CLI_FORMAT, "text (default), sql or markdown"},
	{CLI_STATUS_EXIT_CODE, "exit with 4 if there is a difference"},
	{CLI_NO_OPTION}
};

static const CliVerbOption check_options[] = {
	{CLI_MODEL, CLI_MODEL_HELP},
	{CLI_SCHEMA, CLI_SCHEMA_HELP},
	{CLI_PRIVILEGES, CLI_PRIVILEGES_HELP},
	{CLI_NO_OPTION}
};

static const CliVerbOption dump_options[] = {
	{CLI_SCHEMA, "a schema that is dumped (default: all); several times"},
	{CLI_PRIVILEGES, "with owners and privileges"},
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_model[] = {
	{"model", "[FILE|FOLDER|-|'!COMMAND']...", 0, -1, "store the model in the database, or draw it",
		"Evaluates the model and stores it in the database, where schemaver_check() and\n"
		"other SQL functions find it.  The commands of this program need that only if no\n"
	"model is named, by --model or in schemaver.conf.", model_options, run_model},
	{"diff", "[SCHEMA SCHEMA]", 0, 2, "show what differs from the model",
		"Shows what would make the database like its model, in the order in which it\n"
		"would run; or what would make the first of two schemas like the second, as\n"
	"those of two tenants.", diff_options, run_diff},
	{"check", "", 0, 0, "fail if the database differs from its model",
	"Fails, with 4, if the database differs from its model.", check_options, run_check},
	{"dump", "[FILE]", 0, 1, "print the schema of the database as SQL",
		"Prints the statements that create what is in the database, or writes them into\n"
	"the file.  They are a model as they are.", dump_options, run_dump},
	{NULL}
};
