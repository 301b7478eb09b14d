/*-------------------------------------------------------------------------
 *
 * scripts.c
 *	  Rules about scripts as a whole, and about comments that ignore rules.
 *
 * Comments are applied when all is known of a script, so one that ignores nothing
 * can be told.  Rules about comments cannot be ignored by comments.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lint/ignore.h"
#include "lint/scripts.h"

enum
{
	FAILS,
	NOT_RUN,
	IGNORE_REASON,
	UNUSED_IGNORE
};

static const SvLintRule rules[] = {
	[FAILS] = {
		"fails", SV_RULE_ERROR, SV_SMALL_SAME,
		"The script fails.",
		"It was run on a copy of the schemas without rows, and it failed there. What comes after the statement, and later revisions, could not be looked at.",
		"Mend the statement."
	},
	[NOT_RUN] = {
		"not-run", SV_RULE_NOTE, SV_SMALL_SAME,
		"A statement was left out of the rehearsal.",
		"What it does outside of the database's schemas cannot be undone, so it was not run, and not much is known about it.",
		"Look at it yourself."
	},
	[IGNORE_REASON] = {
		"ignore-reason", SV_RULE_WARNING, SV_SMALL_SAME,
		"A comment ignores a rule and does not say why.",
		"The rule is not ignored: who reads the script later has to know why it may be.",
		"Write the reason behind the code."
	},
	[UNUSED_IGNORE] = {
		"unused-ignore", SV_RULE_NOTE, SV_SMALL_SAME,
		"A comment ignores what is not found.",
		"It says nothing, or its code is misspelled; some day it may hide something.",
		"Remove it."
	},
};

static void report_ignore(SvLint *lint, const SvLintIgnore *ignore,
						  const SvLintRule *rule, const char *message);
static bool is_about_ignores(const SvLintRule *rule);

const SvLintSubject sv_scripts_subject = {
	.rules = rules,
	.rule_count = lengthof(rules)
};

/*
 * Reports that a script has failed.  NULL: not in a statement.  "unseen" is how
 * many revisions come after it.
 */
void
sv_scripts_report_failure(SvLint *lint, const SvLintStatement *statement,
						  const ErrorData *error, int unseen)
{
	sv_context_report(lint, statement, &rules[FAILS], InvalidOid, NoLock,
					  unseen == 0 ? pstrdup(error->message) :
					  psprintf("%s (revisions that come later and were not looked at: %d)",
							   error->message, unseen),
					  NULL);
}

/*
 * Reports what was not run, and why, in lines.
 */
void
sv_scripts_report_not_run(SvLint *lint, const char *reasons)
{
	sv_context_report(lint, NULL, &rules[NOT_RUN], InvalidOid, NoLock,
					  pstrdup(reasons), NULL);
}

/*
 * Takes away the findings of the script, from the one at place "first" on, that
 * its comments ignore, and reports comments that are not as they should be.
 */
void
sv_scripts_ignore(SvLint *lint, int first, bool (*is_known) (const char *code))
{
	List	   *ignores = sv_ignore_read(lint->script);
	List	   *kept = NIL;
	ListCell   *lc;

	if (ignores == NIL)
		return;
	foreach(lc, ignores)
	{
		const SvLintIgnore *ignore = lfirst(lc);

		if (!ignore->has_reason)
			report_ignore(lint, ignore, &rules[IGNORE_REASON],
						  psprintf("\"%s\" is not ignored, as no reason is given", ignore->code));
	}
	foreach(lc, lint->findings)
	{
		SvLintFinding *finding = lfirst(lc);

		if (foreach_current_index(lc) < first || is_about_ignores(finding->rule) ||
			!sv_ignore_applies(ignores, finding->rule->code, finding->statement))
			kept = lappend(kept, finding);
	}
	lint->findings = kept;
	foreach(lc, ignores)
	{
		const SvLintIgnore *ignore = lfirst(lc);

		if (ignore->has_reason && !ignore->used)
			report_ignore(lint, ignore, &rules[UNUSED_IGNORE],
						  is_known(ignore->code) ?
						  psprintf("\"%s\" is not found here", ignore->code) :
						  psprintf("there is no rule \"%s\"", ignore->code));
	}
}

static void
report_ignore(SvLint *lint, const SvLintIgnore *ignore, const SvLintRule *rule,
			  const char *message)
{
	SvLintStatement place = {.number = 0,.line = ignore->line};

	if (ignore->statement > 0 &&
		ignore->statement <= list_length(lint->script->statements))
		place.number = ignore->statement;
	sv_context_report(lint, &place, rule, InvalidOid, NoLock, message, NULL);
}

static bool
is_about_ignores(const SvLintRule *rule)
{
	return rule == &rules[IGNORE_REASON] || rule == &rules[UNUSED_IGNORE];
}
