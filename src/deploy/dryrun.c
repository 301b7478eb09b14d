/*-------------------------------------------------------------------------
 *
 * dryrun.c
 *	  Dry runs: what the steps of a plan do when they are run.
 *
 * The steps are run in a subtransaction that is always rolled back, each in
 * one of its own, so that one that fails can be reported.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"

#include "command/begin.h"
#include "command/steps.h"
#include "deploy/dryrun.h"
#include "error.h"
#include "file/statement.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "server/executor.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/settings.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/run_lock.h"

/* A holder of a lock that is younger, in milliseconds, is waited for. */
#define SV_DRY_PATIENCE 100

static void roll_back(MemoryContext context, ResourceOwner owner);
static void leave(MemoryContext context, ResourceOwner owner);
static List *run_steps(const char *target, bool upgrade,
					   SvLockWait *wait, MemoryContext context);
static List *make_steps(const char *target, bool upgrade);
static void run_step(SvDryStep *dry, SvLockWait *wait, SvEffectBase *base);
static void try_step(SvDryStep *dry, const SvScript *script,
					 SvLockWait *wait, SvEffectBase *base);
static const SvScript *parse(SvDryStep *dry);
static const char *why_not(const SvStep *step, const SvScript *script);
static void before_statement(const SvScript *script, int number, void *arg);

/*
 * Run the steps to a target and roll them back; returns what each has done,
 * as a list of SvDryStep in the current memory context.
 *
 * Errors: those of a plan.  What goes wrong in a step is in its report.
 */
List *
sv_dryrun_run(const char *target, bool upgrade)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	List	   *volatile result = NIL;
	SvLockWait	wait = {0};

	sv_guard_command("schemaver_dry_run()");
	BeginInternalSubTransaction(NULL);
	PG_TRY();
	{
		MemoryContextSwitchTo(context);
		sv_guard_enter_script();
		result = run_steps(target, upgrade, &wait, context);
		leave(context, owner);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		sv_guard_leave_script();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		leave(context, owner);
		ReThrowError(error);
	}
	PG_END_TRY();
	return result;
}

/*
 * Roll back what a subtransaction has done, and be where we were before it.
 */
static void
roll_back(MemoryContext context, ResourceOwner owner)
{
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

static void
leave(MemoryContext context, ResourceOwner owner)
{
	sv_guard_leave_script();
	sv_lock_unwatch();
	roll_back(context, owner);
}

static List *
run_steps(const char *target, bool upgrade, SvLockWait *wait,
		  MemoryContext context)
{
	List	   *result = NIL;
	bool		failed = false;
	SvEffectBase *base;
	ListCell   *lc;

	sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
	sv_run_lock_take();
	sv_lock_watch(wait, sv_lock_timeout);
	(void) GetCurrentTransactionId();
	base = sv_dryrun_effect_begin();
	foreach(lc, make_steps(target, upgrade))
	{
		SvDryStep  *dry = palloc0(sizeof(SvDryStep));

		CHECK_FOR_INTERRUPTS();
		dry->step = lfirst(lc);
		dry->outcome = "skipped";
		if (failed)
			dry->error = _("a step before it has failed");
		else
			run_step(dry, wait, base);
		failed = failed || strcmp(dry->outcome, "failed") == 0;
		result = lappend(result, dry);
	}
	sv_dryrun_effect_end(base);
	return result;
}

static List *
make_steps(const char *target, bool upgrade)
{
	SvState    *state = sv_begin_state();

	return sv_steps_make(state->graph, sv_steps_find(state, target, upgrade),
						 upgrade);
}

/*
 * Run a step, if it can be run in a transaction, and see what it does.
 */
static void
run_step(SvDryStep *dry, SvLockWait *wait, SvEffectBase *base)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	TimestampTz started_at = GetCurrentTimestamp();

	BeginInternalSubTransaction(NULL);
	PG_TRY();
	{
		const SvScript *script;

		MemoryContextSwitchTo(context);
		script = parse(dry);
		dry->error = why_not(dry->step, script);
		if (dry->error == NULL)
			try_step(dry, script, wait, base);
		ReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		roll_back(context, owner);
		if (!sv_error_is_answer(error->sqlerrcode))
			ReThrowError(error);
		dry->outcome = "failed";
		dry->duration = GetCurrentTimestamp() - started_at;
		dry->effect = NULL;
		dry->error = psprintf("%s%s%s", error->message,
							  error->context ? "\n" : "",
							  error->context ? error->context : "");
		if (error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE &&
			sv_lock_blockers(wait).count > 0)
			dry->error = psprintf("%s\n%s", dry->error,
								  sv_lock_blockers(wait).text);
	}
	PG_END_TRY();
}

static void
try_step(SvDryStep *dry, const SvScript *script, SvLockWait *wait,
		 SvEffectBase *base)
{
	TransactionId xid = GetCurrentTransactionId();
	Snapshot	mark = sv_dryrun_effect_snapshot(base);
	SvWatch		watch = {.before = before_statement,.arg = wait};
	TimestampTz started_at = GetCurrentTimestamp();

	sv_executor_run(script, &watch);
	dry->duration = GetCurrentTimestamp() - started_at;
	sv_guard_identity(dry->step->id);
	dry->rows = watch.rows;
	dry->effect = sv_dryrun_effect_since(base, mark, xid);
	dry->outcome = "ok";
}

static const SvScript *
parse(SvDryStep *dry)
{
	const SvStep *step = dry->step;
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
 * Why a script can not be run in a transaction; NULL if it can.
 */
static const char *
why_not(const SvStep *step, const SvScript *script)
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

static void
before_statement(const SvScript *script, int number, void *arg)
{
	sv_lock_take(list_nth_node(RawStmt, script->statements, number - 1)->stmt,
				 SV_DRY_PATIENCE, true, arg);
}
