/*-------------------------------------------------------------------------
 *
 * attempt.c
 *	  One attempt at a step of a deploy.
 *
 * A transactional revision is run in a subtransaction: if it fails, that is
 * rolled back, and the lock of the deploy stays.  Other revisions are run by
 * nontransactional.c; if one fails, the transaction is aborted.  Either way
 * limits are lifted before anything is undone: one that is reached must not
 * end that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "command/steps.h"
#include "deploy/attempt.h"
#include "deploy/form.h"
#include "deploy/nontransactional.h"
#include "deploy/trash_batches.h"
#include "file/statement.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/transaction.h"
#include "store/guard.h"

/* Arguments of the callbacks of a subtransaction. */
typedef struct Transactional
{
	SvDeploy   *deploy;
	const SvStored *stored;
} Transactional;

static ErrorData *run_attempt(SvDeploy *deploy, SvSubtransactionCallback work,
							  void *arg);
static ErrorData *run_together(SvDeploy *deploy, SvSubtransactionCallback work,
							   void *arg);
static void begin_attempt(SvDeploy *deploy);
static SvStored *fetch(SvDeploy *deploy);
static ErrorData *run_transactional(SvDeploy *deploy, const SvStored *stored);
static void run_step(void *arg);
static void lift_limits(void *arg);
static void restore_settings(SvDeploy *deploy);
static void after_statement(const SvScript *script, int number, void *arg);
static void before_statement(const SvScript *script, int number, void *arg);

/*
 * Try the step at the position of a deploy.  Returns NULL if it is done and
 * committed; or if another session has applied or changed the revision, then
 * the plan is marked as stale.  Otherwise the error, in the context of the
 * step, with all of the attempt rolled back that can be, in a new transaction.
 */
ErrorData *
sv_attempt_run(SvDeploy *deploy)
{
	return run_attempt(deploy, NULL, NULL);
}

/*
 * The same for work other than that of a step, in one transaction.
 */
ErrorData *
sv_attempt_run_together(SvDeploy *deploy, SvSubtransactionCallback work, void *arg)
{
	return run_attempt(deploy, work, arg);
}

static ErrorData *
run_attempt(SvDeploy *deploy, SvSubtransactionCallback work, void *arg)
{
	MemoryContext context = MemoryContextSwitchTo(deploy->step_context);
	ErrorData  *volatile error = NULL;

	begin_attempt(deploy);
	PG_TRY();
	{
		SvStored   *stored = work == NULL ? fetch(deploy) : NULL;

		if (work != NULL)
			error = run_together(deploy, work, arg);
		else if (stored == NULL)
			deploy->plan.stale = true;
		else if (sv_form_is_online(stored, deploy->position.step, deploy->online))
			sv_nontransactional_run(deploy, stored, true);
		else if (deploy->position.step->transactional)
			error = run_transactional(deploy, stored);
		else
			sv_nontransactional_run(deploy, stored, false);
	}
	PG_CATCH();
	{
		/* a second cancel must not leave the session half restored */
		HOLD_INTERRUPTS();
		MemoryContextSwitchTo(deploy->step_context);
		error = CopyErrorData();
		FlushErrorState();
		lift_limits(NULL);
		sv_transaction_abort();
		MemoryContextSwitchTo(deploy->step_context);
		restore_settings(deploy);
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	return error;
}

static void
begin_attempt(SvDeploy *deploy)
{
	SvDeployAttempt *attempt = &deploy->step.attempt;

	sv_step_extend_limit(deploy);
	memset(attempt, 0, sizeof(SvDeployAttempt));
	attempt->watch.before = before_statement;
	attempt->watch.after = after_statement;
	attempt->watch.limits = true;
	attempt->watch.arg = deploy;
	sv_step_set_timeout(deploy, 0);
}

/*
 * What is stored of the revision; NULL if the step cannot be run any more: it
 * was removed, or another session has recorded it as done.
 */
static SvStored *
fetch(SvDeploy *deploy)
{
	const SvStep *step = deploy->position.step;
	SvStored   *stored = NULL;

	sv_query_begin_fresh();
	if (sv_store_is_applied(step->id) != step->upgrade)
		stored = sv_store_find(step->id);
	sv_query_end_fresh();
	return stored;
}

/*
 * Run a revision in one transaction.
 */
static ErrorData *
run_transactional(SvDeploy *deploy, const SvStored *stored)
{
	Transactional arg = {deploy, stored};
	const SvStep *step = deploy->position.step;
	const SvScript *script = sv_script_parse(step->id,
											 sv_steps_direction(step->upgrade),
											 sv_steps_script(step, stored));

	if (sv_trash_batches_run(deploy, script, 1,
							 list_length(script->statements), NIL))
	{
		/* that may have taken long */
		arg.stored = fetch(deploy);
		deploy->plan.stale = arg.stored == NULL;
		if (deploy->plan.stale)
			return NULL;
	}
	return run_together(deploy, run_step, &arg);
}

static ErrorData *
run_together(SvDeploy *deploy, SvSubtransactionCallback work, void *arg)
{
	ErrorData  *error = sv_subtransaction_run(work, lift_limits, arg,
											  SV_SUBTRANSACTION_COMMIT);

	if (error == NULL)
	{
		/* deferred constraints are checked within the limits */
		sv_step_set_timeout(deploy, 0);
		sv_transaction_commit();
	}
	return error;
}

/* sv_subtransaction_run callback of run_transactional */
static void
run_step(void *arg)
{
	SvDeploy   *deploy = ((Transactional *) arg)->deploy;
	const SvStored *stored = ((Transactional *) arg)->stored;
	const SvStep *step = deploy->position.step;
	const char *script = sv_steps_script(step, stored);

	sv_step_announce(deploy);
	sv_step_call_hooks(deploy, "before_step", NULL);

	sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
	sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
	sv_trash_begin(&deploy->step.attempt.trash, step->id, step->upgrade);
	deploy->step.attempt.trash.complete = deploy->step.kept;
	sv_executor_run(sv_script_parse(step->id, sv_steps_direction(step->upgrade),
									script), &deploy->step.attempt.watch);
	sv_trash_end(&deploy->step.attempt.trash);
	sv_step_end_statements(deploy);

	sv_guard_identity(step->id);
	sv_step_call_hooks(deploy, "after_step", NULL);
	sv_step_record(deploy, stored, script);
}

/* sv_subtransaction_run callback of run_transactional */
static void
lift_limits(void *arg)
{
	sv_lock_unwatch();
	sv_transaction_set_timeout(0);
}

static void
restore_settings(SvDeploy *deploy)
{
	SvDeployAttempt *attempt = &deploy->step.attempt;

	if (attempt->settings == NULL)
		return;
	sv_settings_restore(attempt->settings);
	attempt->settings = NULL;
}

/*
 * To be called before each statement, where an error is one of the statement.
 * Statements that commit by themselves get no locks from us: these are only
 * kept out of the queue.
 */
static void
before_statement(const SvScript *script, int number, void *arg)
{
	SvDeploy   *deploy = arg;
	const RawStmt *statement = list_nth_node(RawStmt, script->statements,
											 number - 1);

	if (!deploy->step.attempt.apart)
		sv_step_show(deploy, number, list_length(script->statements), "");
	sv_step_extend_limit(deploy);
	sv_step_set_timeout(deploy, sv_statement_timeout);
	if (deploy->step.attempt.watch.limit.own)
		sv_statement_limit_apply(&deploy->step.attempt.watch.limit,
								 deploy->limits.deadline);
	sv_lock_take(statement->stmt, sv_step_patience(deploy),
				 !sv_statement_is_nontransactional(statement->stmt),
				 &deploy->step.wait);
	if (!script->repeatable)
		sv_trash_before(&deploy->step.attempt.trash, script, number);
}

/*
 * To be called after each statement.
 */
static void
after_statement(const SvScript *script, int number, void *arg)
{
	SvDeploy   *deploy = arg;

	sv_trash_after(&deploy->step.attempt.trash);
}
