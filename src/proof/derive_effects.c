/*-------------------------------------------------------------------------
 *
 * derive_effects.c
 *	  What the statements of a script do besides changing the schema.
 *
 * No comparison of facts finds what is done to rows, or to the roles of the
 * cluster, so it cannot be undone by what is derived from facts.  Each statement
 * is looked at just before it is executed: names mean then what they mean to it,
 * and the server analyzes it as it will.  Only tables that were there before the
 * script and are there after it count: what happens to others goes with them.
 *
 * What a function or a block of code does is not looked at.  That it was called
 * is told, unless it is of the server and writes nothing, or cannot write as it
 * is not volatile.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "nodes/nodeFuncs.h"
#include "parser/parsetree.h"
#include "tcop/utility.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "file/line.h"
#include "file/script_alone.h"
#include "file/statement.h"
#include "proof/derive_effects.h"

/* What is not undone. */
typedef struct Effect
{
	char	   *line;
	SvAddress	address;		/* of the object; without objid: it is told in
								 * any case */
} Effect;

struct SvDerivedEffects
{
	MemoryContext context;		/* of all of it */
	const SvFacts *before;
	List	   *effects;		/* of Effect */
	char	   *place;			/* of the current statement, for messages */
};

/* What a walk over a query finds, besides what it notes. */
typedef struct Walk
{
	SvDerivedEffects *effects;
	bool		runs_code;
} Walk;

static void look(const SvScript *script, int number, void *arg);
static char *place_of(const SvScript *script, int number);
static void look_at_query(SvDerivedEffects *effects, const SvScript *script,
						  RawStmt *statement);
static bool walk(Node *node, void *arg);
static const char *command_of(const Query *query);
static bool writes(Oid function, void *arg);
static void look_at_utility(SvDerivedEffects *effects, Node *node);
static void look_at_alter(SvDerivedEffects *effects,
						  const AlterTableStmt *alter);
static bool is_conversion(const Node *node, const char *column);
static void note_command(SvDerivedEffects *effects, const char *command);
static void note_rows(SvDerivedEffects *effects, const char *command,
					  Oid relation);
static void note_position(SvDerivedEffects *effects, Oid sequence);
static const SvFact *fact_before(const SvDerivedEffects *effects,
								 Oid relation, int column);
static void note(SvDerivedEffects *effects, const SvFact *fact, char *line);

/*
 * Sets a watch up to note what a script does to what is there "before".
 */
SvDerivedEffects *
sv_derive_effects_begin(const SvFacts *before, SvWatch *watch)
{
	SvDerivedEffects *effects = palloc0(sizeof(SvDerivedEffects));

	effects->context = CurrentMemoryContext;
	effects->before = before;
	watch->before = look;
	watch->arg = effects;
	return effects;
}

/*
 * What is not undone, in lines: a list of char *.  What was done to objects that
 * are gone after the script is left out.
 */
List *
sv_derive_effects_lines(const SvDerivedEffects *effects, const SvFacts *after)
{
	List	   *lines = NIL;
	ListCell   *lc;

	foreach(lc, effects->effects)
	{
		const Effect *effect = lfirst(lc);

		if (!OidIsValid(effect->address.objid) ||
			sv_facts_find_own(after, effect->address) != NULL)
			lines = lappend(lines, effect->line);
	}
	return lines;
}

/*
 * SvWatch: looks at the statement that is executed next.
 */
static void
look(const SvScript *script, int number, void *arg)
{
	SvDerivedEffects *effects = arg;
	RawStmt    *statement = list_nth_node(RawStmt, script->statements,
										  number - 1);
	MemoryContext oldcontext = MemoryContextSwitchTo(effects->context);

	effects->place = place_of(script, number);
	switch (nodeTag(statement->stmt))
	{
		case T_SelectStmt:
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
		case T_MergeStmt:
		case T_CreateTableAsStmt:
		case T_ExplainStmt:
			look_at_query(effects, script, statement);
			break;
		default:
			look_at_utility(effects, statement->stmt);
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Where a statement is, for messages.
 */
static char *
place_of(const SvScript *script, int number)
{
	int			start = sv_script_statement_start(script,
												  list_nth(script->statements, number - 1));
	int			line = 1;

	for (int i = 0; i < start; i++)
	{
		if (script->text[i] == '\n')
			line++;
	}
	return psprintf(_("statement %d, line %d"), number, line);
}

/*
 * Look at a statement with a query, as it will be executed.
 */
static void
look_at_query(SvDerivedEffects *effects, const SvScript *script,
			  RawStmt *statement)
{
	Walk		context = {effects};
	List	   *queries;
	const char *command = GetCommandTagName(CreateCommandTag(statement->stmt));

	/* see what the statements before this one have done */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	queries = pg_analyze_and_rewrite_fixedparams(copyObject(statement),
												 sv_script_alone_text(script, statement),
												 NULL, 0, NULL);
	(void) walk((Node *) queries, &context);
	PopActiveSnapshot();
	if (context.runs_code)
		note_command(effects, command);
}

/*
 * Walks queries, and notes what they do to rows.
 */
static bool
walk(Node *node, void *arg)
{
	Walk	   *context = arg;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		const Query *query = (Query *) node;
		const char *command = command_of(query);

		if (command != NULL)
			note_rows(context->effects, command,
					  rt_fetch(query->resultRelation, query->rtable)->relid);
		if (query->utilityStmt != NULL && IsA(query->utilityStmt, CreateTableAsStmt))
			(void) walk(((CreateTableAsStmt *) query->utilityStmt)->query, arg);
		if (query->utilityStmt != NULL && IsA(query->utilityStmt, ExplainStmt) &&
			sv_statement_has_option(((ExplainStmt *) query->utilityStmt)->options, "analyze"))
			(void) walk(((ExplainStmt *) query->utilityStmt)->query, arg);
		return query_tree_walker(unconstify(Query *, query), walk, arg, 0);
	}
	context->runs_code |= check_functions_in_node(node, writes, NULL);
	return expression_tree_walker(node, walk, arg);
}

/*
 * What a query does to the rows of a table; NULL if nothing.
 */
static const char *
command_of(const Query *query)
{
	switch (query->commandType)
	{
		case CMD_SELECT:
		case CMD_UTILITY:
		case CMD_NOTHING:
			return NULL;
		case CMD_INSERT:
			return "INSERT";
		case CMD_UPDATE:
			return "UPDATE";
		case CMD_DELETE:
			return "DELETE";
		default:
			return "MERGE";
	}
}

/*
 * check_function_callback: true if a function may write.
 */
static bool
writes(Oid function, void *arg)
{
	if (function >= FirstNormalObjectId)
		return func_volatile(function) == PROVOLATILE_VOLATILE;
	return strcmp(get_func_name(function), "setval") == 0;
}

/*
 * Look at a statement without a query.
 */
static void
look_at_utility(SvDerivedEffects *effects, Node *node)
{
	const char *command = GetCommandTagName(CreateCommandTag(node));
	ListCell   *lc;

	switch (nodeTag(node))
	{
		case T_DoStmt:
		case T_CallStmt:
		case T_ExecuteStmt:
			note_command(effects, command);
			break;
		case T_CopyStmt:
			if (((CopyStmt *) node)->is_from)
				note_rows(effects, command,
						  RangeVarGetRelid(((CopyStmt *) node)->relation, NoLock, true));
			break;
		case T_TruncateStmt:
			foreach(lc, ((TruncateStmt *) node)->relations)
			{
				note_rows(effects, "TRUNCATE",
						  RangeVarGetRelid(lfirst_node(RangeVar, lc), NoLock, true));
			}
			break;
		case T_AlterSeqStmt:
			if (sv_statement_has_option(((AlterSeqStmt *) node)->options, "restart"))
				note_position(effects, RangeVarGetRelid(((AlterSeqStmt *) node)->sequence,
														NoLock, true));
			break;
		case T_AlterTableStmt:
			look_at_alter(effects, (AlterTableStmt *) node);
			break;
		case T_CreateRoleStmt:
		case T_AlterRoleStmt:
		case T_AlterRoleSetStmt:
		case T_DropRoleStmt:
		case T_GrantRoleStmt:
			note_command(effects, command);
			break;
		default:
			break;
	}
}

/*
 * Look at ALTER TABLE: what USING makes of values is not known, nor where the
 * sequence of an identity column was.
 */
static void
look_at_alter(SvDerivedEffects *effects, const AlterTableStmt *alter)
{
	Oid			relation = RangeVarGetRelid(alter->relation, NoLock, true);
	ListCell   *lc;

	foreach(lc, alter->cmds)
	{
		const AlterTableCmd *command = lfirst_node(AlterTableCmd, lc);
		const char *what = NULL;
		const SvFact *column;

		if (command->subtype == AT_AlterColumnType &&
			is_conversion(((ColumnDef *) command->def)->raw_default, command->name))
			what = "USING";
		else if (command->subtype == AT_SetIdentity &&
				 sv_statement_has_option((List *) command->def, "restart"))
			what = "RESTART";
		column = what == NULL || !OidIsValid(relation) ? NULL :
			fact_before(effects, relation, get_attnum(relation, command->name));
		if (column != NULL)
			note(effects, column,
				 psprintf(_("what %s does to column \"%s\" is not undone (%s)"),
						  what, column->identity, effects->place));
	}
}

/*
 * True if an expression of a raw parse tree, or NULL, is more than a column or a
 * cast of it.
 */
static bool
is_conversion(const Node *node, const char *column)
{
	while (node != NULL && IsA(node, TypeCast))
		node = ((TypeCast *) node)->arg;
	return node != NULL &&
		!(IsA(node, ColumnRef) && IsA(llast(((ColumnRef *) node)->fields), String) &&
		  strcmp(strVal(llast(((ColumnRef *) node)->fields)), column) == 0);
}

/*
 * Note a command of which it is not known what it does.
 */
static void
note_command(SvDerivedEffects *effects, const char *command)
{
	note(effects, NULL, psprintf(_("what %s does is not undone (%s)"), command,
								 effects->place));
}

/*
 * Note what is done to the rows of a table, if it was there before.
 */
static void
note_rows(SvDerivedEffects *effects, const char *command, Oid relation)
{
	const SvFact *fact = fact_before(effects, relation, 0);

	if (fact != NULL)
		note(effects, fact,
			 psprintf(_("what %s does to table \"%s\" is not undone (%s)"), command,
					  fact->identity, effects->place));
}

static void
note_position(SvDerivedEffects *effects, Oid sequence)
{
	const SvFact *fact = fact_before(effects, sequence, 0);

	if (fact != NULL)
		note(effects, fact,
			 psprintf(_("what RESTART does to sequence \"%s\" is not undone (%s)"),
					  fact->identity, effects->place));
}

/*
 * The fact about a relation, or a column of it, if that was there before.
 */
static const SvFact *
fact_before(const SvDerivedEffects *effects, Oid relation, int column)
{
	SvAddress	address = {RelationRelationId, relation, column};

	return OidIsValid(relation) ? sv_facts_find_own(effects->before, address) : NULL;
}

/*
 * Note a line, which may be about an object.
 */
static void
note(SvDerivedEffects *effects, const SvFact *fact, char *line)
{
	Effect	   *effect = palloc0(sizeof(Effect));

	effect->line = sv_line_flat(line);
	if (fact != NULL)
		effect->address = fact->address;
	effects->effects = lappend(effects->effects, effect);
}
