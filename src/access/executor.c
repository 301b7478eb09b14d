/*-------------------------------------------------------------------------
 *
 * executor.c
 *	  Hands the statements of a script to the server.
 *
 * The model is execute_sql_string() in extension.c: each statement is
 * analyzed after the one before it has been executed, in a memory context of
 * its own.  SPI would do, but reports errors with the whole script as context
 * and without a line.
 *
 * Scripts run as the caller and with the caller's settings.  What they SET,
 * and the role they take, is undone at their end.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/snapmgr.h"

#include "access/executor.h"
#include "compat.h"

static void run_statement(const SvScript *script, RawStmt *statement);
static void run_planned(const SvScript *script, PlannedStmt *planned);
static void rethrow_with_hint(const SvScript *script, MemoryContext context)
			pg_attribute_noreturn();

/*
 * Run a script.
 *
 * Errors are those of its statements, with the place in the script as
 * context.
 */
void
sv_executor_run(const SvScript *script)
{
	SvScriptCursor cursor = {script, 0, NULL};
	MemoryContext context = CurrentMemoryContext;
	ErrorContextCallback callback;
	int			nest_level = NewGUCNestLevel();
	Oid			save_userid;
	int			save_sec_context;
	ListCell   *lc;

	GetUserIdAndSecContext(&save_userid, &save_sec_context);
	callback.callback = sv_script_error_callback;
	callback.arg = &cursor;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	PG_TRY();
	{
		foreach(lc, script->statements)
		{
			CHECK_FOR_INTERRUPTS();
			cursor.number++;
			cursor.statement = lfirst_node(RawStmt, lc);
			run_statement(script, lfirst_node(RawStmt, lc));
		}
	}
	PG_CATCH();
	{
		rethrow_with_hint(script, context);
	}
	PG_END_TRY();

	error_context_stack = callback.previous;
	CommandCounterIncrement();
	AtEOXact_GUC(false, nest_level);
	SetUserIdAndSecContext(save_userid, save_sec_context);
}

static void
run_statement(const SvScript *script, RawStmt *statement)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver statement",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	List	   *planned;
	ListCell   *lc;

	/* see what the statements before this one have done */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	planned = pg_analyze_and_rewrite_fixedparams(statement, script->text, NULL,
												 0, NULL);
	planned = pg_plan_queries(planned, script->text, CURSOR_OPT_PARALLEL_OK,
							  NULL);
	PopActiveSnapshot();

	foreach(lc, planned)
		run_planned(script, lfirst_node(PlannedStmt, lc));

	MemoryContextSwitchTo(oldcontext);
	MemoryContextDelete(context);
}

/*
 * Run one of the statements that rewriting has made of one.
 */
static void
run_planned(const SvScript *script, PlannedStmt *planned)
{
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	if (planned->utilityStmt == NULL)
	{
		QueryDesc  *query = CreateQueryDesc(planned, script->text,
											GetActiveSnapshot(),
											InvalidSnapshot, None_Receiver,
											NULL, NULL, 0);

		ExecutorStart(query, 0);
		ExecutorRun(query, ForwardScanDirection, 0);
		ExecutorFinish(query);
		ExecutorEnd(query);
		FreeQueryDesc(query);
	}
	else
		ProcessUtility(planned, script->text, false,
					   script->trial ? PROCESS_UTILITY_SUBCOMMAND :
					   PROCESS_UTILITY_QUERY, NULL, NULL, None_Receiver, NULL);
	PopActiveSnapshot();
}

/*
 * Throw the error of a statement again, with what can be done about it here
 * where the server can not know.
 */
static void
rethrow_with_hint(const SvScript *script, MemoryContext context)
{
	ErrorData  *error;
	const char *hint = NULL;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	if (error->sqlerrcode == ERRCODE_OUT_OF_MEMORY &&
		strcmp(error->message, _("out of shared memory")) == 0)
		hint = script->trial ?
			_("Too many objects are locked by one transaction: increase max_locks_per_transaction.") :
			_("Too many objects are locked by one transaction: increase max_locks_per_transaction, or run fewer revisions in a transaction, as in schemaver_upgrade('+100').");
	if (error->sqlerrcode == ERRCODE_ACTIVE_SQL_TRANSACTION &&
		error->hint == NULL)
		hint = psprintf(_("Put the statement into a revision of its own with transactional => false, and run it with psql from the script that schemaver_%s_sql() writes."),
						script->direction);
	if (hint == NULL)
		PG_RE_THROW();
	FlushErrorState();
	error->hint = pstrdup(hint);
	ReThrowError(error);
}
