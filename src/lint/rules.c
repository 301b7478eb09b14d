/*-------------------------------------------------------------------------
 *
 * rules.c
 *	  All rules, and their severities in this database.
 *
 * A rule is a row of the table of its subject.  schemaver.rule may give it
 * another severity, or turn it off.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lint/rules.h"
#include "server/query.h"
#include "strings.h"

/* In the order of the documentation. */
const SvLintSubject *const sv_rules_subjects[] = {
	&sv_scripts_subject,
	&sv_rewrites_subject,
	&sv_scans_subject,
	&sv_locks_subject,
	&sv_transactions_subject,
	&sv_losses_subject,
	&sv_compatibility_subject,
	&sv_labels_subject,
	&sv_security_subject,
	&sv_keys_subject,
	&sv_design_subject,
};

const int	sv_rules_subject_count = lengthof(sv_rules_subjects);

static void choose(const SvRow *row, void *arg);
static List *all_codes(void);

static SvQuery chosen = {
	.text = "SELECT r.code, r.severity FROM schemaver.rule r",
	.kept = true
};

/* All rules, while the table is read. */
typedef struct States
{
	SvRuleState *states;
	int			count;
} States;

/*
 * All rules with their severities, in an array.
 */
SvRuleState *
sv_rules_read(int *count)
{
	States		all = {NULL, 0};

	for (int i = 0; i < sv_rules_subject_count; i++)
		all.count += sv_rules_subjects[i]->rule_count;
	all.states = palloc0(all.count * sizeof(SvRuleState));
	*count = all.count;
	all.count = 0;
	for (int i = 0; i < sv_rules_subject_count; i++)
		for (int j = 0; j < sv_rules_subjects[i]->rule_count; j++)
		{
			SvRuleState *state = &all.states[all.count++];

			state->rule = &sv_rules_subjects[i]->rules[j];
			state->severity = state->rule->severity;
		}
	sv_query_fetch(&chosen, NULL, NULL, choose, &all);
	return all.states;
}

/*
 * A row of schemaver.rule.
 */
static void
choose(const SvRow *row, void *arg)
{
	States	   *all = arg;
	const char *code = sv_row_text(row, 1);

	for (int i = 0; i < all->count; i++)
		if (strcmp(all->states[i].rule->code, code) == 0)
		{
			all->states[i].severity = sv_rule_severity(sv_row_text(row, 2));
			all->states[i].chosen = true;
		}
}

/*
 * True if there is a rule with this code.
 */
bool
sv_rules_is_known(const char *code)
{
	return sv_strings_member(all_codes(), code);
}

/*
 * Errors: there is no rule with this code.
 */
void
sv_rules_require(const char *code)
{
	if (!sv_rules_is_known(code))
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("there is no rule \"%s\"", code),
				 errhint("Rules are %s.", sv_strings_join(all_codes(), ", "))));
}

static List *
all_codes(void)
{
	List	   *codes = NIL;

	for (int i = 0; i < sv_rules_subject_count; i++)
		for (int j = 0; j < sv_rules_subjects[i]->rule_count; j++)
			codes = lappend(codes,
							unconstify(char *, sv_rules_subjects[i]->rules[j].code));
	return codes;
}
