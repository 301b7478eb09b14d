/*-------------------------------------------------------------------------
 *
 * hints.h
 *	  Hints of the server in the words of the program.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_HINTS_H
#define CLI_HINTS_H

/*
 * The text with commands, options and header lines in place of calls of SQL
 * functions and their arguments; the text itself if there are none.  NULL for
 * NULL.
 */
extern const char *cli_hints_reword(const char *text);

#endif							/* CLI_HINTS_H */
