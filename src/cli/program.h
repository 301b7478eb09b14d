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
 * its standard output; if it fails, its standard error is printed, and the
 * program ends.
 */
extern char *cli_program_output(const char *directory, char *const *argv);

/* Lets the user edit a file; an error if the editor fails. */
extern void cli_program_edit(const char *path);

#endif							/* CLI_PROGRAM_H */
