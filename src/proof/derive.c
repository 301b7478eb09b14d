/*-------------------------------------------------------------------------
 *
 * derive.c
 *	  The downgrade of a hand-written upgrade.
 *
 * The upgrade is run in a rehearsal, and facts are read before and after it.  The
 * downgrade first gives everything the name that it had (derive_renames.c); then
 * it is what leads from these facts to those before.  It is verified at once
 * (verify.c).
 *
 * What is lost does not come back: rows and values that were dropped
 * (derive_lost.c), what was done to rows (derive_effects.c).  The script says so
 * in comments.
 *
 * A script that does not lead back is refused.  That the upgrade cannot be run
 * again after it is told: rows that the upgrade inserts may be the reason, and
 * only the user knows how to remove these.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "catalog/type_parts.h"
#include "diff/diff.h"
#include "diff/hazard.h"
#include "file/verdict_words.h"
#include "proof/derive.h"
#include "proof/derive_effects.h"
#include "proof/derive_lost.h"
#include "proof/derive_renames.h"
#include "proof/verify.h"

typedef struct Derivation
{
	List	   *steps;			/* of SvRehearsedStep: the last is the one */
	MemoryContext context;		/* of all that follows */
	SvFacts    *before;
	SvFacts    *after;
	SvFacts    *renamed;		/* after, with the names before */
	List	   *renames;		/* of SvDiffRename: how they get these */
	SvDerivedEffects *effects;
	SvDerived  *derived;

	/* why there is none: an error is thrown, a reason is told */
	ErrorData  *error;
	const char *reason;
} Derivation;

static void play(SvRehearsal *rehearsal, void *arg);
static void reach(Derivation *derivation, SvRehearsal *rehearsal);
static void look(SvRehearsal *rehearsal, void *arg);
static void write_script(Derivation *derivation);
static char *with_comments(const char *script, List *lines);
static void prove(Derivation *derivation, SvRehearsal *rehearsal);

/*
 * The downgrade of the last of some steps; those before it lead to where it is
 * run.  In the current memory context.
 *
 * Errors: a step fails; something of the upgrade cannot be run in a rehearsal;
 * the script fails, or does not lead back.
 */
SvDerived *
sv_derive_downgrade(SvRehearsalStart start, List *steps)
{
	Derivation	derivation = {steps};

	derivation.context = AllocSetContextCreate(CurrentMemoryContext,
											   "schemaver derivation",
											   ALLOCSET_DEFAULT_SIZES);
	sv_rehearsal_run(start, steps, NULL, play, &derivation);
	if (derivation.error != NULL)
	{
		if (start == SV_REHEARSAL_NOTHING && derivation.error->hint == NULL)
			derivation.error->hint = pstrdup(_("The state before a revision that is applied is made from nothing, by all revisions below it."));
		ReThrowError(derivation.error);
	}
	if (derivation.reason != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("cannot derive a downgrade of revision \"%s\"",
						((SvRehearsedStep *) llast(steps))->revision),
				 errdetail_internal("%s", derivation.reason),
				 errhint("Write the downgrade by hand.")));
	return derivation.derived;
}

/*
 * SvRehearsalCallback: may be called a second time, if a script fails.
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Derivation *derivation = arg;
	MemoryContext oldcontext;

	MemoryContextReset(derivation->context);
	oldcontext = MemoryContextSwitchTo(derivation->context);
	derivation->derived = palloc0(sizeof(SvDerived));
	derivation->error = NULL;
	derivation->reason = NULL;
	reach(derivation, rehearsal);
	if (derivation->error == NULL)
	{
		derivation->before = sv_rehearsal_facts(rehearsal, true);
		derivation->error = sv_rehearsal_undone(rehearsal, look, derivation);
	}
	if (derivation->error == NULL && derivation->reason == NULL)
	{
		write_script(derivation);
		prove(derivation, rehearsal);
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Run the steps before the last one.
 */
static void
reach(Derivation *derivation, SvRehearsal *rehearsal)
{
	for (int i = 0; i < list_length(derivation->steps) - 1; i++)
	{
		derivation->error = sv_rehearsal_execute(rehearsal,
												 list_nth(derivation->steps, i),
												 true, NULL);
		if (derivation->error != NULL)
			return;
	}
}

/*
 * SvRehearsalCallback: runs the upgrade, and gives everything the name back that
 * it had before; reads the facts after each.
 */
static void
look(SvRehearsal *rehearsal, void *arg)
{
	Derivation *derivation = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(derivation->context);
	List	   *parts = sv_type_parts_read(derivation->before);
	SvWatch		watch = {NULL};
	ErrorData  *error;
	const char *not_run;

	derivation->effects = sv_derive_effects_begin(derivation->before, &watch);
	error = sv_rehearsal_execute(rehearsal, llast(derivation->steps), true,
								 &watch);
	if (error != NULL)
		ReThrowError(error);
	not_run = sv_rehearsal_not_run(rehearsal);
	if (not_run != NULL)
		derivation->reason = psprintf(_("Not all of it can be tried out:\n%s"),
									  not_run);
	derivation->after = sv_rehearsal_facts(rehearsal, true);
	derivation->renamed = sv_derive_renames_undo(rehearsal, derivation->before,
												 parts, derivation->after,
												 &derivation->renames);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Write the script that leads back.
 */
static void
write_script(Derivation *derivation)
{
	SvDerived  *derived = derivation->derived;
	SvDiff	   *diff = sv_diff_find(derivation->renamed, derivation->before,
									true, NULL);

	derived->lines = list_concat(sv_derive_lost_lines(derivation->before,
													  derivation->after, diff),
								 sv_derive_effects_lines(derivation->effects,
														 derivation->after));
	sv_diff_add_renames(diff, derivation->renames, NULL);
	derived->script = with_comments(diff->upgrade, derived->lines);
}

/*
 * A script with lines as comments in front of it.
 */
static char *
with_comments(const char *script, List *lines)
{
	StringInfoData buf;
	ListCell   *lc;

	if (lines == NIL)
		return pstrdup(script);
	initStringInfo(&buf);
	appendStringInfo(&buf, "%s\n", sv_hazard_comment(list_make1("data_loss")));
	foreach(lc, lines)
		appendStringInfo(&buf, "-- %s\n", (char *) lfirst(lc));
	if (script[0] != '\0')
		appendStringInfo(&buf, "\n%s", script);
	return buf.data;
}

/*
 * Verify the script.  One without statements is not run, nor the upgrade after
 * it.
 */
static void
prove(Derivation *derivation, SvRehearsal *rehearsal)
{
	SvDerived  *derived = derivation->derived;
	SvRehearsedStep step = *(SvRehearsedStep *) llast(derivation->steps);
	SvVerifyOptions options = {0};
	SvVerified *verified;

	step.downgrade = derived->script;
	verified = sv_verify_step(rehearsal, &step, derivation->before, &options,
							  derivation->context);
	/* whatever else there is, it leads back */
	if (strcmp(verified->verdict,
			   sv_verdict_words_text(SV_VERDICT_SECOND_UPGRADE_FAILS)) == 0 &&
		verified->restore == NULL)
		derived->again = verified->finding;
	else if (!sv_verdict_words_is_good(verified->verdict))
		derivation->reason = psprintf(_("What was derived was tried out: %s\n%s"),
									  verified->verdict,
									  verified->finding ? verified->finding : "");
}
