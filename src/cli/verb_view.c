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

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/markdown.h"
#include "cli/output.h"
#include "cli/picture.h"
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
	return psprintf("%s%s%s", cli_output_color(CLI_YELLOW),
					cli_output_line(cli_query_column(result, row, "revision")), cli_output_color(CLI_PLAIN));
}

/* A list of names in parentheses, after a blank; "" if there are none. */
static char *
in_parentheses(const PGresult *result, int row, const char *column)
{
	char	   *list = cli_output_line(cli_query_joined(result, row, column));

	return list[0] ? psprintf(" (%s)", list) : list;
}

static const char *
head_flag(const PGresult *result, int row)
{
	if (cli_query_flag(result, row, "is_effective_head"))
		return " (effective head)";
	return cli_query_flag(result, row, "is_head") ? " (head)" : "";
}

static const char *
current_flag(const PGresult *result, int row)
{
	return cli_query_flag(result, row, "is_current") ? " (current)" : "";
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

static char *
parents_of(const PGresult *result, int row)
{
	char	   *list = cli_output_line(cli_query_joined(result, row, "down_revisions"));

	return list[0] ? list : "<base>";
}

/* The first line of the message */
static char *
title_of(const PGresult *result, int row)
{
	char	   *message = pg_strdup(cli_query_column(result, row, "message"));

	message[strcspn(message, "\n")] = '\0';
	return cli_output_line(message);
}

/* ----------
 * All of a revision
 * ----------
 */
static void
print_state(const PGresult *result, int row)
{
	cli_output_print("State: %s", cli_query_column(result, row, "state"));
	if (!cli_query_is_null(result, row, "applied_at"))
		cli_output_print(" %s by %s", cli_query_column(result, row, "applied_at"), cli_query_column(result, row, "applied_by"));
	if (!cli_query_is_null(result, row, "verdict"))
		cli_output_print("\nVerdict: %s %s", cli_query_column(result, row, "verdict"), cli_query_column(result, row, "verified_at"));
	if (!cli_query_is_null(result, row, "finding"))
		cli_output_print("\n    %s", cli_output_indented(cli_query_column(result, row, "finding"), 4));
	cli_output_print("\nCreated: %s by %s\n", cli_query_column(result, row, "created_at"), cli_query_column(result, row, "created_by"));
}

static void
print_script(const PGresult *result, int row, const char *column)
{
	const char *script = cli_query_column(result, row, column);

	if (script[0])
		cli_output_print("\n-- %s\n%s\n", column, script);
}

/* A row of schemaver_show() or schemaver_branches() */
static void
print_revision(const PGresult *result, int row, bool with_scripts)
{
	const CliFile *file = cli_files_of_revision(cli_query_column(result, row, "revision"));

	cli_output_print("Rev: %s%s%s%s%s\n", id_of(result, row), in_parentheses(result, row, "branch_labels"),
					 head_flag(result, row), current_flag(result, row), points_of(result, row));
	cli_output_print("%s: %s\n", cli_query_flag(result, row, "is_merge_point") ? "Merges" : "Parent", parents_of(result, row));
	if (cli_query_joined(result, row, "depends_on")[0])
		cli_output_print("Also depends on: %s\n", cli_query_joined(result, row, "depends_on"));
	if (cli_query_flag(result, row, "is_branch_point"))
		cli_output_print("Branches into: %s\n", cli_query_joined(result, row, "children"));
	if (file != NULL)
		cli_output_print("Path: %s\n", cli_output_line(file->path));
	print_state(result, row);
	cli_output_print("\n    %s\n", cli_output_indented(cli_query_column(result, row, "message"), 4));
	if (with_scripts)
	{
		print_script(result, row, "upgrade");
		print_script(result, row, "downgrade");
		print_script(result, row, "online");
		print_script(result, row, "online_downgrade");
	}
	cli_output_print("\n");
}

/* ----------
 * What most of these verbs do
 * ----------
 */

/* Prints a row as a line. */
typedef void (*PrintLine) (const PGresult *result, int row);

/*
 * The rows of a function that returns revisions: as JSON, as lines, or with
 * --verbose all of each.
 */
static int
print_revisions(CliArguments *arguments, const char *call, CliParameters *parameters, PrintLine print_line)
{
	const char *query = psprintf("SELECT * FROM %s", call);
	bool		verbose = cli_options_given(arguments, CLI_VERBOSE);
	PGresult   *result;

	/* what is not in the graph cannot be shown: "base" names no revision */
	if (verbose)
		query = psprintf("SELECT d.* FROM %s WITH ORDINALITY h, @.schemaver_show(CASE WHEN h.state = 'not in the graph' THEN 'base' ELSE h.revision END::pg_catalog.text) d ORDER BY h.ordinality", call);
	if (cli_output_is_json())
	{
		cli_query_print_json(query, parameters);
		return CLI_FINE;
	}
	result = cli_query_run(query, parameters);
	for (int i = 0; i < PQntuples(result); i++)
	{
		if (verbose)
			print_revision(result, i, false);
		else
			print_line(result, i);
	}
	return CLI_FINE;
}

/* ----------
 * current
 * ----------
 */
static void
print_current(const PGresult *result, int row)
{
	cli_output_print("%s%s%s\n", id_of(result, row), head_flag(result, row), points_of(result, row));
}

/* Not everything is applied, or what is applied has no file any more: a difference */
static void
check_heads(void)
{
	PGresult   *result = cli_query_try("SELECT pg_catalog.count(*) FROM @.schemaver_current(true)", NULL);
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (sqlstate != NULL && strcmp(sqlstate, "SV012") == 0)
		cli_report_error(cli_report_error_of(result), CLI_DIFFERS);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		cli_report_server_error(result);
	PQclear(result);
}

static int
current(CliArguments *arguments)
{
	cli_files_preview(arguments);
	if (cli_options_given(arguments, CLI_CHECK_HEADS))
		check_heads();
	return print_revisions(arguments, "@.schemaver_current(false)", NULL, print_current);
}

static const CliVerbOption current_options[] = {
	{CLI_VERBOSE, "all of each revision"},
	{CLI_CHECK_HEADS, "fail, with 4, unless everything is applied and has its\nfile"},
	{CLI_NO_OPTION}
};

/* ----------
 * history
 * ----------
 */
static bool indicate_current;

static void
print_history(const PGresult *result, int row)
{
	cli_output_print("%s%s -> %s%s%s%s%s, %s\n", parents_of(result, row), in_parentheses(result, row, "depends_on"),
					 id_of(result, row), in_parentheses(result, row, "branch_labels"), head_flag(result, row),
					 indicate_current ? current_flag(result, row) : "", points_of(result, row), title_of(result, row));
}

static int
history(CliArguments *arguments)
{
	CliParameters parameters = {0};
	const char *range = cli_options_value(arguments, CLI_REV_RANGE);

	indicate_current = cli_options_given(arguments, CLI_INDICATE_CURRENT);
	cli_query_add_text(&parameters, range ? range : "base:heads");
	cli_files_preview(arguments);
	return print_revisions(arguments, "@.schemaver_history($1)", &parameters, print_history);
}

static const CliVerbOption history_options[] = {
	{CLI_REV_RANGE, "of a range, both ends included"},
	{CLI_VERBOSE, "all of each revision"},
	{CLI_INDICATE_CURRENT, "mark what is current"},
	{CLI_NO_OPTION}
};

/* ----------
 * heads
 * ----------
 */
static void
print_head(const PGresult *result, int row)
{
	cli_output_print("%s%s%s\n", id_of(result, row), in_parentheses(result, row, "branch_labels"), head_flag(result, row));
}

static int
heads(CliArguments *arguments)
{
	CliParameters parameters = {0};

	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_RESOLVE_DEPENDENCIES));
	cli_files_preview(arguments);
	return print_revisions(arguments, "@.schemaver_heads($1)", &parameters, print_head);
}

static const CliVerbOption heads_options[] = {
	{CLI_VERBOSE, "all of each revision"},
	{CLI_RESOLVE_DEPENDENCIES, "leave out what another revision depends on"},
	{CLI_NO_OPTION}
};

/* ----------
 * branches, show
 * ----------
 */
static void
print_branch(const PGresult *result, int row)
{
	int			width = strlen(cli_query_column(result, row, "revision"));

	cli_output_print("%s%s%s%s\n", id_of(result, row), in_parentheses(result, row, "branch_labels"),
					 head_flag(result, row), points_of(result, row));
	for (char **child = cli_query_elements(result, row, "children", NULL); *child != NULL; child++)
		cli_output_print("%*s -> %s\n", width, "", cli_output_line(*child));
	cli_output_print("\n");
}

static int
branches(CliArguments *arguments)
{
	cli_files_preview(arguments);
	return print_revisions(arguments, "@.schemaver_branches()", NULL, print_branch);
}

static const CliVerbOption branches_options[] = {
	{CLI_VERBOSE, "all of each revision"},
	{CLI_NO_OPTION}
};

static void
print_shown(const PGresult *result, int row)
{
	print_revision(result, row, true);
}

static int
show(CliArguments *arguments)
{
	CliParameters parameters = {0};

	cli_query_add_text(&parameters, arguments->operands[0]);
	cli_files_preview(arguments);
	return print_revisions(arguments, "@.schemaver_show($1)", &parameters, print_shown);
}

/* True if the result is to be Markdown; the command line is wrong if it is neither that nor text. */
static bool
is_markdown(const CliArguments *arguments)
{
	const char *format = cli_options_value(arguments, CLI_FORMAT);

	if (format && strcmp(format, "text") != 0 && strcmp(format, "markdown") != 0)
		cli_options_misuse(arguments->verb, "unrecognized format \"%s\"", format);
	return format && strcmp(format, "markdown") == 0 && !cli_output_is_json();
}

/* ----------
 * graph
 * ----------
 */
static int
graph(CliArguments *arguments)
{
	CliParameters parameters = {0};
	const char *format = cli_options_value(arguments, CLI_FORMAT);

	cli_files_preview(arguments);
	if (cli_output_is_json())
		cli_query_print_json("SELECT * FROM @.schemaver_history('base:heads'::pg_catalog.text)", NULL);
	else if (format && strcmp(format, "svg") == 0)
		cli_picture_print_svg();
	else if (format && strcmp(format, "html") == 0)
		cli_picture_print_html();
	else
	{
		cli_query_add_text(&parameters, format ? format : "ascii");
		cli_output_text(cli_query_value("SELECT @.schemaver_graph($1)", &parameters));
		cli_output_text("\n");
	}
	return CLI_FINE;
}

static const CliVerbOption graph_options[] = {
	{CLI_FORMAT, "ascii (default), mermaid, dot, svg or html"},
	{CLI_NO_OPTION}
};

/* ----------
 * plan
 * ----------
 */
static void
print_step(const PGresult *result, int row)
{
	const char *problem = cli_output_line(cli_query_column(result, row, "problem"));

	cli_output_print("%s %s %s, %s%s%s%s\n", cli_query_column(result, row, "step"), cli_query_column(result, row, "operation"),
					 id_of(result, row), title_of(result, row), problem[0] ? " (" : "", problem, problem[0] ? ")" : "");
	for (char **destroyed = cli_query_elements(result, row, "destroyed", NULL); *destroyed != NULL; destroyed++)
		cli_output_print("    %sdestroys data:%s %s\n", cli_output_color(CLI_RED), cli_output_color(CLI_PLAIN), cli_output_line(*destroyed));
}

/* The same, and below it what a deploy runs */
static void
print_online_step(const PGresult *result, int row)
{
	const char *online = cli_query_column(result, row, "online");
	const char *done = cli_query_column(result, row, "done");

	print_step(result, row);
	if (done[0])
		cli_output_print("    -- begun: statement %d of %s comes next\n", atoi(done) + 1, cli_query_column(result, row, "statements"));
	if (strcmp(online, "yes") == 0)
		cli_output_block(cli_query_column(result, row, "online_script"));
	else if (strcmp(online, "outdated") == 0)
		cli_output_block("-- the online form is outdated: the plain script is run");
	else
		cli_output_block("-- no online form: the plain script is run");
}

/* The steps of which a part was run, as far as the caller may know */
static const char *
begun(void)
{
	char	   *may = cli_query_value("SELECT pg_catalog.has_table_privilege('schemaver.partial', 'SELECT')", NULL);

	return strcmp(may, "t") == 0 ? "schemaver.partial" :
		"(SELECT '' AS revision, '' AS direction, NULL::int AS done, NULL::int AS statements)";
}

static int
plan(CliArguments *arguments)
{
	CliParameters parameters = {0};
	bool		markdown;

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "head"));
	cli_query_add_text(&parameters, cli_options_given(arguments, CLI_DOWNGRADE) ? "downgrade" : "upgrade");
	markdown = is_markdown(arguments);
	cli_files_preview(arguments);
	/* scripts name tables by the search_path of who runs them */
	cli_connection_as_caller();
	if (markdown)
	{
		PGresult   *result = cli_query_run("SELECT step, operation, revision, message, problem, script,"
										   " pg_catalog.array_to_string(destroyed, '; ') AS destroyed FROM @.schemaver_plan($1, $2)", &parameters);

		cli_markdown_title("schemaver plan: %d %s", PQntuples(result), PQntuples(result) == 1 ? "step" : "steps");
		if (PQntuples(result) > 0)
			cli_markdown_result(result, "step", "operation", "revision", "message", "problem", "destroyed", NULL);
		for (int i = 0; i < PQntuples(result); i++)
			cli_markdown_code(psprintf("Script of step %d", i + 1), "sql", cli_query_column(result, i, "script"));
		return CLI_FINE;
	}
	if (cli_options_given(arguments, CLI_ONLINE))
		return print_revisions(arguments,
							   psprintf("(SELECT p.*, CASE p.operation WHEN 'downgrade' THEN s.online_downgrade ELSE s.online END AS online_script, b.done, b.statements"
										" FROM @.schemaver_plan($1, $2) p CROSS JOIN LATERAL @.schemaver_show(p.revision) s"
										" LEFT JOIN %s b ON b.revision = p.revision AND b.direction = p.operation ORDER BY p.step) p", begun()),
							   &parameters, print_online_step);
	return print_revisions(arguments, "@.schemaver_plan($1, $2)", &parameters, print_step);
}

static const CliVerbOption plan_options[] = {
	{CLI_DOWNGRADE, "what a downgrade would"},
	{CLI_ONLINE, "with the online forms that a deploy would run"},
	{CLI_FORMAT, "text (default) or markdown"},
	{CLI_NO_OPTION}
};

/* ----------
 * status
 * ----------
 */
static int
status(CliArguments *arguments)
{
	bool		markdown = is_markdown(arguments);
	PGresult   *result;

	result = cli_files_preview_and_ask(arguments, cli_output_is_json() ? "SELECT state, pg_catalog.row_to_json(q) AS json FROM @.schemaver_status() q" :
									   "SELECT * FROM @.schemaver_status()");
	if (cli_output_is_json())
		cli_output_print("%s\n", cli_query_column(result, 0, "json"));
	else if (markdown)
	{
		cli_markdown_title("schemaver status: %s", cli_query_column(result, 0, "state"));
		cli_markdown_result(result, "version", "heads", "applied", "pending", "missing", "changed", "unknown", "repeatables", NULL);
	}
	else
	{
		for (int i = 0; i < PQnfields(result); i++)
			cli_output_print("%-14s | %s\n", PQfname(result, i), cli_output_line(PQgetvalue(result, 0, i)));
	}
	if (cli_options_given(arguments, CLI_STATUS_EXIT_CODE) && strcmp(cli_query_column(result, 0, "state"), "current") != 0)
		return CLI_DIFFERS;
	return CLI_FINE;
}

static const CliVerbOption status_options[] = {
	{CLI_STATUS_EXIT_CODE, "exit with 4 unless the state is \"current\""},
	{CLI_FORMAT, "text (default) or markdown"},
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_view[] = {
	{
		"current", "", 0, 0, "show the version",
		"Shows the version.",
		current_options, current
	},
	{
		"history", "", 0, 0, "list the revisions, newest first",
		"Lists the revisions, newest first.",
		history_options, history
	},
	{
		"heads", "", 0, 0, "list the heads",
		"Lists the heads.",
		heads_options, heads
	},
	{
		"branches", "", 0, 0, "list the branch points",
		"Lists the branch points and their children.",
		branches_options, branches
	},
	{
		"show", "TARGET", 1, 1, "show all of a revision",
		"Shows all of the revisions that the target names, their scripts included.",
		NULL, show
	},
	{
		"graph", "", 0, 0, "draw the revisions",
		"Draws the revisions.",
		graph_options, graph
	},
	{
		"plan", "[TARGET]", 0, 1, "list what an upgrade would run",
		"Lists what an upgrade to the target (default: head) would run.",
		plan_options, plan
	},
	{
		"status", "", 0, 0, "show the state in one row",
		"Shows the state in one row: state, version, heads, and counts.",
		status_options, status
	},
	{NULL}
};
