/*-------------------------------------------------------------------------
 *
 * files.c
 *	  The folder on its way to the server.
 *
 * What differs, where errors are, and what revisions are in which files is for
 * the server to say; here are names and bytes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <sys/time.h>
#include <unistd.h>

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"

static CliFiles *known;
static const char *known_folder;

/* What the server says about them: revision, action, filename */
static PGresult *loaded;

/* The server has them all, and nothing else: there is nothing to load. */
static bool all_stored;

const char *
cli_files_folder(const CliArguments *arguments)
{
	const char *folder = cli_options_value(arguments, CLI_DIR);

	return folder ? folder : "migrations";
}

CliFiles *
cli_files_known(void)
{
	return known;
}

const char *
cli_files_path(const char *name)
{
	CliFile    *file = cli_folder_find(known, name);

	if (file != NULL)
		return file->path;
	/* one that is gone */
	return known_folder && name[0] && name[0] != '/' ? psprintf("%s/%s", known_folder, name) : name;
}

CliFile *
cli_files_of_revision(const char *revision)
{
	(void) cli_files_loaded();
	for (int i = 0; loaded != NULL && i < PQntuples(loaded); i++)
	{
		const char *name = cli_query_column(loaded, i, "filename");
		CliFile    *file;

		if (cli_query_is_null(loaded, i, "revision") || cli_query_is_null(loaded, i, "filename")
			|| strcmp(cli_query_column(loaded, i, "revision"), revision) != 0)
			continue;
		file = cli_folder_find(known, name);
		if (file == NULL)
			cli_report_fail(CLI_ERROR, "the server named a file that it was not sent: \"%s\"", name);
		return file;
	}
	return NULL;
}

/* Adds names and contents, or of what the server has, only the names. */
static void
add_parameters(CliParameters *parameters, const CliFiles *files, bool stored_too)
{
	char	  **names = pg_malloc0((files->count + 1) * sizeof(char *));
	char	  **contents = pg_malloc0((files->count + 1) * sizeof(char *));
	size_t	   *lengths = pg_malloc0((files->count + 1) * sizeof(size_t));

	for (int i = 0; i < files->count; i++)
	{
		names[i] = files->files[i].name;
		contents[i] = files->files[i].is_stored && !stored_too ? NULL : files->files[i].content;
		lengths[i] = files->files[i].length;
	}
	cli_query_add_texts(parameters, files->count, names);
	cli_query_add_byteas(parameters, files->count, contents, lengths);
}

void
cli_files_add_parameters(CliParameters *parameters, const CliFiles *files)
{
	add_parameters(parameters, files, true);
}

/* ----------
 * Where an error of a script is: the server knows the lines of the files.
 * ----------
 */

/* Line number "line" of a text, copied; NULL: there is none. */
static char *
line_of(const char *text, int line)
{
	size_t		length;
	char	   *copy;

	while (--line > 0 && (text = strchr(text, '\n')) != NULL)
		text++;
	if (text == NULL)
		return NULL;
	length = strcspn(text, "\r\n");
	copy = pg_malloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

/* A text in which files have their paths: file "a.sql" */
static char *
with_paths(const char *text)
{
	PQExpBuffer buffer = createPQExpBuffer();
	const char *at;

	if (text == NULL)
		return NULL;
	while ((at = strstr(text, "file \"")) != NULL)
	{
		char	   *name = pg_strdup(at + 6);

		name[strcspn(name, "\"")] = '\0';
		appendBinaryPQExpBuffer(buffer, text, at + 6 - text);
		appendPQExpBufferStr(buffer, cli_files_path(name));
		text = at + 6 + strlen(name);
	}
	appendPQExpBufferStr(buffer, text);
	return buffer->data;
}

static void
locate(CliError *error)
{
	CliFile    *file;

	if (known == NULL)
		return;
	error->detail = with_paths(error->detail);
	if (error->file == NULL && error->revision != NULL && PQtransactionStatus(cli_connection_pg()) <= PQTRANS_INERROR)
	{
		CliParameters parameters = {0};
		PGresult   *result;

		if (PQtransactionStatus(cli_connection_pg()) != PQTRANS_IDLE)
			cli_connection_rollback();
		cli_connection_begin();
		cli_query_add_text(&parameters, error->revision);
		cli_files_add_parameters(&parameters, known);
		result = cli_query_try("SELECT * FROM @.schemaver_file_lines($2, $3) WHERE revision = $1", &parameters);
		if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
		{
			char	   *column = psprintf("%s_line", error->script);

			for (char *p = column; *p != '\0'; p++)
				*p = *p == ' ' ? '_' : *p;

			error->file = cli_query_column(result, 0, "filename");
			if (PQfnumber(result, column) >= 0 && !cli_query_is_null(result, 0, column))
				error->line = cli_query_number(result, 0, column) + error->script_line - 1;
		}
		cli_connection_rollback();
	}
	if (error->file == NULL)
		return;
	file = cli_folder_find(known, error->file);
	if (file == NULL)
		return;
	error->file = file->path;
	if (error->line > 0 && file->content != NULL && strlen(file->content) == file->length)
		error->source = line_of(file->content, error->line);
}

void
cli_files_know(CliFiles *files)
{
	known = files;
	cli_report_set_locator(locate);
}

/* ----------
 * Loading
 * ----------
 */
static uint32 seed;
static char *checksum_query;
static char *checksum;			/* of the folder */

/* Another seed each time, so that nobody makes files that have one checksum. */
static void
choose_seed(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	seed = now.tv_usec + 1000003 * now.tv_sec + 999983 * getpid();
	checksum_query = psprintf("SELECT @.schemaver_files_checksum(%u)", seed);
}

/* Reads and hashes the folder, while the server prepares to answer. */
static void
read_known(const CliArguments *arguments, const char *query)
{
	choose_seed();
	cli_connection_start(arguments, checksum_query, query);
	known_folder = cli_files_folder(arguments);
	if (known == NULL)
		known = cli_folder_read(known_folder, cli_connection_advance);
	cli_folder_hash(known, cli_connection_advance);
	checksum = psprintf(INT64_FORMAT, (int64) cli_folder_checksum(known, seed));
	cli_files_know(known);
}

/* True if the server has all files as they are, and no revision besides. */
static bool
is_same_folder(void)
{
	PGresult   *early = cli_connection_early_answer(0);
	PGresult   *result = early ? early : cli_query_run(checksum_query, NULL);

	return strcmp(PQgetvalue(result, 0, 0), checksum) == 0;
}

/*
 * Asks which files the server does not have, by their names and checksums: only
 * those are sent.
 */
static void
find_stored(void)
{
	CliParameters parameters = {0};
	char	  **names = pg_malloc0((known->count + 1) * sizeof(char *));
	char	  **hashes = pg_malloc0((known->count + 1) * sizeof(char *));
	size_t	   *lengths = pg_malloc0((known->count + 1) * sizeof(size_t));
	PGresult   *result;
	char	  **changed;

	for (int i = 0; i < known->count; i++)
	{
		names[i] = known->files[i].name;
		hashes[i] = (char *) known->files[i].sha256;
		lengths[i] = CLI_SHA256_LENGTH;
		known->files[i].is_stored = true;
	}
	all_stored = is_same_folder();
	if (all_stored || known->count == 0)
		return;
	cli_query_add_texts(&parameters, known->count, names);
	cli_query_add_byteas(&parameters, known->count, hashes, lengths);
	result = cli_query_run("SELECT ARRAY(SELECT f FROM @.schemaver_changed_files($1, $2) f) AS changed", &parameters);
	changed = cli_query_elements(result, 0, "changed", NULL);
	for (; *changed != NULL; changed++)
	{
		CliFile    *file = cli_folder_find(known, *changed);

		if (file == NULL)
			cli_report_fail(CLI_ERROR, "the server named a file that it was not sent: \"%s\"", *changed);
		file->is_stored = false;
	}
}

/*
 * Lets the server know the folder.  For what only reads, in its memory; but
 * changes of applied revisions, which are loaded by force, are rolled back.
 */
static void
load(const CliArguments *arguments, bool to_read)
{
	bool		force = cli_options_given(arguments, CLI_FORCE);
	CliParameters parameters = {0};

	find_stored();
	if (all_stored)
		return;
	add_parameters(&parameters, known, false);
	if (to_read && !force)
	{
		loaded = cli_query_run("SELECT * FROM @.schemaver_preview($1, $2, true)", &parameters);
		return;
	}
	cli_query_add_bool(&parameters, force);
	loaded = cli_query_run("SELECT * FROM @.schemaver_load_files($1, $2, true, $3)", &parameters);
}

PGresult *
cli_files_preview_and_ask(const CliArguments *arguments, const char *query)
{
	bool		wanted = cli_options_given(arguments, CLI_DIR) || cli_folder_exists(cli_files_folder(arguments));
	PGresult   *early;

	wanted = wanted && !cli_options_given(arguments, CLI_NO_LOAD);
	if (wanted)
		read_known(arguments, query);
	cli_connection_open(arguments);
	cli_connection_begin();
	if (wanted)
		load(arguments, true);
	if (query == NULL)
		return NULL;
	early = wanted && all_stored ? cli_connection_early_answer(1) : NULL;
	return early ? early : cli_query_run(query, NULL);
}

void
cli_files_preview(const CliArguments *arguments)
{
	(void) cli_files_preview_and_ask(arguments, NULL);
}

PGresult *
cli_files_load_and_ask(const CliArguments *arguments, const char *query)
{
	bool		wanted = !cli_options_given(arguments, CLI_NO_LOAD);

	if (wanted)
		read_known(arguments, query);
	cli_connection_open(arguments);
	cli_connection_begin();
	if (wanted)
		load(arguments, false);
	return wanted && all_stored && query != NULL ? cli_connection_early_answer(1) : NULL;
}

void
cli_files_load(const CliArguments *arguments)
{
	(void) cli_files_load_and_ask(arguments, NULL);
}

/* More of one action than so many are told by their number. */
#define MANY	20

static int
count_action(const char *action)
{
	int			count = 0;

	for (int i = 0; i < PQntuples(loaded); i++)
		count += strcmp(cli_query_column(loaded, i, "action"), action) == 0;
	return count;
}

char *
cli_files_subject(const PGresult *result, int row)
{
	bool		is_check = strncmp(cli_query_column(result, row, "filename"), "checks/", 7) == 0;

	if (!cli_query_is_null(result, row, "revision"))
		return cli_output_line(cli_query_column(result, row, "revision"));
	return psprintf("%s %s", is_check ? "check" : "repeatable script",
					cli_output_line(cli_query_column(result, row, "repeatable")));
}

char *
cli_files_loaded_line(const PGresult *result, int row)
{
	const char *filename = cli_query_column(result, row, "filename");

	return psprintf("%s %s%s%s", cli_query_column(result, row, "action"), cli_files_subject(result, row),
					filename[0] ? " " : "", cli_output_line(cli_files_path(filename)));
}

void
cli_files_print_loaded(void)
{
	bool		is_many = false;

	if (loaded == NULL)
		return;
	if (count_action("added") > MANY)
	{
		is_many = true;
		cli_output_note("added %d revisions\n", count_action("added"));
	}
	for (int i = 0; i < PQntuples(loaded); i++)
	{
		const char *action = cli_query_column(loaded, i, "action");

		if (strcmp(action, "unchanged") != 0 && strcmp(action, "absent (applied)") != 0
			&& !(is_many && strcmp(action, "added") == 0))
			cli_output_note("%s\n", cli_files_loaded_line(loaded, i));
	}
}

const PGresult *
cli_files_loaded(void)
{
	if (loaded == NULL && all_stored)
		loaded = cli_query_run("SELECT * FROM (SELECT revision, 'unchanged' AS action, filename, NULL::pg_catalog.text AS repeatable FROM schemaver.revision"
							   " UNION ALL SELECT NULL, 'unchanged', filename, name FROM @.schemaver_repeatables() WHERE filename IS NOT NULL) l"
							   " ORDER BY repeatable IS NOT NULL, filename COLLATE pg_catalog.\"C\"", NULL);
	return loaded;
}

void
cli_files_forget(void)
{
	known = NULL;
	loaded = NULL;
	all_stored = false;
}

PGresult *
cli_files_load_these(const CliArguments *arguments, CliFiles *files)
{
	CliParameters parameters = {0};

	cli_files_know(files);
	cli_connection_open(arguments);
	cli_connection_begin();
	cli_files_add_parameters(&parameters, files);
	cli_query_add_bool(&parameters, cli_options_given(arguments, CLI_FORCE));
	loaded = cli_query_run("SELECT * FROM @.schemaver_load_files($1, $2, false, $3)", &parameters);
	return loaded;
}

void
cli_files_print_paths(const CliFiles *files)
{
	PQExpBuffer buffer = createPQExpBuffer();

	for (int i = 0; i < files->count; i++)
	{
		if (cli_output_is_json())
		{
			appendPQExpBufferStr(buffer, i > 0 ? ", " : "");
			cli_output_append_json(buffer, files->files[i].path);
		}
		else
			appendPQExpBuffer(buffer, "%s\n", files->files[i].path);
	}
	if (cli_output_is_json())
		cli_output_print("[%s]\n", buffer->data);
	else
		cli_output_text(buffer->data);
}
