/*-------------------------------------------------------------------------
 *
 * execution.c
 *	  Executes a script as if what it does was committed.
 *
 * A script is run in a transaction of its own, or each of its statements is.
 * Here all is one transaction, so after each script what the server does at
 * commit is done: deferred constraints are checked, and labels of enumerated
 * types may be used from then on.  The latter takes that the server forgets that
 * they are not committed.  That would be wrong for labels which the transaction
 * has added before, so these are restored at the end.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_enum.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"

#include "catalog/path_tree.h"
#include "compat.h"
#include "error.h"
#include "proof/execution.h"
#include "server/new_locks.h"
#include "server/query.h"
#include "server/subtransaction.h"

/* A script that is being executed. */
typedef struct Execution
{
	const SvScript *script;
	bool		transactional;	/* else each statement is a transaction */
	SvWatch    *watch;
} Execution;

static void execute(void *arg);
static void execute_one(const SvScript *script, RawStmt *statement,
						SvWatch *watch);
static void end_transaction(void);
static void set_constraints(List *names, bool deferred);
static void add_constraint(const SvRow *row, void *arg);

/* Constraints that may be deferred, and whether they are at first. */
static SvQuery deferrable = {
	"SELECT DISTINCT n.nspname::text, c.conname::text, c.condeferred"
	" FROM pg_catalog.pg_constraint c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace"
	" WHERE c.condeferrable AND n.nspname <> 'schemaver'"
	"  AND NOT pg_catalog.starts_with(n.nspname::text, '" SV_ASIDE_PREFIX "')"
	" ORDER BY 1, 2"
};

/*
 * Execute a script in a subtransaction.  Returns NULL if it succeeds; else its
 * error, in the current memory context, and what it did is rolled back.
 */
ErrorData *
sv_execution_run(const SvScript *script, bool transactional, SvWatch *watch)
{
	Execution	execution = {script, transactional, watch};
	ErrorData  *error;

	sv_new_locks_release_all();
	error = sv_subtransaction_run(execute, NULL, &execution,
								  SV_SUBTRANSACTION_COMMIT);
	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	AtEOXact_Enum();
	return error;
}

/*
 * The labels that the transaction has added so far, for
 * sv_execution_restore_labels().
 */
void *
sv_execution_keep_labels(void)
{
	Size		size = EstimateUncommittedEnumsSpace();
	void	   *labels = palloc(size);

	SerializeUncommittedEnums(labels, size);
	return labels;
}

void
sv_execution_restore_labels(void *labels)
{
	AtEOXact_Enum();
	RestoreUncommittedEnums(labels);
}

/*
 * SvSubtransactionCallback: executes a script as a transaction, or as many.
 */
static void
execute(void *arg)
{
	const Execution *execution = arg;
	ListCell   *lc;

	if (execution->transactional)
	{
		sv_executor_run(execution->script, execution->watch);
		end_transaction();
	}
	else
		foreach(lc, execution->script->statements)
	{
		execute_one(execution->script, lfirst_node(RawStmt, lc),
					execution->watch);
		end_transaction();
		AtEOXact_Enum();
	}
	sv_new_locks_release_all();
}

/*
 * Execute one statement of a script, as a script in which all others are left
 * out, so that they keep their numbers and places.
 */
static void
execute_one(const SvScript *script, RawStmt *statement, SvWatch *watch)
{
	SvScript	one = *script;
	ListCell   *lc;

	one.statements = NIL;
	foreach(lc, script->statements)
	{
		RawStmt    *other = lfirst_node(RawStmt, lc);

		if (other != statement)
		{
			other = makeNode(RawStmt);
			*other = *lfirst_node(RawStmt, lc);
			other->stmt = NULL;
		}
		one.statements = lappend(one.statements, other);
	}
	sv_executor_run(&one, watch);
}

/*
 * Check deferred constraints, as a commit would, and defer again those that are
 * deferred at first.
 */
static void
end_transaction(void)
{
	List	   *lists[2] = {NIL, NIL};

	CommandCounterIncrement();
	sv_query_begin_latest();
	sv_query_fetch(&deferrable, NULL, NULL, add_constraint, lists);
	sv_query_end_fresh();
	set_constraints(lists[0], false);
	set_constraints(lists[1], true);
}

/*
 * SvRowCallback: adds a constraint to those that may be deferred, and to those
 * that are, as RangeVars.
 */
static void
add_constraint(const SvRow *row, void *arg)
{
	List	  **lists = arg;
	RangeVar   *name = makeRangeVar(sv_row_text(row, 1), sv_row_text(row, 2),
									-1);

	lists[0] = lappend(lists[0], name);
	if (sv_row_bool(row, 3))
		lists[1] = lappend(lists[1], name);
}

static void
set_constraints(List *names, bool deferred)
{
	ConstraintsSetStmt *set;

	if (names == NIL)
		return;
	set = makeNode(ConstraintsSetStmt);
	set->constraints = names;
	set->deferred = deferred;
	AfterTriggerSetState(set);
}
