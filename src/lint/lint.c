/*-------------------------------------------------------------------------
 *
 * lint.c
 *	  Looks at the statements of scripts, while they are rehearsed.
 *
 * The executor calls before and after each statement.  What a rule may want to
 * know is collected once for all rules: the parse tree, of a parse of our own as
 * execution modifies it; the locks that the tree shows; the relation that it is
 * about, as it is in the catalogs before and after; what a drop may take along;
 * and what proof/measure.c has measured.  Then each subject is called.
 *
 * Only what a script did not create is dangerous.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "compat.h"
#include "file/script.h"
#include "file/statement.h"
#include "lint/falling.h"
#include "lint/labels.h"
#include "lint/lint.h"
#include "lint/rules.h"
#include "lint/scripts.h"
#include "proof/measure.h"
#include "server/executor.h"
#include "server/statement_locks.h"

/* What is looked at, and the context of what is found. */
typedef struct Run
{
	SvLint		lint;
	List	   *steps;
	int			first;
	MemoryContext context;
	SvMeasure  *measure;
} Run;

static void play(SvRehearsal *rehearsal, void *arg);
static bool look_at(Run *run, const SvRehearsedStep *step, int unseen);
static bool report_error(Run *run, int number, const ErrorData *error,
						 int unseen);
static void before(const SvScript *script, int number, void *arg);
static void after(const SvScript *script, int number, void *arg);
static SvLintStatement *begin_statement(SvLint *lint, int number);
static const RangeVar *subject_of(const Node *node);
static Oid	attached_by(const Node *node);
static List *find_locks(const SvLint *lint, const SvLintStatement *statement);
static List *add_lock(List *locks, const SvLint *lint, Oid relation,
					  LOCKMODE mode, int number);

/*
 * The findings about the upgrade scripts of steps, from the one at place
 * "first" on, in order: a list of SvLintFinding in the current memory context.
 *
 * Errors: those of the rehearsal.  One of a script is a finding.
 */
List *
sv_lint_scripts(SvRehearsalStart start, List *steps, int first)
{
	Run			run = {.steps = steps,.first = first};

	run.context = CurrentMemoryContext;
	run.lint.states = sv_rules_read(&run.lint.state_count);
	sv_rehearsal_run(start, steps, NIL, play, &run);
	return run.lint.findings;
}

/*
 * SvRehearsalCallback.  It may be called twice; then the second call counts.
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Run		   *run = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(run->context);
	ListCell   *lc;

	run->lint.rehearsal = rehearsal;
	run->lint.findings = NIL;
	run->lint.lives = NIL;
	foreach(lc, run->steps)
	{
		const SvRehearsedStep *step = lfirst(lc);
		int			place = foreach_current_index(lc);
		int			unseen = list_length(run->steps) - place - 1;
		ErrorData  *error;

		CHECK_FOR_INTERRUPTS();
		if (place >= run->first)
		{
			if (!look_at(run, step, unseen))
				break;
			continue;
		}
		run->lint.step = step;
		error = sv_rehearsal_execute(rehearsal, step, true, NULL);
		if (error != NULL)
		{
			sv_scripts_report_failure(&run->lint, NULL, error, unseen);
			break;
		}
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Looks at the upgrade script of a step.  Returns false if it fails.
 */
static bool
look_at(Run *run, const SvRehearsedStep *step, int unseen)
{
	SvLint	   *lint = &run->lint;
	SvWatch		watch = {before, after, run};
	int			first = list_length(lint->findings);
	ErrorData  *error = sv_script_check(step->revision, "upgrade", step->upgrade);

	lint->step = step;
	lint->statements = lint->locks = lint->labels = NIL;
	if (error != NULL)
		return report_error(run, 0, error, unseen);
	lint->script = sv_script_parse(step->revision, "upgrade", step->upgrade);
	for (int i = 0; i < list_length(lint->script->statements); i++)
		lint->statements = lappend(lint->statements, NULL);
	lint->mark = GetNewObjectId();
	run->measure = sv_measure_begin();
	error = sv_rehearsal_execute(lint->rehearsal, step, true, &watch);
	CommandCounterIncrement();
	if (error == NULL)
	{
		/* what was left out was not seen */
		for (int i = 0; i < list_length(lint->script->statements); i++)
			if (list_nth(lint->statements, i) == NULL)
				(void) begin_statement(lint, i + 1);
		for (int i = 0; i < sv_rules_subject_count; i++)
			if (sv_rules_subjects[i]->end != NULL)
				sv_rules_subjects[i]->end(lint);
		if (sv_rehearsal_not_run(lint->rehearsal) != NULL)
			sv_scripts_report_not_run(lint, sv_rehearsal_not_run(lint->rehearsal));
	}
	else
		(void) report_error(run, watch.number, error, unseen);
	sv_scripts_ignore(lint, first, sv_rules_is_known);
	sv_context_sort(lint, first);
	return error == NULL;
}

/*
 * Reports the error of a statement; 0: of the script.  Returns false.
 */
static bool
report_error(Run *run, int number, const ErrorData *error, int unseen)
{
	SvLint	   *lint = &run->lint;
	SvLintStatement *statement = NULL;

	if (number > 0 && number <= list_length(lint->statements))
		statement = list_nth(lint->statements, number - 1);
	if (statement != NULL && sv_labels_report_failure(lint, statement, error))
		return false;
	sv_scripts_report_failure(lint, statement, error, unseen);
	return false;
}

/*
 * SvWatch: before a statement.
 */
static void
before(const SvScript *script, int number, void *arg)
{
	Run		   *run = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(run->context);

	CommandCounterIncrement();
	(void) begin_statement(&run->lint, number);
	sv_measure_before(run->measure);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * SvWatch: after a statement.
 */
static void
after(const SvScript *script, int number, void *arg)
{
	Run		   *run = arg;
	SvLint	   *lint = &run->lint;
	MemoryContext oldcontext = MemoryContextSwitchTo(run->context);
	SvLintStatement *statement = list_nth(lint->statements, number - 1);
	const RangeVar *subject = subject_of(statement->node);

	CommandCounterIncrement();
	statement->executed = true;
	statement->measured = list_copy(sv_measure_after(run->measure));
	if (statement->before != NULL)
		statement->after = sv_relation_read(statement->before->oid);
	else if (subject != NULL)
		statement->after = sv_relation_read(RangeVarGetRelid(subject, NoLock, true));
	for (int i = 0; i < sv_rules_subject_count; i++)
		if (sv_rules_subjects[i]->after != NULL)
			sv_rules_subjects[i]->after(lint, statement);
	if (lint->step->transactional)
		lint->locks = list_concat(lint->locks, statement->locks);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Collects what is known of a statement before it is executed, and calls the
 * subjects.
 */
static SvLintStatement *
begin_statement(SvLint *lint, int number)
{
	SvLintStatement *statement = palloc0(sizeof(SvLintStatement));
	const RangeVar *subject;

	statement->number = number;
	statement->raw = list_nth_node(RawStmt, lint->script->statements, number - 1);
	statement->node = statement->raw->stmt;
	statement->start = sv_script_statement_start(lint->script, statement->raw);
	statement->line = 1;
	for (int i = 0; i < statement->start; i++)
		statement->line += lint->script->text[i] == '\n';
	subject = subject_of(statement->node);
	if (subject != NULL)
		statement->before = sv_relation_read(RangeVarGetRelid(subject, NoLock, true));
	statement->attached = attached_by(statement->node);
	statement->locks = find_locks(lint, statement);
	statement->falling = sv_falling_find(statement->node, statement->before);
	/* under the name that it has now */
	if (statement->before != NULL)
		(void) sv_context_size(lint, statement->before->oid);
	lfirst(list_nth_cell(lint->statements, number - 1)) = statement;
	for (int i = 0; i < sv_rules_subject_count; i++)
		if (sv_rules_subjects[i]->before != NULL)
			sv_rules_subjects[i]->before(lint, statement);
	return statement;
}

/*
 * The relation that a statement is about; NULL: none, or several.
 */
static const RangeVar *
subject_of(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_AlterTableStmt:
			return ((const AlterTableStmt *) node)->relation;
		case T_CreateStmt:
			return ((const CreateStmt *) node)->relation;
		case T_IndexStmt:
			return ((const IndexStmt *) node)->relation;
		case T_RenameStmt:
			return ((const RenameStmt *) node)->relation;
		case T_AlterObjectSchemaStmt:
			return ((const AlterObjectSchemaStmt *) node)->relation;
		case T_CreateTrigStmt:
			return ((const CreateTrigStmt *) node)->relation;
		case T_CreatePolicyStmt:
			return ((const CreatePolicyStmt *) node)->table;
		case T_ViewStmt:
			return ((const ViewStmt *) node)->view;
		case T_RefreshMatViewStmt:
			return ((const RefreshMatViewStmt *) node)->relation;
		case T_InsertStmt:
			return ((const InsertStmt *) node)->relation;
		case T_UpdateStmt:
			return ((const UpdateStmt *) node)->relation;
		case T_DeleteStmt:
			return ((const DeleteStmt *) node)->relation;
		default:
			return NULL;
	}
}

/*
 * The table that a statement attaches to another one; InvalidOid: none.
 */
static Oid
attached_by(const Node *node)
{
	ListCell   *lc;

	if (!IsA(node, AlterTableStmt))
		return InvalidOid;
	foreach(lc, ((const AlterTableStmt *) node)->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if (cmd->subtype == AT_AttachPartition)
			return RangeVarGetRelid(((PartitionCmd *) cmd->def)->name, NoLock, true);
	}
	return InvalidOid;
}

/*
 * The strong locks of a statement on relations that were there before.
 */
static List *
find_locks(const SvLint *lint, const SvLintStatement *statement)
{
	List	   *locks = NIL;
	ListCell   *lc;

	foreach(lc, sv_statement_locks_of(statement->node))
	{
		const SvStatementLock *lock = lfirst(lc);
		Oid			relation = RangeVarGetRelid(lock->relation, NoLock, true);

		if (!OidIsValid(relation))
			continue;
		if (lock->with_table)
			locks = add_lock(locks, lint, IndexGetRelation(relation, true),
							 lock->table_mode, statement->number);
		else
			locks = add_lock(locks, lint, relation, lock->mode, statement->number);
	}
	return locks;
}

/*
 * Adds a lock; those on indexes and sequences are left out, as their tables are
 * locked, too, or nobody waits for them.
 */
static List *
add_lock(List *locks, const SvLint *lint, Oid relation, LOCKMODE mode,
		 int number)
{
	SvLintLock *lock;
	char		kind = OidIsValid(relation) ? get_rel_relkind(relation) : '\0';

	if (sv_context_is_new(lint, relation) ||
		(kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE &&
		 kind != RELKIND_MATVIEW))
		return locks;
	lock = palloc(sizeof(SvLintLock));
	lock->relation = relation;
	lock->mode = mode;
	lock->statement = number;
	return lappend(locks, lock);
}
