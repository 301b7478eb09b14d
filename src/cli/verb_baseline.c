/*-------------------------------------------------------------------------
 *
 * verb_baseline.c
 *	  baseline: adopt a database that exists.
 *
 * Its schema becomes the model file, and the first revision, which is recorded
 * as applied.  That is one transaction.  The files are written before it is
 * committed, so that the database never has a revision whose file could not be
 * written.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/config.h"
#include "cli/connection.h"
#include "cli/files.h"
#include "cli/folder.h"
#include "cli/model.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

#define DEFAULT_MODEL "model.sql"
#define CONFIG_FILE "schemaver.conf"

/* The file that gets the model: that of the command line or the configuration. */
static const char *
model_file(const CliArguments *arguments)
{
	const SimpleStringListCell *model = cli_config_get()->model.head;
	const char *file = cli_options_operand(arguments, 0, NULL);

	if (file)
		return file;
	if (model && !model->next && model->val[0] != '!' && !cli_folder_exists(model->val))
		return model->val;
	if (model)
		cli_options_misuse(arguments->verb, "the model in \"%s\" is not a file: name one", cli_config_get()->file);
	return DEFAULT_MODEL;
}

static void
refuse_revisions(const CliArguments *arguments)
{
	const char *folder = cli_files_folder(arguments);

	if (cli_folder_exists(folder) && cli_folder_read(folder, NULL)->count > 0)
		cli_report_fail(CLI_ERROR, "folder \"%s\" has revisions already", folder);
}

/* The revision, recorded as applied */
static char *
add_revision(const CliArguments *arguments, const char *upgrade, const char *downgrade)
{
	CliParameters parameters = {0};
	const char *message = cli_options_value(arguments, CLI_MESSAGE);
	char	   *id;

	cli_query_add_text(&parameters, message ? message : "baseline");
	cli_query_add_text(&parameters, upgrade);
	cli_query_add_text(&parameters, downgrade);
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_REV_ID));
	id = cli_query_value("SELECT @.schemaver_revision($1, $2, $3, false, '{base}'::pg_catalog.text[], false, "
						 "'{}'::pg_catalog.text[], '{}'::pg_catalog.text[], $4, true, false, NULL::pg_catalog.text[], false)",
						 &parameters);
	memset(&parameters, 0, sizeof(parameters));
	cli_query_add_texts(&parameters, 1, &id);
	cli_query_add_bool(&parameters, false);
	cli_query_run("SELECT pg_catalog.count(*) FROM @.schemaver_stamp($1, $2)", &parameters);
	return id;
}

/* What is tried, and what the log says, is not for people. */
static void
ignore_notice(void *arg, const PGresult *result)
{
}

/*
 * The downgrade of the statements: derived, in a subtransaction that is rolled
 * back.  NULL if that cannot be: then there is none, and it is said why.
 */
static char *
derive_downgrade(const CliArguments *arguments, const char *upgrade)
{
	CliParameters parameters = {0};
	PGresult   *result;
	char	   *downgrade = NULL;

	cli_query_run("SAVEPOINT derived", NULL);
	cli_query_add_text(&parameters, add_revision(arguments, upgrade, NULL));
	result = cli_query_try("SELECT @.schemaver_derive($1)", &parameters);
	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		downgrade = pg_strdup(PQgetvalue(result, 0, 0));
	else
	{
		const CliError *error = cli_report_error_of(result);

		/* a cancel, or a lost connection */
		if (strcmp(error->sqlstate, "57014") == 0 || PQstatus(cli_connection_pg()) != CONNECTION_OK)
			cli_report_server_error(result);
		cli_output_message("the revision has no downgrade script: %s\n", cli_output_line(error->message));
	}
	cli_query_run("ROLLBACK TO SAVEPOINT derived", NULL);
	return downgrade;
}

/* The schema of the database; an error if there is nothing in it. */
static char *
dump_database(const CliArguments *arguments)
{
	char	   *text = cli_model_dump(arguments);

	if (!strstr(text, "CREATE "))
		cli_report_fail_hint(CLI_ERROR, "Write the first revision with \"schemaver revision\".",
							 "database \"%s\" has nothing to adopt", cli_connection_database());
	return text;
}

/* Load the file that was written, so that the database knows it by its name. */
static void
load_file(char *name, char *content)
{
	CliParameters parameters = {0};
	size_t		length = strlen(content);

	cli_query_add_texts(&parameters, 1, &name);
	cli_query_add_byteas(&parameters, 1, &content, &length);
	cli_query_run("SELECT * FROM @.schemaver_load_files($1, $2, true, false)", &parameters);
}

/* The files that it writes, of which the second is that of the revision */
static CliFiles *
collect_files(const CliArguments *arguments, const char *model, const char *dump, const PGresult *exported)
{
	const char *folder = cli_files_folder(arguments);
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));

	cli_folder_put_path(files, model, dump);
	cli_folder_put(files, folder, cli_query_column(exported, 0, "filename"), cli_query_column(exported, 0, "content"));
	if (!cli_config_get()->file)
		cli_folder_put_path(files, CONFIG_FILE, psprintf("folder = %s\nmodel = %s\n", folder, model));
	cli_folder_check_places(files, CLI_REPLACE_NOTHING, NULL);
	return files;
}

static int
run_baseline(CliArguments *arguments)
{
	const char *model = model_file(arguments);
	CliParameters parameters = {0};
	PGresult   *exported;
	CliFiles   *files;
	char	   *dump;
	char	   *id;

	refuse_revisions(arguments);
	cli_connection_open(arguments);
	cli_query_run("SET client_min_messages = warning", NULL);
	cli_query_run("CREATE EXTENSION IF NOT EXISTS schemaver", NULL);
	cli_query_run("RESET client_min_messages", NULL);
	cli_connection_begin();
	if (cli_query_value("SELECT r.revision FROM schemaver.revision r LIMIT 1", NULL))
		cli_report_fail(CLI_ERROR, "database \"%s\" has revisions already", cli_connection_database());
	dump = dump_database(arguments);
	PQsetNoticeReceiver(cli_connection_pg(), ignore_notice, NULL);
	cli_connection_as_caller();
	id = add_revision(arguments, dump, derive_downgrade(arguments, dump));
	cli_connection_as_client();
	cli_query_add_text(&parameters, psprintf("%s:%s", id, id));
	exported = cli_query_run("SELECT * FROM @.schemaver_export($1)", &parameters);
	load_file(cli_query_column(exported, 0, "filename"), cli_query_column(exported, 0, "content"));
	files = collect_files(arguments, model, dump, exported);
	cli_folder_create(cli_files_folder(arguments));
	cli_folder_prepare(files);
	cli_connection_commit();
	cli_folder_place(files);
	cli_files_print_paths(files);
	cli_output_note("database \"%s\" is at %s\n", cli_connection_database(), id);
	return CLI_FINE;
}

static const CliVerbOption baseline_options[] = {
	{CLI_MESSAGE, "message of the revision (default: baseline)"},
	{CLI_REV_ID, "its id (default: random)"},
	{CLI_SCHEMA, "a schema to adopt (default: all); several times"},
	{CLI_PRIVILEGES, "with owners and privileges"},
	{CLI_NO_OPTION}
};

const CliVerb cli_verb_baseline[] = {
	{"baseline", "[FILE]", 0, 1, "adopt a database that exists",
		"Writes the schema of the database into a model file (default: that of\n"
		"schemaver.conf, or model.sql) and into a first revision, and records that as\n"
		"applied.  Creates the extension, the folder and schemaver.conf, unless they\n"
	"exist.", baseline_options, run_baseline},
	{NULL}
};
