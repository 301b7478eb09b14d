/*-------------------------------------------------------------------------
 *
 * failure.c
 *	  What is left to do when a deploy has failed.
 *
 * The transaction of the deploy is aborted and a new one has begun.  Each of
 * the actions here is a transaction of its own, so that one that fails does
 * not undo another.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "command/drift_run.h"
#include "deploy/failure.h"
#include "server/lock.h"
#include "server/transaction.h"

static ErrorData *run_and_commit(void (*action) (SvDeploy *deploy, void *arg),
								 SvDeploy *deploy, void *arg);
static void explain(SvDeploy *deploy, void *arg);
static void write_record(SvDeploy *deploy, void *arg);
static void call_on_error(SvDeploy *deploy, void *arg);
static void store_facts(SvDeploy *deploy, void *arg);

/*
 * Complete the error with what is known of its reason, record the failure, and
 * call the hooks for on_error.  To be called without a transaction that is
 * aborted.  If part of this fails too, that is a WARNING: the first error is
 * for the caller to throw.
 */
void
sv_failure_write(SvDeploy *deploy, ErrorData *reason)
{
	const SvDeployPosition *position = &deploy->position;
	const SvDeployStep *step = &deploy->step;
	ErrorData  *error;
	SvFailure	failure = {
		.started_at = step->announced ? step->started_at : GetCurrentTimestamp(),
		/* in a group, it is one after that of the position */
		.statement = Max(position->statement, step->attempt.watch.number),
		.line = step->attempt.watch.line,
		.sqlstate = pstrdup(unpack_sql_state(reason->sqlerrcode)),
		.message = reason->message,
	};

	/* a client that cancels may do so twice; the server forgets that too */
	QueryCancelPending = false;
	(void) run_and_commit(explain, deploy, reason);
	error = run_and_commit(write_record, deploy, &failure);
	if (error != NULL && error->sqlerrcode == ERRCODE_QUERY_CANCELED)
		error = run_and_commit(write_record, deploy, &failure);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("could not record that the deploy has failed: %s",
						error->message)));

	error = run_and_commit(store_facts, deploy, NULL);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("could not store the facts of the schemas: %s",
						error->message)));

	error = run_and_commit(call_on_error, deploy, &failure);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("a hook for on_error has failed: %s",
						error->message)));
}

/*
 * Run an action and commit.  Returns NULL, or the error if that fails, in a new
 * transaction.
 */
static ErrorData *
run_and_commit(void (*action) (SvDeploy *deploy, void *arg), SvDeploy *deploy,
			   void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	PG_TRY();
	{
		action(deploy, arg);
		sv_transaction_commit();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		sv_transaction_abort();
		MemoryContextSwitchTo(context);
	}
	PG_END_TRY();
	return error;
}

/*
 * Add to an error what the server cannot know: which sessions are in the way,
 * and what to do next.
 */
static void
explain(SvDeploy *deploy, void *arg)
{
	ErrorData  *error = arg;
	bool		too_late = error->sqlerrcode == ERRCODE_QUERY_CANCELED &&
	sv_step_is_past(deploy->limits.deadline);

	if (error->detail == NULL &&
		(too_late || error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE))
		error->detail = sv_lock_blockers(&deploy->step.wait).text;
	if (error->hint != NULL)
		return;
	if (too_late)
		error->hint = pstrdup(_("schemaver.deploy_timeout has passed.  The same CALL resumes where this one has ended."));
	else if (deploy->position.phase != NULL && deploy->position.step != NULL)
		error->hint = psprintf(_("What was committed stays, and the same CALL resumes from there; schemaver_online_undo('%s') writes what undoes it."),
							   deploy->position.step->id);
	else
		error->hint = pstrdup(_("What was committed stays, and the same CALL resumes from there."));
}

static void
write_record(SvDeploy *deploy, void *arg)
{
	if (deploy->position.step != NULL)
		sv_journal_fail(&deploy->position, arg);
	sv_journal_end("failed");
	sv_journal_notify(sv_journal_event("error", &deploy->position, arg));
}

static void
call_on_error(SvDeploy *deploy, void *arg)
{
	sv_step_call_hooks(deploy, "on_error", arg);
}

/*
 * What was committed is ours, though the deploy has failed.
 */
static void
store_facts(SvDeploy *deploy, void *arg)
{
	sv_drift_run_end(deploy->drift);
}
