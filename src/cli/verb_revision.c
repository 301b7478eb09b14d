/*-------------------------------------------------------------------------
 *
 * verb_revision.c
 *	  Verbs for those who write revisions: revision, merge, split and edit.
 *
 * The server writes the file of a new revision: in a transaction that is rolled
 * back, the folder is loaded, the revision is created and exported.  So the
 * database stays as it is, and knows the revision when the folder is loaded.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/model.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

/* ----------
 * What revision and merge share
 * ----------
 */

/* Puts files into the folder, and prints their names. */
static void
place(CliFiles *files)
{
	cli_folder_prepare(files);
	cli_folder_place(files);
	cli_files_print_paths(files);
}

/*
 * Creates a revision by a call of a function, whose parameters are given, and
 * writes its file.
 */
static int
create(CliArguments *arguments, const char *call, const CliParameters *parameters)
{
	const char *folder = cli_files_folder(arguments);
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));
	CliParameters range = {0};
	PGresult   *result;
	char	   *id;

	id = cli_query_value(psprintf("SELECT %s", call), parameters);
	if (id == NULL)
	{
		cli_output_note("nothing to do: %s is as its model declares\n", cli_output_line(cli_connection_database()));
		if (cli_output_is_json())
			cli_output_print("[]\n");
		return CLI_FINE;
	}
	cli_query_add_text(&range, psprintf("%s:%s", id, id));
	result = cli_query_run("SELECT filename, content FROM @.schemaver_export($1)", &range);
	cli_connection_rollback();
	for (int i = 0; i < PQntuples(result); i++)
		cli_folder_put(files, folder, cli_query_column(result, i, "filename"), cli_query_column(result, i, "content"));
	cli_folder_check_places(files, CLI_REPLACE_NOTHING, NULL);
	place(files);
	return CLI_FINE;
}

/* The values of an option that may be given several times */
static void
add_values(CliParameters *parameters, const CliArguments *arguments, CliOptionId id)
{
	cli_query_add_texts(parameters, arguments->counts[id], arguments->values[id]);
}

/* ----------
 * revision
 * ----------
 */
static int
revision(CliArguments *arguments)
{
	static char *head[] = {"head"};
	bool		autogenerate = cli_options_given(arguments, CLI_AUTOGENERATE);
	const char *message = cli_options_value(arguments, CLI_MESSAGE);
	CliParameters parameters = {0};
	bool		has_model;

	if (cli_options_given(arguments, CLI_MODEL) && !autogenerate)
		cli_options_misuse(arguments->verb, "\"--model\" needs \"--autogenerate\"");
	cli_folder_check(cli_files_folder(arguments), true);
	has_model = autogenerate && cli_model_read(arguments);
	cli_query_add_text(&parameters, message ? message : "empty message");
	cli_query_add_text(&parameters, autogenerate ? NULL : "");
	cli_query_add_text(&parameters, autogenerate ? NULL : "");
	cli_query_add_bool(&parameters, autogenerate);
	if (cli_options_given(arguments, CLI_HEAD))
		add_values(&parameters, arguments, CLI_HEAD);
	else
		cli_query_add_texts(&parameters, 1, head);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_SPLICE));
	add_values(&parameters, arguments, CLI_BRANCH_LABEL);
	add_values(&parameters, arguments, CLI_DEPENDS_ON);
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_REV_ID));
	cli_query_add_bool(&parameters, !cli_options_given(arguments, CLI_NO_TRANSACTION));
	add_values(&parameters, arguments, CLI_RENAME);
	cli_files_load(arguments);
	if (has_model)
		cli_model_declare(arguments);
	else if (autogenerate)
		cli_model_refuse_stale();
	return create(arguments, "@.schemaver_revision($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false, $11)", &parameters);
}

static const CliVerbOption revision_options[] = {
	{CLI_MESSAGE, "what the revision does"},
	{CLI_AUTOGENERATE, "fill it with what differs from the model"},
	{CLI_MODEL, CLI_MODEL_HELP},
	{CLI_SCHEMA, CLI_SCHEMA_HELP},
	{CLI_PRIVILEGES, CLI_PRIVILEGES_HELP},
	{CLI_RENAME, "what has another name in the model, such as\npublic.users.email=mail; several times"},
	{CLI_HEAD, "parent (default: head); may be given several times"},
	{CLI_SPLICE, "allow a parent that has a child already"},
	{CLI_BRANCH_LABEL, "name of the branch that begins here"},
	{CLI_DEPENDS_ON, "what must be applied before; several times"},
	{CLI_REV_ID, "the id (default: random)"},
	{CLI_NO_TRANSACTION, "for statements that cannot run in a transaction"},
	{CLI_NO_OPTION}
};

/* ----------
 * merge
 * ----------
 */
static int
merge(CliArguments *arguments)
{
	static char *heads[] = {"heads"};
	CliParameters parameters = {0};

	cli_folder_check(cli_files_folder(arguments), true);
	if (arguments->operand_count > 0)
		cli_query_add_texts(&parameters, arguments->operand_count, arguments->operands);
	else
		cli_query_add_texts(&parameters, 1, heads);
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_MESSAGE));
	add_values(&parameters, arguments, CLI_BRANCH_LABEL);
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_REV_ID));
	add_values(&parameters, arguments, CLI_DEPENDS_ON);
	cli_files_load(arguments);
	return create(arguments, "@.schemaver_merge($1, $2, $3, $4, $5, false, NULL::pg_catalog.text, NULL::pg_catalog.text)", &parameters);
}

static const CliVerbOption merge_options[] = {
	{CLI_MESSAGE, "what it does (default: what it joins)"},
	{CLI_BRANCH_LABEL, "name of the branch that begins here"},
	{CLI_DEPENDS_ON, "what must be applied before; several times"},
	{CLI_REV_ID, "the id (default: random)"},
	{CLI_NO_OPTION}
};

/* ----------
 * split
 * ----------
 */

/*
 * Collects the file of a revision as the server writes it: in place of the one that
 * it has, or a new one.
 */
static void
collect(CliFiles *files, const char *folder, const char *id)
{
	const CliFile *file = cli_files_of_revision(id);
	CliParameters range = {0};
	PGresult   *result;

	cli_query_add_text(&range, psprintf("%s:%s", id, id));
	result = cli_query_run("SELECT filename, content FROM @.schemaver_export($1)", &range);
	for (int i = 0; i < PQntuples(result); i++)
	{
		char	   *content = cli_query_column(result, i, "content");

		if (file)
			cli_folder_replace(files, file, content);
		else
			cli_folder_put(files, folder, cli_query_column(result, i, "filename"), content);
	}
}

static int
split(CliArguments *arguments)
{
	const char *folder = cli_files_folder(arguments);
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));
	CliParameters parameters = {0};
	CliParameters second = {0};
	char	   *id;

	cli_folder_check(folder, true);
	cli_query_add_text(&parameters, arguments->operands[0]);
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_REV_ID));
	cli_files_load(arguments);
	(void) cli_files_loaded();
	/* that the file does not change along with the revision: it will */
	cli_query_run("SET LOCAL client_min_messages = warning", NULL);
	cli_connection_as_caller();
	id = cli_query_value("SELECT @.schemaver_split_rename($1, $2)", &parameters);
	cli_connection_as_client();
	cli_query_add_text(&second, id);
	collect(files, folder, cli_query_value("SELECT (s.down_revisions)[1] FROM @.schemaver_show($1) s", &second));
	collect(files, folder, id);
	cli_connection_rollback();
	cli_folder_check_places(files, CLI_REPLACE_KNOWN, cli_files_known());
	place(files);
	return CLI_FINE;
}

static const CliVerbOption split_options[] = {
	{CLI_REV_ID, "the id of the second one (default: random)"},
	{CLI_NO_OPTION}
};

/* ----------
 * edit
 * ----------
 */
static int
edit(CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;
	int			count = 0;

	cli_query_add_text(&parameters, arguments->operands[0]);
	cli_files_preview(arguments);
	result = cli_query_run("SELECT revision FROM @.schemaver_show($1)", &parameters);
	(void) cli_files_loaded();
	cli_connection_rollback();
	for (int i = 0; i < PQntuples(result); i++)
	{
		const CliFile *file = cli_files_of_revision(PQgetvalue(result, i, 0));

		if (file == NULL)
			continue;
		cli_program_edit(file->path);
		count++;
	}
	if (count == 0)
		cli_report_fail(CLI_ERROR, "folder \"%s\" has no file of \"%s\"", cli_files_folder(arguments), arguments->operands[0]);

	/* is it still a revision, and what would a load do with it? */
	cli_files_forget();
	cli_files_preview(arguments);
	cli_files_print_loaded();
	return CLI_FINE;
}

const CliVerb cli_verb_revision[] = {
	{
		"revision", "", 0, 0, "write a new revision file",
		"Writes a new revision file, for you to fill in.  The database stays as it is.",
		revision_options, revision
	},
	{
		"merge", "[TARGET]...", 0, -1, "write a revision file that joins others",
		"Writes a revision file that joins the targets (default: heads).",
		merge_options, merge
	},
	{
		"split", "TARGET", 1, 1, "make two revisions of one that renames",
		"Writes two revision files in place of one that renames tables or columns.  After\n"
		"the first, the old and the new names work; the second takes the old names away.",
		split_options, split
	},
	{
		"edit", "TARGET", 1, 1, "open the file of a revision in an editor",
		"Opens the file of the revision in $VISUAL or $EDITOR, and then checks it.",
		NULL, edit
	},
	{NULL}
};
