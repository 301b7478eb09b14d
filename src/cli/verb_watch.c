/*-------------------------------------------------------------------------
 *
 * verb_watch.c
 *	  preflight, dry-run, progress, log, watch: before, during and after a run,
 *	  and without one.
 *
 * The first two see the folder as if it had been loaded, and are gates: their
 * exit status is 5 if the run would not go well.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/lines.h"
#include "cli/markdown.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

/* How often progress is looked at, in microseconds */
#define INTERVAL 500000

/* The target and the direction, as parameters */
static CliParameters
target_parameters(const CliArguments *arguments)
{
	CliParameters parameters = {0};
	bool		down = cli_options_given(arguments, CLI_DOWNGRADE);

	if (down && arguments->operand_count == 0)
		cli_options_misuse(arguments->verb, "\"--downgrade\" needs a target");
	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "head"));
	cli_query_add_text(&parameters, down ? "downgrade" : "upgrade");
	return parameters;
}

/* ----------
 * preflight
 * ----------
 */
static CliFindings
preflight_findings(const PGresult *result)
{
	CliFindings findings = {0};

	for (int row = 0; row < PQntuples(result); row++)
	{
		static const char *const parts[] = {"detail", "hint"};
		char	   *revision = cli_query_column(result, row, "revision");
		const CliLines *lines = revision[0] ? cli_lines_find(revision) : NULL;
		CliFinding	finding = {0};
		PQExpBufferData message;

		initPQExpBuffer(&message);
		appendPQExpBufferStr(&message, cli_query_column(result, row, "finding"));
		for (int i = 0; i < lengthof(parts); i++)
		{
			if (cli_query_column(result, row, parts[i])[0])
				appendPQExpBuffer(&message, "\n%s", cli_query_column(result, row, parts[i]));
		}
		finding.severity = cli_query_column(result, row, "severity");
		finding.code = psprintf("preflight %s", cli_query_column(result, row, "subject"));
		finding.message = message.data;
		finding.file = lines ? lines->path : NULL;
		finding.line = lines ? lines->id_line : 0;
		cli_findings_add(&findings, &finding);
	}
	return findings;
}

static void
print_preflight(const PGresult *result)
{
	for (int row = 0; row < PQntuples(result); row++)
	{
		char	   *revision = cli_query_column(result, row, "revision");

		cli_output_print("%s: %s%s%s: %s\n", cli_query_column(result, row, "severity"),
						 cli_query_column(result, row, "subject"), revision[0] ? " " : "", revision,
						 cli_output_line(cli_query_column(result, row, "finding")));
		cli_output_block(cli_query_column(result, row, "detail"));
		cli_output_block(cli_query_column(result, row, "hint"));
	}
}

static int
run_preflight(CliArguments *arguments)
{
	CliFormat	format = cli_findings_format(arguments);
	CliParameters parameters = target_parameters(arguments);
	CliFindings findings;
	PGresult   *result;

	cli_files_preview(arguments);
	cli_connection_as_caller();
	result = cli_query_run("SELECT p.*, pg_catalog.row_to_json(p) AS json FROM @.schemaver_preflight($1, $2) p", &parameters);
	cli_connection_as_client();
	findings = preflight_findings(result);
	cli_connection_rollback();
	if (format == CLI_FORMAT_JSON)
		cli_findings_print_json(result);
	else if (format == CLI_FORMAT_TEXT)
		print_preflight(result);
	else if (format == CLI_FORMAT_MARKDOWN)
	{
		cli_markdown_title("schemaver preflight: %d found", PQntuples(result));
		if (PQntuples(result) > 0)
			cli_markdown_result(result, "severity", "subject", "revision", "finding", "detail", "hint", NULL);
	}
	else
		cli_findings_print(&findings, format);
	return cli_findings_refuse(&findings) ? CLI_REFUSED : CLI_FINE;
}

/* ----------
 * dry-run
 * ----------
 */

/* What the step has done to objects, by lists */
static void
print_effects(const PGresult *result, int row)
{
	static const char *const lists[] = {"locks", "rewritten", "created", "changed", "dropped", "destroyed"};

	for (int i = 0; i < lengthof(lists); i++)
	{
		char	   *elements = cli_query_joined(result, row, lists[i]);

		if (elements[0])
			cli_output_block(psprintf("%s: %s", lists[i], elements));
	}
	cli_output_block(cli_query_column(result, row, "error"));
}

static void
print_step(const PGresult *result, int row)
{
	char	   *rows = cli_query_column(result, row, "rows");
	char	   *outcome = cli_query_column(result, row, "outcome");
	CliColor color = strcmp(outcome, "failed") == 0 ? CLI_RED : strcmp(outcome, "ok") == 0 ? CLI_GREEN : CLI_YELLOW;

	cli_output_print("%s %s %s, %s: %s%s%s", cli_query_column(result, row, "step"),
					 cli_query_column(result, row, "operation"), cli_query_column(result, row, "revision"),
					 cli_output_line(cli_query_column(result, row, "message")),
					 cli_output_color(color), outcome, cli_output_color(CLI_PLAIN));
	if (!cli_query_is_null(result, row, "seconds"))
		cli_output_print(" (%.2f s%s%s%s)", atof(cli_query_column(result, row, "seconds")),
						 rows[0] ? ", " : "", rows, rows[0] ? " rows" : "");
	cli_output_text("\n");
	print_effects(result, row);
}

static void
print_dry_run_markdown(const PGresult *result)
{
	cli_markdown_title("schemaver dry-run: %d %s", PQntuples(result), PQntuples(result) == 1 ? "step" : "steps");
	if (PQntuples(result) == 0)
		return;
	cli_markdown_table("step", "revision", "outcome", "rows", "locks", "rewritten", "created", "changed", "dropped", "destroyed", "error", NULL);
	for (int row = 0; row < PQntuples(result); row++)
		cli_markdown_row(cli_query_column(result, row, "step"),
						 psprintf("%s %s, %s", cli_query_column(result, row, "operation"),
								  cli_query_column(result, row, "revision"), cli_query_column(result, row, "message")),
						 cli_query_column(result, row, "outcome"), cli_query_column(result, row, "rows"),
						 cli_query_joined(result, row, "locks"), cli_query_joined(result, row, "rewritten"),
						 cli_query_joined(result, row, "created"), cli_query_joined(result, row, "changed"),
						 cli_query_joined(result, row, "dropped"), cli_query_joined(result, row, "destroyed"),
						 cli_query_column(result, row, "error"), NULL);
}

static int
run_dry_run(CliArguments *arguments)
{
	const char *format = cli_options_value(arguments, CLI_FORMAT);
	CliParameters parameters = target_parameters(arguments);
	PGresult   *result;
	int			status = CLI_FINE;

	if (format && strcmp(format, "text") != 0 && strcmp(format, "markdown") != 0)
		cli_options_misuse(arguments->verb, "unrecognized format \"%s\"", format);
	cli_files_preview(arguments);
	cli_connection_as_caller();
	result = cli_query_run("SELECT d.*, pg_catalog.date_part('epoch'::pg_catalog.text, d.duration) AS seconds, "
						   "pg_catalog.row_to_json(d) AS json FROM @.schemaver_dry_run($1, $2) d", &parameters);
	cli_connection_as_client();
	cli_connection_rollback();
	for (int row = 0; row < PQntuples(result); row++)
	{
		if (strcmp(cli_query_column(result, row, "outcome"), "failed") == 0)
			status = CLI_REFUSED;
	}
	if (cli_output_is_json())
		cli_findings_print_json(result);
	else if (format && strcmp(format, "markdown") == 0)
		print_dry_run_markdown(result);
	else
	{
		for (int row = 0; row < PQntuples(result); row++)
			print_step(result, row);
		if (PQntuples(result) == 0)
			cli_output_note("nothing to do\n");
	}
	return status;
}

/* ----------
 * progress
 * ----------
 */

/* What it is doing, on one line */
static char *
describe_progress(const PGresult *result)
{
	PQExpBufferData line;

	initPQExpBuffer(&line);
	if (cli_query_is_null(result, 0, "direction"))
		appendPQExpBuffer(&line, "backfill of %s", cli_query_column(result, 0, "target"));
	else
		appendPQExpBuffer(&line, "%s to %s, %s of %s", cli_query_column(result, 0, "direction"),
						  cli_query_column(result, 0, "target"), cli_query_column(result, 0, "step"),
						  cli_query_column(result, 0, "steps"));
	if (!cli_query_is_null(result, 0, "revision"))
		appendPQExpBuffer(&line, ": %s", cli_query_column(result, 0, "revision"));
	if (!cli_query_is_null(result, 0, "statement"))
		appendPQExpBuffer(&line, ", statement %s of %s", cli_query_column(result, 0, "statement"),
						  cli_query_column(result, 0, "statements"));
	if (!cli_query_is_null(result, 0, "phase"))
		appendPQExpBuffer(&line, ", phase %s", cli_query_column(result, 0, "phase"));
	if (!cli_query_is_null(result, 0, "rows_done"))
		appendPQExpBuffer(&line, ", %s of %s rows", cli_query_column(result, 0, "rows_done"),
						  cli_query_column(result, 0, "rows_total"));
	if (!cli_query_is_null(result, 0, "remaining"))
		appendPQExpBuffer(&line, ", %s rows/s, about %s left", cli_query_column(result, 0, "rows_per_second"),
						  cli_query_column(result, 0, "remaining"));
	if (!cli_query_is_null(result, 0, "index_phase"))
		appendPQExpBuffer(&line, ", %s %s %%", cli_query_column(result, 0, "index_phase"),
						  cli_query_column(result, 0, "index_percent"));
	if (!cli_query_is_null(result, 0, "blocked_by"))
		appendPQExpBuffer(&line, ", waits for session %s", cli_query_joined(result, 0, "blocked_by"));
	return cli_output_line(line.data);
}

static PGresult *
look(void)
{
	PGresult   *result;

	cli_connection_begin_read_only();
	result = cli_query_run("SELECT p.*, pg_catalog.date_part('epoch'::pg_catalog.text, p.elapsed) AS seconds, "
						   "pg_catalog.row_to_json(p) AS json FROM @.schemaver_progress() p", NULL);
	cli_connection_rollback();
	return result;
}

/* How the last deploy has ended: the exit status */
static int
print_end(void)
{
	PGresult   *result;
	bool		is_done;

	cli_connection_begin_read_only();
	result = cli_query_run("SELECT d.state, d.direction, d.target FROM schemaver.deploy d", NULL);
	cli_connection_rollback();
	is_done = PQntuples(result) > 0 && strcmp(cli_query_column(result, 0, "state"), "done") == 0;
	if (PQntuples(result) > 0)
		cli_output_print("%s to %s: %s\n", cli_query_column(result, 0, "direction"),
						 cli_output_line(cli_query_column(result, 0, "target")), is_done ? "done" : "failed");
	return is_done ? CLI_FINE : CLI_ERROR;
}

static int
run_progress(CliArguments *arguments)
{
	PGresult   *result;
	char	   *last = NULL;

	cli_connection_open(arguments);
	result = look();
	if (cli_output_is_json())
	{
		cli_findings_print_json(result);
		return CLI_FINE;
	}
	if (PQntuples(result) == 0)
	{
		cli_output_note("no deploy is running\n");
		return CLI_FINE;
	}
	for (; PQntuples(result) > 0; result = look())
	{
		char	   *line = describe_progress(result);

		if (cli_output_messages_on_terminal())
			cli_output_progress("%s, %.0f s", line, atof(cli_query_column(result, 0, "seconds")));
		else if (!last || strcmp(last, line) != 0)
		{
			cli_output_print("%s\n", line);
			fflush(stdout);
		}
		last = line;
		pg_usleep(INTERVAL);
	}
	return print_end();
}

/* ----------
 * log
 * ----------
 */

/* How many rows are asked for */
static int
limit_of(const CliArguments *arguments)
{
	const char *text = cli_options_value(arguments, CLI_LIMIT);

	if (text && (!text[0] || strlen(text) > 9 || strspn(text, "0123456789") != strlen(text)))
		cli_options_misuse(arguments->verb, "\"--limit\" needs a number");
	return text ? atoi(text) : 20;
}

static int
run_log(CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;

	cli_query_add_int(&parameters, limit_of(arguments));
	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, NULL));
	cli_connection_open(arguments);
	cli_connection_begin_read_only();
	result = cli_query_run("SELECT l.*, pg_catalog.date_part('epoch'::pg_catalog.text, l.duration) AS seconds, "
						   "pg_catalog.row_to_json(l) AS json FROM schemaver.log l "
						   "WHERE $2 IS NULL OR l.revision = $2 ORDER BY l.id DESC LIMIT $1", &parameters);
	cli_connection_rollback();
	if (cli_output_is_json())
		cli_findings_print_json(result);
	for (int row = 0; row < PQntuples(result) && !cli_output_is_json(); row++)
	{
		char	   *message = cli_query_column(result, row, "message");

		cli_output_print("%s %s %s%s%s%s", cli_query_column(result, row, "started_at"),
						 cli_query_column(result, row, "operation"), cli_output_color(CLI_YELLOW),
						 cli_query_column(result, row, "revision"), cli_output_color(CLI_PLAIN),
						 message[0] ? ", " : "");
		cli_output_print("%s", cli_output_line(message));
		if (!cli_query_is_null(result, row, "seconds"))
			cli_output_print(" (%.2f s)", atof(cli_query_column(result, row, "seconds")));
		cli_output_print(" by %s\n", cli_output_line(cli_query_column(result, row, "session_user_name")));
		cli_output_block(cli_query_column(result, row, "error"));
	}
	return CLI_FINE;
}

/* ----------
 * watch
 * ----------
 */

/* Changes that were not done by a revision */
static void
show_changes(CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;

	cli_query_add_int(&parameters, limit_of(arguments));
	cli_connection_begin_read_only();
	result = cli_query_run("SELECT l.*, pg_catalog.row_to_json(l) AS json FROM schemaver.ddl_log l "
						   "ORDER BY l.id DESC LIMIT $1", &parameters);
	cli_connection_rollback();
	if (cli_output_is_json())
		cli_findings_print_json(result);
	for (int row = 0; row < PQntuples(result) && !cli_output_is_json(); row++)
	{
		char	   *identity = cli_query_column(result, row, "identity");

		cli_output_print("%s %s %s%s%s", cli_query_column(result, row, "logged_at"),
						 cli_output_line(cli_query_column(result, row, "tag")), cli_output_color(CLI_YELLOW),
						 cli_output_line(identity[0] ? identity : "?"), cli_output_color(CLI_PLAIN));
		cli_output_print(" by %s", cli_output_line(cli_query_column(result, row, "session_user_name")));
		if (!cli_query_is_null(result, row, "reason"))
			cli_output_print(" because: %s", cli_output_line(cli_query_column(result, row, "reason")));
		cli_output_print("\n");
		cli_output_block(cli_query_column(result, row, "statement"));
	}
}

static int
run_watch(CliArguments *arguments)
{
	CliParameters parameters = {0};
	const char *mode = cli_options_operand(arguments, 0, NULL);
	const char *schemas = cli_options_value(arguments, CLI_SCHEMA);
	const char *role = cli_options_value(arguments, CLI_ROLE);
	PGresult   *result;

	if (cli_options_given(arguments, CLI_LOG) && (mode || schemas || role))
		cli_options_misuse(arguments->verb, "\"--log\" takes no mode");
	if (!mode && (schemas || role))
		cli_options_misuse(arguments->verb, "a rule needs a mode: off, record, warn or deny");
	cli_connection_open(arguments);
	if (cli_options_given(arguments, CLI_LOG))
	{
		show_changes(arguments);
		return CLI_FINE;
	}
	cli_query_add_text(&parameters, mode);
	cli_query_add_text(&parameters, schemas ? schemas : "%");
	cli_query_add_text(&parameters, role ? role : "*");
	if (mode)
		cli_connection_begin();
	else
		cli_connection_begin_read_only();
	result = cli_query_run("SELECT w.*, pg_catalog.row_to_json(w) AS json FROM @.schemaver_watch($1, $2, $3) w", &parameters);
	if (mode)
		cli_connection_commit();
	else
		cli_connection_rollback();
	if (cli_output_is_json())
		cli_findings_print_json(result);
	else if (PQntuples(result) == 0)
		cli_output_note("changes are not watched\n");
	for (int row = 0; row < PQntuples(result) && !cli_output_is_json(); row++)
	{
		cli_output_print("%s: schemas %s", cli_query_column(result, row, "mode"),
						 cli_output_line(cli_query_column(result, row, "schemas")));
		cli_output_print(", role %s%s\n", cli_output_line(cli_query_column(result, row, "role")),
						 cli_query_column(result, row, "active")[0] == 't' ? "" : " (not active before the next run)");
	}
	return CLI_FINE;
}

/* ----------
 * The table
 * ----------
 */
static const CliVerbOption preflight_options[] = {
	{CLI_DOWNGRADE, "before a downgrade to the target"},
	{CLI_FORMAT, "text (default), markdown, github, gitlab or sarif"},
	{CLI_NO_OPTION}
};

static const CliVerbOption dry_run_options[] = {
	{CLI_DOWNGRADE, "what a downgrade to the target would do"},
	{CLI_FORMAT, "text (default) or markdown"},
	{CLI_NO_OPTION}
};

static const CliVerbOption log_options[] = {
	{CLI_LIMIT, "so many, the newest (default: 20)"},
	{CLI_NO_OPTION}
};

static const CliVerbOption watch_options[] = {
	{CLI_SCHEMA, "schemas that the rule is about, a pattern of LIKE\n(default: all)"},
	{CLI_ROLE, "role that it is about (default: all)"},
	{CLI_LOG, "list the changes that were recorded, newest first"},
	{CLI_LIMIT, "so many of them (default: 20)"},
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_watch[] = {
	{"preflight", "[TARGET]", 0, 1, "check what a deploy checks before its first step",
		"Checks what a deploy to the target (default: head) checks before its first\n"
		"step, the revisions of the folder included.  Fails, with 5, if the deploy would\n"
	"be refused.", preflight_options, run_preflight},
	{"dry-run", "[TARGET]", 0, 1, "run an upgrade, say what it does, and roll it back",
		"Runs what the target (default: head) needs, the revisions of the folder\n"
		"included, says what each of them does, and rolls all of it back.  Locks are\n"
	"held meanwhile.  Fails, with 5, if one of them fails.", dry_run_options, run_dry_run},
	{"progress", "", 0, 0, "watch the deploy that runs, until it ends",
		"Shows the deploy that runs in the database, until it ends.  Fails if that has\n"
	"failed.  With --json, shows it once.", NULL, run_progress},
	{"log", "[REVISION]", 0, 1, "list what was run, newest first",
	"Lists what was run, of one revision or of all, newest first.", log_options, run_log},
	{"watch", "[off|record|warn|deny]", 0, 1, "record or deny changes that no revision does",
		"Sets what happens to changes of schemas that are not done by a revision, and\n"
	"shows the rules.  \"off\" without options removes all of them.", watch_options, run_watch},
	{NULL}
};
