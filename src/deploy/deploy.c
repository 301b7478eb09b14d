/*-------------------------------------------------------------------------
 *
 * deploy.c
 *	  Deploys: runs of revisions with a commit after each.
 *
 * A deploy holds a lock for its session, which keeps all other runs out.  Each
 * step is attempted until it is committed or an attempt fails for good.
 * However a deploy ends, what it has committed stays, and the next one resumes
 * there.  All memory is of the portal, as that outlives our transactions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/timestamp.h"

#include "command/drift_run.h"
#include "command/steps.h"
#include "compat.h"
#include "deploy/attempt.h"
#include "deploy/deploy.h"
#include "deploy/deploy_plan.h"
#include "deploy/deploy_repeat.h"
#include "deploy/failure.h"
#include "deploy/retry.h"
#include "deploy/step.h"
#include "deploy/trash_batches.h"
#include "schemaver.h"
#include "server/denied.h"
#include "server/lock.h"
#include "server/own_transactions.h"
#include "server/transaction.h"
#include "store/guard.h"
#include "store/run_lock.h"
#include "store/watch.h"

static void init(SvDeploy *deploy, const char *target, bool upgrade);
static void run(SvDeploy *deploy);
static void begin(SvDeploy *deploy);
static void wait_for_lock(SvDeploy *deploy);
static bool next_step(SvDeploy *deploy);
static void finish_step(SvDeploy *deploy);
static void finish(SvDeploy *deploy, int repeated);
static void finish_paused(SvDeploy *deploy);
pg_noreturn static void fail(SvDeploy *deploy);
static void restore_session(SvDeploy *deploy);
static int	tell_duration(TimestampTz start);

/*
 * Run the steps of an upgrade or a downgrade to the target, with a commit
 * after each.  The deploy stops before a phase (SvPhase; -1: before none) of an
 * online form, if online forms are run.  The target must live as long as the
 * statement of the client.
 *
 * Errors: those of the plan, and of the scripts.
 */
void
sv_deploy_run(const char *target, bool upgrade, int until, bool online)
{
	SvDeploy	deploy;
	MemoryContext oldcontext = CurrentMemoryContext;

	sv_guard_change("schemaver_deploy()");
	init(&deploy, target, upgrade);
	deploy.until = until;
	deploy.online = online;
	PG_TRY();
	{
		run(&deploy);
	}
	PG_CATCH();
	{
		/* the cleanup after an attempt has failed */
		if (deploy.step.attempt.settings != NULL)
			sv_settings_give_up();
		restore_session(&deploy);
		PG_RE_THROW();
	}
	PG_END_TRY();
	restore_session(&deploy);
	MemoryContextSwitchTo(oldcontext);
}

static void
init(SvDeploy *deploy, const char *target, bool upgrade)
{
	memset(deploy, 0, sizeof(SvDeploy));
	deploy->context = AllocSetContextCreate(PortalContext, "schemaver deploy",
											ALLOCSET_DEFAULT_SIZES);
	deploy->step_context = AllocSetContextCreate(deploy->context,
												 "schemaver step",
												 ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(deploy->context);
	deploy->position.target = target;
	deploy->position.upgrade = upgrade;
	deploy->user = GetUserId();
	deploy->started_at = GetCurrentTimestamp();
	deploy->limits.session = sv_transaction_timeout();
	if (sv_deploy_timeout > 0)
		deploy->limits.deadline = TimestampTzPlusMilliseconds(deploy->started_at,
															  sv_deploy_timeout);
	/* it is taken without the checks of LOCK TABLE */
	sv_denied_check("LOCK TABLE schemaver.lock UPDATE schemaver.deploy");
	sv_guard_enter_script();
	sv_own_transactions_begin();
}

static void
run(SvDeploy *deploy)
{
	PG_TRY();
	{
		begin(deploy);
		while (next_step(deploy))
		{
			ErrorData  *error = sv_attempt_run(deploy);

			if (error == NULL && deploy->paused)
				break;
			if (error == NULL)
				finish_step(deploy);
			else if (!sv_retry_wait(deploy, error))
				ReThrowError(error);
		}
		if (deploy->paused)
			finish_paused(deploy);
		else
			finish(deploy, sv_deploy_repeat_run(deploy));
		sv_run_lock_release();
	}
	PG_CATCH();
	{
		fail(deploy);
	}
	PG_END_TRY();
}

static void
begin(SvDeploy *deploy)
{
	bool		lost;

	sv_step_set_timeout(deploy, 0);
	wait_for_lock(deploy);
	sv_watch_refresh();
	sv_deploy_plan_make(deploy);
	sv_deploy_plan_check(deploy);
	if (deploy->plan.steps == NIL && !sv_deploy_repeat_wanted(deploy))
		return;
	deploy->drift = sv_drift_run_begin();
	lost = sv_journal_begin(&deploy->position);
	if (lost)
		ereport(NOTICE,
				(errmsg("the deploy before this one has lost its session"),
				 errdetail("Where it was is in schemaver.log.")));
	sv_store_count_run();
	sv_deploy_repeat_begin(deploy);
	sv_step_call_hooks(deploy, "before_run", NULL);
	sv_transaction_commit();
	deploy->recorded = true;
}

/*
 * Take the lock of a deploy.  A session that waits for it holds nothing, not
 * even a snapshot: the deploy that has the lock may be waiting for all
 * snapshots to go.
 */
static void
wait_for_lock(SvDeploy *deploy)
{
	int			polls = 0;
	int			reported = 0;

	while (!sv_run_lock_try())
	{
		SvBlockers	holders = sv_run_lock_holders();

		if (polls++ >= reported && holders.count > 0)
		{
			reported = polls * 2;
			ereport(NOTICE,
					(errmsg("waiting for another run to end"),
					 errdetail_internal("%s", holders.text)));
		}
		sv_transaction_commit();
		if (sv_step_is_past(deploy->limits.deadline))
			ereport(ERROR,
					(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
					 errmsg("schemaver.deploy_timeout has passed while another run was going on"),
					 holders.count > 0 ?
					 errdetail_internal("%s", holders.text) : 0));
		pgstat_report_activity(STATE_RUNNING,
							   "schemaver: waiting for another run to end");
		sv_transaction_sleep(Min(50 * polls, 500));
	}
}

/*
 * Go to the step to run; returns false if there is none.  The steps are
 * planned again if the plan may not hold any more.
 */
static bool
next_step(SvDeploy *deploy)
{
	bool		again = sv_deploy_plan_is_stale(deploy);

	CHECK_FOR_INTERRUPTS();
	if (!sv_run_lock_held())
	{
		wait_for_lock(deploy);
		again = true;
	}
	if (again)
		sv_deploy_plan_make(deploy);
	if (!sv_deploy_plan_begin_step(deploy))
		return false;
	MemoryContextReset(deploy->step_context);
	if (again || deploy->plan.finished == 0)
	{
		sv_journal_move(&deploy->position);
		sv_transaction_commit();
	}
	return true;
}

/*
 * After an attempt without an error: the step is committed, or another session
 * has made it impossible.
 */
static void
finish_step(SvDeploy *deploy)
{
	const SvStep *step = deploy->position.step;

	if (!deploy->plan.stale)
	{
		sv_steps_log(step, deploy->step.started_at);
		ereport(INFO,
				(step->upgrade ? errmsg("committed upgrade %s", step->id) :
				 errmsg("committed downgrade %s", step->id),
				 tell_duration(deploy->step.started_at)));
		sv_deploy_plan_end_step(deploy);
	}
	sv_step_end(deploy);
}

/*
 * All steps are done, and so many repeatable scripts were run after them.
 */
static void
finish(SvDeploy *deploy, int repeated)
{
	const SvDeployPosition *position = &deploy->position;
	int			count = deploy->plan.finished;

	if (count == 0 && repeated == 0 && !deploy->recorded)
	{
		ereport(INFO,
				(position->upgrade ?
				 errmsg("nothing to do for the upgrade to %s", position->target) :
				 errmsg("nothing to do for the downgrade to %s", position->target)));
		return;
	}
	sv_trash_batches_clean(deploy);
	sv_drift_run_end(deploy->drift);
	sv_journal_move(position);
	sv_journal_end("done");
	sv_journal_notify(sv_journal_event("run", position, NULL));
	sv_transaction_commit();
	deploy->recorded = false;
	sv_step_call_hooks(deploy, "after_run", NULL);
	sv_transaction_commit();
	ereport(INFO,
			(position->upgrade ?
			 errmsg_plural("upgrade to %s is complete: %d revision",
						   "upgrade to %s is complete: %d revisions",
						   count, position->target, count) :
			 errmsg_plural("downgrade to %s is complete: %d revision",
						   "downgrade to %s is complete: %d revisions",
						   count, position->target, count),
			 tell_duration(deploy->started_at)));
}

/*
 * The deploy has come to the phase before which it is to stop.
 */
static void
finish_paused(SvDeploy *deploy)
{
	const SvDeployPosition *position = &deploy->position;

	sv_drift_run_end(deploy->drift);
	sv_journal_end("done");
	sv_transaction_commit();
	deploy->recorded = false;
	sv_step_call_hooks(deploy, "after_run", NULL);
	sv_transaction_commit();
	ereport(INFO,
			(errmsg("stopped before phase %s of revision \"%s\"",
					position->phase, position->step->id),
			 errdetail("What comes next is statement %d of %d of its online form.",
					   position->statement, position->statements),
			 errhint("The same CALL without \"until\" goes on there.")));
	sv_step_end(deploy);
}

/*
 * The deploy has failed: record that, if its start is on record, and throw the
 * error again.
 */
static void
fail(SvDeploy *deploy)
{
	ErrorData  *error;

	HOLD_INTERRUPTS();
	MemoryContextSwitchTo(deploy->context);
	error = CopyErrorData();
	FlushErrorState();
	sv_lock_unwatch();
	sv_transaction_set_timeout(0);
	if (deploy->recorded)
		sv_transaction_abort();
	RESUME_INTERRUPTS();
	if (deploy->recorded)
		sv_failure_write(deploy, error);
	ReThrowError(error);
}

/*
 * Leave the session as it was, however the deploy has ended.  After an error,
 * the server releases the lock.
 */
static void
restore_session(SvDeploy *deploy)
{
	sv_lock_unwatch();
	sv_guard_leave_script();
	sv_own_transactions_end();
	sv_transaction_set_timeout(0);
	if (deploy->limits.session > GetCurrentTimestamp())
		sv_transaction_set_timeout(deploy->limits.session);
	pgstat_report_appname(application_name ? application_name : "");
	pgstat_report_activity(STATE_RUNNING,
						   debug_query_string ? debug_query_string : "");
}

/*
 * Part of ereport(): the time since something began, for clients that ask for
 * more than the necessary messages.
 */
static int
tell_duration(TimestampTz start)
{
	if (client_min_messages > NOTICE)
		return 0;
	return errdetail("It took %.3f s.",
					 (GetCurrentTimestamp() - start) / 1000000.0);
}
