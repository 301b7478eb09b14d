/*-------------------------------------------------------------------------
 *
 * dryrun.c
 *	  Dry runs: what the steps of a plan do when they are run.
 *
 * The steps are run in a subtransaction that is always rolled back, each in
 * one of its own, so that one that fails can be reported.  The steps after it
 * are skipped, and so are those with a statement that cannot run in a
 * transaction block.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "command/begin.h"
#include "command/repeat.h"
#include "command/steps.h"
#include "command/trash_keep.h"
#include "deploy/dryrun.h"
#include "deploy/dryrun_loss.h"
#include "error.h"
#include "file/statement.h"
#include "schemaver.h"
#include "server/executor.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/settings.h"
#include "server/subtransaction.h"
#include "store/guard.h"
#include "store/run_lock.h"

/* A holder of a lock that is younger, in milliseconds, is waited for. */
#define SV_DRYRUN_PATIENCE 100

/* A dry run; its callbacks share it. */
typedef struct Dryrun
{
	const char *target;
	bool		upgrade;
	SvLockWait	wait;
	List	   *kept;			/* of SvTrashKept: what a run would keep */
	SvDryrunBase *base;
	SvDryrunStep *current;		/* the step that is being run */
	List	   *steps;			/* of SvDryrunStep: the result */
	List	   *repeatables;	/* to be run after the steps */
} Dryrun;

static void run_steps(void *arg);
static void leave(void *arg);
static List *make_steps(Dryrun *run);
static void run_repeatables(Dryrun *run, bool failed);
static void run_round(Dryrun *run, List **left);
static SvDryrunStep *make_repeatable_step(const SvRepeatable *repeatable);
static void try_step(Dryrun *run);
static void run_step(void *arg);
static void run_script(Dryrun *run, const SvScript *script);
static const SvScript *parse(const SvStep *step);
static const char *why_skipped(const SvStep *step, const SvScript *script);
static void report_error(Dryrun *run, const ErrorData *error);
static void before_statement(const SvScript *script, int number, void *arg);

/*
 * Run the steps to a target and roll them back; returns what each has done,
 * as a list of SvDryrunStep in the current memory context.
 *
 * Errors: those of a plan.  One in a step is part of the result, unless it has
 * nothing to do with the step.
 */
List *
sv_dryrun_run(const char *target, bool upgrade)
{
	Dryrun		run = {.target = target,.upgrade = upgrade};
	ErrorData  *error;
	ListCell   *lc;

	sv_guard_command("schemaver_dry_run()");
	error = sv_subtransaction_run(run_steps, leave, &run,
								  SV_SUBTRANSACTION_ROLLBACK);
	if (error != NULL)
		ReThrowError(error);
	foreach(lc, run.steps)
	{
		SvDryrunEffect *effect = ((SvDryrunStep *) lfirst(lc))->effect;

		if (effect != NULL)
			effect->destroyed = sv_dryrun_loss_texts(effect->losses, run.kept);
	}
	return run.steps;
}

/* sv_subtransaction_run callback of sv_dryrun_run */
static void
run_steps(void *arg)
{
	Dryrun	   *run = arg;
	bool		failed = false;
	ListCell   *lc;

	sv_guard_enter_script();
	sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
	sv_run_lock_take();
	sv_lock_watch(&run->wait, sv_lock_timeout);
	(void) GetCurrentTransactionId();
	run->base = sv_dryrun_effect_begin();
	foreach(lc, make_steps(run))
	{
		SvDryrunStep *dry = palloc0(sizeof(SvDryrunStep));

		CHECK_FOR_INTERRUPTS();
		dry->step = lfirst(lc);
		dry->outcome = "skipped";
		run->current = dry;
		if (failed)
			dry->error = _("a step before it has failed");
		else
			try_step(run);
		failed = failed || strcmp(dry->outcome, "failed") == 0;
		run->steps = lappend(run->steps, dry);
	}
	run_repeatables(run, failed);
	sv_dryrun_effect_end(run->base);
}

/*
 * Run the repeatable scripts, in rounds as sv_repeat_run() does, and the checks.
 */
static void
run_repeatables(Dryrun *run, bool failed)
{
	List	   *left = NIL;
	List	   *checks = NIL;
	int			before;
	ListCell   *lc;

	foreach(lc, run->repeatables)
	{
		SvDryrunStep *dry = make_repeatable_step(lfirst(lc));

		run->steps = lappend(run->steps, dry);
		if (failed)
			dry->error = _("a step before it has failed");
		else if (dry->repeatable->is_check)
			checks = lappend(checks, dry);
		else
			left = lappend(left, dry);
	}
	do
	{
		before = list_length(left);
		run_round(run, &left);
	} while (left != NIL && list_length(left) < before);
	if (left == NIL)
		run_round(run, &checks);
	foreach(lc, left == NIL ? NIL : checks)
		((SvDryrunStep *) lfirst(lc))->error = _("a step before it has failed");
}

/*
 * Run scripts once; those that fail are left.
 */
static void
run_round(Dryrun *run, List **left)
{
	List	   *failed = NIL;
	ListCell   *lc;

	foreach(lc, *left)
	{
		CHECK_FOR_INTERRUPTS();
		run->current = lfirst(lc);
		run->current->error = NULL;
		try_step(run);
		if (strcmp(run->current->outcome, "failed") == 0)
			failed = lappend(failed, run->current);
	}
	*left = failed;
}

static SvDryrunStep *
make_repeatable_step(const SvRepeatable *repeatable)
{
	SvDryrunStep *dry = palloc0(sizeof(SvDryrunStep));

	dry->step = palloc0(sizeof(SvStep));
	dry->step->id = repeatable->name;
	dry->step->message = repeatable->is_check ? "check" : "repeatable script";
	dry->step->upgrade = true;
	dry->step->transactional = true;
	dry->repeatable = repeatable;
	dry->outcome = "skipped";
	return dry;
}

/* sv_subtransaction_run callback of sv_dryrun_run */
static void
leave(void *arg)
{
	sv_guard_leave_script();
	sv_lock_unwatch();
}

static List *
make_steps(Dryrun *run)
{
	SvState    *state = sv_begin_state();
	List	   *nodes = sv_steps_find(state, run->target, run->upgrade);

	if (run->upgrade)
	{
		sv_query_begin_fresh();
		run->repeatables = sv_repeat_find(state, nodes, false);
		sv_query_end_fresh();
	}
	return sv_steps_make(state->graph, nodes, run->upgrade);
}

/*
 * Run the current step in a subtransaction.
 */
static void
try_step(Dryrun *run)
{
	SvDryrunStep *dry = run->current;
	TimestampTz started_at = GetCurrentTimestamp();
	ErrorData  *error = sv_subtransaction_run(run_step, NULL, run,
											  dry->repeatable && dry->repeatable->is_check ?
											  SV_SUBTRANSACTION_ROLLBACK :
											  SV_SUBTRANSACTION_COMMIT);

	if (error == NULL)
		return;
	if (!sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	dry->outcome = "failed";
	dry->duration = GetCurrentTimestamp() - started_at;
	dry->effect = NULL;
	report_error(run, error);
}

/* sv_subtransaction_run callback of try_step */
static void
run_step(void *arg)
{
	Dryrun	   *run = arg;
	SvDryrunStep *dry = run->current;
	const SvScript *script = dry->repeatable ?
	sv_repeatable_parse(dry->repeatable) : parse(dry->step);

	dry->error = why_skipped(dry->step, script);
	if (dry->error == NULL)
		run_script(run, script);
}

static void
run_script(Dryrun *run, const SvScript *script)
{
	SvDryrunStep *dry = run->current;
	TransactionId xid = GetCurrentTransactionId();
	Snapshot	before = sv_dryrun_effect_snapshot(run->base);
	SvWatch		watch = {.before = before_statement,.arg = run};
	TimestampTz started_at;

	run->base->deleted = sv_dryrun_loss_deleted();
	started_at = GetCurrentTimestamp();
	sv_executor_run(script, &watch);
	dry->duration = GetCurrentTimestamp() - started_at;
	if (dry->repeatable != NULL)
		sv_guard_identity_of(sv_repeatable_title(dry->repeatable));
	else
		sv_guard_identity(dry->step->id);
	dry->rows = watch.rows;
	dry->effect = sv_dryrun_effect_since(run->base, before, xid);
	dry->outcome = "ok";
}

static const SvScript *
parse(const SvStep *step)
{
	SvStored   *stored;

	sv_query_begin_fresh();
	stored = sv_store_find(step->id);
	sv_query_end_fresh();
	if (stored == NULL)
		sv_steps_refuse_removed(step->id);
	return sv_script_parse(step->id, sv_steps_direction(step->upgrade),
						   sv_steps_script(step, stored));
}

/*
 * Why a script cannot be run in a transaction; NULL if it can.
 */
static const char *
why_skipped(const SvStep *step, const SvScript *script)
{
	int			number = 0;
	ListCell   *lc;

	if (step->transactional)
		return NULL;
	foreach(lc, script->statements)
	{
		number++;
		if (sv_statement_is_nontransactional(lfirst_node(RawStmt, lc)->stmt))
			return psprintf(_("statement %d cannot run inside a transaction block"),
							number);
	}
	return NULL;
}

/*
 * Describe the error of the current step, with what was in its way.
 */
static void
report_error(Dryrun *run, const ErrorData *error)
{
	SvBlockers	blockers = {0};

	run->current->error = psprintf("%s%s%s", error->message,
								   error->context ? "\n" : "",
								   error->context ? error->context : "");
	if (error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE)
		blockers = sv_lock_blockers(&run->wait);
	if (blockers.count > 0)
		run->current->error = psprintf("%s\n%s", run->current->error,
									   blockers.text);
}

/* to be called before each statement */
static void
before_statement(const SvScript *script, int number, void *arg)
{
	Dryrun	   *run = arg;
	const Node *statement = list_nth_node(RawStmt, script->statements,
										  number - 1)->stmt;

	sv_lock_take(statement, SV_DRYRUN_PATIENCE, true, &run->wait);
	if (!script->repeatable)
		run->kept = list_concat(run->kept, sv_trash_keep_list(statement));
}
