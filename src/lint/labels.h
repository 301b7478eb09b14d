/*-------------------------------------------------------------------------
 *
 * labels.h
 *	  The rule about labels of enumerated types that are used too early.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_LABELS_H
#define SV_LINT_LABELS_H

#include "lint/subject.h"

extern bool sv_labels_report_failure(SvLint *lint,
									 const SvLintStatement *statement,
									 const ErrorData *error);

#endif							/* SV_LINT_LABELS_H */
