/*-------------------------------------------------------------------------
 *
 * deploy_repeat.c
 *	  Repeatable scripts and checks at the end of a deploy.
 *
 * They are one transaction, after those of the revisions.  It is tried again,
 * as a step is, if it cannot get a lock.  While a script is run, the position of
 * the deploy has a step of its name, which is in no plan.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "command/begin.h"
#include "command/repeat.h"
#include "deploy/attempt.h"
#include "deploy/deploy_repeat.h"
#include "deploy/retry.h"
#include "schemaver.h"
#include "server/query.h"
#include "server/settings.h"

/* Arguments of the callbacks. */
typedef struct Repeat
{
	SvDeploy   *deploy;
	SvStep		step;			/* for the script that is run */
	int			finished;		/* steps before */
	int			count;			/* of scripts, not of checks */
} Repeat;

static List *find(const SvDeploy *deploy, bool tell);
static void run_all(void *arg);
static void begin_script(const SvRepeatable *repeatable, int number, int total,
						 void *arg);

/*
 * True if a deploy that has no steps has something to run.
 */
bool
sv_deploy_repeat_wanted(const SvDeploy *deploy)
{
	return deploy->position.upgrade && find(deploy, false) != NIL;
}

/*
 * Record, with the start of a deploy that has steps, what the next one has to
 * run if this one does not get to its end: all checks, or after a downgrade, all
 * scripts.
 */
void
sv_deploy_repeat_begin(const SvDeploy *deploy)
{
	if (deploy->plan.steps == NIL)
		return;
	if (deploy->position.upgrade)
		sv_repeats_forget_checks();
	else
		sv_repeats_forget_scripts();
}

/*
 * Run what is to be run after the steps of an upgrade.  Returns how many scripts
 * were run, not counting checks.
 *
 * Errors: those of the scripts.
 */
int
sv_deploy_repeat_run(SvDeploy *deploy)
{
	Repeat	   *repeat;
	ErrorData  *error;

	if (!deploy->position.upgrade || find(deploy, true) == NIL)
		return 0;
	MemoryContextReset(deploy->step_context);
	sv_step_end(deploy);
	/* the position refers to it also after an error */
	repeat = MemoryContextAllocZero(deploy->context, sizeof(Repeat));
	repeat->deploy = deploy;
	repeat->finished = deploy->plan.finished;
	while ((error = sv_attempt_run_together(deploy, run_all, repeat)) != NULL)
	{
		if (!sv_retry_wait(deploy, error))
			ReThrowError(error);
	}
	deploy->position.step = NULL;
	sv_step_end(deploy);
	if (repeat->count > 0)
		ereport(INFO,
				(errmsg_plural("committed %d repeatable script",
							   "committed %d repeatable scripts",
							   repeat->count, repeat->count)));
	return repeat->count;
}

/*
 * What is to be run, in the current memory context.
 */
static List *
find(const SvDeploy *deploy, bool tell)
{
	const SvState *state;
	List	   *nodes = NIL;
	List	   *found;

	if (!sv_repeats_exist())
		return NIL;
	state = sv_begin_state();
	/* that something was run makes all checks due */
	for (int i = 0; i < state->graph->count && deploy->plan.finished > 0; i++)
		if (state->applied[i])
			nodes = lappend_int(nodes, i);
	sv_query_begin_fresh();
	found = sv_repeat_find(state, nodes, tell);
	sv_query_end_fresh();
	return found;
}

/* SvSubtransactionCallback */
static void
run_all(void *arg)
{
	Repeat	   *repeat = arg;
	SvDeploy   *deploy = repeat->deploy;
	List	   *repeatables = find(deploy, false);

	repeat->count = list_length(sv_repeat_scripts(repeatables));
	sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
	sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
	sv_repeat_run(repeatables, &deploy->step.attempt.watch, begin_script, repeat);
	sv_step_end_statements(deploy);
}

/* SvRepeatBegin */
static void
begin_script(const SvRepeatable *repeatable, int number, int total, void *arg)
{
	Repeat	   *repeat = arg;
	SvDeploy   *deploy = repeat->deploy;
	SvStep	   *step = &repeat->step;

	step->id = repeatable->name;
	step->message = repeatable->is_check ? "check" : "repeatable script";
	step->parents = "";
	step->upgrade = true;
	step->transactional = true;
	step->filename = repeatable->filename;
	step->is_repeated = true;
	deploy->position.step = step;
	deploy->position.number = repeat->finished + number;
	deploy->position.total = repeat->finished + total;
	deploy->step.announced = true;
	deploy->step.started_at = GetCurrentTimestamp();
	sv_step_show(deploy, 0, 0, "");
}
