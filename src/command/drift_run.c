/*-------------------------------------------------------------------------
 *
 * drift_run.c
 *	  What a run does about changes that were made without a revision.
 *
 * Before its first step it looks for them, as schemaver.drift demands: a script
 * may fail half way on what somebody has made by hand.  After its last step it
 * stores the facts, as schemaver.track demands.  If the schemas were not as they
 * should be, what the run has changed is carried over to how they should be: what
 * was made by hand does not become ours by a run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "catalog/type_parts.h"
#include "command/drift.h"
#include "command/drift_run.h"
#include "diff/carry.h"
#include "model/tracked_facts.h"
#include "schemaver.h"

struct SvDriftRun
{
	SvFacts    *then;			/* how the schemas should have been; NULL: as
								 * they were */
	SvFacts    *before;
};

static void report(List *rows);

/*
 * To be called before the first step of a run; what is returned, in the current
 * memory context, is for sv_drift_run_end().  NULL: there is nothing to do then.
 *
 * Errors: there are changes, and schemaver.drift is error.
 */
SvDriftRun *
sv_drift_run_begin(void)
{
	SvDriftOptions options = {NIL};
	SvDriftSides sides;
	SvDriftRun *run;

	if (sv_drift != SV_DRIFT_OFF)
		report(sv_drift_run_find());
	if (sv_track == SV_TRACK_OFF)
		return NULL;
	run = palloc0(sizeof(SvDriftRun));
	options.partitions = true;
	sv_drift_sides(&sides, &options);
	if (sides.layer != NULL && !sides.same)
	{
		run->then = sides.then;
		run->before = sides.all;
		run->before->type_parts = sv_type_parts_read(run->before);
	}
	return run;
}

/*
 * What was changed without a revision, as SvDriftRows; NIL also if that is not
 * known.
 */
List *
sv_drift_run_find(void)
{
	SvDriftOptions options = {NIL};
	SvOwnTransactions *own = sv_tracked_own();
	bool		drift;

	if (!sv_drift_is_known(&drift))
		return FullTransactionIdIsValid(own->first) ? sv_drift_find(&options) : NIL;
	return drift ? sv_drift_find(&options) : NIL;
}

static void
report(List *rows)
{
	if (rows == NIL)
		return;
	ereport(sv_drift == SV_DRIFT_ERROR ? ERROR : WARNING,
			(errcode(ERRCODE_SV_DRIFT),
			 errmsg_plural("%d object was changed without a revision",
						   "%d objects were changed without a revision",
						   list_length(rows), list_length(rows)),
			 errdetail_internal("%s%s", sv_drift_listed(rows),
								sv_drift == SV_DRIFT_ERROR ? _("\nNothing was run.") : ""),
			 errhint("schemaver_drift() shows what was changed, schemaver_record() makes a revision of it, schemaver_undo_drift() takes it back.")));
}

/*
 * To be called after the last step: stores the facts.
 */
void
sv_drift_run_end(SvDriftRun *run)
{
	char	   *state;
	SvFacts    *facts;

	if (run == NULL)
		return;
	if (!sv_tracked_may_write())
	{
		ereport(WARNING,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("the facts of the schemas were not stored"),
				 errdetail("Permission denied for table %s.", "tracked"),
				 errhint("GRANT SELECT, INSERT, UPDATE ON schemaver.tracked TO %s",
						 GetUserNameFromId(GetUserId(), false))));
		return;
	}
	state = sv_tracked_facts_state();
	facts = sv_tracked_facts_now(true);
	facts->type_parts = sv_type_parts_read(facts);
	if (run->then != NULL)
	{
		facts = sv_carry_over(run->then, run->before, facts);
		state = NULL;
	}
	sv_tracked_facts_store(facts, state);
}
