/*-------------------------------------------------------------------------
 *
 * deploy.c
 *	  Deploys: runs of revisions with a commit after each.
 *
 * A deploy has a lock for its session, which keeps all other runs out.  The
 * plan is made once, of ids, and again only if the revisions have changed, or
 * the lock was lost.  Whatever ends a deploy, what it has committed stays, and
 * the next one goes on from there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/timestamp.h"

#include "command/steps.h"
#include "compat.h"
#include "deploy/attempt.h"
#include "deploy/deploy.h"
#include "deploy/failure.h"
#include "deploy/preflight.h"
#include "deploy/step.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/transaction.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/run_lock.h"

/* A deploy as a whole. */
typedef struct Job
{
	SvDeploy	deploy;
	TimestampTz started_at;

	MemoryContext context;
	bool		running;		/* it is on record that it has begun */

	/* what the target means, found out once: +1 is not one more each time */
	bool		resolved;
	List	   *goal;			/* of ids */
	char	   *branch;			/* id, or NULL */

	/* the plan */
	MemoryContext plan_context;
	List	   *steps;			/* of SvStep */
	int			next;			/* index of the step to run */
	int			finished;		/* steps that are done */
	uint64		generation;		/* of the graph of which it was made */
} Job;

static void init_job(Job *job, const char *target, bool upgrade);
static void run(Job *job);
static void begin(Job *job);
static void check_rights(void);
static void wait_for_lock(Job *job);
static void make_plan(Job *job);
static SvPlace *resolve(Job *job, const SvState *state);
static void check_plan(const Job *job);
static bool next_step(Job *job);
static void finish_step(Job *job);
static bool may_try_again(Job *job, const ErrorData *error);
static void report_attempt(Job *job, const char *why);
static void pause_attempts(Job *job);
static bool is_past(TimestampTz deadline);
pg_noreturn static void fail(Job *job);
static void finish(Job *job);
static void end(Job *job);
static int	tell_duration(TimestampTz start);

/*
 * Run the steps of an upgrade or a downgrade to the target, with a commit
 * after each.  The target must live as long as the statement of the client.
 */
void
sv_deploy_run(const char *target, bool upgrade)
{
	Job			job;
	MemoryContext oldcontext = CurrentMemoryContext;

	sv_guard_command("schemaver_deploy()");
	init_job(&job, target, upgrade);
	PG_TRY();
	{
		run(&job);
	}
	PG_CATCH();
	{
		/* dealing with an error has failed */
		if (job.deploy.settings != NULL)
			sv_settings_give_up();
		end(&job);
		PG_RE_THROW();
	}
	PG_END_TRY();
	end(&job);
	MemoryContextSwitchTo(oldcontext);
}

static void
run(Job *job)
{
	PG_TRY();
	{
		begin(job);
		while (next_step(job))
		{
			ErrorData  *error = sv_attempt_run(&job->deploy);

			if (error == NULL)
				finish_step(job);
			else if (!may_try_again(job, error))
				ReThrowError(error);
		}
		finish(job);
		sv_run_lock_release();
	}
	PG_CATCH();
	{
		fail(job);
	}
	PG_END_TRY();
}

/*
 * All memory is of the portal: it outlives our transactions.
 */
static void
init_job(Job *job, const char *target, bool upgrade)
{
	memset(job, 0, sizeof(Job));
	job->context = AllocSetContextCreate(PortalContext, "schemaver deploy",
										 ALLOCSET_DEFAULT_SIZES);
	job->deploy.step_context = AllocSetContextCreate(job->context,
													 "schemaver step",
													 ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(job->context);
	job->deploy.position.target = target;
	job->deploy.position.upgrade = upgrade;
	job->deploy.user = GetUserId();
	job->deploy.session_timeout = sv_transaction_timeout();
	job->started_at = GetCurrentTimestamp();
	if (sv_deploy_timeout > 0)
		job->deploy.deadline = TimestampTzPlusMilliseconds(job->started_at,
														   sv_deploy_timeout);
	check_rights();
	sv_guard_enter_script();
}

/*
 * The lock is taken without the checks of LOCK TABLE.
 */
static void
check_rights(void)
{
	Oid			table = sv_store_table("lock");

	if (OidIsValid(table) &&
		pg_class_aclcheck(table, GetUserId(), ACL_UPDATE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, "lock");
}

static void
begin(Job *job)
{
	bool		lost;

	sv_step_arm(&job->deploy, 0);
	wait_for_lock(job);
	make_plan(job);
	check_plan(job);
	if (job->steps == NIL)
		return;
	lost = sv_journal_begin(&job->deploy.position);
	if (lost)
		ereport(NOTICE,
				(errmsg("the deploy before this one has lost its session"),
				 errdetail("Where it was is in schemaver.log.")));
	sv_store_count_run();
	sv_step_call_hooks(&job->deploy, "before_run", NULL);
	sv_transaction_commit();
	job->running = true;
}

/*
 * Take the lock of a deploy.  Who waits for it holds nothing, not even a
 * snapshot: the deploy that has it may be waiting for all snapshots.
 */
static void
wait_for_lock(Job *job)
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
		if (is_past(job->deploy.deadline))
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
 * Find out which steps there are to run, from what is applied now.
 */
static void
make_plan(Job *job)
{
	SvDeploy   *deploy = &job->deploy;
	MemoryContext context;
	MemoryContext oldcontext;
	SvState    *state;
	List	   *nodes;
	List	   *steps;
	ListCell   *lc;

	sv_transaction_commit();
	context = AllocSetContextCreate(job->context, "schemaver plan",
									ALLOCSET_DEFAULT_SIZES);
	oldcontext = MemoryContextSwitchTo(context);
	sv_query_begin_fresh();
	state = sv_cache_state();
	job->generation = sv_cache_generation();
	sv_plan_require_known(state);
	nodes = sv_steps_find_to(state, resolve(job, state),
							 deploy->position.upgrade);
	foreach(lc, nodes)
	{
		sv_steps_require_reversible(state->graph->nodes[lfirst_int(lc)].revision,
									deploy->position.upgrade);
	}
	steps = sv_steps_make(state->graph, nodes, deploy->position.upgrade);
	sv_query_end_fresh();

	/* until here the old plan says where we are, if there is an error */
	deploy->position.step = deploy->next = NULL;
	if (job->plan_context != NULL)
		MemoryContextDelete(job->plan_context);
	job->plan_context = context;
	job->steps = steps;
	job->next = 0;
	deploy->stale = false;
	MemoryContextSwitchTo(oldcontext);
}

/*
 * The place that the target names; the second time, by the ids that were
 * found the first time.
 */
static SvPlace *
resolve(Job *job, const SvState *state)
{
	const SvDeployPosition *position = &job->deploy.position;
	MemoryContext oldcontext;
	SvPlace    *place;
	ListCell   *lc;

	if (!job->resolved)
	{
		place = sv_target_resolve(state, position->target, NULL);

		oldcontext = MemoryContextSwitchTo(job->context);
		foreach(lc, place->nodes)
			job->goal = lappend(job->goal,
								pstrdup(sv_graph_id(state->graph,
													lfirst_int(lc))));
		if (place->branch >= 0)
			job->branch = pstrdup(sv_graph_id(state->graph, place->branch));
		job->resolved = true;
		MemoryContextSwitchTo(oldcontext);
		return place;
	}
	place = palloc0(sizeof(SvPlace));
	place->text = position->target;
	place->branch = job->branch ? sv_graph_find(state->graph, job->branch) : -1;
	foreach(lc, job->goal)
		place->nodes = lappend_int(place->nodes,
								   sv_target_resolve_one(state, lfirst(lc)));
	return place;
}

/*
 * Look at the plan as a whole before anything is run.
 */
static void
check_plan(const Job *job)
{
	List	   *findings;
	const SvFinding *first = NULL;
	int			errors = 0;
	ListCell   *lc;

	findings = sv_preflight_check(job->steps);
	foreach(lc, findings)
	{
		const SvFinding *finding = lfirst(lc);

		if (finding->severity == SV_FINDING_WARNING)
			ereport(WARNING,
					(errmsg_internal("%s", finding->finding),
					 finding->detail ?
					 errdetail_internal("%s", finding->detail) : 0,
					 finding->hint ? errhint("%s", finding->hint) : 0));
		else if (finding->severity == SV_FINDING_ERROR && errors++ == 0)
			first = finding;
	}
	if (first != NULL)
		ereport(ERROR,
				(errcode(first->sqlstate),
				 errmsg_internal("%s", first->finding),
				 errdetail_internal("%s%s%s", first->detail ? first->detail : "",
									first->detail ? "\n" : "",
									errors == 1 ? _("Nothing was run.") :
									psprintf(_("Nothing was run; schemaver_preflight() lists %d errors."),
											 errors)),
				 first->hint ? errhint("%s", first->hint) : 0));
}

/*
 * Go to the step to run, if there is one.  The plan is made anew if it may
 * not hold any more.
 */
static bool
next_step(Job *job)
{
	SvDeploy   *deploy = &job->deploy;
	SvDeployPosition *position = &deploy->position;
	bool		again = deploy->stale || job->generation != sv_cache_generation();

	CHECK_FOR_INTERRUPTS();
	if (!sv_run_lock_held())
	{
		wait_for_lock(job);
		again = true;
	}
	if (again)
		make_plan(job);
	if (job->next >= list_length(job->steps))
		return false;

	position->step = list_nth(job->steps, job->next);
	position->number = job->finished + 1;
	position->total = job->finished + list_length(job->steps) - job->next;
	deploy->next = job->next + 1 < list_length(job->steps) ?
		list_nth(job->steps, job->next + 1) : NULL;
	MemoryContextReset(deploy->step_context);
	if (again || job->finished == 0)
	{
		sv_journal_move(position);
		sv_transaction_commit();
	}
	return true;
}

static void
finish_step(Job *job)
{
	SvDeploy   *deploy = &job->deploy;
	const SvStep *step = deploy->position.step;

	if (deploy->stale)
		return;
	ereport(INFO,
			(errmsg("committed %s %s", step->upgrade ? "upgrade" : "downgrade",
					step->id),
			 tell_duration(deploy->started_at)));
	job->finished++;
	job->next++;
	deploy->position.step = deploy->next;
	deploy->watch.number = deploy->watch.line = 0;
	deploy->position.statement = deploy->position.statements = 0;
	deploy->announced = false;
	deploy->attempts = 0;
	deploy->gave_up = false;
	deploy->snapshot_deadline = 0;
}

/* ----------
 * Attempts
 * ----------
 */

/*
 * After an attempt that has failed: is there to be another one?  If so, sleep
 * before it, as long as what was waited for is in the hands of an old
 * transaction.  Nothing is held meanwhile but the lock of the deploy.
 */
static bool
may_try_again(Job *job, const ErrorData *error)
{
	SvDeploy   *deploy = &job->deploy;

	if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
		error->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED)
		return false;
	sv_run_lock_try();
	sv_step_arm(deploy, 0);
	if (deploy->gave_up || deploy->attempts >= sv_lock_retries ||
		is_past(deploy->deadline))
		return false;

	report_attempt(job, error->message);
	pause_attempts(job);
	while (sv_lock_is_waited_for(&deploy->wait,
								 sv_step_patience(deploy)))
	{
		if (deploy->attempts >= sv_lock_retries || is_past(deploy->deadline))
			return false;
		report_attempt(job, _("the lock is still held"));
		pause_attempts(job);
	}
	return true;
}

/*
 * Who is in the way is told even if the deadline comes meanwhile.
 */
static void
report_attempt(Job *job, const char *why)
{
	SvDeploy   *deploy = &job->deploy;
	SvBlockers	blockers;
	char	   *wanted;

	sv_transaction_set_timeout(0);
	blockers = sv_lock_blockers(&deploy->wait);
	wanted = sv_lock_waited_for(&deploy->wait);
	ereport(NOTICE,
			(errmsg("attempt %d of %d at revision \"%s\": %s",
					deploy->attempts + 1, sv_lock_retries + 1,
					deploy->position.step->id, why),
			 wanted == NULL ? 0 :
			 errdetail_internal("%s%s%s",
								psprintf(_("It waited for %s."), wanted),
								blockers.count > 0 ? "\n" : "",
								blockers.count > 0 ? blockers.text : "")));
	sv_step_show(deploy, deploy->position.statement,
				 deploy->position.statements, " (waits for a lock)");
	sv_step_arm(deploy, 0);
}

/*
 * Sleep between two attempts: twice as long each time, up to ten seconds, and
 * more or less at random, so that two who are in each other's way get out of
 * step.
 */
static void
pause_attempts(Job *job)
{
	SvDeploy   *deploy = &job->deploy;
	long		milliseconds = 100L << Min(deploy->attempts, 6);
	uint16		random = 0;

	deploy->attempts++;
	if (!pg_strong_random(&random, sizeof(random)))
		random = 0;
	milliseconds = Min(milliseconds, 10000);
	milliseconds = milliseconds / 2 + milliseconds * random / PG_UINT16_MAX;
	sv_transaction_commit();
	sv_transaction_sleep(milliseconds);
}

static bool
is_past(TimestampTz deadline)
{
	return deadline != 0 && GetCurrentTimestamp() >= deadline;
}

/* ----------
 * The end
 * ----------
 */

/*
 * The deploy has failed: write that down if it had begun, and throw the error
 * again.
 */
static void
fail(Job *job)
{
	ErrorData  *error;

	HOLD_INTERRUPTS();
	MemoryContextSwitchTo(job->context);
	error = CopyErrorData();
	FlushErrorState();
	sv_lock_unwatch();
	sv_transaction_set_timeout(0);
	if (job->running)
		sv_transaction_abort();
	RESUME_INTERRUPTS();
	if (job->running)
		sv_failure_write(&job->deploy, error);
	ReThrowError(error);
}

static void
finish(Job *job)
{
	SvDeploy   *deploy = &job->deploy;
	SvDeployPosition *position = &deploy->position;
	const char *direction = position->upgrade ? "upgrade" : "downgrade";

	position->step = NULL;
	if (job->finished == 0)
	{
		ereport(INFO,
				(errmsg("nothing to do for the %s to %s", direction,
						position->target)));
		return;
	}
	sv_journal_move(position);
	sv_journal_end("done");
	sv_journal_notify(sv_journal_event("run", position, NULL));
	sv_transaction_commit();
	job->running = false;
	sv_step_call_hooks(deploy, "after_run", NULL);
	sv_transaction_commit();
	ereport(INFO,
			(errmsg_plural("%s to %s is complete: %d revision",
						   "%s to %s is complete: %d revisions",
						   job->finished, direction, position->target,
						   job->finished),
			 tell_duration(job->started_at)));
}

/*
 * However it has ended.  After an error, the server gives back the lock.
 */
static void
end(Job *job)
{
	sv_lock_unwatch();
	sv_guard_leave_script();
	sv_transaction_set_timeout(0);
	if (job->deploy.session_timeout > GetCurrentTimestamp())
		sv_transaction_set_timeout(job->deploy.session_timeout);
	pgstat_report_appname(application_name ? application_name : "");
	pgstat_report_activity(STATE_RUNNING,
						   debug_query_string ? debug_query_string : "");
}

/*
 * Part of ereport(): the time since something began, for clients who want to
 * be told more than what is necessary.
 */
static int
tell_duration(TimestampTz start)
{
	if (client_min_messages > NOTICE)
		return 0;
	return errdetail("It took %.3f s.",
					 (GetCurrentTimestamp() - start) / 1000000.0);
}
