/*-------------------------------------------------------------------------
 *
 * man.h
 *	  The man page, from the table of verbs and options.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_MAN_H
#define CLI_MAN_H

#include "cli/options.h"

extern void cli_man_print(const CliVerbGroup *groups);

#endif							/* CLI_MAN_H */
