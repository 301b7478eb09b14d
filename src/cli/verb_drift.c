/*-------------------------------------------------------------------------
 *
 * verb_drift.c
 *	  drift, record, undo-drift, track: what was changed without a revision.
 *
 * The file of a revision that is recorded is written before that is committed, so
 * that the database never has one whose file could not be written.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/folder.h"
#include "cli/markdown.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/verb.h"
#include "pqexpbuffer.h"

/* ----------
 * What the verbs share
 * ----------
 */

/* What was done to the object, in words; what is not known is a change. */
static char *
change_of(const PGresult *result, int row)
{
	char	   *action = cli_query_column(result, row, "action");

	return cli_output_line(psprintf("%s %s \"%s\"", action[0] ? action : "change",
									cli_query_column(result, row, "kind"),
									cli_query_column(result, row, "identity")));
}

/* Who it was, as far as that is known, for the end of a line */
static char *
author_of(const PGresult *result, int row)
{
	char	   *author = cli_query_column(result, row, "changed_by");

	return author[0] ? cli_output_line(psprintf(", by %s", author)) : pg_strdup("");
}

/* When, and in which transaction, as far as that is known */
static char *
moment_of(const PGresult *result, int row)
{
	char	   *at = cli_query_column(result, row, "changed_at");
	char	   *transaction = cli_query_column(result, row, "transaction_id");

	if (at[0])
		return at;
	return transaction[0] ? psprintf("transaction %s", transaction) : pg_strdup("");
}

static PGresult *
find_drift(const CliArguments *arguments)
{
	CliParameters parameters = {0};

	cli_query_add_texts(&parameters, arguments->counts[CLI_SCHEMA], arguments->values[CLI_SCHEMA]);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_REPLAY));
	return cli_query_run("SELECT d.*, pg_catalog.row_to_json(d) AS json "
						 "FROM @.schemaver_drift($1, $2, false) d", &parameters);
}

/* ----------
 * drift
 * ----------
 */
static void
print_drift(const PGresult *result)
{
	for (int row = 0; row < PQntuples(result); row++)
	{
		char	   *moment = moment_of(result, row);

		cli_output_print("%s%s%s%s%s%s\n", cli_output_color(CLI_YELLOW), change_of(result, row),
						 cli_output_color(CLI_PLAIN), moment[0] ? ", " : "", moment, author_of(result, row));
		cli_output_block(cli_query_column(result, row, "upgrade"));
	}
}

static void
print_drift_markdown(const PGresult *result)
{
	int			count = PQntuples(result);
	PQExpBufferData repeats;
	PQExpBufferData undoes;

	if (count == 0)
	{
		cli_markdown_title("schemaver drift: none");
		return;
	}
	initPQExpBuffer(&repeats);
	initPQExpBuffer(&undoes);
	cli_markdown_title("schemaver drift: %d %s", count, count == 1 ? "object" : "objects");
	cli_markdown_table("change", "before", "after", "when", "who", NULL);
	for (int row = 0; row < count; row++)
	{
		cli_markdown_row(change_of(result, row), cli_query_column(result, row, "before"),
						 cli_query_column(result, row, "after"), moment_of(result, row),
						 cli_query_column(result, row, "changed_by"), NULL);
		appendPQExpBuffer(&repeats, "%s\n", cli_query_column(result, row, "upgrade"));
		appendPQExpBuffer(&undoes, "%s\n", cli_query_column(result, count - row - 1, "downgrade"));
	}
	cli_markdown_code("What repeats it", "sql", repeats.data);
	cli_markdown_code("What undoes it", "sql", undoes.data);
}

static int
run_drift(CliArguments *arguments)
{
	const char *format = cli_options_value(arguments, CLI_FORMAT);
	PGresult   *result;

	if (format && strcmp(format, "text") != 0 && strcmp(format, "markdown") != 0)
		cli_options_misuse(arguments->verb, "unrecognized format \"%s\"", format);
	cli_connection_open(arguments);
	cli_connection_begin();
	cli_connection_as_caller();
	result = find_drift(arguments);
	cli_connection_as_client();
	/* what was found to be as it should be is noted */
	cli_connection_commit();
	if (cli_output_is_json())
		cli_findings_print_json(result);
	else if (format && strcmp(format, "markdown") == 0)
		print_drift_markdown(result);
	else
		print_drift(result);
	if (PQntuples(result) == 0 && !format)
		cli_output_note("nothing was changed without a revision\n");
	return PQntuples(result) > 0 ? CLI_DIFFERS : CLI_FINE;
}

/* ----------
 * record
 * ----------
 */

/* Write the file of the revision, and let the database know it by its name. */
static void
write_file(const CliArguments *arguments, char *id)
{
	CliParameters parameters = {0};
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));
	PGresult   *exported;
	char	   *name;
	char	   *content;
	size_t		length;

	cli_query_add_text(&parameters, psprintf("%s:%s", id, id));
	exported = cli_query_run("SELECT * FROM @.schemaver_export($1)", &parameters);
	name = cli_query_column(exported, 0, "filename");
	content = cli_query_column(exported, 0, "content");
	length = strlen(content);
	memset(&parameters, 0, sizeof(parameters));
	cli_query_add_texts(&parameters, 1, &name);
	cli_query_add_byteas(&parameters, 1, &content, &length);
	cli_query_run("SELECT * FROM @.schemaver_load_files($1, $2, false, false)", &parameters);
	cli_folder_put(files, cli_files_folder(arguments), name, content);
	cli_folder_check_places(files, CLI_REPLACE_NOTHING, NULL);
	cli_folder_create(cli_files_folder(arguments));
	cli_folder_prepare(files);
	cli_connection_commit();
	cli_folder_place(files);
	cli_files_print_paths(files);
}

static int
run_record(CliArguments *arguments)
{
	CliParameters parameters = {0};
	static char *head[] = {"head"};
	char	   *id;

	if (!cli_options_given(arguments, CLI_MESSAGE))
		cli_options_misuse(arguments->verb, "\"record\" needs a message: -m");
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_MESSAGE));
	if (cli_options_given(arguments, CLI_HEAD))
		cli_query_add_texts(&parameters, arguments->counts[CLI_HEAD], arguments->values[CLI_HEAD]);
	else
		cli_query_add_texts(&parameters, 1, head);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_SPLICE));
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_REV_ID));
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_REPLAY));
	cli_folder_check(cli_files_folder(arguments), true);
	cli_files_load(arguments);
	cli_connection_as_caller();
	id = cli_query_value("SELECT @.schemaver_record($1, $2, $3, $4, $5)", &parameters);
	cli_connection_as_client();
	if (id != NULL)
		write_file(arguments, id);
	else
	{
		cli_connection_commit();
		cli_output_note("nothing was changed without a revision\n");
	}
	return CLI_FINE;
}

/* ----------
 * undo-drift
 * ----------
 */
static int
run_undo(CliArguments *arguments)
{
	CliParameters parameters = {0};
	bool		execute = cli_options_given(arguments, CLI_FORCE);
	PGresult   *result;

	cli_query_add_bool(&parameters, !execute);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_REPLAY));
	cli_connection_open(arguments);
	cli_connection_begin();
	cli_connection_as_caller();
	result = cli_query_run("SELECT u.*, pg_catalog.row_to_json(u) AS json "
						   "FROM @.schemaver_undo_drift($1, $2) u", &parameters);
	cli_connection_as_client();
	cli_connection_commit();
	if (cli_output_is_json())
	{
		cli_findings_print_json(result);
		return CLI_FINE;
	}
	for (int row = 0; row < PQntuples(result); row++)
	{
		char	   *hazard = cli_query_column(result, row, "hazard_code");

		cli_output_print("%s%s%s%s\n", change_of(result, row), hazard[0] ? " [" : "", hazard, hazard[0] ? "]" : "");
		cli_output_block(cli_query_column(result, row, "script"));
	}
	if (PQntuples(result) == 0)
		cli_output_note("nothing was changed without a revision\n");
	else
		cli_output_note(execute ? "taken back\n" : "nothing was executed: --force does\n");
	return CLI_FINE;
}

/* ----------
 * track
 * ----------
 */
static int
run_track(CliArguments *arguments)
{
	cli_connection_open(arguments);
	cli_connection_begin();
	cli_query_run("SELECT @.schemaver_track()", NULL);
	cli_connection_commit();
	cli_output_note("the schemas are taken as they are\n");
	return CLI_FINE;
}

/* ----------
 * The table
 * ----------
 */
#define REPLAY_HELP "compare with what the revisions make, run from\nnothing in a shadow"

static const CliVerbOption drift_options[] = {
	{CLI_SCHEMA, "a schema that is looked at (default: all); several times"},
	{CLI_REPLAY, REPLAY_HELP},
	{CLI_FORMAT, "text (default) or markdown"},
	{CLI_NO_OPTION}
};

static const CliVerbOption record_options[] = {
	{CLI_MESSAGE, "message of the revision"},
	{CLI_HEAD, "below which revision (default: head); several times"},
	{CLI_SPLICE, "below a revision that is not a head"},
	{CLI_REV_ID, "its id (default: random)"},
	{CLI_REPLAY, REPLAY_HELP},
	{CLI_NO_OPTION}
};

static const CliVerbOption undo_options[] = {
	{CLI_FORCE, "execute it"},
	{CLI_REPLAY, REPLAY_HELP},
	{CLI_NO_OPTION}
};

static const CliVerbOption track_options[] = {
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_drift[] = {
	{"drift", "", 0, 0, "show what was changed without a revision",
		"Shows what differs from how the last run has left the schemas, and fails, with\n"
	"4, if anything does.", drift_options, run_drift},
	{"record", "", 0, 0, "make a revision of what was changed without one",
		"Writes a revision that repeats what was changed and one that undoes it, both\n"
	"tried out, records it as applied, and writes its file.", record_options, run_record},
	{"undo-drift", "", 0, 0, "take back what was changed without a revision",
		"Shows the statements that lead back to how the last run has left the schemas,\n"
	"and what is dangerous about them; executes them if that is asked for.", undo_options, run_undo},
	{"track", "", 0, 0, "take the schemas as they are for how they should be",
		"Stores what the schemas consist of: from then on it is drift what is changed\n"
	"without a revision.", track_options, run_track},
	{NULL}
};
