/*-------------------------------------------------------------------------
 *
 * completion.h
 *	  Completions for shells, from the table of verbs and options.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli/options.h"

extern void cli_completion_print_bash(const CliVerbGroup *groups);
extern void cli_completion_print_zsh(const CliVerbGroup *groups);

#endif							/* CLI_COMPLETION_H */
