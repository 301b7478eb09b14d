/*-------------------------------------------------------------------------
 *
 * lines.c
 *	  Where revisions are in the files of the folder, and their verdicts there.
 *
 * The server reads the files: it is asked once, for all of them, when the first
 * revision is looked for.  A verdict is one line of the header.  The server
 * writes it, and only a line of that form is taken from it, for a file that it
 * was sent; all else of the file stays as it is, its line ends included.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/connection.h"
#include "cli/files.h"
#include "cli/lines.h"
#include "cli/query.h"
#include "cli/report.h"
#include "pqexpbuffer.h"

#define VERDICT_BEGIN "-- Verified: "

typedef struct Verdict
{
	const CliLines *lines;
	char	   *text;
} Verdict;

static bool is_known = false;
static CliLines *all_lines;
static int	line_count;
static Verdict *verdicts;
static int	verdict_count;

static void
read_lines(void)
{
	CliParameters parameters = {0};
	PGresult   *result;

	is_known = true;
	if (!cli_files_known())
		return;
	cli_files_add_parameters(&parameters, cli_files_known());
	result = cli_query_run("SELECT * FROM @.schemaver_file_lines($1, $2)", &parameters);
	line_count = PQntuples(result);
	all_lines = pg_malloc0((line_count + 1) * sizeof(CliLines));
	for (int row = 0; row < line_count; row++)
	{
		CliLines   *lines = &all_lines[row];
		char	   *name = cli_query_column(result, row, "filename");

		lines->file = cli_folder_find(cli_files_known(), name);
		if (!lines->file)
			cli_report_fail(CLI_ERROR, "the server named a file that it was not sent: \"%s\"", name);
		lines->revision = cli_query_column(result, row, "revision");
		lines->path = lines->file->path;
		lines->id_line = cli_query_number(result, row, "id_line");
		lines->verified_line = cli_query_number(result, row, "verified_line");
		lines->upgrade_line = cli_query_number(result, row, "upgrade_line");
		lines->downgrade_line = cli_query_number(result, row, "downgrade_line");
		lines->online_line = cli_query_number(result, row, "online_line");
		lines->online_upgrade_line = cli_query_number(result, row, "online_upgrade_line");
		lines->online_downgrade_line = cli_query_number(result, row, "online_downgrade_line");
		lines->end_line = cli_query_number(result, row, "end_line");
	}
}

const CliLines *
cli_lines_find(const char *revision)
{
	if (!is_known)
		read_lines();
	for (int i = 0; i < line_count; i++)
	{
		if (strcmp(all_lines[i].revision, revision) == 0)
			return &all_lines[i];
	}
	return NULL;
}

/* ----------
 * Verdicts
 * ----------
 */

char *
cli_lines_text(const char *text, int number)
{
	while (--number > 0 && *text)
	{
		text += strcspn(text, "\n");
		text += *text ? 1 : 0;
	}
	return pnstrdup(text, strcspn(text, "\r\n"));
}

/* True if the line is one that may be written. */
static bool
is_verdict(const char *line)
{
	if (strncmp(line, VERDICT_BEGIN, strlen(VERDICT_BEGIN)) != 0 || !line[strlen(VERDICT_BEGIN)])
		return false;
	while (*line >= ' ' && *line <= '~')
		line++;
	return *line == '\0';
}

void
cli_lines_find_verdicts(char **revisions)
{
	for (; *revisions; revisions++)
	{
		const CliLines *lines = cli_lines_find(*revisions);
		CliParameters parameters = {0};
		PGresult   *exported;
		PGresult   *result;
		CliFile		file = {0};
		CliFiles	files = {.files = &file,.count = 1};
		char	   *line;

		if (!lines)
			continue;
		cli_query_add_text(&parameters, psprintf("%s:%s", *revisions, *revisions));
		exported = cli_query_run("SELECT * FROM @.schemaver_export($1)", &parameters);
		if (PQntuples(exported) != 1)
			continue;
		file.name = cli_query_column(exported, 0, "filename");
		file.content = cli_query_column(exported, 0, "content");
		file.length = strlen(file.content);
		memset(&parameters, 0, sizeof(parameters));
		cli_files_add_parameters(&parameters, &files);
		result = cli_query_run("SELECT verified_line FROM @.schemaver_file_lines($1, $2)", &parameters);
		if (PQntuples(result) != 1 || cli_query_is_null(result, 0, "verified_line"))
			continue;
		line = cli_lines_text(file.content, cli_query_number(result, 0, "verified_line"));
		if (!is_verdict(line) || lines->id_line < 1)
			cli_report_fail(CLI_ERROR, "the server has sent a verdict that cannot be written");
		verdicts = pg_realloc(verdicts, (verdict_count + 1) * sizeof(Verdict));
		verdicts[verdict_count].lines = lines;
		verdicts[verdict_count++].text = line;
	}
}

/*
 * The file with the verdicts that belong to it: in place of the old ones, or
 * below the ids.
 */
static void
edit_file(const CliFile *file, PQExpBuffer edited)
{
	const char *line = file->content;
	const char *end = line + file->length;

	for (int number = 1; line < end; number++)
	{
		const char *newline = memchr(line, '\n', end - line);
		const char *next = newline ? newline + 1 : end;
		const char *ending = newline && newline > line && newline[-1] == '\r' ? "\r\n" : "\n";
		bool		replaced = false;
		const char *below = NULL;

		for (int i = 0; i < verdict_count; i++)
		{
			const CliLines *lines = verdicts[i].lines;

			if (lines->file != file)
				continue;
			if (lines->verified_line == number)
			{
				appendPQExpBuffer(edited, "%s%s", verdicts[i].text, newline ? ending : "");
				replaced = true;
			}
			else if (lines->verified_line == 0 && lines->id_line == number)
				below = verdicts[i].text;
		}
		if (!replaced)
			appendBinaryPQExpBuffer(edited, line, next - line);
		if (below)
			appendPQExpBuffer(edited, "%s%s%s", newline ? "" : "\n", below, newline ? ending : "");
		line = next;
	}
}

void
cli_lines_write_verdicts(void)
{
	CliFiles   *files = cli_files_known();
	CliFiles   *changed = pg_malloc0(sizeof(CliFiles));

	for (int i = 0; files && i < files->count; i++)
	{
		CliFile    *file = &files->files[i];
		PQExpBufferData edited;

		initPQExpBuffer(&edited);
		edit_file(file, &edited);
		if (PQExpBufferDataBroken(edited))
			cli_report_fail(CLI_ERROR, "out of memory");
		if (edited.len != file->length || memcmp(edited.data, file->content, edited.len) != 0)
			cli_folder_replace(changed, file, edited.data);
	}
	cli_folder_check_places(changed, CLI_REPLACE_KNOWN, files);
	cli_folder_prepare(changed);
	cli_folder_place(changed);
}
