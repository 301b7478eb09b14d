/*-------------------------------------------------------------------------
 *
 * online.c
 *	  The online forms of the scripts of a revision.
 *
 * A script is run in a rehearsal, statement by statement, and what each does is
 * written as steps (online_run.c).  The online form is then proved: it is run in
 * the same rehearsal, from the same beginning, and must lead to the same facts.
 * There, CONCURRENTLY is left out, groups are flat, a backfill is the one
 * UPDATE that does the same, and a VACUUM is nothing.
 *
 * If the steps cannot be run in the order of their phases, others are tried: what
 * is dropped stays where it is; all stays in the order of the script.  What gives
 * its name to another of its kind may have to go before that is there: this is
 * tried last.  If none leads to the same, there is no online form.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "compat.h"
#include "diff/column_order.h"
#include "diff/compare.h"
#include "diff/diff.h"
#include "online/layout.h"
#include "proof/online.h"
#include "proof/online_run.h"

/* How many differences are told. */
#define MAX_LINES 5

typedef struct Derivation
{
	List	   *steps;			/* of SvRehearsedStep: the last is the one */
	MemoryContext context;		/* of all that follows */
	SvOnlineForms *forms;
	ErrorData  *error;			/* a step before fails, or the plain script */

	/* of the script that is looked at */
	SvRehearsedStep step;		/* its text is that of the upgrade */
	SvFacts    *start;
	SvFacts    *plain;			/* after the plain script */
	SvOnlinePlan *plan;
	SvOnlineDrops drops;		/* as in the plan */
	SvLayoutOrder order;
	char	   *problem;		/* why this order does not lead there; or NULL */
	bool		reordered;		/* columns have other places */
} Derivation;

pg_noreturn static void fail(ErrorData *error);
static void play(SvRehearsal *rehearsal, void *arg);
static void derive(Derivation *derivation, SvRehearsal *rehearsal,
				   const char *text, SvOnlineForm *form);
static void run_plain(SvRehearsal *rehearsal, void *arg);
static void prove(Derivation *derivation, SvRehearsal *rehearsal,
				  SvOnlineForm *form);
static void run_online(SvRehearsal *rehearsal, void *arg);
static char *differences(SvFacts *found, SvFacts *wanted);
static void refuse(SvOnlineForm *form, const char *reason);

/*
 * The online forms of both scripts of the last of some steps; those before it
 * lead to where it is run.  In the current memory context.
 *
 * Errors: a step fails, or the upgrade itself.
 */
SvOnlineForms *
sv_online_derive(SvRehearsalStart start, List *steps)
{
	Derivation	derivation = {steps};

	derivation.context = AllocSetContextCreate(CurrentMemoryContext,
											   "schemaver online form",
											   ALLOCSET_DEFAULT_SIZES);
	sv_rehearsal_run(start, steps, NULL, play, &derivation);
	if (derivation.error != NULL)
		fail(derivation.error);
	return derivation.forms;
}

/*
 * Raise the error of a script.  CASCADE, which the server recommends, would drop
 * what nobody has looked at.
 */
static void
fail(ErrorData *error)
{
	if (error->sqlerrcode == ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST)
		error->hint = pstrdup(_("The script cannot be run like this.  Let it drop what depends on the object before, or drop that yourself if the model is not about its schema, and create it again afterwards."));
	ReThrowError(error);
}

/*
 * SvRehearsalCallback: may be called a second time, if a script fails.
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Derivation *derivation = arg;
	const SvRehearsedStep *last = llast(derivation->steps);
	MemoryContext oldcontext;
	char	   *real;

	MemoryContextReset(derivation->context);
	oldcontext = MemoryContextSwitchTo(derivation->context);
	derivation->forms = palloc0(sizeof(SvOnlineForms));
	derivation->error = NULL;
	real = sv_rehearsal_alters(rehearsal);
	if (real != NULL)
	{
		refuse(&derivation->forms->upgrade,
			   psprintf(_("%s is in a schema that you do not own: scripts can be tried out on the object itself only, which others would have to wait for"),
						real));
		MemoryContextSwitchTo(oldcontext);
		return;
	}
	for (int i = 0; i < list_length(derivation->steps) - 1 &&
		 derivation->error == NULL; i++)
		derivation->error = sv_rehearsal_execute(rehearsal,
												 list_nth(derivation->steps, i),
												 true, NULL);
	if (derivation->error == NULL)
		derive(derivation, rehearsal, last->upgrade,
			   &derivation->forms->upgrade);
	if (derivation->error == NULL && last->downgrade != NULL &&
		sv_rehearsal_execute(rehearsal, last, true, NULL) == NULL)
	{
		derive(derivation, rehearsal, last->downgrade,
			   &derivation->forms->downgrade);
		if (derivation->error != NULL)
		{
			/* that is for schemaver_verify() to tell */
			refuse(&derivation->forms->downgrade, derivation->error->message);
			derivation->error = NULL;
		}
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Derive the online form of a script, from where the rehearsal is, and leave it
 * there.
 */
static void
derive(Derivation *derivation, SvRehearsal *rehearsal, const char *text,
	   SvOnlineForm *form)
{
	const SvRehearsedStep *last = llast(derivation->steps);

	derivation->step = *last;
	derivation->step.upgrade = text;
	derivation->step.downgrade = NULL;
	derivation->step.passes_vacuum = true;
	derivation->start = sv_rehearsal_facts(rehearsal, true);
	for (int drops = 0; drops < SV_ONLINE_DROPS; drops++)
	{
		derivation->drops = drops;
		derivation->error = sv_rehearsal_undone(rehearsal, run_plain, derivation);
		if (derivation->error != NULL)
			return;
		form->reasons = derivation->plan->reasons;
		if (derivation->plan->impossible != NULL)
			refuse(form, derivation->plan->impossible);
		else if (derivation->plan->recipes > 0)
			prove(derivation, rehearsal, form);
		if (form->text != NULL || derivation->plan->taken == 0)
			return;
	}
}

/*
 * SvRehearsalCallback
 */
static void
run_plain(SvRehearsal *rehearsal, void *arg)
{
	Derivation *derivation = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(derivation->context);
	ErrorData  *error;

	derivation->plan = palloc0(sizeof(SvOnlinePlan));
	derivation->plan->drops = derivation->drops;
	error = sv_online_run_script(rehearsal, &derivation->step,
								 derivation->start, derivation->plan);
	if (error != NULL)
		ReThrowError(error);
	derivation->plain = sv_rehearsal_facts(rehearsal, true);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Find the first order that leads to the same facts.
 */
static void
prove(Derivation *derivation, SvRehearsal *rehearsal, SvOnlineForm *form)
{
	const char *problem = NULL;

	for (int order = 0; order < SV_LAYOUT_ORDERS; order++)
	{
		ErrorData  *error;

		CHECK_FOR_INTERRUPTS();
		if (!sv_layout_possible(derivation->plan, order))
			continue;
		derivation->order = order;
		derivation->problem = NULL;
		error = sv_rehearsal_undone(rehearsal, run_online, derivation);
		if (error != NULL)
			derivation->problem = error->message;
		if (derivation->problem != NULL)
		{
			problem = derivation->problem;
			ereport(DEBUG1,
					(errmsg_internal("online form of revision \"%s\": %s",
									 derivation->step.revision, problem),
					 errdetail_internal("%s", sv_layout_text(derivation->plan, order, NULL))));
			continue;
		}
		form->text = sv_layout_text(derivation->plan, order,
									derivation->reordered ?
									"the places of columns differ from those of the plain script" : NULL);
		return;
	}
	refuse(form, problem != NULL ? problem :
		   _("what the script takes away for a moment would be missing for longer"));
}

/*
 * SvRehearsalCallback
 */
static void
run_online(SvRehearsal *rehearsal, void *arg)
{
	Derivation *derivation = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(derivation->context);
	SvRehearsedStep step = derivation->step;
	ErrorData  *error;
	SvFacts    *facts;

	step.upgrade = sv_layout_proof(derivation->plan, derivation->order);
	step.transactional = false;
	error = sv_rehearsal_execute(rehearsal, &step, true, NULL);
	if (error != NULL)
		derivation->problem = error->context == NULL ? error->message :
			psprintf("%s\n%s", error->message, error->context);
	else
	{
		facts = sv_rehearsal_facts(rehearsal, true);
		if (sv_compare_same(facts, derivation->plain, true))
			derivation->reordered = sv_column_order_find(facts) != NIL;
		else
			derivation->problem = differences(facts, derivation->plain);
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * What differs, in lines.
 */
static char *
differences(SvFacts *found, SvFacts *wanted)
{
	SvDiff	   *diff = sv_diff_find(found, wanted, true, NULL);
	StringInfoData buf;
	int			count = 0;
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfoString(&buf, _("the online form does not lead to the same:"));
	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->finding != NULL && ++count <= MAX_LINES)
			appendStringInfo(&buf, "\n%s", difference->finding);
	}
	return buf.data;
}

/*
 * Tell why there is no online form; what else was told of it is of no interest.
 */
static void
refuse(SvOnlineForm *form, const char *reason)
{
	form->text = NULL;
	form->reasons = list_make1(pstrdup(reason));
}
