/*-------------------------------------------------------------------------
 *
 * lint.h
 *	  schemaver_lint().
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LINT_H
#define SV_COMMAND_LINT_H

#include "nodes/pg_list.h"

extern List *sv_lint_command_find(const char *target);

#endif							/* SV_COMMAND_LINT_H */
