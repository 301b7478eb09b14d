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

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_enum.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "error.h"
#include "file/statement.h"
#include "proof/execution.h"
#include "server/new_locks.h"
#include "server/subtransaction.h"

/* A script that is being executed. */
typedef struct Execution
{
	const SvScript *script;
	bool		transactional;	/* else each statement is a transaction */
	SvWatch    *watch;
} Execution;

static void execute(void *arg);
static void execute_each(const SvScript *script, SvWatch *watch);
static void end_transaction(void);
static void set_constraints(List *names, bool deferred);
static bool is_out_of_reach(const char *schema);

/*
 * Execute a script in a subtransaction.  Returns NULL if it succeeds; else its
 * error, in the current memory context, and what it did is rolled back.
 */
ErrorData *
sv_execution_run(const SvScript *script, bool transactional, SvWatch *watch)
{
	Execution	execution = {script, transactional, watch};
	ErrorData  *error;

	sv_new_locks_release_rest();
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
	int			nest_level = NewGUCNestLevel();

	/* notices would be about what does not happen */
	if (client_min_messages < WARNING)
		(void) set_config_option("client_min_messages", "warning", PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	if (execution->transactional)
	{
		sv_executor_run(execution->script, execution->watch);
		end_transaction();
	}
	else
		execute_each(execution->script, execution->watch);
	AtEOXact_GUC(false, nest_level);
	sv_new_locks_release_rest();
}

/*
 * Execute each statement of a script as a transaction.  What it has SET before
 * is set again for each: it would be in effect for the session.
 */
static void
execute_each(const SvScript *script, SvWatch *watch)
{
	List	   *settings = NIL;
	int			count = list_length(script->statements);

	for (int i = 1; i <= count; i++)
	{
		const Node *node = list_nth_node(RawStmt, script->statements, i - 1)->stmt;

		sv_executor_run_chosen(script, lappend_int(list_copy(settings), i), watch);
		end_transaction();
		AtEOXact_Enum();
		if (node != NULL && sv_statement_is_setting(node))
			settings = lappend_int(settings, i);
	}
}

/*
 * Check deferred constraints, as a commit would, and defer again those that are
 * deferred at first.
 */
static void
end_transaction(void)
{
	Relation	relation;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *deferrable = NIL;
	List	   *deferred = NIL;

	CommandCounterIncrement();
	relation = table_open(ConstraintRelationId, AccessShareLock);
	scan = systable_beginscan(relation, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
		char	   *schema = row->condeferrable ?
		get_namespace_name(row->connamespace) : NULL;
		RangeVar   *name;

		if (schema == NULL || is_out_of_reach(schema))
			continue;
		name = makeRangeVar(schema, pstrdup(NameStr(row->conname)), -1);
		deferrable = lappend(deferrable, name);
		if (row->condeferred)
			deferred = lappend(deferred, name);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	set_constraints(deferrable, false);
	set_constraints(deferred, true);
}

/*
 * True for schemas that scripts do not change, or that are out of the way.
 */
static bool
is_out_of_reach(const char *schema)
{
	return sv_shadow_name_is(schema) ||
		strcmp(schema, "schemaver") == 0;
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
