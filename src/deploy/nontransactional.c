/*-------------------------------------------------------------------------
 *
 * nontransactional.c
 *	  Revisions that are run outside a transaction block, statement by
 *	  statement.
 *
 * Each statement is handed to the server in a transaction of its own, which
 * also has the record of it: so it is done and recorded, or neither.  Its start
 * is committed before, so that the deploy after a crash knows what it may have
 * left behind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "command/steps.h"
#include "compat.h"
#include "deploy/nontransactional.h"
#include "file/statement.h"
#include "schemaver.h"
#include "server/leftovers.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/transaction.h"
#include "store/cache.h"
#include "store/guard.h"

/* A step that is run statement by statement. */
typedef struct NontransactionalRun
{
	SvDeploy   *deploy;
	SvStored   *stored;
	SvScript   *script;
	SvPartial  *partial;
} NontransactionalRun;

static void begin_statements(NontransactionalRun *run);
static SvPartial *check_partial(const SvScript *script, bool upgrade);
static void check_below(const char *revision);
pg_noreturn static void refuse_partial(const char *revision, const char *detail);
static void replay_settings(NontransactionalRun *run);
static void run_statement(NontransactionalRun *run, int number);
static void record_started(NontransactionalRun *run, int number);
static void record_done(NontransactionalRun *run, int number);
static void wait_for_snapshots(SvDeploy *deploy);
static void report_snapshots(const SvDeploy *deploy, const SvBlockers *old);
static void set_lock_timeout(SvDeploy *deploy, bool concurrent);

/*
 * Run the revision at the position of a deploy, statement by statement, from
 * where an earlier deploy has got to.  To be called at the start of a
 * transaction; returns after a commit.
 *
 * Errors: those of its statements.  What was committed stays.
 */
void
sv_nontransactional_run(SvDeploy *deploy, SvStored *stored)
{
	const SvStep *step = deploy->position.step;
	SvDeployAttempt *attempt = &deploy->step.attempt;
	NontransactionalRun run = {deploy, stored, NULL, NULL};
	int			count;

	run.script = sv_script_parse(step->id, sv_steps_direction(step->upgrade),
								 sv_steps_script(step, stored));
	count = list_length(run.script->statements);
	run.partial = check_partial(run.script, step->upgrade);
	attempt->settings = sv_settings_remember();

	begin_statements(&run);
	for (int i = run.partial->done + 1; i <= count; i++)
		run_statement(&run, i);
	if (count == 0)
		sv_step_record(deploy, stored, run.script->text);
	sv_transaction_commit();
	sv_settings_restore(attempt->settings);
	attempt->settings = NULL;

	sv_step_call_hooks(deploy, "after_step", NULL);
	sv_transaction_commit();
}

static void
begin_statements(NontransactionalRun *run)
{
	SvPartial  *partial = run->partial;

	if (partial->done > 0 && !run->deploy->step.announced)
		ereport(NOTICE,
				(errmsg("resuming revision \"%s\" at statement %d of %d",
						run->script->revision, partial->done + 1,
						list_length(run->script->statements))));
	sv_step_announce(run->deploy);
	if (partial->done == 0 && !partial->started)
		sv_step_call_hooks(run->deploy, "before_step", NULL);
	replay_settings(run);
	sv_step_end_statements(run->deploy);
	sv_transaction_commit();
}

/*
 * How far a script has got in an earlier deploy; all zero if it was not begun.
 *
 * Errors: it was begun, but the script has changed since, or it was begun in
 * the other direction.
 */
static SvPartial *
check_partial(const SvScript *script, bool upgrade)
{
	SvPartial  *partial;
	Datum		sha256;

	/* another session may have written the row */
	sv_query_begin_fresh();
	partial = sv_journal_partial(script->revision);
	sv_query_end_fresh();
	if (partial == NULL || (partial->done == 0 && !partial->started))
	{
		partial = palloc0(sizeof(SvPartial));
		partial->upgrade = upgrade;
		return partial;
	}
	if (partial->upgrade != upgrade)
		refuse_partial(script->revision,
					   upgrade ? _("A downgrade of it was begun.") :
					   _("An upgrade of it was begun."));
	if (partial->done >= list_length(script->statements))
		refuse_partial(script->revision,
					   _("Its script no longer contains statements that were run."));
	sha256 = sv_store_sha256(sv_script_text_until(script, partial->done));
	if (!DatumGetBool(DirectFunctionCall2(byteaeq, sha256, partial->sha256)))
		refuse_partial(script->revision,
					   _("Its script was changed before the statement at which it would resume."));
	check_below(script->revision);
	return partial;
}

/*
 * Refuse to resume a revision if one that it depends on was undone since: what
 * its first statements created may have been dropped along.
 */
static void
check_below(const char *revision)
{
	const char *undone;

	sv_query_begin_fresh();
	undone = sv_journal_undone_below(sv_cache_state()->graph, revision);
	sv_query_end_fresh();
	if (undone)
		refuse_partial(revision,
					   psprintf(_("Revision \"%s\", which it depends on, was undone since then."),
								undone));
}

static void
refuse_partial(const char *revision, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("cannot resume revision \"%s\", of which a part was run",
					revision),
			 errdetail_internal("%s", detail),
			 errhint("Restore its script, or undo by hand what was run and delete its row in schemaver.partial.")));
}

/*
 * Repeat what the statements that are done have SET, as those that follow may
 * depend on it.
 */
static void
replay_settings(NontransactionalRun *run)
{
	for (int i = 1; i <= run->partial->done; i++)
	{
		const RawStmt *statement = list_nth_node(RawStmt,
												 run->script->statements, i - 1);

		if (IsA(statement->stmt, VariableSetStmt))
			sv_executor_run_outside(run->script, i,
									&run->deploy->step.attempt.watch);
	}
}

static void
run_statement(NontransactionalRun *run, int number)
{
	SvDeploy   *deploy = run->deploy;
	const RawStmt *raw = list_nth_node(RawStmt, run->script->statements,
									   number - 1);
	const Node *statement = raw->stmt;
	bool		concurrent = sv_statement_is_concurrent(statement);
	SvScript   *instead = NULL;

	sv_step_show(deploy, number, list_length(run->script->statements), "");
	set_lock_timeout(deploy, concurrent);
	if (run->partial->started)
	{
		sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
		sv_leftovers_clean(statement, run->partial->invalid_indexes,
						   run->script->revision);
		instead = sv_leftovers_finalize(run->script, statement);
	}
	else
		run->partial->invalid_indexes = sv_leftovers_invalid(statement);
	record_started(run, number);
	if (concurrent)
	{
		wait_for_snapshots(deploy);
		set_lock_timeout(deploy, concurrent);
		sv_transaction_commit();
	}

	sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
	if (instead != NULL)
		sv_executor_run_outside(instead, 1, &deploy->step.attempt.watch);
	else
		sv_executor_run_outside(run->script, number, &deploy->step.attempt.watch);
	sv_step_end_statements(deploy);
	record_done(run, number);
	sv_step_end_tries(deploy);
}

/*
 * Commit where the deploy is; and that a statement is begun, if it may leave
 * something behind.  This is written as the caller of the deploy, whatever role
 * the script has set.
 */
static void
record_started(NontransactionalRun *run, int number)
{
	SvDeployPosition *position = &run->deploy->position;
	SvPartial  *partial = run->partial;
	Oid			user;
	int			context;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(run->deploy->user, context);
	partial->statements = list_length(run->script->statements);
	if (sv_statement_is_nontransactional(list_nth_node(RawStmt, run->script->statements,
													   number - 1)->stmt))
	{
		partial->started = true;
		partial->sha256 = sv_store_sha256(sv_script_text_until(run->script,
															   number - 1));
		sv_journal_put_partial(run->script->revision, partial);
	}
	position->statement = number;
	position->statements = partial->statements;
	sv_journal_move(position);
	SetUserIdAndSecContext(user, context);
	sv_transaction_commit();
}

/*
 * Record that a statement is done, in the transaction that it has left open;
 * after the last one, that the step is.
 */
static void
record_done(NontransactionalRun *run, int number)
{
	SvPartial  *partial = run->partial;
	const char *revision = run->script->revision;
	Oid			user;
	int			context;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(run->deploy->user, context);
	sv_guard_identity(revision);
	partial->done = number;
	partial->started = false;
	if (number == partial->statements)
	{
		sv_journal_drop_partial(revision);
		sv_step_record(run->deploy, run->stored, run->script->text);
	}
	else
	{
		partial->sha256 = sv_store_sha256(sv_script_text_until(run->script,
															   number));
		sv_journal_put_partial(revision, partial);
		sv_journal_notify(sv_journal_event("statement", &run->deploy->position,
										   NULL));
	}
	SetUserIdAndSecContext(user, context);
	sv_transaction_commit();
}

/*
 * Wait until no session has an old snapshot, before a statement begins that
 * would have to wait for it with half of its work done.
 *
 * Errors: schemaver.snapshot_timeout has passed; then another attempt is of no
 * use.
 */
static void
wait_for_snapshots(SvDeploy *deploy)
{
	SvDeployTries *tries = &deploy->step.tries;
	int			reported = 0;
	int			polls = 0;

	if (tries->snapshot_deadline == 0 && sv_snapshot_timeout > 0)
		tries->snapshot_deadline =
			TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
										sv_snapshot_timeout);
	for (;;)
	{
		SvBlockers	old = sv_blockers_old_snapshots(sv_lock_timeout);

		if (old.count == 0)
			return;
		if (sv_step_is_past(tries->snapshot_deadline))
		{
			tries->gave_up = true;
			ereport(ERROR,
					(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
					 errmsg("gave up waiting for transactions that are older than statement %d",
							deploy->position.statement),
					 errdetail_internal("%s", old.text),
					 errhint("End them, or increase schemaver.snapshot_timeout.")));
		}
		/* after the first, second, fourth, ... poll */
		if (polls++ >= reported)
		{
			reported = polls * 2;
			report_snapshots(deploy, &old);
		}
		sv_transaction_commit();
		sv_transaction_sleep(Min(100 * polls, 1000));
	}
}

static void
report_snapshots(const SvDeploy *deploy, const SvBlockers *old)
{
	const SvDeployPosition *position = &deploy->position;

	ereport(NOTICE,
			(errmsg("statement %d of revision \"%s\" waits for older transactions to end",
					position->statement, position->step->id),
			 errdetail_internal("%s", old->text)));
	sv_step_show(deploy, position->statement, position->statements,
				 " (waits for old snapshots)");
}

/*
 * Set the lock_timeout of a statement for the session, as the statement may
 * commit.  One that the script has set stays.
 */
static void
set_lock_timeout(SvDeploy *deploy, bool concurrent)
{
	SvDeployAttempt *attempt = &deploy->step.attempt;
	TimestampTz deadline = deploy->step.tries.snapshot_deadline;
	long		milliseconds = sv_lock_timeout;

	if (attempt->lock_timeout != NULL &&
		strcmp(attempt->lock_timeout,
			   GetConfigOption("lock_timeout", false, false)) != 0)
		return;
	if (concurrent && deadline != 0)
		milliseconds = Max(TimestampDifferenceMilliseconds(GetCurrentTimestamp(),
														   deadline),
						   Max(sv_lock_timeout, 100));
	else if (concurrent)
		milliseconds = sv_snapshot_timeout;
	sv_settings_set("lock_timeout", psprintf("%ldms", milliseconds), false);
	attempt->lock_timeout = pstrdup(GetConfigOption("lock_timeout", false,
													false));
}
