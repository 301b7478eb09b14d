/*-------------------------------------------------------------------------
 *
 * failure.c
 *	  What is left to do when a deploy has failed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "deploy/failure.h"
#include "server/lock.h"
#include "server/transaction.h"

static ErrorData *attempt(void (*action) (SvDeploy *deploy, void *arg),
						  SvDeploy *deploy, void *arg);
static void explain(SvDeploy *deploy, void *arg);
static void write_record(SvDeploy *deploy, void *arg);
static void call_on_error(SvDeploy *deploy, void *arg);

/*
 * What there is to say about a failure, the record of it, and those who want
 * to hear of it.  If that fails too, it is no reason to forget the first error.
 */
void
sv_failure_write(SvDeploy *deploy, ErrorData *reason)
{
	SvDeployPosition *position = &deploy->position;
	ErrorData  *error;
	SvFailure	failure = {
		.started_at = deploy->announced ? deploy->started_at : GetCurrentTimestamp(),
		.statement = position->statement > 0 ? position->statement :
		deploy->watch.number,
		.line = deploy->watch.line,
		.sqlstate = pstrdup(unpack_sql_state(reason->sqlerrcode)),
		.message = reason->message,
	};

	/* a client that cancels may do so twice; the server forgets that too */
	QueryCancelPending = false;
	(void) attempt(explain, deploy, reason);
	error = attempt(write_record, deploy, &failure);
	if (error != NULL && error->sqlerrcode == ERRCODE_QUERY_CANCELED)
		error = attempt(write_record, deploy, &failure);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("could not write down that the deploy has failed: %s",
						error->message)));

	error = attempt(call_on_error, deploy, &failure);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("a hook for on_error has failed: %s",
						error->message)));
}

/*
 * Do something and commit; returns the error if that fails, or NULL.
 */
static ErrorData *
attempt(void (*action) (SvDeploy *deploy, void *arg), SvDeploy *deploy,
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
 * Add to an error what the server cannot know: who is in the way, and what to
 * do next.
 */
static void
explain(SvDeploy *deploy, void *arg)
{
	ErrorData  *error = arg;
	bool		too_late = error->sqlerrcode == ERRCODE_QUERY_CANCELED &&
	deploy->deadline != 0 && GetCurrentTimestamp() >= deploy->deadline;

	if (error->detail == NULL &&
		(too_late || error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE))
		error->detail = sv_lock_blockers(&deploy->wait).text;
	if (error->hint != NULL)
		return;
	if (too_late)
		error->hint = pstrdup(_("schemaver.deploy_timeout has passed.  The same CALL goes on where this one has ended."));
	else
		error->hint = pstrdup(_("What was committed stays, and the same CALL goes on from there."));
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
