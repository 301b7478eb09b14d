/*-------------------------------------------------------------------------
 *
 * backfills.c
 *	  Backfills as statements of a script that a deploy runs.
 *
 * A procedure that commits must be the statement of the client, and that is the
 * deploy.  So it does not call the procedure, but what the procedure calls, with
 * the constants of the statement.  The job belongs to the statement: it is
 * resumed as long as the script is, and forgotten when that is run from its
 * beginning.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "backfill/fill.h"
#include "backfill/fill_call.h"
#include "deploy/backfills.h"
#include "server/extension.h"
#include "store/backfill_job.h"


/*
 * The backfill that a statement calls, counted from 1; NULL if it calls none.  A
 * name without a schema is that of ours.
 */
SvBackfillCall *
sv_backfills_find(const SvScript *script, int number)
{
	const Node *statement = list_nth_node(RawStmt, script->statements,
										  number - 1)->stmt;
	SvBackfillCall *call = statement == NULL || !IsA(statement, CallStmt) ?
	NULL : sv_backfill_of((const CallStmt *) statement);

	return call == NULL || sv_extension_has_schema(call->schema) ? call : NULL;
}

/*
 * The script is run from its beginning: so are its backfills.
 */
void
sv_backfills_forget(const SvScript *script)
{
	for (int i = 1; i <= list_length(script->statements); i++)
	{
		if (sv_backfills_find(script, i) != NULL)
		{
			sv_backfill_job_forget(script->revision);
			return;
		}
	}
}

/*
 * Run a backfill, or what is left of it.  It commits after each batch.
 *
 * Errors: those of its arguments, and of the backfill.
 */
void
sv_backfills_run(SvDeploy *deploy, const SvScript *script, int number,
				 const SvBackfillCall *call, bool online)
{
	SvFill		fill = {
		.revision = script->revision,
		.direction = script->direction,
		.statement = number,
		.keeper = deploy->user,
		.as_owners = online
	};
	SvScriptCursor cursor;

	sv_script_begin_context(&cursor, script);
	sv_script_move_context(&cursor, number);
	PG_TRY();
	{
		sv_fill_call_read(call, &fill);
		sv_fill_run(&fill);
	}
	PG_CATCH();
	{
		deploy->step.attempt.watch.number = number;
		deploy->step.attempt.watch.line = cursor.line;
		PG_RE_THROW();
	}
	PG_END_TRY();
	sv_script_end_context(&cursor);
}
