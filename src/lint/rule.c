/*-------------------------------------------------------------------------
 *
 * rule.c
 *	  What a rule about statements of scripts is.
 *
 * A rule has a severity, and another one for small tables if it is about how
 * long others wait.  Whoever chooses a severity means it for all tables.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lint/rule.h"

static const char *const names[] = {
	[SV_RULE_OFF] = "off",
	[SV_RULE_NOTE] = "note",
	[SV_RULE_WARNING] = "warning",
	[SV_RULE_ERROR] = "error",
};

/*
 * The severity of a rule for small tables.  One that was chosen is not lowered.
 */
SvRuleSeverity
sv_rule_small(const SvRuleState *state)
{
	if (state->chosen || state->rule->small == SV_SMALL_SAME)
		return state->severity;
	return state->rule->small == SV_SMALL_OFF ? SV_RULE_OFF :
		Min(state->severity, SV_RULE_NOTE);
}

/*
 * The name of a severity, as schemaver.rule has it.
 */
const char *
sv_rule_severity_name(SvRuleSeverity severity)
{
	return names[severity];
}

/*
 * The severity of a name; one that is unknown, which the table does not allow,
 * is an error.
 */
SvRuleSeverity
sv_rule_severity(const char *name)
{
	for (int i = 0; i < lengthof(names); i++)
		if (strcmp(names[i], name) == 0)
			return (SvRuleSeverity) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized severity \"%s\"", name),
			 errhint("Severities are error, warning, note and off.")));
}
