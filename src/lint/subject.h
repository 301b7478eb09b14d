/*-------------------------------------------------------------------------
 *
 * subject.h
 *	  Rules about one subject, and what looks for what they are about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_SUBJECT_H
#define SV_LINT_SUBJECT_H

#include "lint/context.h"

/*
 * The functions are called for each statement before and after it is executed,
 * and at the end of each script; each may be NULL.  "after" is not called for a
 * statement that is left out or fails.
 */
typedef struct SvLintSubject
{
	const SvLintRule *rules;
	int			rule_count;
	void		(*before) (SvLint *lint, SvLintStatement *statement);
	void		(*after) (SvLint *lint, SvLintStatement *statement);
	void		(*end) (SvLint *lint);
} SvLintSubject;

/* In the order of the documentation. */
extern const SvLintSubject sv_scripts_subject;
extern const SvLintSubject sv_rewrites_subject;
extern const SvLintSubject sv_scans_subject;
extern const SvLintSubject sv_locks_subject;
extern const SvLintSubject sv_transactions_subject;
extern const SvLintSubject sv_losses_subject;
extern const SvLintSubject sv_compatibility_subject;
extern const SvLintSubject sv_labels_subject;
extern const SvLintSubject sv_security_subject;
extern const SvLintSubject sv_keys_subject;
extern const SvLintSubject sv_design_subject;

#endif							/* SV_LINT_SUBJECT_H */
