/*-------------------------------------------------------------------------
 *
 * step.c
 *	  The step at which a deploy is, and what goes with each.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"

#include "command/steps.h"
#include "compat.h"
#include "deploy/step.h"
#include "file/line.h"
#include "schemaver.h"
#include "server/leftovers.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/statement_locks.h"
#include "server/transaction.h"
#include "store/guard.h"

/*
 * Call the functions that the user wants to be called at an event, as the
 * caller of the deploy.  Failure may be NULL.
 *
 * Errors are theirs.
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
 * How old a transaction may be for a lock that it holds to be waited for, in
 * milliseconds, which is also how long it is waited for.  It begins with little
 * and doubles after every four attempts.
 */
int64
sv_step_patience(const SvDeploy *deploy)
{
	if (sv_lock_timeout == 0)
		return PG_INT64_MAX;
	return Min(INT64CONST(100) << Min(deploy->attempts / 4, 20), sv_lock_timeout);
}

/*
 * Show other sessions where the deploy is.  What is for all to see goes into
 * application_name, the short part first.
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
		snprintf(of_statement, sizeof(of_statement), ", statement %d of %d",
				 statement, statements);
		snprintf(short_statement, sizeof(short_statement), " %d/%d",
				 statement, statements);
	}
	pgstat_report_activity(STATE_RUNNING,
						   psprintf("schemaver: %s %d of %d%s%s, %s %s",
									sv_step_direction(deploy), position->number,
									position->total, of_statement, what,
									step->id,
									sv_line_of(step->message)));
	pgstat_report_appname(psprintf("schemaver %d/%d%s %s%s",
								   position->number, position->total,
								   short_statement, step->id, what));
}

/*
 * Have what comes canceled when the first of all limits is reached: that of
 * the session, that of the deploy, and one from now on (0: none).
 */
void
sv_step_arm(const SvDeploy *deploy, int milliseconds)
{
	TimestampTz at = deploy->session_timeout;

	if (deploy->deadline != 0 && (at == 0 || deploy->deadline < at))
		at = deploy->deadline;
	if (milliseconds > 0)
	{
		TimestampTz own = TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													  milliseconds);

		if (at == 0 || own < at)
			at = own;
	}
	sv_transaction_set_timeout(at);
}

void
sv_step_announce(SvDeploy *deploy)
{
	sv_step_show(deploy, 0, 0, "");
	if (deploy->announced)
		return;
	deploy->announced = true;
	deploy->started_at = GetCurrentTimestamp();
	sv_steps_announce(deploy->position.step);
}

/*
 * Put on record that the step is done, and which one is next; and tell who
 * listens.
 */
void
sv_step_record(SvDeploy *deploy, const SvStored *stored, const char *script)
{
	SvDeployPosition next = deploy->position;

	deploy->position.statement = deploy->position.statements = 0;
	sv_steps_record(deploy->position.step, stored, script, deploy->started_at);
	sv_journal_notify(sv_journal_event("step", &deploy->position, NULL));
	if (deploy->next == NULL)
		return;
	next.step = deploy->next;
	next.number++;
	next.statement = next.statements = 0;
	sv_journal_move(&next);
}

/*
 * After the statements.
 */
void
sv_step_leave(SvDeploy *deploy)
{
	sv_lock_unwatch();
	sv_step_arm(deploy, 0);
}

/*
 * The direction of a deploy, in a word.
 */
const char *
sv_step_direction(const SvDeploy *deploy)
{
	return deploy->position.upgrade ? "upgrade" : "downgrade";
}
