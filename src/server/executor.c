/*-------------------------------------------------------------------------
 *
 * executor.c
 *	  Executes the statements of a script.
 *
 * This follows execute_sql_string() in extension.c: each statement is analyzed
 * after the one before it was executed, in a memory context of its own.  SPI
 * would do, but reports errors with the whole script as context and without a
 * line.
 *
 * Scripts run as the caller and with the caller's settings.  What they SET and
 * the role they assume is undone at their end.
 *
 * In a trial, the schemas that a script creates are only there to be described:
 * no event trigger fires, no query of a materialized view is run, no default is
 * computed for a column that is added, and what functions SET is undone after
 * each statement; so are locks on what has been created (new_locks.c).  A trial
 * with rows runs these queries and computes these defaults: they belong to the
 * script, and there may be rows for them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "commands/matview.h"
#include "tcop/pquery.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "file/script_alone.h"
#include "server/executor.h"
#include "server/new_locks.h"
#include "server/rights.h"
#include "server/transaction.h"

/* How many scripts are being run, one in another. */
static int	running = 0;

static void run_statements(const SvScript *script, List *numbers, bool outside,
						   SvWatch *watch);
static void run_watched(const SvScript *script, List *numbers, bool outside,
						SvWatch *watch);
static void restore_timeout(const SvStatementLimit *limit,
							TimestampTz timeout);
static uint64 run_statement(const SvScript *script, RawStmt *statement,
							bool outside);
static uint64 run_planned(const SvScript *script, const char *text,
						  PlannedStmt *planned, bool outside);
static uint64 run_outside(const char *text, PlannedStmt *planned);
static uint64 run_utility(const char *text, PlannedStmt *planned,
						  ProcessUtilityContext context);
static uint64 run_trial(const SvScript *script, const char *text,
						PlannedStmt *planned);
static bool is_setting(const Node *node);
static bool runs_code(const Node *node);
static bool may_call_functions(const PlannedStmt *planned);
static void split_off_defaults(Node *node);
static AlterTableCmd *split_off_default(AlterTableCmd *add);
static const RangeVar *skip_population(Node *node);
static void mark_populated(const RangeVar *name);
static uint64 run_query(const char *text, PlannedStmt *planned);
pg_noreturn static void rethrow_with_hint(const SvScript *script,
										  MemoryContext context);
static const char *hint_for_commit(const SvScript *script,
								   const ErrorData *error);

/*
 * Run a script in the transaction of the caller.  Watch may be NULL.
 * Statements without a parse tree are skipped.
 *
 * Errors: those of its statements, with the position in the script as context;
 * watch has the position too.
 */
void
sv_executor_run(const SvScript *script, SvWatch *watch)
{
	List	   *numbers = NIL;

	for (int i = 1; i <= list_length(script->statements); i++)
		numbers = lappend_int(numbers, i);
	sv_executor_run_chosen(script, numbers, watch);
}

/*
 * The same for some statements of a script, a list of their numbers, which count
 * from 1, in this order.
 */
void
sv_executor_run_chosen(const SvScript *script, List *numbers, SvWatch *watch)
{
	int			nest_level = NewGUCNestLevel();
	Oid			save_userid;
	int			save_sec_context;

	GetUserIdAndSecContext(&save_userid, &save_sec_context);
	run_statements(script, numbers, false, watch);
	CommandCounterIncrement();
	AtEOXact_GUC(false, nest_level);
	SetUserIdAndSecContext(save_userid, save_sec_context);
}

/*
 * Run statements of a script, from one to another, in the transaction of the
 * caller, who commits after them.  What they SET stays in effect as after COMMIT.
 */
void
sv_executor_run_group(const SvScript *script, int first, int last,
					  SvWatch *watch)
{
	List	   *numbers = NIL;

	for (int i = first; i <= last; i++)
		numbers = lappend_int(numbers, i);
	run_statements(script, numbers, false, watch);
	CommandCounterIncrement();
}

/*
 * Run one statement of a script, counted from 1, as if the client had sent it:
 * it may commit.  The caller is a procedure that may commit, in a transaction
 * in which nothing was done, with a memory context that is not one of the
 * transaction.  The last transaction of the statement is left open.  What it
 * SETs stays in effect for the session.
 */
void
sv_executor_run_outside(const SvScript *script, int number, SvWatch *watch)
{
	run_statements(script, list_make1_int(number), true, watch);
}

/*
 * True if what the session does is done by a script.
 */
bool
sv_executor_is_running(void)
{
	return running > 0;
}

static void
run_statements(const SvScript *script, List *numbers, bool outside,
			   SvWatch *watch)
{
	SvWatch		none = {NULL};

	run_watched(script, numbers, outside, watch != NULL ? watch : &none);
}

static void
run_watched(const SvScript *script, List *numbers, bool outside,
			SvWatch *watch)
{
	SvScriptCursor cursor;
	MemoryContext context = CurrentMemoryContext;
	bool		limits = !watch->limits && !script->trial;
	TimestampTz timeout = sv_transaction_timeout();
	ListCell   *lc;

	sv_script_begin_context(&cursor, script);
	running++;
	PG_TRY();
	{
		foreach(lc, numbers)
		{
			int			number = lfirst_int(lc);
			RawStmt    *statement = list_nth_node(RawStmt, script->statements,
												  number - 1);

			CHECK_FOR_INTERRUPTS();
			if (statement->stmt == NULL)
				continue;
			sv_script_move_context(&cursor, number);
			sv_statement_limit_begin(&watch->limit);
			if (watch->before != NULL)
				watch->before(script, number, watch->arg);
			if (limits && watch->limit.own)
				sv_statement_limit_apply(&watch->limit, 0);
			else if (limits)
				restore_timeout(&watch->limit, timeout);
			watch->rows += run_statement(script, statement, outside);
			sv_statement_limit_end(&watch->limit, statement->stmt);
			if (script->trial)
				sv_new_locks_release();
			if (watch->after != NULL)
				watch->after(script, number, watch->arg);
		}
	}
	PG_CATCH();
	{
		running--;
		watch->number = cursor.number;
		watch->line = cursor.line;
		sv_statement_limit_end(&watch->limit, NULL);
		if (limits)
			restore_timeout(&watch->limit, timeout);
		rethrow_with_hint(script, context);
	}
	PG_END_TRY();
	running--;
	if (limits)
		restore_timeout(&watch->limit, timeout);
	sv_script_end_context(&cursor);
}

/*
 * Restore the limit of the statement of the client after statements that had
 * another one.
 */
static void
restore_timeout(const SvStatementLimit *limit, TimestampTz timeout)
{
	if (limit->spent > 0)
		sv_transaction_set_timeout(timeout == 0 ? 0 : timeout + limit->spent);
}

/*
 * Run a statement; returns how many rows it inserted, updated or deleted.
 */
static uint64
run_statement(const SvScript *script, RawStmt *statement, bool outside)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver statement",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	const char *text = sv_script_alone_text(script, statement);
	List	   *planned;
	ListCell   *lc;
	uint64		rows = 0;

	/* see what the statements before this one have done */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	if (script->repeatable)
		statement = copyObject(statement);
	planned = pg_analyze_and_rewrite_fixedparams(statement, text, NULL, 0,
												 NULL);
	/* rights.c restricts functions in this process, not in parallel workers */
	planned = pg_plan_queries(planned, text, script->trial ? 0 :
							  CURSOR_OPT_PARALLEL_OK, NULL);
	PopActiveSnapshot();

	foreach(lc, planned)
	{
		rows += run_planned(script, text, lfirst_node(PlannedStmt, lc), outside);
		MemoryContextSwitchTo(context);
	}

	MemoryContextSwitchTo(oldcontext);
	MemoryContextDelete(context);
	return rows;
}

/*
 * Run one of the statements into which a statement was rewritten.
 */
static uint64
run_planned(const SvScript *script, const char *text, PlannedStmt *planned,
			bool outside)
{
	uint64		rows;

	CommandCounterIncrement();
	if (outside && planned->utilityStmt != NULL)
		return run_outside(text, planned);
	if (script->trial && may_call_functions(planned))
		sv_new_locks_before_functions();
	PushActiveSnapshot(GetTransactionSnapshot());
	if (planned->utilityStmt == NULL)
		rows = run_query(text, planned);
	else if (script->trial)
		rows = run_trial(script, text, planned);
	else
		rows = run_utility(text, planned, PROCESS_UTILITY_QUERY);
	PopActiveSnapshot();
	return rows;
}

/*
 * Run a utility command of a trial.
 */
static uint64
run_trial(const SvScript *script, const char *text, PlannedStmt *planned)
{
	int			nest_level = is_setting(planned->utilityStmt) ? 0 :
	NewGUCNestLevel();
	const RangeVar *populated = NULL;
	uint64		rows;

	if (!script->with_rows)
	{
		populated = skip_population(planned->utilityStmt);
		split_off_defaults(planned->utilityStmt);
	}
	/* it warns that it did not connect */
	if (IsA(planned->utilityStmt, CreateSubscriptionStmt))
		(void) set_config_option("client_min_messages", "error", PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	rows = run_utility(text, planned, PROCESS_UTILITY_SUBCOMMAND);
	if (populated != NULL)
		mark_populated(populated);
	if (nest_level != 0)
		AtEOXact_GUC(false, nest_level);
	return rows;
}

/*
 * True if the purpose of a command may be to change settings.
 */
static bool
is_setting(const Node *node)
{
	return IsA(node, VariableSetStmt) || runs_code(node);
}

/*
 * True if a statement does what is written elsewhere than in the statement.
 */
static bool
runs_code(const Node *node)
{
	return IsA(node, DoStmt) || IsA(node, CallStmt) || IsA(node, ExecuteStmt);
}

/*
 * True if it is the purpose of a statement to call functions, or if it may be.
 */
static bool
may_call_functions(const PlannedStmt *planned)
{
	const Node *node = planned->utilityStmt;

	return node == NULL || runs_code(node) || IsA(node, CopyStmt) ||
		IsA(node, CreateTableAsStmt) || IsA(node, ExplainStmt) ||
		IsA(node, FetchStmt);
}

/*
 * Let ALTER TABLE set the defaults of columns after it has added them.  Else it
 * would evaluate expressions of the table's owner, for rows that do not exist.
 */
static void
split_off_defaults(Node *node)
{
	AlterTableStmt *alter = (AlterTableStmt *) node;
	List	   *defaults = NIL;
	ListCell   *lc;

	if (!IsA(node, AlterTableStmt))
		return;
	foreach(lc, alter->cmds)
	{
		AlterTableCmd *set = split_off_default(lfirst_node(AlterTableCmd, lc));

		if (set != NULL)
			defaults = lappend(defaults, set);
	}
	alter->cmds = list_concat(alter->cmds, defaults);
}

/*
 * Remove the default from ADD COLUMN; returns the command that sets it, or NULL
 * if there is none.
 */
static AlterTableCmd *
split_off_default(AlterTableCmd *add)
{
	ColumnDef  *column = (ColumnDef *) add->def;
	ListCell   *lc;

	if (add->subtype != AT_AddColumn || add->missing_ok)
		return NULL;
	foreach(lc, column->constraints)
	{
		Constraint *constraint = lfirst_node(Constraint, lc);
		AlterTableCmd *set;

		if (constraint->contype != CONSTR_DEFAULT)
			continue;
		set = makeNode(AlterTableCmd);
		set->subtype = AT_ColumnDefault;
		set->name = column->colname;
		set->def = constraint->raw_expr;
		set->behavior = DROP_RESTRICT;
		column->constraints = foreach_delete_current(column->constraints, lc);
		return set;
	}
	return NULL;
}

/*
 * Let a command that populates a materialized view not run its query, which is
 * the owner's.  Returns the name of the view; NULL if the command is none of
 * these.
 */
static const RangeVar *
skip_population(Node *node)
{
	if (IsA(node, CreateTableAsStmt) &&
		sv_creates_matview((CreateTableAsStmt *) node) &&
		!((CreateTableAsStmt *) node)->into->skipData)
	{
		((CreateTableAsStmt *) node)->into->skipData = true;
		return ((CreateTableAsStmt *) node)->into->rel;
	}
	if (IsA(node, RefreshMatViewStmt) &&
		!((RefreshMatViewStmt *) node)->skipData)
	{
		((RefreshMatViewStmt *) node)->skipData = true;
		((RefreshMatViewStmt *) node)->concurrent = false;
		return ((RefreshMatViewStmt *) node)->relation;
	}
	return NULL;
}

/*
 * Mark a materialized view as populated, as its definition has it.
 */
static void
mark_populated(const RangeVar *name)
{
	Relation	relation;

	CommandCounterIncrement();
	relation = table_openrv(name, AccessExclusiveLock);
	if (relation->rd_rel->relkind == RELKIND_MATVIEW)
		SetMatViewPopulatedState(relation, true);
	table_close(relation, NoLock);
}

/*
 * Run a utility command that may commit.  The snapshot is that of the portal,
 * where commands that commit expect it; some remove it themselves.  This
 * follows PortalRunUtility().
 */
static uint64
run_outside(const char *text, PlannedStmt *planned)
{
	uint64		rows;

	if (PlannedStmtRequiresSnapshot(planned))
		EnsurePortalSnapshotExists();
	rows = run_utility(text, planned, PROCESS_UTILITY_TOPLEVEL);
	if (ActivePortal->portalSnapshot != NULL && ActiveSnapshotSet())
		PopActiveSnapshot();
	ActivePortal->portalSnapshot = NULL;
	return rows;
}

static uint64
run_utility(const char *text, PlannedStmt *planned,
			ProcessUtilityContext context)
{
	QueryCompletion completion;

	InitializeQueryCompletion(&completion);
	ProcessUtility(planned, text, false, context, NULL, NULL,
				   None_Receiver, &completion);
	return completion.commandTag == CMDTAG_COPY ||
		completion.commandTag == CMDTAG_SELECT ? completion.nprocessed : 0;
}

static uint64
run_query(const char *text, PlannedStmt *planned)
{
	QueryDesc  *query = CreateQueryDesc(planned, text, GetActiveSnapshot(),
										InvalidSnapshot, None_Receiver, NULL,
										NULL, 0);
	uint64		rows;

	ExecutorStart(query, 0);
	ExecutorRun(query, ForwardScanDirection, 0);
	ExecutorFinish(query);
	rows = planned->commandType == CMD_SELECT ? 0 : query->estate->es_processed;
	ExecutorEnd(query);
	FreeQueryDesc(query);
	return rows;
}

/*
 * Throw the error of a statement again, with a hint where the server cannot
 * know what to do about it.
 */
static void
rethrow_with_hint(const SvScript *script, MemoryContext context)
{
	ErrorData  *error;
	const char *hint = NULL;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	if (error->sqlerrcode == ERRCODE_OUT_OF_MEMORY && error->message &&
		strcmp(error->message, _("out of shared memory")) == 0)
		hint = script->trial ?
			_("Too many objects are locked by one transaction: increase max_locks_per_transaction.") :
			_("Too many objects are locked by one transaction: increase max_locks_per_transaction, or run fewer revisions in a transaction, as in schemaver_upgrade('+100').");
	if (error->sqlerrcode == ERRCODE_ACTIVE_SQL_TRANSACTION &&
		error->hint == NULL)
		hint = script->trial ?
			_("A model declares what exists.  Leave the statement out of it.") :
			psprintf(_("Put the statement into a revision of its own with transactional => false, and run it with CALL schemaver_deploy(), or with psql from the script that schemaver_%s_sql() writes."),
					 script->revision ? script->direction : "upgrade");
	if (error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE && script->trial &&
		error->hint == NULL)
		hint = _("The model uses an object of another schema that another session has locked: try again, or increase lock_timeout.");
	if (error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE && script->trial &&
		error->hint == NULL && sv_rights_have_failed())
		hint = _("While schemas are copied, functions of other roles have no more privileges than their owners, and none if the current role cannot act as the owner.");
	if (hint == NULL && script->revision != NULL && !script->trial)
		hint = hint_for_commit(script, error);
	if (hint == NULL)
		PG_RE_THROW();
	FlushErrorState();
	error->hint = pstrdup(hint);
	ReThrowError(error);
}

/*
 * The hint for a statement that fails because something was not committed before,
 * or that commits itself; NULL for others.
 */
static const char *
hint_for_commit(const SvScript *script, const ErrorData *error)
{
	switch (error->sqlerrcode)
	{
		case ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE:
			return _("New enum values must be committed before they can be used: CALL schemaver_deploy() commits after each revision. If the same revision adds the value, add it in one of its own.");
		case ERRCODE_OBJECT_IN_USE:
			if (error->hint != NULL)
				return NULL;
			return _("Checks of deferred constraints are done by a commit, and CALL schemaver_deploy() commits after each revision. Within a revision, SET CONSTRAINTS ALL IMMEDIATE does them.");
		case ERRCODE_INVALID_TRANSACTION_TERMINATION:
			return psprintf(_("Mark the revision with schemaver_edit('%s', transactional => false), and run it with CALL schemaver_deploy()."),
							script->revision);
		default:
			return NULL;
	}
}
