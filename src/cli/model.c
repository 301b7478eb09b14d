/*-------------------------------------------------------------------------
 *
 * model.c
 *	  The model of the project: files, folders, or what a command prints.
 *
 * It is declared in a transaction that is rolled back, so that what is compared
 * is always what the files say, and never an older copy in the database.  A
 * command is run by the shell, with what it says on the standard error left to
 * the terminal; one of the configuration file runs where that file is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/config.h"
#include "cli/connection.h"
#include "cli/folder.h"
#include "cli/model.h"
#include "cli/output.h"
#include "cli/report.h"
#include "fe_utils/string_utils.h"

/* Folders within folders: more than that is a loop of links. */
#define MAX_DEPTH 32

typedef struct Texts
{
	char	  **names;
	char	  **contents;
	int			count;
} Texts;

static Texts model;
static bool is_read = false;

/* ----------
 * Reading
 * ----------
 */

/* All that comes from there, without a byte order mark */
static void
add_stream(FILE *input, const char *name)
{
	PQExpBufferData text;
	char		buffer[65536];
	size_t		count;

	initPQExpBuffer(&text);
	while ((count = fread(buffer, 1, sizeof(buffer), input)) > 0)
		appendBinaryPQExpBuffer(&text, buffer, count);
	if (ferror(input))
		cli_report_fail(CLI_ERROR, "could not read model \"%s\": %m", name);
	if (PQExpBufferDataBroken(text))
		cli_report_fail(CLI_ERROR, "model \"%s\" is too large", name);
	if (strlen(text.data) != text.len)
		cli_report_fail(CLI_ERROR, "model \"%s\" contains a null byte", name);
	model.names = pg_realloc(model.names, (model.count + 1) * sizeof(char *));
	model.contents = pg_realloc(model.contents, (model.count + 1) * sizeof(char *));
	model.names[model.count] = pg_strdup(name);
	model.contents[model.count++] = strncmp(text.data, "\xEF\xBB\xBF", 3) == 0 ? text.data + 3 : text.data;
}

static void
add_file(const char *name)
{
	FILE	   *input = fopen(name, "r");

	if (!input)
		cli_report_fail(CLI_ERROR, "could not open model \"%s\": %m", name);
	add_stream(input, name);
	fclose(input);
}

static void
add_command(const char *command, const char *directory)
{
	PQExpBufferData line;
	FILE	   *output;
	int			status;

	initPQExpBuffer(&line);
	if (directory[0])
	{
		appendPQExpBufferStr(&line, "cd -- ");
		appendShellString(&line, directory);
		appendPQExpBufferStr(&line, " && ");
	}
	appendPQExpBuffer(&line, "{ %s\n}", command);
	fflush(NULL);
	output = popen(line.data, "r");
	if (!output)
		cli_report_fail(CLI_ERROR, "could not run command \"%s\": %m", command);
	add_stream(output, command);
	status = pclose(output);
	if (status == -1)
		cli_report_fail(CLI_ERROR, "could not wait for command \"%s\": %m", command);
	else if (WIFSIGNALED(status))
		cli_report_fail(CLI_ERROR, "the command of the model was ended by signal %d: %s", WTERMSIG(status), command);
	else if (status != 0)
		cli_report_fail(CLI_ERROR, "the command of the model failed with exit status %d: %s", WEXITSTATUS(status), command);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The names in a folder that are not hidden, in the order of their bytes */
static char **
list_folder(const char *folder, int *count)
{
	DIR		   *dir = opendir(folder);
	char	  **names = NULL;
	struct dirent *entry;

	*count = 0;
	if (!dir)
		cli_report_fail(CLI_ERROR, "could not open folder \"%s\": %m", folder);
	while (errno = 0, (entry = readdir(dir)) != NULL)
	{
		if (entry->d_name[0] == '.')
			continue;
		names = pg_realloc(names, (*count + 1) * sizeof(char *));
		names[(*count)++] = pg_strdup(entry->d_name);
	}
	if (errno)
		cli_report_fail(CLI_ERROR, "could not read folder \"%s\": %m", folder);
	closedir(dir);
	if (*count > 0)
		qsort(names, *count, sizeof(char *), compare_names);
	return names;
}

/* The .sql files of a folder and of those in it */
static void
add_folder(const char *folder, int depth)
{
	int			count;
	char	  **names = list_folder(folder, &count);

	if (depth > MAX_DEPTH)
		cli_report_fail(CLI_ERROR, "folder \"%s\" is too deep", folder);
	for (int i = 0; i < count; i++)
	{
		size_t		length = strlen(names[i]);
		char	   *path = psprintf("%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", names[i]);
		struct stat status;

		if (stat(path, &status) != 0)
			cli_report_fail(CLI_ERROR, "could not look at file \"%s\": %m", path);
		if (S_ISDIR(status.st_mode))
			add_folder(path, depth + 1);
		else if (length > 4 && strcmp(names[i] + length - 4, ".sql") == 0)
			add_file(path);
	}
}

static void
add_source(const char *source, const char *directory)
{
	struct stat status;
	int			before = model.count;

	if (strcmp(source, "-") == 0)
		add_stream(stdin, "standard input");
	else if (source[0] == '!')
		add_command(source + 1, directory);
	else if (stat(source, &status) == 0 && S_ISDIR(status.st_mode))
	{
		add_folder(source, 0);
		if (model.count == before)
			cli_report_fail(CLI_ERROR, "folder \"%s\" has no .sql files", source);
	}
	else
		add_file(source);
}

/* What prints nothing has failed, more likely than not: it would drop all. */
static void
refuse_empty(void)
{
	for (int i = 0; i < model.count; i++)
	{
		if (model.contents[i][strspn(model.contents[i], " \t\r\n")])
			return;
	}
	cli_report_fail(CLI_ERROR, "the model is empty");
}

bool
cli_model_read(const CliArguments *arguments)
{
	const CliConfig *config = cli_config_get();

	if (is_read)
		return model.count > 0;
	is_read = true;
	if (cli_options_given(arguments, CLI_MODEL))
	{
		for (int i = 0; i < arguments->counts[CLI_MODEL]; i++)
			add_source(arguments->values[CLI_MODEL][i], "");
	}
	else
	{
		for (SimpleStringListCell *cell = config->model.head; cell; cell = cell->next)
			add_source(cell->val, config->model_directory);
	}
	if (model.count > 0)
		refuse_empty();
	return model.count > 0;
}

/* ----------
 * Declaring
 * ----------
 */

char *
cli_model_add_schemas(const CliArguments *arguments, CliParameters *parameters)
{
	const CliConfig *config = cli_config_get();
	char	  **names = arguments->values[CLI_SCHEMA];
	int			count = arguments->counts[CLI_SCHEMA];

	if (count == 0)
	{
		for (SimpleStringListCell *cell = config->schemas.head; cell; cell = cell->next)
		{
			names = pg_realloc(names, (count + 1) * sizeof(char *));
			names[count++] = cell->val;
		}
	}
	if (count == 0)
		return pg_strdup("NULL::pg_catalog.text[]");
	cli_query_add_texts(parameters, count, names);
	return psprintf("$%d", parameters->count);
}

bool
cli_model_privileges(const CliArguments *arguments)
{
	return cli_options_given(arguments, CLI_PRIVILEGES) || cli_config_get()->privileges;
}

/* Report the error of a statement of the model, with the line that it is on. */
static void
report_failure(const PGresult *result)
{
	CliError   *error = cli_report_error_of(result);

	/* not of a cancel, whose status is another one */
	for (int i = 0; i < model.count && error->file && strcmp(error->sqlstate, "57014") != 0; i++)
	{
		const char *line = model.contents[i];

		if (strcmp(model.names[i], error->file) != 0)
			continue;
		for (int number = 1; number < error->line && line; number++)
		{
			line = strchr(line, '\n');
			line = line ? line + 1 : NULL;
		}
		if (line)
			error->source = pnstrdup(line, strcspn(line, "\r\n"));
		cli_report_error(error, CLI_ERROR);
	}
	cli_report_server_error(result);
}

char *
cli_model_declare(const CliArguments *arguments)
{
	CliParameters parameters = {0};
	PGresult   *result;
	char	   *schemas;

	cli_query_add_texts(&parameters, model.count, model.names);
	cli_query_add_texts(&parameters, model.count, model.contents);
	cli_query_add_bool(&parameters, cli_model_privileges(arguments));
	schemas = cli_model_add_schemas(arguments, &parameters);
	cli_connection_as_caller();
	result = cli_query_try(psprintf("SELECT pg_catalog.array_to_string(@.schemaver_model($1, $2, %s, $3, NULL::pg_catalog.text[]), ', ')", schemas),
						   &parameters);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		report_failure(result);
	cli_connection_as_client();
	return pg_strdup(PQgetvalue(result, 0, 0));
}

bool
cli_model_is_stale(void)
{
	/* who may only check need not be able to read what is applied */
	if (strcmp(cli_query_value("SELECT pg_catalog.has_table_privilege('schemaver.applied'::pg_catalog.text, 'SELECT'::pg_catalog.text)", NULL), "t") != 0)
		return false;
	return cli_query_value("SELECT m.created_at FROM schemaver.model m WHERE m.created_at OPERATOR(pg_catalog.<) "
						   "(SELECT pg_catalog.max(a.applied_at) FROM schemaver.applied a)", NULL) != NULL;
}

void
cli_model_refuse_stale(void)
{
	char	   *lost;

	if (!cli_model_is_stale())
		return;
	lost = cli_query_value("SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', d.kind, d.identity), ', ') "
						   "FROM @.schemaver_diff(false, NULL::pg_catalog.text[]) d "
						   "WHERE d.action OPERATOR(pg_catalog.=) 'drop' "
						   "AND pg_catalog.strpos(d.hazard_code, 'data_loss') OPERATOR(pg_catalog.>) 0", NULL);
	if (lost)
		cli_report_fail_hint(CLI_ERROR,
							 "Name the model with --model or in schemaver.conf; or, if these are to go, store it again with \"schemaver model\".",
							 "the model in the database is older than what is applied, and does not have: %s", lost);
}

/* ----------
 * The other way: the database as statements
 * ----------
 */

char *
cli_model_dump(const CliArguments *arguments)
{
	CliParameters parameters = {0};
	char	   *schemas;

	cli_query_add_bool(&parameters, cli_model_privileges(arguments));
	schemas = cli_model_add_schemas(arguments, &parameters);
	return cli_query_value(psprintf("SELECT @.schemaver_dump(%s, $1)", schemas), &parameters);
}

void
cli_model_update_file(const CliArguments *arguments)
{
	const char *path = cli_config_get()->schema_file;
	CliFiles	old = {0};
	char	   *text;

	if (!path)
		return;
	cli_connection_begin();
	text = cli_model_dump(arguments);
	cli_connection_rollback();
	if (access(path, F_OK) == 0)
		cli_folder_add(&old, path, path);
	if (old.count > 0 && strlen(text) == old.files[0].length && memcmp(text, old.files[0].content, old.files[0].length) == 0)
		return;
	cli_folder_write(path, text);
	cli_output_note("wrote %s\n", path);
}
