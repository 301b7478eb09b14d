/*-------------------------------------------------------------------------
 *
 * lint.h
 *	  Looks at the statements of scripts, while they are rehearsed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_LINT_H
#define SV_LINT_LINT_H

#include "lint/context.h"

extern List *sv_lint_scripts(SvRehearsalStart start, List *steps, int first);

#endif							/* SV_LINT_LINT_H */
