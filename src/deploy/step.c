/*-------------------------------------------------------------------------
 *
 * step.c
 *	  What goes with each step of a deploy: limits, records, hooks, and what
 *	  other sessions see of it.
 *
 * How the statements of a step are run is not known here, see attempt.c and
 * nontransactional.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "command/steps.h"
#include "deploy/deploy_plan.h"
#include "deploy/step.h"
#include "file/line.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/own_transactions.h"
#include "server/query.h"
#include "server/transaction.h"

static void clear_statement(SvDeployPosition *position);

/*
 * Tell the client and other sessions which step is run; the client once, not
 * again for each attempt.
 */
void
sv_step_announce(SvDeploy *deploy)
{
	sv_step_show(deploy, 0, 0, "");
	if (deploy->step.announced)
		return;
	deploy->step.announced = true;
	deploy->step.started_at = GetCurrentTimestamp();
	sv_steps_announce(deploy->position.step, deploy->position.number,
					  deploy->position.total);
}

/*
 * Show other sessions where the deploy is; "what" is appended, for what it
 * waits for.  What all sessions may see goes into application_name, the short
 * part first, as that is cut off.
 */
void
sv_step_show(const SvDeploy *deploy, int statement, int statements,
			 const char *what)
{
	const SvDeployPosition *position = &deploy->position;
	const SvStep *step = position->step;
	char		of_statement[64] = "";
	char		short_statement[64] = "";

	if (statement > 0)
	{
		snprintf(of_statement, sizeof(of_statement), ", statement %d of %d%s%s%s",
				 statement, statements, position->phase ? " (" : "",
				 position->phase ? position->phase : "",
				 position->phase ? ")" : "");
		snprintf(short_statement, sizeof(short_statement), " %d/%d",
				 statement, statements);
	}
	pgstat_report_activity(STATE_RUNNING,
						   psprintf("schemaver: %s %d of %d%s%s, %s %s",
									sv_steps_direction(position->upgrade),
									position->number, position->total,
									of_statement, what, step->id,
									sv_line_of(step->message)));
	pgstat_report_appname(psprintf("schemaver %d/%d%s %s%s",
								   position->number, position->total,
								   short_statement, step->id, what));
}

/*
 * Set the timeout of what comes next to the first of all limits: that of the
 * session, that of the deploy, and one in milliseconds from now (0: none).
 */
void
sv_step_set_timeout(const SvDeploy *deploy, int milliseconds)
{
	TimestampTz at = deploy->limits.session;
	TimestampTz deadline = deploy->limits.deadline;

	if (deadline != 0 && (at == 0 || deadline < at))
		at = deadline;
	if (milliseconds > 0)
	{
		TimestampTz own = TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													  milliseconds);

		if (at == 0 || own < at)
			at = own;
	}
	sv_transaction_set_timeout(at);
}

/*
 * True if a deadline is set and has passed.
 */
bool
sv_step_is_past(TimestampTz deadline)
{
	return deadline != 0 && GetCurrentTimestamp() >= deadline;
}

/*
 * How old a transaction may be for a lock that it holds to be waited for, in
 * milliseconds, which is also how long it is waited for.  It begins with little
 * and doubles after every four attempts.
 */
int64
sv_step_patience(const SvDeploy *deploy)
{
	if (sv_lock_timeout == 0)
		return PG_INT64_MAX;
	return Min(INT64CONST(100) << Min(deploy->step.tries.failed / 4, 20),
			   sv_lock_timeout);
}

/*
 * Extend the limit of the session by the time for which statements had one that
 * their script has set.
 */
void
sv_step_extend_limit(SvDeploy *deploy)
{
	SvStatementLimit *limit = &deploy->step.attempt.watch.limit;

	if (deploy->limits.session != 0)
		deploy->limits.session += limit->spent;
	limit->spent = 0;
}

/*
 * To be called after the statements of a script: their locks are not watched
 * any more, and the timeout is that of the deploy.
 */
void
sv_step_end_statements(SvDeploy *deploy)
{
	sv_lock_unwatch();
	sv_step_extend_limit(deploy);
	sv_step_set_timeout(deploy, 0);
}

/*
 * Call the functions that are registered for an event, as the caller of the
 * deploy.  Failure may be NULL.
 *
 * Errors: those of the functions.
 */
void
sv_step_call_hooks(const SvDeploy *deploy, const char *event,
				   const SvFailure *failure)
{
	List	   *functions;
	ListCell   *lc;
	char	   *argument;
	const SvStep *step = deploy->position.step;

	sv_query_begin_fresh();
	functions = sv_journal_hooks(event);
	sv_query_end_fresh();
	if (functions == NIL)
		return;

	argument = sv_journal_event(event, &deploy->position, failure);
	foreach(lc, functions)
	{
		List	   *name = sv_name_list(lfirst(lc));
		char	   *text = psprintf("SELECT %s(%s::pg_catalog.jsonb)",
									NameListToQuotedString(name),
									quote_literal_cstr(argument));

		sv_executor_run(sv_script_parse(step ? step->id : deploy->position.target,
										psprintf("%s hook", event), text),
						NULL);
	}
}

/*
 * Record that the step is done, and which one is next, and notify listeners.
 */
void
sv_step_record(SvDeploy *deploy, const SvStored *stored, const char *script)
{
	SvDeployPosition next = deploy->position;

	clear_statement(&deploy->position);
	sv_steps_record(deploy->position.step, stored, script,
					deploy->step.started_at);
	sv_journal_notify(sv_journal_event("step", &deploy->position, NULL));
	next.step = sv_deploy_plan_following(deploy);
	if (next.step == NULL)
		return;
	next.number++;
	clear_statement(&next);
	sv_journal_move(&next);
}

/*
 * A statement of a step that is not transactional is done: attempts at the next
 * one are counted from the beginning.
 */
void
sv_step_end_tries(SvDeploy *deploy)
{
	memset(&deploy->step.tries, 0, sizeof(SvDeployTries));
}

/*
 * The step is over: it is done, or cannot be run any more.
 */
void
sv_step_end(SvDeploy *deploy)
{
	memset(&deploy->step, 0, sizeof(SvDeployStep));
	sv_own_transactions_begin();
	clear_statement(&deploy->position);
}

static void
clear_statement(SvDeployPosition *position)
{
	position->statement = position->statements = 0;
	position->phase = NULL;
}
