/*-------------------------------------------------------------------------
 *
 * rule.h
 *	  What a rule about statements of scripts is.
 *
 * Codes are words with hyphens.  They are in tables and scripts of users, so
 * none is ever renamed or taken away.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_RULE_H
#define SV_LINT_RULE_H

#include "nodes/pg_list.h"

/* The weakest first. */
typedef enum SvRuleSeverity
{
	SV_RULE_OFF,
	SV_RULE_NOTE,
	SV_RULE_WARNING,
	SV_RULE_ERROR
} SvRuleSeverity;

/* What a finding is where the table is small. */
typedef enum SvSmallTables
{
	SV_SMALL_SAME,				/* the same: it is not about how long others
								 * wait */
	SV_SMALL_NOTE,
	SV_SMALL_OFF
} SvSmallTables;

/* A rule; its texts are sentences. */
typedef struct SvLintRule
{
	const char *code;
	SvRuleSeverity severity;
	SvSmallTables small;
	const char *title;			/* a few words */
	const char *description;	/* what is wrong with it */
	const char *cure;			/* what to do instead */
} SvLintRule;

/* A rule, and its severity in this database. */
typedef struct SvRuleState
{
	const SvLintRule *rule;
	SvRuleSeverity severity;
	bool		chosen;			/* by a row of schemaver.rule */
} SvRuleState;

extern SvRuleSeverity sv_rule_small(const SvRuleState *state);
extern const char *sv_rule_severity_name(SvRuleSeverity severity);
extern SvRuleSeverity sv_rule_severity(const char *name);

#endif							/* SV_LINT_RULE_H */
