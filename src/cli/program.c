/*-------------------------------------------------------------------------
 *
 * program.c
 *	  Other programs: an editor, Alembic.
 *
 * Programs get their arguments as they are, by no shell; but an editor is a
 * command for the shell, as everywhere.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fe_utils/string_utils.h"

#include "cli/output.h"
#include "cli/program.h"
#include "cli/report.h"

/* In the child process */
static void
become(const char *directory, char *const *argv, int output, int errors)
{
	int			nothing = open("/dev/null", O_RDONLY);

	if (dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
		_exit(126);
	if (chdir(directory) != 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Reads both to their ends, as they come. */
static void
read_both(int output, int errors, PQExpBuffer out, PQExpBuffer err)
{
	struct pollfd ends[2] = {{output, POLLIN}, {errors, POLLIN}};
	PQExpBuffer buffers[2] = {out, err};
	char		bytes[8192];

	while (ends[0].fd >= 0 || ends[1].fd >= 0)
	{
		if (poll(ends, 2, -1) < 0 && errno != EINTR)
			cli_report_fail(CLI_ERROR, "could not wait for a program: %m");
		for (int i = 0; i < 2; i++)
		{
			ssize_t		count;

			if (ends[i].fd < 0 || !(ends[i].revents & (POLLIN | POLLHUP | POLLERR)))
				continue;
			count = read(ends[i].fd, bytes, sizeof(bytes));
			if (count > 0)
				appendBinaryPQExpBuffer(buffers[i], bytes, count);
			else
			{
				close(ends[i].fd);
				ends[i].fd = -1;
			}
		}
	}
}

/* Runs a program to its end; returns what waitpid() says. */
static int
run(const char *directory, char *const *argv, PQExpBuffer out, PQExpBuffer err)
{
	int			output[2];
	int			errors[2];
	int			status;
	pid_t		pid;

	if (pipe(output) != 0 || pipe(errors) != 0)
		cli_report_fail(CLI_ERROR, "could not create a pipe: %m");
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		cli_report_fail(CLI_ERROR, "could not start a program: %m");
	if (pid == 0)
		become(directory, argv, output[1], errors[1]);
	close(output[1]);
	close(errors[1]);
	read_both(output[0], errors[0], out, err);
	while (waitpid(pid, &status, 0) < 0)
	{
		if (errno != EINTR)
			cli_report_fail(CLI_ERROR, "could not wait for a program: %m");
	}
	return status;
}

char *
cli_program_output(const char *directory, char *const *argv, const char *what)
{
	PQExpBuffer out = createPQExpBuffer();
	PQExpBuffer err = createPQExpBuffer();
	int			status = run(directory, argv, out, err);

	if (WIFEXITED(status) && WEXITSTATUS(status) == 127 && err->len == 0)
		cli_report_fail(CLI_ERROR, "%s is not in PATH", argv[0]);
	if (status != 0)
	{
		cli_output_note("%s", err->data);
		cli_report_fail(CLI_ERROR, "\"%s\" failed", what);
	}
	return out->data;
}

bool
cli_program_succeeds(char *const *argv)
{
	return run(".", argv, createPQExpBuffer(), createPQExpBuffer()) == 0;
}

void
cli_program_edit(const char *path)
{
	PQExpBuffer command = createPQExpBuffer();
	const char *editor = getenv("VISUAL");

	if (editor == NULL || !editor[0])
		editor = getenv("EDITOR");
	if (editor == NULL || !editor[0])
		editor = "vi";
	appendPQExpBuffer(command, "%s ", editor);

	/* a path, so that it is not taken for an option */
	appendShellString(command, path[0] == '/' ? path : psprintf("./%s", path));
	fflush(NULL);
	if (system(command->data) != 0)
		cli_report_fail(CLI_ERROR, "the editor failed");
}
