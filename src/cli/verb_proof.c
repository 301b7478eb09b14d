/*-------------------------------------------------------------------------
 *
 * verb_proof.c
 *	  verify, derive, lint, impact: what is known about scripts before they run.
 *
 * The folder takes part as if it were loaded.  Scripts are tried with the
 * search_path of the caller.  The exit status is that of a gate: 5 if one of
 * the findings is an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/lines.h"
#include "cli/markdown.h"
#include "cli/online.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"
#include "pqexpbuffer.h"

/* ----------
 * What the verbs share
 * ----------
 */

static PGresult *try_previewed(const char *query, const CliParameters *parameters);

/* The result of a function that tries scripts, with the folder and as the caller. */
static PGresult *
try_scripts(const CliArguments *arguments, const char *query, const CliParameters *parameters)
{
	cli_files_preview(arguments);
	return try_previewed(query, parameters);
}

/* The same, with the preview that there is already. */
static PGresult *
try_previewed(const char *query, const CliParameters *parameters)
{
	PGresult   *result;

	cli_connection_as_caller();
	result = cli_query_run(query, parameters);
	cli_connection_as_client();
	return result;
}

static int
gate_status(const CliFindings *findings)
{
	return cli_findings_refuse(findings) ? CLI_REFUSED : CLI_FINE;
}

/* ----------
 * verify
 * ----------
 */

static bool
is_good_verdict(const char *verdict)
{
	return strcmp(verdict, "ok") == 0 || strcmp(verdict, "column order") == 0 ||
		strcmp(verdict, "generated names") == 0;
}

static char *
verdict_time(const PGresult *result, int row)
{
	return cli_query_is_null(result, row, "seconds") ? pg_strdup("known") :
		psprintf("%.2f s", atof(cli_query_column(result, row, "seconds")));
}

static void
print_verdict(const PGresult *result, int row)
{
	char	   *restore = cli_query_column(result, row, "restore");

	cli_output_print("%s%s%s: %s (%s)\n", cli_output_color(CLI_YELLOW),
					 cli_query_column(result, row, "revision"), cli_output_color(CLI_PLAIN),
					 cli_query_column(result, row, "verdict"), verdict_time(result, row));
	cli_output_block(cli_query_column(result, row, "finding"));
	if (restore[0])
	{
		cli_output_block("-- restores what was there before:");
		cli_output_block(restore);
	}
}

static void
print_verdicts_markdown(const PGresult *result, const CliFindings *findings)
{
	int			count = PQntuples(result);

	if (count == 0)
		cli_markdown_title("schemaver verify: nothing to verify");
	else
	{
		cli_markdown_title("schemaver verify: %d %s, %s", count, count == 1 ? "revision" : "revisions",
						   cli_findings_refuse(findings) ? "refused" : "good");
		cli_markdown_table("revision", "verdict", "time", "finding", NULL);
	}
	for (int row = 0; row < count; row++)
		cli_markdown_row(cli_query_column(result, row, "revision"), cli_query_column(result, row, "verdict"),
						 verdict_time(result, row), cli_query_column(result, row, "finding"), NULL);
	for (int row = 0; row < count; row++)
	{
		if (cli_query_column(result, row, "restore")[0])
			cli_markdown_code("What a downgrade lacks", "sql", cli_query_column(result, row, "restore"));
	}
}

/* The verdicts that say something, with the lines of the ids */
static CliFindings
verdict_findings(const PGresult *result)
{
	CliFindings findings = {0};

	for (int row = 0; row < PQntuples(result); row++)
	{
		char	   *verdict = cli_query_column(result, row, "verdict");
		char	   *text = cli_query_column(result, row, "finding");
		CliFinding	finding = {0};
		const CliLines *lines;

		if (is_good_verdict(verdict) && !text[0])
			continue;
		lines = cli_lines_find(cli_query_column(result, row, "revision"));
		finding.severity = is_good_verdict(verdict) ? "note" : "error";
		finding.code = psprintf("verify %s", verdict);
		finding.message = psprintf("revision \"%s\": %s%s%s", cli_query_column(result, row, "revision"),
								   verdict, text[0] ? "\n" : "", text);
		finding.file = lines ? lines->path : NULL;
		finding.line = lines ? lines->id_line : 0;
		cli_findings_add(&findings, &finding);
	}
	return findings;
}

/* The column of the result, with a NULL after the last row */
static char **
column_of(const PGresult *result, const char *column)
{
	char	  **values = pg_malloc0((PQntuples(result) + 1) * sizeof(char *));

	for (int row = 0; row < PQntuples(result); row++)
		values[row] = cli_query_column(result, row, column);
	return values;
}

static int
parse_rows(const CliArguments *arguments)
{
	const char *text = cli_options_value(arguments, CLI_ROWS);

	if (!text)
		return 0;
	if (!text[0] || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text))
		cli_options_misuse(arguments->verb, "\"--rows\" needs a number");
	return atoi(text);
}

static int
run_verify(CliArguments *arguments)
{
	CliFormat	format = cli_findings_format(arguments);
	CliParameters parameters = {0};
	CliFindings findings;
	PGresult   *result;
	char	  **revisions;

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "current:heads"));
	cli_query_add_int(&parameters, parse_rows(arguments));
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_SAMPLE));
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_IN_PLACE));
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_AGAIN));
	cli_connection_open(arguments);
	result = try_scripts(arguments,
						 "SELECT v.*, pg_catalog.date_part('epoch'::pg_catalog.text, v.duration) AS seconds, "
						 "pg_catalog.row_to_json(v) AS json "
						 "FROM @.schemaver_verify($1, $2, $3, $4, $5) v", &parameters);
	revisions = column_of(result, "revision");
	findings = verdict_findings(result);
	if (cli_options_given(arguments, CLI_WRITE))
		cli_lines_find_verdicts(revisions);

	/* the verdicts stay; the folder is in the server's memory only */
	cli_connection_commit();
	if (format == CLI_FORMAT_JSON)
		cli_findings_print_json(result);
	else if (format == CLI_FORMAT_TEXT)
	{
		for (int row = 0; row < PQntuples(result); row++)
			print_verdict(result, row);
	}
	else if (format == CLI_FORMAT_MARKDOWN)
		print_verdicts_markdown(result, &findings);
	else
		cli_findings_print(&findings, format);
	if (cli_options_given(arguments, CLI_WRITE))
		cli_lines_write_verdicts();
	return gate_status(&findings);
}

/* ----------
 * derive
 * ----------
 */

static int
run_derive(CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, NULL));
	cli_connection_open(arguments);
	result = try_scripts(arguments, "SELECT d AS script, pg_catalog.to_json(d) AS json FROM @.schemaver_derive($1) d", &parameters);
	cli_connection_rollback();
	cli_output_print("%s\n", cli_query_column(result, 0, cli_output_is_json() ? "json" : "script"));
	return CLI_FINE;
}

/* ----------
 * online
 * ----------
 */

/* The whole id of a revision */
static char *
id_of_target(const char *target)
{
	CliParameters parameters = {0};

	cli_query_add_text(&parameters, target);
	return cli_query_value("SELECT revision FROM @.schemaver_show($1) LIMIT 1", &parameters);
}

static void
print_form(const PGresult *result, const char *column, const char *title)
{
	if (!cli_query_is_null(result, 0, column))
		cli_output_print("-- %s\n%s\n", title, cli_query_column(result, 0, column));
}

static void
print_forms(const char *target)
{
	CliParameters parameters = {0};
	PGresult   *result;

	cli_query_add_text(&parameters, target);
	if (cli_output_is_json())
	{
		cli_query_print_json("SELECT revision, online, online_downgrade FROM @.schemaver_show($1)", &parameters);
		return;
	}
	result = cli_query_run("SELECT online, online_downgrade FROM @.schemaver_show($1)", &parameters);
	print_form(result, "online", "migrate:online");
	print_form(result, "online_downgrade", "migrate:online down");
}

/* Derives the online form where it is stored: in the database */
static int
derive_stored(CliArguments *arguments, const char *target)
{
	CliParameters parameters = {0};

	cli_options_override(arguments, CLI_NO_LOAD);
	cli_connection_rollback();
	cli_query_add_text(&parameters, target);
	(void) try_scripts(arguments, "SELECT @.schemaver_online($1)", &parameters);
	if (cli_options_given(arguments, CLI_STDOUT))
		print_forms(target);
	cli_connection_commit();
	return CLI_FINE;
}

static int
run_online(CliArguments *arguments)
{
	const char *target = cli_options_operand(arguments, 0, NULL);
	CliParameters parameters = {0};
	CliFiles   *changed;
	char	   *id;

	cli_query_add_text(&parameters, target);
	cli_connection_open(arguments);
	cli_files_preview(arguments);
	id = id_of_target(target);
	if (cli_lines_find(id) == NULL)
		return derive_stored(arguments, target);
	(void) try_previewed("SELECT @.schemaver_online($1)", &parameters);
	if (cli_options_given(arguments, CLI_STDOUT))
	{
		print_forms(target);
		cli_connection_rollback();
		return CLI_FINE;
	}
	changed = cli_online_edit_file(id);
	cli_connection_rollback();
	cli_online_write_file(changed);
	cli_files_print_paths(changed);
	return CLI_FINE;
}

static const CliVerbOption online_options[] = {
	{CLI_STDOUT, "print it instead, and write no file"},
	{CLI_NO_OPTION}
};

/* ----------
 * lint
 * ----------
 */

/* Where a finding is: in a file, or at least in which script */
static char *
lint_place(const PGresult *result, int row, const CliFinding *finding)
{
	if (finding->file)
		return psprintf("%s:%d", finding->file, finding->line);
	if (cli_query_is_null(result, row, "line"))
		return cli_query_column(result, row, "revision");
	return psprintf("%s, line %s", cli_query_column(result, row, "revision"),
					cli_query_column(result, row, "line"));
}

/* What it locks, and how large that is; "" if that is not known */
static char *
lint_object(const PGresult *result, int row)
{
	char	   *lock = cli_query_column(result, row, "lock");
	char	   *relation = cli_query_column(result, row, "relation");

	if (!relation[0])
		return pg_strdup("");
	if (cli_query_is_null(result, row, "rows"))
		return psprintf("%s%s%s", lock, lock[0] ? " on " : "", relation);
	return psprintf("%s%s%s (%s rows, %s)", lock, lock[0] ? " on " : "", relation,
					cli_query_column(result, row, "rows"), cli_query_column(result, row, "pretty_size"));
}

static CliFindings
lint_findings(const PGresult *result)
{
	CliFindings findings = {0};

	for (int row = 0; row < PQntuples(result); row++)
	{
		const CliLines *lines = cli_lines_find(cli_query_column(result, row, "revision"));
		char	   *instead = cli_query_column(result, row, "instead");
		CliFinding	finding = {0};

		finding.severity = cli_query_column(result, row, "severity");
		finding.code = cli_query_column(result, row, "code");
		finding.message = psprintf("%s%s%s", cli_query_column(result, row, "message"),
								   instead[0] ? "\n" : "", instead);
		if (lines)
		{
			finding.file = lines->path;
			finding.line = lines->upgrade_line > 0 && !cli_query_is_null(result, row, "line") ?
				lines->upgrade_line + cli_query_number(result, row, "line") - 1 : lines->id_line;
		}
		cli_findings_add(&findings, &finding);
	}
	return findings;
}

static CliColor
severity_color(const char *severity)
{
	return strcmp(severity, "error") == 0 ? CLI_RED : strcmp(severity, "warning") == 0 ? CLI_YELLOW : CLI_CYAN;
}

static void
print_lint(const PGresult *result, const CliFindings *findings)
{
	for (int row = 0; row < PQntuples(result); row++)
	{
		const CliFinding *finding = &findings->findings[row];

		cli_output_print("%s: %s%s%s: %s [%s]\n", lint_place(result, row, finding),
						 cli_output_color(severity_color(finding->severity)), finding->severity,
						 cli_output_color(CLI_PLAIN),
						 cli_output_line(cli_query_column(result, row, "message")), finding->code);
		cli_output_block(lint_object(result, row));
		cli_output_block(cli_query_column(result, row, "instead"));
	}
}

static void
print_lint_markdown(const PGresult *result, const CliFindings *findings)
{
	int			count = PQntuples(result);

	cli_markdown_title("schemaver lint: %d %s", count, count == 1 ? "finding" : "findings");
	if (count > 0)
		cli_markdown_table("severity", "where", "what", "lock", "instead", NULL);
	for (int row = 0; row < count; row++)
	{
		const CliFinding *finding = &findings->findings[row];

		cli_markdown_row(finding->severity, lint_place(result, row, finding),
						 psprintf("%s (%s)", cli_query_column(result, row, "message"), finding->code),
						 lint_object(result, row), cli_query_column(result, row, "instead"), NULL);
	}
}

static int
run_lint(CliArguments *arguments)
{
	CliFormat	format = cli_findings_format(arguments);
	CliParameters parameters = {0};
	CliFindings findings;
	PGresult   *result;

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "heads"));
	cli_connection_open(arguments);
	result = try_scripts(arguments,
						 "SELECT l.*, pg_catalog.pg_size_pretty(l.size) AS pretty_size, pg_catalog.row_to_json(l) AS json "
						 "FROM @.schemaver_lint($1) l", &parameters);
	findings = lint_findings(result);
	cli_connection_rollback();
	if (format == CLI_FORMAT_JSON)
		cli_findings_print_json(result);
	else if (format == CLI_FORMAT_TEXT)
		print_lint(result, &findings);
	else if (format == CLI_FORMAT_MARKDOWN)
		print_lint_markdown(result, &findings);
	else
		cli_findings_print(&findings, format);
	return gate_status(&findings);
}

/* ----------
 * impact
 * ----------
 */

static char *
impact_subject(const PGresult *result, int row)
{
	char	   *name = cli_query_column(result, row, "name");

	return psprintf("%s%s%s", cli_query_column(result, row, "source"), name[0] ? " " : "", name);
}

static CliFindings
impact_findings(const PGresult *result)
{
	CliFindings findings = {0};

	for (int row = 0; row < PQntuples(result); row++)
	{
		char	   *effect = cli_query_column(result, row, "effect");
		PQExpBufferData message;
		CliFinding	finding = {0};
		static const char *const parts[] = {"message", "detail", "query"};

		initPQExpBuffer(&message);
		appendPQExpBuffer(&message, "%s %s", impact_subject(result, row), effect);
		for (int i = 0; i < lengthof(parts); i++)
		{
			char	   *part = cli_query_column(result, row, parts[i]);

			if (part[0])
				appendPQExpBuffer(&message, "\n%s", part);
		}
		finding.severity = strcmp(effect, "breaks") == 0 ? "error" :
			strcmp(effect, "changes its result type") == 0 ? "warning" : "note";
		finding.code = psprintf("impact %s", effect);
		finding.message = message.data;
		cli_findings_add(&findings, &finding);
	}
	return findings;
}

static void
print_impact(const PGresult *result)
{
	for (int row = 0; row < PQntuples(result); row++)
	{
		cli_output_print("%s: %s\n", cli_query_column(result, row, "effect"),
						 cli_output_line(impact_subject(result, row)));
		cli_output_block(cli_query_column(result, row, "message"));
		cli_output_block(cli_query_column(result, row, "detail"));
		cli_output_block(cli_query_column(result, row, "query"));
	}
}

static void
print_impact_markdown(const PGresult *result)
{
	int			count = PQntuples(result);

	cli_markdown_title(count == 0 ? "schemaver impact: no query breaks" : "schemaver impact: %d found", count);
	if (count > 0)
		cli_markdown_table("effect", "what", "message", "query", NULL);
	for (int row = 0; row < count; row++)
		cli_markdown_row(cli_query_column(result, row, "effect"), impact_subject(result, row),
						 cli_query_column(result, row, "message"), cli_query_column(result, row, "query"), NULL);
}

static int
run_impact(CliArguments *arguments)
{
	CliFormat	format = cli_findings_format(arguments);
	CliParameters parameters = {0};
	CliFindings findings;
	PGresult   *result;

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "heads"));
	cli_query_add_bool(&parameters, false);
	cli_connection_open(arguments);
	result = try_scripts(arguments,
						 "SELECT i.*, pg_catalog.row_to_json(i) AS json FROM @.schemaver_impact($1, $2) i", &parameters);
	cli_connection_rollback();
	findings = impact_findings(result);
	if (format == CLI_FORMAT_JSON)
		cli_findings_print_json(result);
	else if (format == CLI_FORMAT_TEXT)
		print_impact(result);
	else if (format == CLI_FORMAT_MARKDOWN)
		print_impact_markdown(result);
	else
		cli_findings_print(&findings, format);
	return gate_status(&findings);
}

/* ----------
 * The table
 * ----------
 */
#define FORMATS \
	{CLI_FORMAT, "text (default), markdown, github, gitlab or sarif"}, \
	{CLI_SARIF, "--format=sarif"}

static const CliVerbOption verify_options[] = {
	{CLI_ROWS, "with N rows in each table: is data lost?"},
	{CLI_SAMPLE, "take them from the real tables"},
	{CLI_IN_PLACE, "on the real tables, in a staging copy of the database"},
	{CLI_AGAIN, "also what has a verdict"},
	{CLI_WRITE, "write the verdicts into the files"},
	FORMATS,
	{CLI_NO_OPTION}
};

static const CliVerbOption format_options[] = {
	FORMATS,
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_proof[] = {
	{"verify", "[RANGE]", 0, 1, "prove that revisions go up, down and up again",
		"Proves that the revisions of the range (default: current:heads, what is pending)\n"
		"go up, down and up again, those of the folder included; base:heads is the whole\n"
		"history, from nothing.  Nothing stays but the verdicts.  Fails, with 5, if one\n"
	"of them is not good.", verify_options, run_verify},
	{"online", "REVISION", 1, 1, "write the online form of a revision into its file",
		"Derives the online form of a revision, which does the same without stopping\n"
	"anybody, and writes it into the file.  Without a file, the database keeps it.", online_options, run_online},
	{"derive", "REVISION", 1, 1, "print the downgrade script of a revision",
		"Prints the downgrade script of a revision, derived from what its upgrade script\n"
	"does to the schema.  The database and the file stay as they are.", NULL, run_derive},
	{"lint", "[TARGET]", 0, 1, "say what is dangerous in upgrade scripts",
		"Says what is dangerous in the upgrade scripts that the target (default: heads)\n"
	"needs, those of the folder included.  Fails, with 5, if that is an error.", format_options, run_lint},
	{"impact", "[TARGET]", 0, 1, "list the queries that an upgrade would break",
		"Lists the queries, views and functions that an upgrade to the target (default:\n"
		"heads) would break, or give other types of results.  Fails, with 5, if one\n"
	"breaks.", format_options, run_impact},
	{NULL}
};
