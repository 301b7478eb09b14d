/*-------------------------------------------------------------------------
 *
 * rewrite.c
 *	  A statement of a plain script as steps of its online form.
 *
 * A statement is what it does to the schema, as operations.  Those that have a
 * recipe become its steps, the others of the same statement are written as
 * statements of their own.  A statement in which no operation has a recipe stays
 * as it is written.
 *
 * What a statement does to rows is not known: only what comes before it may have
 * been needed for it, and it for what follows.  An UPDATE has a recipe of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "diff/describe.h"
#include "diff/hazard.h"
#include "diff/relations.h"
#include "diff/render.h"
#include "file/statement.h"
#include "file/tokens.h"
#include "kind/column.h"
#include "kind/constraint.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/words.h"
#include "online/gaps.h"
#include "online/recipes.h"
#include "online/rewrite.h"
#include "strings.h"

static const char *find_obstacle(const Node *node);
static bool is_local_setting(const Node *node);
static void write_operations(SvOnlinePlan *plan,
							 const SvOnlineSituation *situation,
							 List *operations);
static List *split(List *operations, const SvOnlineSituation *situation);
static bool is_to_be_split(const SvOperation *constraint,
						   const SvFact *column);
static bool has_path(const List *operations);
static void render_again(SvOperation *operation);
static bool write_operation(SvOnlinePlan *plan, SvOperation *operation,
							const SvOnlineSituation *situation);
static void settle_phases(SvOnlinePlan *plan, const SvOperation *operation,
						  int first);
static SvPhase ready_phase(const SvOnlinePlan *plan, const SvFact *fact);
static bool has_changes(const SvOperation *operation);
static void write_plainly(SvOnlinePlan *plan, const SvOperation *operation,
						  const SvOnlineSituation *situation);
static void keep_statement(SvOnlinePlan *plan,
						   const SvOnlineSituation *situation,
						   const List *operations);
static void release_column(SvOnlinePlan *plan,
						   const SvOperation *operation);
static SvOnlineStep *add_step(SvOnlinePlan *plan, SvPhase phase,
							  const char *text);
static char *without_local(const char *text);
static bool is_put_off(const SvOperation *operation);
static bool works(const SvOperation *operation,
				  const SvOnlineSituation *situation);
static bool reads_rows(const SvOperation *operation);
static void tell(SvOnlinePlan *plan, SvOnlineStep *step,
				 const SvOperation *operation);

/*
 * True if a statement may change the schema, in a way that facts show: it is one
 * of the server's own commands.  What functions and queries do is not known.  What
 * VACUUM FULL can do depends on facts.
 */
bool
sv_rewrite_changes_schema(const Node *node)
{
	if (sv_is_merge(node) || sv_statement_is_setting(node))
		return false;
	switch (nodeTag(node))
	{
		case T_SelectStmt:
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
		case T_CopyStmt:
		case T_DoStmt:
		case T_CallStmt:
		case T_TruncateStmt:
		case T_PrepareStmt:
		case T_ExecuteStmt:
		case T_DeallocateStmt:
		case T_RefreshMatViewStmt:
			return false;
		case T_VacuumStmt:
			return sv_statement_is_vacuum_full(node);
		default:
			return true;
	}
}

/*
 * Append the steps for a statement to a plan.  "operations" are those that it has
 * done, NIL if it does not change the schema.
 */
void
sv_rewrite_statement(SvOnlinePlan *plan, const SvOnlineSituation *situation,
					 List *operations)
{
	const Node *node = situation->raw->stmt;
	const char *obstacle = find_obstacle(node);

	plan->relation = situation->target;
	if (obstacle != NULL && plan->impossible == NULL)
		plan->impossible = psprintf(_("statement %d: %s"), plan->statement,
									_(obstacle));
	if (sv_statement_is_setting(node))
		add_step(plan, SV_PHASE_EXPAND,
				 without_local(situation->text))->setting = true;
	else if (sv_recipes_write_statement(plan, situation))
		plan->recipes++;
	else if (sv_rewrite_changes_schema(node))
		write_operations(plan, situation, operations);
	else
	{
		SvOnlineStep *step = add_step(plan, SV_PHASE_EXPAND, situation->text);

		step->fixed = true;
		step->plain = !sv_statement_is_nontransactional(node) &&
			!IsA(node, CallStmt);
	}
}

/*
 * Why a script with a statement cannot be run with commits in between; NULL: it
 * can.
 */
static const char *
find_obstacle(const Node *node)
{
	if (IsA(node, LockStmt))
		return gettext_noop("a lock is held until the transaction ends");
	if (IsA(node, ConstraintsSetStmt))
		return gettext_noop("SET CONSTRAINTS is in effect until the transaction ends");
	if (IsA(node, DeclareCursorStmt) || IsA(node, FetchStmt))
		return gettext_noop("a cursor is there until the transaction ends");
	if ((IsA(node, CreateStmt) &&
		 ((const CreateStmt *) node)->relation->relpersistence == RELPERSISTENCE_TEMP) ||
		(IsA(node, CreateTableAsStmt) &&
		 ((const CreateTableAsStmt *) node)->into->rel->relpersistence == RELPERSISTENCE_TEMP))
		return gettext_noop("a temporary table is gone if another session resumes");
	if (is_local_setting(node))
		return gettext_noop("a setting of set_config() is in effect until the transaction ends");
	return NULL;
}

/*
 * True if set_config() is called with anything but false as the last argument.
 */
static bool
is_local_setting(const Node *node)
{
	ListCell   *lc;

	if (!IsA(node, SelectStmt) || !sv_statement_is_setting(node))
		return false;
	foreach(lc, ((const SelectStmt *) node)->targetList)
	{
		const FuncCall *call = (const FuncCall *) lfirst_node(ResTarget, lc)->val;
		const Node *last = call->args == NIL ? NULL : llast(call->args);

		if (last != NULL && IsA(last, TypeCast))
			last = ((const TypeCast *) last)->arg;
		if (last == NULL || !IsA(last, A_Const) || !sv_is_false((const A_Const *) last))
			return true;
	}
	return false;
}

/* A rename is no drop and creation. */
static void
write_operations(SvOnlinePlan *plan, const SvOnlineSituation *situation,
				 List *operations)
{
	int			first = list_length(plan->steps);
	int			groups = plan->groups;
	bool		written = false;
	ListCell   *lc;

	operations = sv_online_done(operations, situation);
	foreach(lc, operations)
		sv_gaps_note(plan, lfirst(lc));
	if (!IsA(situation->raw->stmt, RenameStmt) && !has_path(operations))
	{
		operations = split(operations, situation);
		foreach(lc, operations)
		{
			SvOperation *operation = lfirst(lc);

			if (operation->folded == NULL && operation->statements != NIL)
				written = write_operation(plan, operation, situation) || written;
		}
	}
	if (written)
	{
		plan->recipes++;
		return;
	}
	plan->steps = list_truncate(plan->steps, first);
	plan->groups = groups;
	keep_statement(plan, situation, operations);
}

/*
 * Take the constraints of new columns of large tables out of ADD COLUMN, where
 * the rows would be checked.
 */
static List *
split(List *operations, const SvOnlineSituation *situation)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		List	   *left = NIL;
		ListCell   *lc2;

		result = lappend(result, operation);
		if (operation->along == NIL || operation->to->kind != &sv_kind_column ||
			!sv_online_is_large(situation, sv_relations_of(operation->to)))
			continue;
		foreach(lc2, operation->along)
		{
			SvOperation *constraint = lfirst(lc2);

			if (is_to_be_split(constraint, operation->to))
			{
				constraint->folded = NULL;
				render_again(constraint);
			}
			else
				left = lappend(left, constraint);
		}
		if (list_length(left) < list_length(operation->along))
		{
			operation->along = left;
			render_again(operation);
		}
	}
	return result;
}

/*
 * A foreign key of a column without values is not checked.
 */
static bool
is_to_be_split(const SvOperation *constraint, const SvFact *column)
{
	return strcmp(constraint->to->values[SV_CONSTRAINT_NOUN],
				  SV_NOUN_FOREIGN_KEY) != 0 ||
		sv_default_of(column) != NULL ||
		column->values[SV_COLUMN_GENERATED] != NULL ||
		column->values[SV_COLUMN_IDENTITY] != NULL;
}

/*
 * True if statements have to be run under a search_path of their own.
 */
static bool
has_path(const List *operations)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		if (((const SvOperation *) lfirst(lc))->search_path != NULL)
			return true;
	}
	return false;
}

/*
 * Write the statements of an operation once more, after a change of it.
 */
static void
render_again(SvOperation *operation)
{
	operation->statements = operation->hazards = operation->guesses = NIL;
	sv_render_operations(list_make1(operation));
}

/*
 * Append the steps of one operation.  True if a recipe has written some.
 */
static bool
write_operation(SvOnlinePlan *plan, SvOperation *operation,
				const SvOnlineSituation *situation)
{
	const SvFact *relation = sv_relations_of(sv_operation_fact(operation));
	int			first = list_length(plan->steps) + plan->taken;
	bool		written;

	plan->relation = relation == NULL ? InvalidOid : relation->address.objid;
	written = sv_recipes_write(plan, operation, situation);
	if (!written)
		write_plainly(plan, operation, situation);
	else if (operation->action == SV_ACTION_ALTER && has_changes(operation))
	{
		render_again(operation);
		write_plainly(plan, operation, situation);
	}
	/* what a recipe has taken back was before its own */
	first -= plan->taken;
	settle_phases(plan, operation, first);
	if (operation->action != SV_ACTION_DROP ||
		list_length(plan->steps) != first + 1)
		return written;
	((SvOnlineStep *) llast(plan->steps))->drops = operation->from->kind;
	((SvOnlineStep *) llast(plan->steps))->identity =
		pstrdup(operation->from->identity);
	return written;
}

/*
 * Move the steps of an operation, from place "first" on, to the phase from which
 * on all that it needs is there; and note from which on what it makes is.  A
 * change in place counts only if it is a swap.
 */
static void
settle_phases(SvOnlinePlan *plan, const SvOperation *operation, int first)
{
	const SvFact *fact = operation->to;
	SvPhase		phase = ready_phase(plan, sv_operation_fact(operation));
	ListCell   *lc;

	foreach(lc, fact == NULL ? NIL : fact->needs)
	{
		phase = Max(phase, ready_phase(plan, ((SvNeed *) lfirst(lc))->fact));
	}
	for (int i = first; i < list_length(plan->steps); i++)
	{
		SvOnlineStep *step = list_nth(plan->steps, i);

		if (!step->early)
			phase = step->phase = Max(step->phase, phase);
	}
	if (fact == NULL || phase <= (operation->action == SV_ACTION_ALTER ?
								  SV_PHASE_VALIDATE : SV_PHASE_EXPAND))
		return;
	sv_online_ready(plan, fact, phase);
}

/*
 * The phase from which on an object is as it has been made so far.
 */
static SvPhase
ready_phase(const SvOnlinePlan *plan, const SvFact *fact)
{
	SvPhase		phase = SV_PHASE_EXPAND;
	ListCell   *lc;

	foreach(lc, plan->ready)
	{
		const SvOnlineReady *ready = lfirst(lc);

		if (ready->kind == fact->kind && strcmp(ready->identity, fact->identity) == 0)
			phase = Max(phase, ready->phase);
	}
	return phase;
}

/*
 * True if recipes have left something of an alteration.
 */
static bool
has_changes(const SvOperation *operation)
{
	for (int i = 0; i < operation->to->kind->property_count; i++)
	{
		if (operation->differs[i])
			return true;
	}
	return operation->comment_differs || operation->labels_differ ||
		operation->owner_differs || operation->acl_differs;
}

static void
write_plainly(SvOnlinePlan *plan, const SvOperation *operation,
			  const SvOnlineSituation *situation)
{
	bool		told = !works(operation, situation);
	ListCell   *lc;

	release_column(plan, operation);
	foreach(lc, operation->statements)
	{
		SvOnlineStep *step = add_step(plan, is_put_off(operation) ?
									  SV_PHASE_CONTRACT : SV_PHASE_EXPAND,
									  lfirst(lc));

		step->plain = true;
		step->reads = reads_rows(operation);
		if (!told)
			tell(plan, step, operation);
		told = true;
	}
}

/*
 * Append a statement as it is written.
 */
static void
keep_statement(SvOnlinePlan *plan, const SvOnlineSituation *situation,
			   const List *operations)
{
	const Node *node = situation->raw->stmt;
	const SvOperation *only = NULL;
	bool		put_off = operations != NIL;
	int			first = list_length(plan->steps);
	int			count = 0;
	SvOnlineStep *step;
	ListCell   *lc;

	plan->relation = situation->target;
	foreach(lc, operations)
	{
		const SvOperation *operation = lfirst(lc);

		if (operation->folded != NULL)
			continue;
		only = operation;
		count++;
		put_off = put_off && is_put_off(operation);
	}
	foreach(lc, put_off ? operations : NIL)
		release_column(plan, lfirst(lc));
	step = add_step(plan, put_off ? SV_PHASE_CONTRACT : SV_PHASE_EXPAND,
					situation->text);
	foreach(lc, operations)
	{
		settle_phases(plan, lfirst(lc), first);
	}
	step->plain = !sv_statement_is_nontransactional(node);
	step->types = sv_statement_is_about_types(node);
	/* what follows may use the new name, unless it is that of an index */
	step->fixed = (IsA(node, RenameStmt) &&
				   ((const RenameStmt *) node)->renameType != OBJECT_INDEX) ||
		IsA(node, AlterObjectSchemaStmt) || IsA(node, CreateTableAsStmt) ||
		IsA(node, VacuumStmt);
	foreach(lc, operations)
	{
		step->reads = step->reads || reads_rows(lfirst(lc));
		if (works(lfirst(lc), situation))
			tell(plan, step, lfirst(lc));
	}
	if (count != 1 || only->action != SV_ACTION_DROP)
		return;
	step->drops = only->from->kind;
	step->identity = pstrdup(only->from->identity);
}

/*
 * A column that is dropped in the end is not asked for a value until then.
 */
static void
release_column(SvOnlinePlan *plan, const SvOperation *operation)
{
	const SvFact *column = operation->from;
	ListCell   *lc;

	if (operation->action != SV_ACTION_DROP || operation->folded != NULL ||
		column->kind != &sv_kind_column || operation->recreates ||
		column->values[SV_COLUMN_NOT_NULL] == NULL ||
		column->values[SV_COLUMN_IDENTITY] != NULL || sv_default_of(column) != NULL)
		return;
	foreach(lc, column->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_constraint &&
			strcmp(part->values[SV_CONSTRAINT_NOUN], SV_NOUN_PRIMARY_KEY) == 0)
			return;
	}
	add_step(plan, SV_PHASE_EXPAND,
			 psprintf("ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
					  column->parent->identity, column->name))->plain = true;
}

static SvOnlineStep *
add_step(SvOnlinePlan *plan, SvPhase phase, const char *text)
{
	sv_online_step(plan, phase, 0, text);
	return llast(plan->steps);
}

/*
 * SET LOCAL as SET: what a script has set is undone when it ends.
 */
static char *
without_local(const char *text)
{
	SvTokens   *tokens = sv_tokens_begin(text);
	SvToken		token;
	char	   *result = pstrdup(text);

	if (sv_tokens_next(tokens, &token) && sv_tokens_next(tokens, &token) &&
		token.value != NULL && !token.is_string &&
		strcmp(token.value, "local") == 0)
		result = psprintf("%.*s%s", token.gap, text, text + token.end);
	sv_tokens_end(tokens);
	return result;
}

/*
 * True if an operation drops what the application of before may still use.
 */
static bool
is_put_off(const SvOperation *operation)
{
	const SvKind *kind = sv_operation_fact(operation)->kind;

	return operation->action == SV_ACTION_DROP && !operation->recreates &&
		(kind == &sv_kind_column || kind == &sv_kind_index ||
		 kind == &sv_kind_schema || kind == &sv_kind_function ||
		 kind == &sv_kind_aggregate ||
		 (kind->flags & (SV_KIND_IS_RELATION | SV_KIND_IS_TYPE)) != 0);
}

/*
 * True if the statements of an operation work on the rows of a large table while
 * others wait.
 */
static bool
works(const SvOperation *operation, const SvOnlineSituation *situation)
{
	const SvFact *relation = sv_relations_of(sv_operation_fact(operation));

	return (sv_strings_member(operation->hazards, "block_reads") ||
			sv_strings_member(operation->hazards, "block_writes")) &&
		sv_online_works(situation) &&
		(relation == NULL || sv_online_is_large(situation, relation));
}

/*
 * True if the statements of an operation read rows, of whatever table.
 */
static bool
reads_rows(const SvOperation *operation)
{
	return sv_hazard_works(operation->hazards) ||
		sv_strings_member(operation->hazards, "may_fail");
}

/*
 * Say that a step stays dangerous.
 */
static void
tell(SvOnlinePlan *plan, SvOnlineStep *step, const SvOperation *operation)
{
	const char *line = sv_describe_line(operation, NULL);

	step->comment = sv_hazard_comment(operation->hazards);
	sv_online_reason(plan, psprintf(_("statement %d stays as it is: %s: %s"),
									plan->statement,
									line == NULL ? sv_operation_fact(operation)->identity : line,
									sv_hazard_sentences(operation->hazards)));
}
