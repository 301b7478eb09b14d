/*-------------------------------------------------------------------------
 *
 * notice.c
 *	  What the server says while a statement runs.
 *
 * The steps of a run are announced.  On a terminal the announcement is the line
 * of progress, which stays with the time that the step took when that is done;
 * elsewhere it is a line at once.  What the server says about commits and ends
 * of a deploy, the program says in its closing line.  All else is printed as
 * psql does.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "portability/instr_time.h"

#include "cli/hints.h"
#include "cli/notice.h"
#include "cli/output.h"

/* The step that runs; NULL: none does */
static char *step;

/* What of its online form runs; NULL: it has none, or has not begun one */
static char *part;
static double step_began;

/* A deploy has stopped before a phase */
static bool stopped;

/* Repeatable scripts and checks that were announced */
static int	repeated;
static int	checked;

double
cli_notice_now(void)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	return INSTR_TIME_GET_DOUBLE(now);
}

char *
cli_notice_duration(double seconds)
{
	if (seconds < 0.995)
		return psprintf("%.2f s", seconds);
	if (seconds < 59.95)
		return psprintf("%.1f s", seconds);
	if (seconds < 3600)
		return psprintf("%d min %d s", (int) seconds / 60, (int) seconds % 60);
	return psprintf("%d h %d min", (int) seconds / 3600, (int) seconds / 60 % 60);
}

/*
 * The line of progress: what runs, as far as there is room beside what of it runs
 * and for how long.
 */
static void
show_progress(void)
{
	double		seconds = cli_notice_now() - step_began;
	char	   *rest = psprintf("%s%s", part ? ", " : "", part ? part : "");
	const char *what = step == NULL ? "" : part == NULL ? step : step + strlen("running ");

	if (step != NULL && seconds >= 1.0)
		rest = psprintf("%s, %s", rest, seconds < 60 ? psprintf("%d s", (int) seconds) : cli_notice_duration(seconds));
	cli_output_progress("%s%s", cli_output_fit(what, rest), step == NULL && part ? part : rest);
}

void
cli_notice_update(void)
{
	if (step != NULL && cli_notice_now() - step_began >= 1.0)
		show_progress();
}

void
cli_notice_end_step(void)
{
	if (step == NULL)
		return;
	cli_output_progress("%s", step);
	step = NULL;
	part = NULL;
	cli_output_keep_progress(psprintf(", %s", cli_notice_duration(cli_notice_now() - step_began)));
}

bool
cli_notice_stopped(void)
{
	return stopped;
}

int
cli_notice_repeated(void)
{
	return repeated;
}

int
cli_notice_checked(void)
{
	return checked;
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* The announcement of a step: that it is the only one need not be said. */
static char *
announcement(const char *message)
{
	static const char only[] = " (1 of 1)";
	char	   *text = pg_strdup(message);
	size_t		length = strlen(text);

	if (length > strlen(only) && strcmp(text + length - strlen(only), only) == 0)
		text[length - strlen(only)] = '\0';
	return text;
}

/* Prints what is said about the course of a run.  False: it says something else. */
static bool
print_course(const char *message)
{
	if (begins(message, "running upgrade ") || begins(message, "running downgrade ")
		|| begins(message, "running repeatable script ") || begins(message, "running check "))
	{
		repeated += begins(message, "running repeatable script ");
		checked += begins(message, "running check ");
		cli_notice_end_step();
		step_began = cli_notice_now();
		if (cli_output_messages_on_terminal())
		{
			step = announcement(message);
			cli_output_progress("%s", step);
		}
		else
			cli_output_note("%s\n", announcement(message));
		return true;
	}
	if (begins(message, "backfill of table "))
	{
		if (strstr(message, " is complete: ") != NULL || !cli_output_messages_on_terminal())
			cli_output_note("%s\n", message);
		else
		{
			part = psprintf("backfill of %s", message + strlen("backfill of table "));
			show_progress();
		}
		return true;
	}
	if (begins(message, "running phase "))
	{
		part = pg_strdup(message + strlen("running "));
		if (cli_output_messages_on_terminal())
			show_progress();
		else
			cli_output_note("%s\n", message);
		return true;
	}
	if (begins(message, "stopped before phase "))
	{
		cli_notice_end_step();
		stopped = true;
		return false;
	}
	if (begins(message, "running stamp_revision "))
	{
		cli_output_note("%s\n", message);
		return true;
	}
	return begins(message, "committed upgrade ") || begins(message, "committed downgrade ")
		|| (begins(message, "committed ") && strstr(message, " repeatable script") != NULL)
		|| begins(message, "nothing to do for the ") || strcmp(message, "no changes in schema detected") == 0
		|| ((begins(message, "upgrade to ") || begins(message, "downgrade to ")) && strstr(message, " is complete") != NULL);
}

void
cli_notice_receive(void *arg, const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
	bool		is_news;

	if (message == NULL || severity == NULL)
		return;
	is_news = (strcmp(severity, "INFO") == 0 || strcmp(severity, "NOTICE") == 0)
		&& (sqlstate == NULL || strcmp(sqlstate, "00000") == 0);
	if (is_news && print_course(message))
		return;
	cli_output_message("%s%s%s:  %s\n", cli_output_message_color(CLI_YELLOW), severity,
					   cli_output_message_color(CLI_PLAIN), message);
	if (detail != NULL)
		cli_output_message("DETAIL:  %s\n", detail);
	if (hint != NULL)
		cli_output_message("HINT:  %s\n", cli_hints_reword(hint));
}
