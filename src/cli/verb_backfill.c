/*-------------------------------------------------------------------------
 *
 * verb_backfill.c
 *	  The verb that changes the rows of a table in batches.
 *
 * The server does it, and says now and then how far it is; on a terminal that is
 * the line of progress.  Pause and resume are told to the server by another
 * session than the one that works.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

static int
pause_or_resume(CliArguments *arguments, bool pause)
{
	CliParameters parameters = {0};
	char	   *count;

	if (arguments->operand_count > 1)
		cli_options_misuse(arguments->verb, "\"backfill --pause\" and \"--resume\" take one table");
	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, NULL));
	cli_connection_open(arguments);
	cli_connection_begin();
	cli_connection_as_caller();
	count = cli_query_value(pause ? "SELECT @.schemaver_pause_backfill($1)" : "SELECT @.schemaver_resume_backfill($1)",
							&parameters);
	cli_connection_commit();
	if (cli_output_is_json())
		cli_output_print("{\"backfills\": %s}\n", count);
	else
		cli_output_note("%s %s backfill%s\n", pause ? "paused" : "resumed", count, strcmp(count, "1") == 0 ? "" : "s");
	return CLI_FINE;
}

/* How many rows were changed */
static void
print_changes(CliArguments *arguments)
{
	CliParameters parameters = {0};

	cli_query_add_text(&parameters, arguments->operands[1]);
	cli_query_add_text(&parameters, cli_options_operand(arguments, 2, NULL));
	cli_connection_begin();
	cli_output_print("{\"changed\": %s}\n",
					 cli_query_value("SELECT rows_changed FROM schemaver.backfill WHERE backend_pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND assignments OPERATOR(pg_catalog.=) $1 AND condition IS NOT DISTINCT FROM $2 ORDER BY finished_at DESC LIMIT 1", &parameters));
	cli_connection_rollback();
}

static int
backfill(CliArguments *arguments)
{
	CliParameters parameters = {0};

	if (cli_options_given(arguments, CLI_PAUSE) || cli_options_given(arguments, CLI_RESUME))
		return pause_or_resume(arguments, cli_options_given(arguments, CLI_PAUSE) > 0);
	if (arguments->operand_count < 2)
		cli_options_misuse(arguments->verb, "\"backfill\" takes a table and assignments");
	cli_query_add_text(&parameters, arguments->operands[0]);
	cli_query_add_text(&parameters, arguments->operands[1]);
	cli_query_add_text(&parameters, cli_options_operand(arguments, 2, NULL));
	cli_connection_open(arguments);
	cli_connection_find_extension();
	PQclear(cli_query_run("SET schemaver.progress = on", NULL));
	cli_report_set_outcome("the batches before that are committed, and the same command resumes there");
	PQclear(cli_query_run("CALL @.schemaver_backfill($1, $2, $3)", &parameters));
	cli_report_set_outcome(NULL);
	PQclear(cli_query_run("RESET schemaver.progress", NULL));
	if (cli_output_is_json())
		print_changes(arguments);
	return CLI_FINE;
}

static const CliVerbOption backfill_options[] = {
	{CLI_PAUSE, "let those of TABLE, or all that run, wait until they are resumed"},
	{CLI_RESUME, "let them go on"},
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_backfill[] = {
	{
		"backfill", "[TABLE [ASSIGNMENTS [CONDITION]]]", 0, 3, "UPDATE a table in batches, each committed",
		"Does what UPDATE TABLE SET ASSIGNMENTS WHERE CONDITION does, in batches, each in\n"
		"a transaction of its own, and gives way to all else.  Stopped at any moment, the\n"
		"same command resumes where it was.",
		backfill_options, backfill
	},
	{NULL}
};
