/*-------------------------------------------------------------------------
 *
 * scripts.h
 *	  Rules about scripts as a whole, and about comments that ignore rules.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_SCRIPTS_H
#define SV_LINT_SCRIPTS_H

#include "lint/subject.h"

extern void sv_scripts_report_failure(SvLint *lint,
									  const SvLintStatement *statement,
									  const ErrorData *error, int unseen);
extern void sv_scripts_report_not_run(SvLint *lint, const char *reasons);
extern void sv_scripts_ignore(SvLint *lint, int first,
							  bool (*is_known) (const char *code));

#endif							/* SV_LINT_SCRIPTS_H */
