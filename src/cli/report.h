/*-------------------------------------------------------------------------
 *
 * report.h
 *	  Errors, of the server and of the program itself.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "libpq-fe.h"
#include "cli/cli_compat.h"
#include "cli/output.h"

/* An error.  What is not known is NULL, or 0. */
typedef struct CliError
{
	const char *sqlstate;
	const char *message;
	const char *detail;
	const char *hint;			/* in words of the program where there are
								 * such */
	const char *context;
	const char *revision;
	const char *script;			/* "upgrade", "online downgrade" ... */
	int			statement;		/* of the script */
	const char *file;
	int			line;			/* of the file */
	int			script_line;	/* of the script */
	char	   *source;			/* the text of the line */
	int			column;			/* of statement_line, in characters, from 1 */
	char	   *statement_line; /* what the statement has of the line */
} CliError;

/*
 * What an error leaves behind, printed after it: "nothing was applied".  NULL:
 * nothing is said.  The text is not copied.
 */
extern void cli_report_set_outcome(const char *outcome);

/*
 * The same, if it has to be found out: called once after an error, with the
 * transaction rolled back; returns a text or NULL.
 */
extern void cli_report_set_outcome_function(const char *(*function) (void));

/*
 * Called for an error of a script before it is printed: sets file, line and
 * source, if it can.  files.c sets it.
 */
extern void cli_report_set_locator(void (*function) (CliError *error));

/* Says what is wrong, and exits with the status. */
pg_noreturn extern void cli_report_fail(int status, const char *format,...) pg_attribute_printf(2, 3);

/* The same with a hint, a sentence. */
pg_noreturn extern void cli_report_fail_hint(int status, const char *hint, const char *format,...) pg_attribute_printf(3, 4);

/* The error of a result of the server, to be looked at */
extern CliError *cli_report_error_of(const PGresult *result);

/*
 * Prints an error of the server and exits: with the status of a signal if that
 * was the cause, else with that which belongs to the error.
 */
pg_noreturn extern void cli_report_server_error(const PGresult *result);

/* Prints an error that is known already, and exits. */
pg_noreturn extern void cli_report_error(CliError *error, int status);

#endif							/* CLI_REPORT_H */
