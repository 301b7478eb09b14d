/*-------------------------------------------------------------------------
 *
 * ending.h
 *	  The end of the program.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_ENDING_H
#define CLI_ENDING_H

#include "cli/cli_compat.h"

/* Has a function called once in the end; those that were added last go first. */
extern void cli_ending_add(void (*function) (void));

/* Ends the program; everything has been flushed, see cli_output_finish(). */
pg_noreturn extern void cli_ending_exit(int status);

#endif							/* CLI_ENDING_H */
