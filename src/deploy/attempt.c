/*-------------------------------------------------------------------------
 *
 * attempt.c
 *	  One attempt at a step of a deploy.
 *
 * A transactional revision is run in a subtransaction: if it fails, that is
 * rolled back, and the lock of the deploy stays.  Other revisions are for
 * outside.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "command/steps.h"
#include "deploy/attempt.h"
#include "deploy/nontransactional.h"
#include "file/statement.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/transaction.h"
#include "store/guard.h"

static SvStored *fetch(SvDeploy *deploy);
static void run_whole(SvDeploy *deploy, const SvStored *stored);
static void before_statement(const SvScript *script, int number, void *arg);

/*
 * Try the step at the position of a deploy.  Returns NULL if it is done, and
 * committed; or if somebody else has done it or changed the revisions, then
 * deploy->stale is set.  Otherwise the error, with all of the attempt rolled
 * back that can be rolled back, in a new transaction.
 */
ErrorData *
sv_attempt_run(SvDeploy *deploy)
{
	MemoryContext context = MemoryContextSwitchTo(deploy->step_context);
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;
	volatile bool in_subtransaction = false;

	deploy->watch.before = before_statement;
	deploy->watch.arg = deploy;
	deploy->watch.number = deploy->watch.line = 0;
	sv_step_arm(deploy, 0);

	PG_TRY();
	{
		SvStored   *stored = fetch(deploy);

		if (stored == NULL)
			deploy->stale = true;
		else if (deploy->position.step->transactional)
		{
			BeginInternalSubTransaction(NULL);
			MemoryContextSwitchTo(deploy->step_context);
			in_subtransaction = true;
			run_whole(deploy, stored);
			ReleaseCurrentSubTransaction();
			in_subtransaction = false;
			MemoryContextSwitchTo(deploy->step_context);
			CurrentResourceOwner = owner;
			sv_transaction_commit();
		}
		else
			sv_nontransactional_run(deploy, stored);
	}
	PG_CATCH();
	{
		/* a second cancel must not leave the session half restored */
		HOLD_INTERRUPTS();
		MemoryContextSwitchTo(deploy->step_context);
		error = CopyErrorData();
		FlushErrorState();

		/* a limit that is reached must not end what is left to do */
		sv_lock_unwatch();
		sv_transaction_set_timeout(0);
		if (in_subtransaction)
		{
			RollbackAndReleaseCurrentSubTransaction();
			CurrentResourceOwner = owner;
		}
		else
			sv_transaction_abort();
		MemoryContextSwitchTo(deploy->step_context);
		if (deploy->settings != NULL)
		{
			sv_settings_restore(deploy->settings);
			deploy->settings = NULL;
		}
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	return error;
}

/*
 * What is stored of the revision; NULL if the step can not be run any more:
 * it is not there, or somebody has put it on record as done.
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
static void
run_whole(SvDeploy *deploy, const SvStored *stored)
{
	const SvStep *step = deploy->position.step;
	const char *script = sv_steps_script(step, stored);

	sv_step_announce(deploy);
	sv_step_call_hooks(deploy, "before_step", NULL);

	sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
	sv_lock_watch(&deploy->wait, sv_lock_timeout);
	sv_executor_run(sv_script_parse(step->id, sv_step_direction(deploy), script),
					&deploy->watch);
	sv_step_leave(deploy);

	sv_guard_identity(step->id);
	sv_step_call_hooks(deploy, "after_step", NULL);
	sv_step_record(deploy, stored, script);
}

/*
 * What happens before each statement, where an error is one of the statement.
 * Those that bring their own transactions get no locks from us: they are only
 * kept out of the queue.
 */
static void
before_statement(const SvScript *script, int number, void *arg)
{
	SvDeploy   *deploy = arg;
	const RawStmt *statement = list_nth_node(RawStmt, script->statements,
											 number - 1);

	if (deploy->position.step->transactional)
		sv_step_show(deploy, number, list_length(script->statements), "");
	sv_step_arm(deploy, sv_statement_timeout);
	sv_lock_take(statement->stmt, sv_step_patience(deploy),
				 !sv_statement_is_nontransactional(statement->stmt),
				 &deploy->wait);
}
