/*-------------------------------------------------------------------------
 *
 * nontransactional.c
 *	  Revisions that are run outside a transaction block, statement by
 *	  statement, and online forms.
 *
 * What is run at a time is a unit: a statement, or a group of them in an online
 * form.  It is handed to the server in a transaction of its own, which also has
 * the record of it: so it is done and recorded, or neither.  Its start is
 * committed before, so that the deploy after a crash knows what it may have left
 * behind.
 *
 * Statements have the numbers that they have in the text, BEGIN and COMMIT
 * counted.  A record says how many of them are done.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "command/steps.h"
#include "compat.h"
#include "deploy/backfills.h"
#include "deploy/form.h"
#include "deploy/nontransactional.h"
#include "deploy/snapshots.h"
#include "deploy/trash_batches.h"
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
	SvForm	   *form;
	SvScript   *script;			/* of the form */
	SvPartial  *partial;
} NontransactionalRun;

static void begin_statements(NontransactionalRun *run);
static bool pauses_before(const NontransactionalRun *run,
						  const SvOnlineStatement *unit);
static void pause_before(NontransactionalRun *run, const SvOnlineStatement *unit);
static SvPartial *check_partial(const SvForm *form, bool upgrade);
static void check_below(const char *revision);
pg_noreturn static void refuse_partial(const char *revision, const char *detail);
static void replay_settings(NontransactionalRun *run);
static void tell_phase(NontransactionalRun *run, const SvOnlineStatement *unit);
static void run_unit(NontransactionalRun *run, const SvOnlineStatement *unit);
static void keep_columns(NontransactionalRun *run, const SvOnlineStatement *unit);
static void run_statement(NontransactionalRun *run, int number);
static void run_group(NontransactionalRun *run, const SvOnlineStatement *unit);
static bool is_last(const NontransactionalRun *run, int number);
static void record_started(NontransactionalRun *run, int number);
static void record_done(NontransactionalRun *run, int number);
static void record_paused(NontransactionalRun *run, int number);
static void begin_record(const NontransactionalRun *run, Oid *user, int *context);
static void set_lock_timeout(SvDeploy *deploy, bool patient);

/*
 * Run the revision at the position of a deploy, its script or the online form,
 * statement by statement, from where an earlier deploy has got to.  To be called
 * at the start of a transaction; returns after a commit.  If the deploy is to
 * stop before a phase, it is paused, and the revision not done.
 *
 * Errors: those of its statements.  What was committed stays.
 */
void
sv_nontransactional_run(SvDeploy *deploy, SvStored *stored, bool online)
{
	const SvStep *step = deploy->position.step;
	SvDeployAttempt *attempt = &deploy->step.attempt;
	NontransactionalRun run = {deploy, stored};
	ListCell   *lc;

	attempt->apart = true;
	run.form = sv_form_make(stored, step, online);
	run.script = run.form->script;
	run.partial = check_partial(run.form, step->upgrade);
	attempt->settings = sv_settings_remember();
	sv_trash_begin(&attempt->trash, step->id, step->upgrade);
	if (online)
		attempt->trash.plain = sv_script_parse(step->id, run.script->direction,
											   run.form->plain)->statements;

	begin_statements(&run);
	foreach(lc, run.form->units)
	{
		const SvOnlineStatement *unit = lfirst(lc);

		if (unit->first <= run.partial->done)
			continue;
		if (pauses_before(&run, unit))
		{
			pause_before(&run, unit);
			break;
		}
		run_unit(&run, unit);
	}
	if (run.form->units == NIL)
		sv_step_record(deploy, stored, run.form->plain);
	sv_transaction_commit();
	sv_settings_restore(attempt->settings);
	attempt->settings = NULL;

	if (!deploy->paused)
		sv_step_call_hooks(deploy, "after_step", NULL);
	sv_transaction_commit();
}

static void
begin_statements(NontransactionalRun *run)
{
	SvPartial  *partial = run->partial;

	if (partial->done > 0 && !run->deploy->step.announced)
		ereport(NOTICE,
				(run->form->online ?
				 errmsg("resuming the online form of revision \"%s\" at statement %d of %d",
						run->script->revision, partial->done + 1,
						list_length(run->script->statements)) :
				 errmsg("resuming revision \"%s\" at statement %d of %d",
						run->script->revision, partial->done + 1,
						list_length(run->script->statements))));
	sv_step_announce(run->deploy);
	if (partial->done == 0 && !partial->started &&
		!(run->form->units != NIL && pauses_before(run, linitial(run->form->units))))
	{
		sv_backfills_forget(run->script);
		sv_step_call_hooks(run->deploy, "before_step", NULL);
	}
	replay_settings(run);
	sv_step_end_statements(run->deploy);
	sv_transaction_commit();
}

/*
 * True if the deploy is to stop before a unit.
 */
static bool
pauses_before(const NontransactionalRun *run, const SvOnlineStatement *unit)
{
	return run->deploy->until >= 0 && (int) unit->phase >= run->deploy->until;
}

/*
 * Stop before a unit.
 */
static void
pause_before(NontransactionalRun *run, const SvOnlineStatement *unit)
{
	SvDeploy   *deploy = run->deploy;

	deploy->position.phase = sv_phase_name(unit->phase);
	record_paused(run, unit->first);
	deploy->paused = true;
}

/*
 * How far a form has got in an earlier deploy; all zero if it was not begun.
 *
 * Errors: it was begun, but the text has changed since, or it was begun in the
 * other direction.
 */
static SvPartial *
check_partial(const SvForm *form, bool upgrade)
{
	const SvScript *script = form->script;
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
		partial->online = form->online;
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

		if (IsA(statement->stmt, VariableSetStmt) &&
			!((const VariableSetStmt *) statement->stmt)->is_local)
			sv_executor_run_outside(run->script, i,
									&run->deploy->step.attempt.watch);
	}
}

/*
 * Let other sessions see the phase, and the client when another one begins.
 */
static void
tell_phase(NontransactionalRun *run, const SvOnlineStatement *unit)
{
	SvDeployPosition *position = &run->deploy->position;
	const char *before = position->phase;

	position->phase = sv_phase_name(unit->phase);
	if (sv_progress && before != position->phase)
		ereport(NOTICE,
				(errmsg("running phase %s, statement %d of %d",
						position->phase, unit->first,
						list_length(run->script->statements))));
}

static void
run_unit(NontransactionalRun *run, const SvOnlineStatement *unit)
{
	if (run->form->online)
		tell_phase(run, unit);
	sv_step_show(run->deploy, unit->first, list_length(run->script->statements),
				 "");
	keep_columns(run, unit);
	if (unit->group)
		run_group(run, unit);
	else
		run_statement(run, unit->first);
	sv_step_end_statements(run->deploy);
	record_done(run, unit->last);
	sv_step_end_tries(run->deploy);
}

/*
 * Keep the columns that a unit is going to drop.
 */
static void
keep_columns(NontransactionalRun *run, const SvOnlineStatement *unit)
{
	SvTrash    *trash = &run->deploy->step.attempt.trash;

	if (sv_trash_batches_run(run->deploy, run->script, unit->first, unit->last,
							 trash->plain))
		sv_step_show(run->deploy, unit->first,
					 list_length(run->script->statements), "");
	trash->complete = run->deploy->step.kept;
}

/*
 * Run statements as one transaction, which begins with all strong locks that are
 * known to be needed.
 */
static void
run_group(NontransactionalRun *run, const SvOnlineStatement *unit)
{
	SvDeploy   *deploy = run->deploy;
	List	   *statements = NIL;

	for (int i = unit->first; i <= unit->last; i++)
		statements = lappend(statements, list_nth(run->script->statements, i - 1));
	set_lock_timeout(deploy, false);
	record_started(run, unit->first);
	sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
	sv_step_set_timeout(deploy, 0);
	PushActiveSnapshot(GetTransactionSnapshot());
	sv_lock_take_all(statements, sv_step_patience(deploy), &deploy->step.wait);
	PopActiveSnapshot();
	sv_executor_run_group(run->script, unit->first, unit->last,
						  &deploy->step.attempt.watch);
}

static void
run_statement(NontransactionalRun *run, int number)
{
	SvDeploy   *deploy = run->deploy;
	const RawStmt *raw = list_nth_node(RawStmt, run->script->statements,
									   number - 1);
	const Node *statement = raw->stmt;
	bool		concurrent = sv_statement_is_concurrent(statement);
	bool		copies = sv_statement_is_concurrent_copy(statement);
	bool		patient = concurrent && !copies;
	const SvBackfillCall *backfill = sv_backfills_find(run->script, number);
	SvScript   *instead = NULL;

	set_lock_timeout(deploy, patient);
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
		sv_snapshots_wait(deploy, copies);
		set_lock_timeout(deploy, patient);
		sv_transaction_commit();
	}

	sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
	if (backfill != NULL)
		sv_backfills_run(deploy, run->script, number, backfill,
						 run->form->online);
	else if (instead != NULL)
		sv_executor_run_outside(instead, 1, &deploy->step.attempt.watch);
	else
		sv_executor_run_outside(run->script, number, &deploy->step.attempt.watch);
}

/*
 * True if nothing is to be run after a statement.
 */
static bool
is_last(const NontransactionalRun *run, int number)
{
	return ((const SvOnlineStatement *) llast(run->form->units))->last == number;
}

/*
 * Commit where the deploy is; and that a statement is begun, if it may leave
 * something behind.
 */
static void
record_started(NontransactionalRun *run, int number)
{
	SvDeployPosition *position = &run->deploy->position;
	SvPartial  *partial = run->partial;
	Oid			user;
	int			context;

	begin_record(run, &user, &context);
	partial->statements = list_length(run->script->statements);
	if (sv_statement_is_nontransactional(list_nth_node(RawStmt, run->script->statements,
													   number - 1)->stmt))
	{
		partial->started = true;
		partial->sha256 = sv_store_sha256(sv_script_text_until(run->script,
															   partial->done));
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

	begin_record(run, &user, &context);
	sv_guard_identity(revision);
	partial->done = number;
	partial->started = false;
	if (is_last(run, number))
	{
		sv_trash_end(&run->deploy->step.attempt.trash);
		sv_journal_drop_partial(revision);
		sv_step_record(run->deploy, run->stored, run->form->plain);
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
 * Record that the deploy stops before a statement.
 */
static void
record_paused(NontransactionalRun *run, int number)
{
	SvDeployPosition *position = &run->deploy->position;
	Oid			user;
	int			context;

	begin_record(run, &user, &context);
	position->statement = number;
	position->statements = list_length(run->script->statements);
	sv_journal_move(position);
	sv_journal_pause(position, run->deploy->step.started_at);
	sv_journal_notify(sv_journal_event("pause", position, NULL));
	SetUserIdAndSecContext(user, context);
	sv_transaction_commit();
}

/*
 * Records are written as the caller of the deploy, whatever role the script has
 * set.
 */
static void
begin_record(const NontransactionalRun *run, Oid *user, int *context)
{
	GetUserIdAndSecContext(user, context);
	SetUserIdAndSecContext(run->deploy->user, *context);
}

/*
 * Set the lock_timeout of a statement for the session, as the statement may
 * commit: as long as others do not wait behind it, it may wait as for old
 * snapshots.  One that the script has set stays.
 */
static void
set_lock_timeout(SvDeploy *deploy, bool patient)
{
	SvDeployAttempt *attempt = &deploy->step.attempt;
	TimestampTz deadline = deploy->step.tries.snapshot_deadline;
	long		milliseconds = sv_lock_timeout;

	if (attempt->lock_timeout != NULL &&
		strcmp(attempt->lock_timeout,
			   GetConfigOption("lock_timeout", false, false)) != 0)
		return;
	if (patient && deadline != 0)
		milliseconds = Max(TimestampDifferenceMilliseconds(GetCurrentTimestamp(),
														   deadline),
						   Max(sv_lock_timeout, 100));
	else if (patient)
		milliseconds = sv_snapshot_timeout;
	sv_settings_set("lock_timeout", psprintf("%ldms", milliseconds), false);
	attempt->lock_timeout = pstrdup(GetConfigOption("lock_timeout", false,
													false));
}
