/*-------------------------------------------------------------------------
 *
 * verb_view.c
 *	  What there is to see: verbs that print revisions, and change nothing.
 *
 * They see the database as if the folder had been loaded.  The answers are rows
 * of functions; here they become lines, or with --json stay what they are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/files.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

/* ----------
 * Revisions as lines
 * ----------
 */

/* The id, in color */
static char *
id_of(const PGresult *result, int row)
{
	return psprintf("%s%s%s", cli_output_color(CLI_YELLOW), cli_output_line(cli_query_column(result, row, "revision")), cli_output_color(CLI_PLAIN));
}

static const char *
head_flag(const PGresult *result, int row)
{
	if (cli_query_flag(result, row, "is_effective_head"))
		return " (effective head)";
	return cli_query_flag(result, row, "is_head") ? " (head)" : "";
}

/* Points of the graph, and a state that is neither of the usual ones */
static char *
points_of(const PGresult *result, int row)
{
	const char *state = cli_query_column(result, row, "state");
	bool		usual = strcmp(state, "applied") == 0 || strcmp(state, "pending") == 0;

	return psprintf("%s%s%s%s%s", cli_query_flag(result, row, "is_branch_point") ? " (branchpoint)" : "",
					cli_query_flag(result, row, "is_merge_point") ? " (mergepoint)" : "",
					usual ? "" : " (", usual ? "" : state, usual ? "" : ")");
}

/* ----------
 * current
 * ----------
 */
static int
current(CliArguments *arguments)
{
	const char *query = "SELECT * FROM @.schemaver_current(false)";
	PGresult   *result;

	cli_files_preview(arguments);
	if (cli_options_given(arguments, CLI_CHECK_HEADS))
		PQclear(cli_query_run("SELECT pg_catalog.count(*) FROM @.schemaver_current(true)", NULL));
	if (cli_output_is_json())
	{
		cli_query_print_json(query, NULL);
		return CLI_FINE;
	}
	result = cli_query_run(query, NULL);
	for (int i = 0; i < PQntuples(result); i++)
		cli_output_print("%s%s%s\n", id_of(result, i), head_flag(result, i), points_of(result, i));
	return CLI_FINE;
}

static const CliVerbOption current_options[] = {
	{CLI_CHECK_HEADS, "fail unless everything is applied"},
	{CLI_NO_OPTION}
};

/* ----------
 * status
 * ----------
 */
static int
status(CliArguments *arguments)
{
	PGresult   *result;

	cli_files_preview(arguments);
	if (cli_output_is_json())
	{
		cli_output_print("%s\n", cli_query_value("SELECT pg_catalog.row_to_json(q) FROM @.schemaver_status() q", NULL));
		return CLI_FINE;
	}
	result = cli_query_run("SELECT * FROM @.schemaver_status()", NULL);
	for (int i = 0; i < PQnfields(result); i++)
		cli_output_print("%-14s | %s\n", PQfname(result, i), cli_output_line(PQgetvalue(result, 0, i)));
	return CLI_FINE;
}

const CliVerb cli_verb_view[] = {
	{
		"current", "", 0, 0, "show the version",
		"Shows the version.",
		current_options, current
	},
	{
		"status", "", 0, 0, "show the state in one row",
		"Shows the state in one row: state, version, heads, and counts.",
		NULL, status
	},
	{NULL}
};
