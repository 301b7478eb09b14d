/*-------------------------------------------------------------------------
 *
 * rules.h
 *	  All rules, and their severities in this database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_RULES_H
#define SV_LINT_RULES_H

#include "lint/subject.h"

extern const SvLintSubject *const sv_rules_subjects[];
extern const int sv_rules_subject_count;

extern SvRuleState *sv_rules_read(int *count);
extern void sv_rules_require(const char *code);
extern bool sv_rules_is_known(const char *code);

#endif							/* SV_LINT_RULES_H */
