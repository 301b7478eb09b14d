/*-------------------------------------------------------------------------
 *
 * verb_run.c
 *	  Verbs that change what is applied: upgrade, downgrade, deploy and stamp.
 *
 * The identifiers of the revisions that were run are the result.  What happens
 * is told as it happens; a closing line says what has become of the database,
 * and after an error, what has not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/config.h"
#include "cli/connection.h"
#include "cli/files.h"
#include "cli/model.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

/* ----------
 * What is told in the end
 * ----------
 */

#define VERSION "SELECT version FROM @.schemaver_status()"

/* The row of that: "a, b" or, if nothing is applied, "base" */
static char *
version_of(const PGresult *result)
{
	char	   *list = cli_output_line(cli_query_joined(result, 0, "version"));

	return list[0] ? list : "base";
}

static char *
version(void)
{
	return version_of(cli_query_run(VERSION, NULL));
}

/* "2 revisions" */
static char *
counted(int count, const char *what)
{
	return psprintf("%d %s%s", count, what, count == 1 ? "" : "s");
}

/* What was run, so many revisions among it: "2 revisions, 1 repeatable script"; "" for nothing */
static char *
what_was_run(int count)
{
	int			counts[] = {count, cli_notice_repeated(), cli_notice_checked()};
	const char *const names[] = {"revision", "repeatable script", "check"};
	char	   *list = "";

	for (int i = 0; i < lengthof(counts); i++)
	{
		if (counts[i] > 0)
			list = psprintf("%s%s%s", list, list[0] ? ", " : "", counted(counts[i], names[i]));
	}
	return list;
}

/*
 * Prints the identifiers in the first column: lines, or a JSON array.  On a
 * terminal the steps were told already.
 */
static void
print_ids(const PGresult *result)
{
	PQExpBuffer buffer = createPQExpBuffer();
	bool		json = cli_output_is_json();

	if (!json && cli_output_on_terminal() && cli_output_messages_on_terminal())
		return;
	for (int i = 0; i < PQntuples(result); i++)
	{
		if (json)
		{
			appendPQExpBufferStr(buffer, i > 0 ? ", " : "");
			cli_output_append_json(buffer, PQgetvalue(result, i, 0));
		}
		else
			appendPQExpBuffer(buffer, "%s\n", PQgetvalue(result, i, 0));
	}
	if (json)
	{
		cli_output_text("[");
		cli_output_text(buffer->data);
		cli_output_text("]\n");
	}
	else
		cli_output_text(buffer->data);
}

static void
print_nothing_to_do(const char *now)
{
	cli_output_note("nothing to do: %s is at %s\n", cli_output_line(cli_connection_database()), now);
}

static void
print_end(const char *what, const PGresult *result, const char *now, double began)
{
	int			count = PQntuples(result);

	print_ids(result);
	if (what_was_run(count)[0] == '\0' && !cli_notice_stopped())
		print_nothing_to_do(now);
	else if (what_was_run(count)[0] != '\0')
		cli_output_note("%s%s %s to %s%s: %s in %s\n", cli_output_message_color(CLI_GREEN), what,
						cli_output_line(cli_connection_database()), now, cli_output_message_color(CLI_PLAIN),
						what_was_run(count), cli_notice_duration(cli_notice_now() - began));
}

/* ----------
 * Scripts for psql
 * ----------
 */
static int
print_script(CliArguments *arguments, const char *call)
{
	CliParameters parameters = {0};

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "head"));
	cli_files_preview(arguments);
	cli_connection_as_caller();
	if (cli_output_is_json())
		call = psprintf("pg_catalog.to_json(%s)", call);
	cli_output_print("%s\n", cli_query_value(psprintf("SELECT %s", call), &parameters));
	return CLI_FINE;
}

/* ----------
 * upgrade, downgrade: all in one transaction
 * ----------
 */

/* The transaction has begun: the rest of it is one trip to the server. */
static int
run(CliArguments *arguments, const char *call, const char *what, double began)
{
	PGresult   *answers[2];

	cli_query_run_together(psprintf(CLI_AS_CALLER "SELECT * FROM %s;" VERSION "; COMMIT", call),
						   cli_options_operand(arguments, 0, "head"), 2, answers);
	cli_notice_end_step();
	cli_report_set_outcome(NULL);
	cli_files_print_loaded();
	print_end(what, answers[0], version_of(answers[1]), began);
	cli_model_update_file(arguments);
	return CLI_FINE;
}

/*
 * True if the status, which came with the answer about the folder, says that an
 * upgrade to the head has nothing to do: then it need not be called.
 */
static bool
is_current(CliArguments *arguments, const PGresult *status)
{
	int			heads;

	if (status == NULL || arguments->operand_count > 0 || cli_config_get()->schema_file != NULL)
		return false;
	(void) cli_query_elements(status, 0, "heads", &heads);
	return heads == 1 && strcmp(cli_query_column(status, 0, "state"), "current") == 0;
}

static int
upgrade(CliArguments *arguments)
{
	double		began = cli_notice_now();
	PGresult   *status;

	if (cli_options_given(arguments, CLI_SQL))
		return print_script(arguments, "@.schemaver_upgrade_sql($1, true)");
	cli_report_set_outcome("nothing was loaded or applied");
	status = cli_files_load_and_ask(arguments, "SELECT state, heads, version FROM @.schemaver_status()");
	if (is_current(arguments, status))
	{
		cli_output_text(cli_output_is_json() ? "[]\n" : "");
		print_nothing_to_do(version_of(status));
		return CLI_FINE;
	}
	return run(arguments, "@.schemaver_upgrade($1::pg_catalog.text)", "upgraded", began);
}

static const CliVerbOption upgrade_options[] = {
	{CLI_SQL, "print a script for psql instead; TARGET may be a range a:b"},
	{CLI_FORCE, "load changes of applied revisions too"},
	{CLI_NO_OPTION}
};

static int
downgrade(CliArguments *arguments)
{
	double		began = cli_notice_now();

	cli_options_override(arguments, CLI_NO_LOAD);
	if (cli_options_given(arguments, CLI_SQL))
		return print_script(arguments, "@.schemaver_downgrade_sql($1, true)");
	cli_report_set_outcome("nothing was undone");
	cli_files_load(arguments);
	return run(arguments, "@.schemaver_downgrade($1::pg_catalog.text)", "downgraded", began);
}

static const CliVerbOption downgrade_options[] = {
	{CLI_SQL, "print a script for psql instead; TARGET is a range a:b"},
	{CLI_NO_OPTION}
};

/* ----------
 * deploy: a transaction for each revision
 * ----------
 */

/* The last entry of the log before the deploy */
static char *last_entry;

/* The revisions that were run since */
static PGresult *
query_done(bool must)
{
	CliParameters parameters = {0};
	const char *query = "SELECT revision FROM schemaver.log WHERE id > $1::pg_catalog.int8 AND sqlstate IS NULL AND operation IN ('upgrade', 'downgrade') ORDER BY id";

	cli_query_add_text(&parameters, last_entry);
	return must ? cli_query_run(query, &parameters) : cli_query_try(query, &parameters);
}

static const char *
deploy_outcome(void)
{
	PGresult   *result;

	if (PQstatus(cli_connection_pg()) != CONNECTION_OK)
		return "the connection is lost: \"schemaver status\" shows what was applied";
	cli_connection_begin();
	result = query_done(false);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		return NULL;
	if (PQntuples(result) == 0)
		return "nothing was applied";
	return psprintf("%s committed before that: %s", PQntuples(result) == 1 ? "1 revision was" : psprintf("%d revisions were", PQntuples(result)),
					cli_output_line(cli_query_list(result, 0)));
}

static int
deploy(CliArguments *arguments)
{
	bool		down = cli_options_given(arguments, CLI_DOWNGRADE);
	double		began = cli_notice_now();
	CliParameters parameters = {0};
	PGresult   *result;
	char	   *now;

	cli_report_set_outcome("nothing was loaded or applied");
	if (down)
		cli_options_override(arguments, CLI_NO_LOAD);
	cli_files_load(arguments);
	last_entry = cli_query_value("SELECT coalesce(pg_catalog.max(id), 0) FROM schemaver.log", NULL);
	cli_connection_commit();
	cli_files_print_loaded();

	cli_report_set_outcome(NULL);
	cli_report_set_outcome_function(deploy_outcome);
	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "head"));
	cli_query_add_text(&parameters, down ? "downgrade" : "upgrade");
	PQclear(cli_query_run("SET schemaver.progress = on", NULL));
	if (cli_options_given(arguments, CLI_UNTIL) || cli_options_given(arguments, CLI_NO_ONLINE))
	{
		cli_query_add_text(&parameters, cli_options_value(arguments, CLI_UNTIL));
		cli_query_add_bool(&parameters, !cli_options_given(arguments, CLI_NO_ONLINE));
		PQclear(cli_query_run("CALL @.schemaver_deploy($1, $2, $3, $4)", &parameters));
	}
	else
		PQclear(cli_query_run("CALL @.schemaver_deploy($1, $2)", &parameters));
	cli_notice_end_step();
	cli_report_set_outcome_function(NULL);
	PQclear(cli_query_run("RESET schemaver.progress", NULL));

	cli_connection_begin();
	result = query_done(true);
	now = version();
	cli_connection_rollback();
	print_end(down ? "downgraded" : "upgraded", result, now, began);
	cli_model_update_file(arguments);
	return CLI_FINE;
}

static const CliVerbOption deploy_options[] = {
	{CLI_DOWNGRADE, "undo what is above the target"},
	{CLI_UNTIL, "stop before this phase of an online form: backfill,\nvalidate, swap or contract; the next deploy goes on there"},
	{CLI_NO_ONLINE, "run the plain scripts"},
	{CLI_FORCE, "load changes of applied revisions too"},
	{CLI_NO_OPTION}
};

/* ----------
 * stamp
 * ----------
 */
static int
stamp(CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;
	char	   *now;

	if (cli_options_given(arguments, CLI_SQL))
	{
		if (arguments->operand_count != 1)
			cli_options_misuse(arguments->verb, "\"stamp --sql\" takes one target");
		if (cli_options_given(arguments, CLI_PURGE))
			cli_options_misuse(arguments->verb, "\"stamp --sql\" has no option \"--purge\"");
		return print_script(arguments, "@.schemaver_stamp_sql($1)");
	}
	cli_report_set_outcome("nothing was loaded or stamped");
	cli_files_load(arguments);
	cli_query_add_texts(&parameters, arguments->operand_count, arguments->operands);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_PURGE));
	result = cli_query_run("SELECT * FROM @.schemaver_stamp($1, $2)", &parameters);
	now = version();
	cli_connection_commit();
	cli_report_set_outcome(NULL);
	cli_files_print_loaded();
	print_ids(result);
	cli_output_note("stamped %s as %s\n", cli_output_line(cli_connection_database()), now);
	return CLI_FINE;
}

static const CliVerbOption stamp_options[] = {
	{CLI_PURGE, "first remove everything that is recorded as applied"},
	{CLI_SQL, "print a script for psql instead; TARGET may be a range a:b"},
	{CLI_FORCE, "load changes of applied revisions too"},
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_run[] = {
	{
		"upgrade", "[TARGET]", 0, 1, "load the folder, and run what the target needs",
		"Loads the folder, and runs what the target needs (default: head), all in one\n"
		"transaction.  A target is an id, the beginning of one, a label, head, heads,\n"
		"+N, label@head, label@+N.",
		upgrade_options, upgrade
	},
	{
		"downgrade", "TARGET", 1, 1, "undo what is above the target",
		"Undoes what is above the target: an id, base, -N, label@-N.  It needs no files.",
		downgrade_options, downgrade
	},
	{
		"deploy", "[TARGET]", 0, 1, "load the folder, and run revision by revision, each committed",
		"Loads the folder, and runs what the target needs (default: head), each revision\n"
		"in a transaction of its own, including those that cannot run in one.",
		deploy_options, deploy
	},
	{
		"stamp", "TARGET...", 1, -1, "set the version without running anything",
		"Loads the folder, and sets the version without running anything.",
		stamp_options, stamp
	},
	{NULL}
};
