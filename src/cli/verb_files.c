/*-------------------------------------------------------------------------
 *
 * verb_files.c
 *	  Verbs about the folder and its files: init, load, export, squash, import.
 *
 * Where a command changes the database and files, what is written is checked
 * and is on the disk before the commit, and gets its names after it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/alembic.h"
#include "cli/connection.h"
#include "cli/files.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"
#include "cli/verb.h"

/* ----------
 * init
 * ----------
 */
static int
init(CliArguments *arguments)
{
	const char *folder = cli_options_operand(arguments, 0, cli_files_folder(arguments));
	bool		had_folder = cli_folder_exists(folder);
	bool		had_extension;
	char	   *database;

	cli_connection_open(arguments);
	had_extension = cli_query_value("SELECT pg_catalog.max(extversion) FROM pg_catalog.pg_extension WHERE extname OPERATOR(pg_catalog.=) 'schemaver'", NULL) != NULL;
	database = cli_output_line(cli_query_value("SELECT pg_catalog.current_database()", NULL));
	if (!had_extension)
		PQclear(cli_query_run("CREATE EXTENSION IF NOT EXISTS schemaver", NULL));
	cli_folder_create(folder);
	if (cli_output_is_json())
		cli_output_print("{\"created_extension\": %s, \"created_folder\": %s}\n", had_extension ? "false" : "true", had_folder ? "false" : "true");
	if (!had_extension)
		cli_output_note("created extension schemaver in database %s\n", database);
	if (!had_folder)
		cli_output_note("created folder %s\n", cli_output_line(folder));
	if (had_extension && had_folder)
		cli_output_note("nothing to do: database %s has the extension schemaver, and folder %s exists\n", database, cli_output_line(folder));
	return CLI_FINE;
}

/* ----------
 * load
 * ----------
 */
static void
print_loaded(const PGresult *result)
{
	PQExpBuffer buffer = createPQExpBuffer();

	for (int i = 0; i < PQntuples(result); i++)
	{
		if (!cli_output_is_json())
		{
			appendPQExpBuffer(buffer, "%s\n", cli_files_loaded_line(result, i));
			continue;
		}
		appendPQExpBufferStr(buffer, i > 0 ? ", \n {\"revision\": " : "{\"revision\": ");
		cli_output_append_json(buffer, cli_query_is_null(result, i, "revision") ? NULL : cli_query_column(result, i, "revision"));
		appendPQExpBufferStr(buffer, ", \"repeatable\": ");
		cli_output_append_json(buffer, cli_query_is_null(result, i, "repeatable") ? NULL : cli_query_column(result, i, "repeatable"));
		appendPQExpBufferStr(buffer, ", \"action\": ");
		cli_output_append_json(buffer, cli_query_column(result, i, "action"));
		appendPQExpBufferStr(buffer, ", \"filename\": ");
		cli_output_append_json(buffer, cli_query_is_null(result, i, "filename") ? NULL
							   : cli_files_path(cli_query_column(result, i, "filename")));
		appendPQExpBufferChar(buffer, '}');
	}
	if (cli_output_is_json())
		cli_output_print("[");
	cli_output_text(buffer->data);
	if (cli_output_is_json())
		cli_output_print("]\n");
}

/* The name of a file that the command line has, as the folder has it */
static const char *
name_in_folder(const char *folder, const char *path)
{
	size_t		length = strlen(folder);

	if (strncmp(path, folder, length) == 0 && path[length] == '/')
		return path + length + 1;
	return path;
}

static int
load(CliArguments *arguments)
{
	const char *folder = cli_files_folder(arguments);
	const PGresult *result;

	cli_report_set_outcome("nothing was loaded");
	if (arguments->operand_count > 0)
	{
		CliFiles   *files = pg_malloc0(sizeof(CliFiles));

		for (int i = 0; i < arguments->operand_count; i++)
			cli_folder_add(files, name_in_folder(folder, arguments->operands[i]), arguments->operands[i]);
		cli_files_load_these(arguments, files);
	}
	else
		cli_files_load(arguments);
	result = cli_files_loaded();
	cli_connection_commit();
	if (result != NULL)
		print_loaded(result);
	return CLI_FINE;
}

static const CliVerbOption load_options[] = {
	{CLI_FORCE, "change applied revisions too"},
	{CLI_NO_OPTION}
};

/* ----------
 * export
 * ----------
 */
static int
export(CliArguments *arguments)
{
	const char *folder = cli_files_folder(arguments);
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));
	const char *query = "SELECT * FROM @.schemaver_export($1)";
	CliParameters parameters = {0};
	PGresult   *result;

	cli_query_add_text(&parameters, cli_options_operand(arguments, 0, "heads"));
	cli_connection_open(arguments);
	cli_connection_begin_read_only();
	if (cli_output_is_json())
	{
		cli_query_print_json(query, &parameters);
		return CLI_FINE;
	}
	result = cli_query_run(query, &parameters);
	cli_connection_rollback();
	for (int i = 0; i < PQntuples(result); i++)
	{
		if (cli_options_given(arguments, CLI_STDOUT))
			cli_output_print("%s\n", cli_query_column(result, i, "content"));
		else
			cli_folder_put(files, folder, cli_query_column(result, i, "filename"), cli_query_column(result, i, "content"));
	}
	if (cli_options_given(arguments, CLI_STDOUT))
		return CLI_FINE;
	cli_folder_create(folder);
	cli_folder_check_places(files, CLI_REPLACE_ANY, NULL);
	cli_folder_prepare(files);
	cli_folder_place(files);
	cli_files_print_paths(files);
	return CLI_FINE;
}

static const CliVerbOption export_options[] = {
	{CLI_STDOUT, "print them instead"},
	{CLI_NO_OPTION}
};

/* ----------
 * squash
 * ----------
 */

/* The files that change: the new revision, and those that refer to it */
static CliFiles *
squashed_files(const char *folder, const char *id)
{
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));
	CliParameters parameters = {0};
	PGresult   *result;

	cli_query_add_text(&parameters, id);
	result = cli_query_run("SELECT r.revision, e.filename, e.content FROM schemaver.revision r, @.schemaver_export(pg_catalog.concat(r.revision, ':', r.revision)) e"
						   " WHERE r.revision = $1 OR $1 = ANY (r.down_revisions) OR $1 = ANY (r.depends_on)", &parameters);
	for (int i = 0; i < PQntuples(result); i++)
	{
		const CliFile *known = cli_files_of_revision(cli_query_column(result, i, "revision"));
		const char *content = cli_query_column(result, i, "content");

		if (known != NULL)
			cli_folder_replace(files, known, content);
		else
			cli_folder_put(files, folder, cli_query_column(result, i, "filename"), content);
	}
	return files;
}

/* The files of the revisions that do not exist any more */
static CliFiles *
obsolete_files(void)
{
	const PGresult *loaded = cli_files_loaded();
	PGresult   *result = cli_query_run("SELECT revision FROM schemaver.revision", NULL);
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));

	for (int i = 0; loaded != NULL && i < PQntuples(loaded); i++)
	{
		const char *revision = cli_query_column(loaded, i, "revision");
		const CliFile *file = cli_files_of_revision(revision);
		bool		exists = file == NULL;

		for (int j = 0; j < PQntuples(result) && !exists; j++)
			exists = strcmp(PQgetvalue(result, j, 0), revision) == 0;
		if (!exists)
			cli_folder_replace(files, file, "");
	}
	return files;
}

static int
squash(CliArguments *arguments)
{
	const char *folder = cli_files_folder(arguments);
	CliParameters parameters = {0};
	CliFiles   *written;
	CliFiles   *obsolete;
	char	   *id;

	cli_report_set_outcome("nothing was changed");
	cli_folder_check(folder, true);
	cli_query_add_text(&parameters, arguments->operands[0]);
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_MESSAGE));
	cli_query_add_text(&parameters, cli_options_value(arguments, CLI_REV_ID));
	cli_files_load(arguments);
	(void) cli_files_loaded();
	id = cli_query_value("SELECT @.schemaver_squash($1, $2, $3)", &parameters);
	written = squashed_files(folder, id);
	obsolete = obsolete_files();
	cli_folder_check_places(written, CLI_REPLACE_KNOWN, cli_files_known());
	cli_folder_prepare(written);
	cli_connection_commit();
	cli_report_set_outcome(NULL);
	cli_folder_place(written);
	for (int i = 0; i < obsolete->count; i++)
	{
		if (cli_folder_find(written, obsolete->files[i].path) == NULL)
			cli_folder_remove(&obsolete->files[i]);
	}
	cli_files_print_loaded();
	cli_files_print_paths(written);
	return CLI_FINE;
}

static const CliVerbOption squash_options[] = {
	{CLI_MESSAGE, "what it does (default: what it replaces)"},
	{CLI_REV_ID, "the id (default: random)"},
	{CLI_NO_OPTION}
};

/* ----------
 * remove
 * ----------
 */

/* The file of a revision; NULL: it has none.  An error if others are in it. */
static CliFile *
file_of_one(const char *revision)
{
	const PGresult *loaded = cli_files_loaded();
	CliFile    *file = cli_files_of_revision(revision);

	for (int i = 0; file != NULL && i < PQntuples(loaded); i++)
	{
		const char *other = cli_query_column(loaded, i, "revision");

		if (strcmp(other, revision) != 0 && !cli_query_is_null(loaded, i, "filename")
			&& strcmp(cli_query_column(loaded, i, "filename"), file->name) == 0)
			cli_report_fail(CLI_ERROR, "file \"%s\" has other revisions, too: take \"%s\" out of it", file->path, revision);
	}
	return file;
}

static int
remove_revision(CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;
	CliFile    *file;
	char	   *id;

	cli_report_set_outcome("nothing was removed");
	cli_query_add_text(&parameters, arguments->operands[0]);
	cli_files_load(arguments);
	result = cli_query_run("SELECT revision FROM @.schemaver_show($1)", &parameters);
	if (PQntuples(result) != 1)
		cli_report_fail(CLI_ERROR, "target \"%s\" does not name one revision", arguments->operands[0]);
	id = cli_query_column(result, 0, "revision");
	file = file_of_one(id);
	memset(&parameters, 0, sizeof(parameters));
	cli_query_add_text(&parameters, id);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_FORCE));
	cli_query_run("SELECT @.schemaver_remove($1, $2)", &parameters);
	cli_connection_commit();
	cli_report_set_outcome(NULL);
	if (file)
		cli_folder_remove(file);
	cli_files_print_loaded();
	if (cli_output_is_json())
	{
		PQExpBuffer json = createPQExpBuffer();

		cli_output_append_json(json, id);
		cli_output_print("[%s]\n", json->data);
	}
	cli_output_note("removed %s%s%s\n", cli_output_line(id), file ? ": " : "", file ? cli_output_line(file->path) : "");
	return CLI_FINE;
}

static const CliVerbOption remove_options[] = {
	{CLI_FORCE, "one that is applied, too, and the record of that"},
	{CLI_NO_OPTION}
};

/* ----------
 * import
 * ----------
 */

/* Reads the files that the format wants; the server is told the names of all. */
static CliFiles *
wanted_files(const char *format, const char *directory)
{
	CliFiles   *files = cli_folder_list_tree(directory);
	CliParameters parameters = {0};
	char	  **names = pg_malloc0((files->count + 1) * sizeof(char *));
	PGresult   *result;

	for (int i = 0; i < files->count; i++)
		names[i] = files->files[i].name;
	cli_query_add_text(&parameters, format);
	cli_query_add_texts(&parameters, files->count, names);
	result = cli_query_run("SELECT * FROM @.schemaver_import_wants($1, $2)", &parameters);
	for (int i = 0; i < PQntuples(result); i++)
	{
		CliFile    *file = cli_folder_find(files, PQgetvalue(result, i, 0));

		if (file != NULL && file->content == NULL)
			cli_folder_fill(file);
	}
	return files;
}

/* The import itself, with the settings of the caller: it finds the table of the tool. */
static PGresult *
import_rows(const char *format, const char *directory)
{
	CliParameters parameters = {0};
	const char *call;

	cli_connection_begin();
	if (strcmp(format, "alembic") == 0)
	{
		CliAlembic *alembic = cli_alembic_ask(directory);

		cli_query_add_text(&parameters, alembic->upgrades);
		cli_query_add_text(&parameters, alembic->downgrades);
		cli_query_add_text(&parameters, alembic->history);
		call = "SELECT * FROM @.schemaver_import_alembic($1, $2, $3)";
	}
	else
	{
		cli_files_know(wanted_files(format, directory));
		cli_query_add_text(&parameters, format);
		cli_files_add_parameters(&parameters, cli_files_known());
		call = "SELECT * FROM @.schemaver_import($1, $2, $3)";
	}
	cli_connection_as_caller();
	return cli_query_run(call, &parameters);
}

static int
import(CliArguments *arguments)
{
	const char *folder = cli_files_folder(arguments);
	char	   *source = pg_strdup(cli_options_operand(arguments, 1, "."));
	size_t		length = strlen(source);
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));
	PGresult   *result;

	if (length > 1 && source[length - 1] == '/')
		source[length - 1] = '\0';
	if (!cli_folder_exists(source))
		cli_report_fail(CLI_ERROR, "folder \"%s\" does not exist", source);
	cli_report_set_outcome("nothing was imported");
	cli_connection_open(arguments);
	result = import_rows(arguments->operands[0], source);
	for (int i = 0; i < PQntuples(result); i++)
		cli_folder_put(files, folder, cli_query_column(result, i, "filename"), cli_query_column(result, i, "content"));
	cli_folder_create(folder);
	cli_folder_check_places(files, CLI_REPLACE_SAME, NULL);
	cli_folder_prepare(files);
	cli_connection_commit();
	cli_report_set_outcome(NULL);
	cli_folder_place(files);
	for (int i = 0; i < PQntuples(result); i++)
		cli_output_note("%s %s%s\n", cli_query_column(result, i, "action"), cli_files_subject(result, i),
						cli_query_flag(result, i, "applied") ? " (applied)" : "");
	cli_files_print_paths(files);
	return CLI_FINE;
}

const CliVerb cli_verb_files[] = {
	{
		"init", "[FOLDER]", 0, 1, "create the extension in the database, and the folder",
		"Creates the extension in the database, and the folder, unless they exist.",
		NULL, init
	},
	{
		"load", "[FILE]...", 0, -1, "bring the folder, or some files, into the database",
		"Brings the files, or all files of the folder, into the database, all or none.\n"
		"Prints what is added, changed and accepted, and what is not among the files.",
		load_options, load
	},
	{
		"export", "[TARGET]", 0, 1, "write the revisions of the database as files",
		"Writes files of the target (default: heads) and the revisions that it depends\n"
		"on, or of a range a:b, into the folder.  Files of the same name are replaced.",
		export_options, export
	},
	{
		"squash", "A:B", 1, 1, "replace a range by one revision",
		"Replaces a range by one revision, in the database and in the folder.",
		squash_options, squash
	},
	{
		"remove", "TARGET", 1, 1, "remove a revision and its file",
		"Removes a revision that no other one needs, from the database and from the\n"
		"folder.",
		remove_options, remove_revision
	},
	{
		"import", "FORMAT [DIRECTORY]", 1, 2, "make revision files of another tool's migrations",
		"Makes revision files of another tool's migrations, in the folder, and loads\n"
		"them.  What the tool's own table lists as applied is recorded as applied.\n\n"
		"FORMAT is alembic, dbmate, diesel, django, drizzle, flyway, golang-migrate,\n"
		"goose, liquibase, node-pg-migrate, plain, pop, popx, prisma, rails, sql-migrate\n"
		"or sqitch; DIRECTORY (default: .) is the folder that the tool is given.  For\n"
		"Alembic, it is where you call alembic, which must be installed.",
		NULL, import
	},
	{NULL}
};
