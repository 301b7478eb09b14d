/*-------------------------------------------------------------------------
 *
 * retry.c
 *	  Whether and when a step of a deploy is tried again.
 *
 * A step that could not get a lock is rolled back and tried again later, up to
 * schemaver.lock_retries times.  Between two attempts nothing is held but the
 * lock of the deploy, and as long as the lock is held by an old transaction, it
 * is not asked for at all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "deploy/retry.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/transaction.h"
#include "store/run_lock.h"

static bool is_last_attempt(const SvDeploy *deploy);
static void report_attempt(SvDeploy *deploy, const char *why);
static void pause_attempts(SvDeploy *deploy);

/*
 * After an attempt that failed with an error: sleep until the next one.
 * Returns false, perhaps at once, if there is to be none.
 */
bool
sv_retry_wait(SvDeploy *deploy, const ErrorData *error)
{
	if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
		error->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED)
		return false;
	sv_run_lock_try();
	sv_step_set_timeout(deploy, 0);
	if (deploy->step.tries.gave_up || is_last_attempt(deploy))
		return false;

	report_attempt(deploy, error->message);
	pause_attempts(deploy);
	while (sv_lock_is_waited_for(&deploy->step.wait,
								 sv_step_patience(deploy)))
	{
		if (is_last_attempt(deploy))
			return false;
		report_attempt(deploy, _("the lock is still held"));
		pause_attempts(deploy);
	}
	return true;
}

static bool
is_last_attempt(const SvDeploy *deploy)
{
	return deploy->step.tries.failed >= sv_lock_retries ||
		sv_step_is_past(deploy->limits.deadline);
}

/*
 * Report the sessions that are in the way, even if the deadline passes
 * meanwhile.
 */
static void
report_attempt(SvDeploy *deploy, const char *why)
{
	const SvStep *step = deploy->position.step;
	SvBlockers	blockers;
	char	   *detail;

	sv_transaction_set_timeout(0);
	blockers = sv_lock_blockers(&deploy->step.wait);
	detail = sv_lock_wait_detail(&deploy->step.wait);
	ereport(NOTICE,
			(errmsg("attempt %d of %d at %s \"%s\": %s",
					deploy->step.tries.failed + 1, sv_lock_retries + 1,
					step->is_repeated ? step->message : "revision",
					step->id, why),
			 detail == NULL ? 0 :
			 errdetail_internal("%s%s%s", detail,
								blockers.count > 0 ? "\n" : "",
								blockers.count > 0 ? blockers.text : "")));
	sv_step_show(deploy, deploy->position.statement,
				 deploy->position.statements, " (waits for a lock)");
	sv_step_set_timeout(deploy, 0);
}

/*
 * Sleep between two attempts: twice as long each time, up to ten seconds, and
 * more or less at random, so that two sessions that block each other do not
 * try again at the same time.
 */
static void
pause_attempts(SvDeploy *deploy)
{
	long		milliseconds = 100L << Min(deploy->step.tries.failed, 6);
	uint16		random = 0;

	deploy->step.tries.failed++;
	if (!pg_strong_random(&random, sizeof(random)))
		random = 0;
	milliseconds = Min(milliseconds, 10000);
	milliseconds = milliseconds / 2 + milliseconds * random / PG_UINT16_MAX;
	sv_transaction_commit();
	sv_transaction_sleep(milliseconds);
}
