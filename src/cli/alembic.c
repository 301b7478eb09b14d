/*-------------------------------------------------------------------------
 *
 * alembic.c
 *	  What Alembic prints about the migrations of a project.
 *
 * It is not called as a program: a migration that cannot be rendered as SQL
 * would end its output.  The Python that it runs with is given a script that
 * does the same, and leaves a line in the place of such a migration:
 * src/import/alembic_guard.py, which make has put into this program.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <unistd.h>

#include "pqexpbuffer.h"

#include "cli/alembic.h"
#include "cli/program.h"
#include "cli/report.h"

static const char guard[] =
#include "cli/alembic_guard.inc"
		   ;

#define MAX_WORDS	8

/* The words of the command that is the Python; ends with NULL. */
static char *python[MAX_WORDS + 1];

/* ----------
 * The Python that alembic runs with
 * ----------
 */
static void
set_python(const char *command)
{
	int			count = 0;
	char	   *words = pg_strdup(command);

	for (char *word = strtok(words, " \t\r\n"); word != NULL && count < MAX_WORDS; word = strtok(NULL, " \t\r\n"))
		python[count++] = word;
	python[count] = NULL;
}

static bool
has_alembic(void)
{
	char	   *argv[MAX_WORDS + 3] = {NULL};
	int			count = 0;

	while (python[count] != NULL)
	{
		argv[count] = python[count];
		count++;
	}
	argv[count++] = "-c";
	argv[count] = "import sys; sys.path[:1] = []; import alembic";
	return cli_program_succeeds(argv);
}

/* What the first line of a program says it is to be run by; NULL: nothing */
static char *
interpreter_of(const char *path)
{
	FILE	   *file = fopen(path, "r");
	char		line[1000] = "";
	char	   *command = NULL;

	if (file == NULL)
		return NULL;
	if (fgets(line, sizeof(line), file) != NULL && strncmp(line, "#!", 2) == 0 && strstr(line, "python") != NULL)
		command = pg_strdup(line + 2);
	fclose(file);
	return command;
}

/* The program in PATH */
static char *
find_program(const char *name)
{
	char	   *folders = pg_strdup(getenv("PATH") ? getenv("PATH") : "");

	for (char *folder = strtok(folders, ":"); folder != NULL; folder = strtok(NULL, ":"))
	{
		char	   *path = psprintf("%s/%s", folder, name);

		if (access(path, X_OK) == 0)
			return path;
	}
	cli_report_fail(CLI_ERROR, "%s is not in PATH", name);
}

static void
find_python(void)
{
	const char *commands[] = {interpreter_of(find_program("alembic")), "python3", "python"};

	for (int i = 0; i < lengthof(commands); i++)
	{
		if (commands[i] == NULL)
			continue;
		set_python(commands[i]);
		if (has_alembic())
			return;
	}
	cli_report_fail(CLI_ERROR, "no Python that has alembic was found");
}

/* ----------
 * Its answers
 * ----------
 */

/* The output of "alembic" with some arguments, of which NULL are none */
static char *
ask(const char *directory, const char *command, const char *range, const char *option)
{
	const char *arguments[] = {"-c", guard, command, range, option, NULL};
	const char *argv[MAX_WORDS + lengthof(arguments)];
	int			count = 0;

	for (; python[count] != NULL; count++)
		argv[count] = python[count];
	memcpy(argv + count, arguments, sizeof(arguments));
	return cli_program_output(directory, (char *const *) argv, psprintf("alembic %s", command));
}

CliAlembic *
cli_alembic_ask(const char *directory)
{
	CliAlembic *alembic = pg_malloc0(sizeof(CliAlembic));
	PQExpBuffer downgrades = createPQExpBuffer();
	char	   *heads;

	find_python();
	alembic->upgrades = ask(directory, "upgrade", "base:heads", "--sql");
	alembic->history = ask(directory, "history", NULL, NULL);
	heads = ask(directory, "heads", NULL, NULL);
	for (char *line = strtok(heads, "\n"); line != NULL; line = strtok(NULL, "\n"))
	{
		line[strcspn(line, " \t")] = '\0';
		if (line[0])
			appendPQExpBufferStr(downgrades, ask(directory, "downgrade", psprintf("%s:base", line), "--sql"));
	}
	if (downgrades->len > 0)
		alembic->downgrades = downgrades->data;
	return alembic;
}
