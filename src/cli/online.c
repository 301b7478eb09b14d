/*-------------------------------------------------------------------------
 *
 * online.c
 *	  Online forms, written into the files of their revisions.
 *
 * A line of the header and up to two sections are taken out of the file, and
 * others put in; all else stays as it is.  The server says where they are, and
 * writes the line.  Before anything is written, the server reads the new file:
 * its scripts must be the same, and its online forms those that are to be there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "pqexpbuffer.h"

#include "cli/files.h"
#include "cli/lines.h"
#include "cli/online.h"
#include "cli/output.h"
#include "cli/query.h"
#include "cli/report.h"

/* What is to be in the file */
typedef struct Wanted
{
	char	   *header;			/* a line; "": none */
	PGresult   *shown;			/* the row of schemaver_show() */
} Wanted;

static PGresult *
show(const char *revision)
{
	CliParameters parameters = {0};

	cli_query_add_text(&parameters, revision);
	return cli_query_run("SELECT upgrade, downgrade, online, online_downgrade, online_state FROM @.schemaver_show($1)", &parameters);
}

/* The line of the header that the server writes about the online forms */
static char *
header_line(const char *revision)
{
	CliParameters parameters = {0};
	CliFile		file = {0};
	CliFiles	files = {.files = &file,.count = 1};
	PGresult   *result;

	cli_query_add_text(&parameters, psprintf("%s:%s", revision, revision));
	result = cli_query_run("SELECT * FROM @.schemaver_export($1)", &parameters);
	if (PQntuples(result) != 1)
		return pg_strdup("");
	file.name = cli_query_column(result, 0, "filename");
	file.content = cli_query_column(result, 0, "content");
	file.length = strlen(file.content);
	memset(&parameters, 0, sizeof(parameters));
	cli_files_add_parameters(&parameters, &files);
	result = cli_query_run("SELECT online_line FROM @.schemaver_file_lines($1, $2)", &parameters);
	if (PQntuples(result) != 1 || cli_query_is_null(result, 0, "online_line"))
		return pg_strdup("");
	return cli_lines_text(file.content, cli_query_number(result, 0, "online_line"));
}

/* The line after a section whose script begins at a line */
static int
section_end(const CliLines *lines, int first)
{
	int			firsts[] = {lines->upgrade_line, lines->downgrade_line, lines->online_upgrade_line, lines->online_downgrade_line};
	int			end = lines->end_line;

	for (int i = 0; i < lengthof(firsts); i++)
	{
		if (firsts[i] > first && firsts[i] - 1 < end)
			end = firsts[i] - 1;
	}
	return end;
}

/* True if a line belongs to the section whose script begins at a line (0: there is none). */
static bool
is_in_section(const CliLines *lines, int first, int line)
{
	return first > 0 && line >= first - 1 && line < section_end(lines, first);
}

static void
append_sections(PQExpBuffer buffer, const CliLines *lines, const Wanted *wanted)
{
	static const char *const columns[] = {"online", "online_downgrade"};
	static const char *const names[] = {"online", "online down"};
	char	   *up = cli_lines_text(lines->file->content, lines->upgrade_line - 1);
	char	   *word = up + strspn(up, "- \t");

	word[strcspn(word, ":")] = '\0';
	for (int i = 0; i < lengthof(columns); i++)
	{
		if (!cli_query_is_null(wanted->shown, 0, columns[i]))
			appendPQExpBuffer(buffer, "-- %s:%s\n%s\n", word, names[i], cli_query_column(wanted->shown, 0, columns[i]));
	}
}

/* The text of the file with what is wanted */
static char *
edit_text(const CliLines *lines, const Wanted *wanted)
{
	PQExpBuffer edited = createPQExpBuffer();
	const char *line = lines->file->content;
	const char *end = line + lines->file->length;
	int			header_below = lines->verified_line > 0 ? lines->verified_line : lines->id_line;
	int			number = 1;

	for (; line < end; number++)
	{
		const char *newline = memchr(line, '\n', end - line);
		const char *next = newline ? newline + 1 : end;

		if (number == lines->end_line)
			append_sections(edited, lines, wanted);
		if (number != lines->online_line && !is_in_section(lines, lines->online_upgrade_line, number) &&
			!is_in_section(lines, lines->online_downgrade_line, number))
		{
			appendBinaryPQExpBuffer(edited, line, next - line);
			if (!newline)
				appendPQExpBufferChar(edited, '\n');
		}
		if (number == header_below && wanted->header[0])
			appendPQExpBuffer(edited, "%s\n", wanted->header);
		line = next;
	}
	if (number <= lines->end_line)
		append_sections(edited, lines, wanted);
	if (PQExpBufferDataBroken(*edited))
		cli_report_fail(CLI_ERROR, "out of memory");
	return edited->data;
}

/* Does not return unless the server reads the file as it is meant. */
static void
check_text(const char *revision, const CliLines *lines, const char *text, const Wanted *wanted)
{
	CliParameters parameters = {0};
	const CliFiles *known = cli_files_known();
	CliFiles	files = *known;
	PGresult   *shown;
	bool		same;

	/* with all others, which it may depend on */
	files.files = pg_malloc(known->count * sizeof(CliFile));
	memcpy(files.files, known->files, known->count * sizeof(CliFile));
	for (int i = 0; i < files.count; i++)
	{
		if (strcmp(files.files[i].name, lines->file->name) != 0)
			continue;
		files.files[i].content = pg_strdup(text);
		files.files[i].length = strlen(text);
	}
	cli_files_add_parameters(&parameters, &files);
	cli_query_run("SELECT * FROM @.schemaver_preview($1, $2, false)", &parameters);
	shown = show(revision);
	same = PQntuples(shown) == 1;
	for (int column = 0; same && column < PQnfields(shown); column++)
		same = PQgetisnull(shown, 0, column) == PQgetisnull(wanted->shown, 0, column) &&
			strcmp(PQgetvalue(shown, 0, column), PQgetvalue(wanted->shown, 0, column)) == 0;
	if (!same)
		cli_report_fail(CLI_ERROR, "the online form of revision \"%s\" cannot be written into \"%s\": write it there yourself, \"schemaver online --stdout\" prints it",
						revision, lines->path);
}

CliFiles *
cli_online_edit_file(const char *revision)
{
	const CliLines *lines = cli_lines_find(revision);
	CliFiles   *changed = pg_malloc0(sizeof(CliFiles));
	Wanted		wanted;
	char	   *text;

	wanted.header = header_line(revision);
	wanted.shown = show(revision);
	text = edit_text(lines, &wanted);
	if (strlen(text) == lines->file->length && memcmp(text, lines->file->content, lines->file->length) == 0)
		return changed;
	check_text(revision, lines, text, &wanted);
	cli_folder_replace(changed, lines->file, text);
	return changed;
}

void
cli_online_write_file(CliFiles *changed)
{
	cli_folder_check_places(changed, CLI_REPLACE_KNOWN, cli_files_known());
	cli_folder_prepare(changed);
	cli_folder_place(changed);
}
