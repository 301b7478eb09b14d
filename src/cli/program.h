/*-------------------------------------------------------------------------
 *
 * program.h
 *	  Other programs: an editor, Alembic.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

/*
 * Runs a program in a directory, with nothing on its standard input.  Returns
 * its standard output.  If it fails, its standard error is printed, and that
 * "what" has failed.
 */
extern char *cli_program_output(const char *directory, char *const *argv, const char *what);

/* True if it runs, and ends with 0; what it prints is lost. */
extern bool cli_program_succeeds(char *const *argv);

/* Lets the user edit a file; an error if the editor fails. */
extern void cli_program_edit(const char *path);

#endif							/* CLI_PROGRAM_H */
