/*-------------------------------------------------------------------------
 *
 * fast_expression.c
 *	  Expressions over the columns of a table, deparsed without opening it.
 *
 * pg_get_expr() opens the table to find the names of its columns, which takes
 * longer than all the rest.  Here the server's deparser is given a range table
 * with the names in it.
 *
 * pg_get_expr() also breaks lines within some constructs.  So an expression that
 * has other nodes than the most common ones is left to the query.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/ruleutils.h"

#include "catalog/fast.h"
#include "compat.h"

static bool is_other(Node *node, void *context);
static List *names_of(const SvFast *fast, SvFastRelation *relation);

/*
 * The tree of an expression that a catalog has as a pg_node_tree.  It is in the
 * scratch memory: it is valid until the next call, and until
 * sv_fast_expression() returns.
 */
Node *
sv_fast_stored(const SvFast *fast, Datum stored)
{
	MemoryContext caller;
	Node	   *node;

	MemoryContextReset(fast->scratch);
	caller = MemoryContextSwitchTo(fast->scratch);
	node = stringToNode(TextDatumGetCString(stored));
	MemoryContextSwitchTo(caller);
	return node;
}

/*
 * True if the expression consists of columns, constants, operators and functions
 * only, so that pg_get_expr() would write it in one line.
 */
bool
sv_fast_is_expression(Node *node)
{
	return !is_other(node, NULL);
}

static bool
is_other(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
			return ((Var *) node)->varattno <= 0;
		case T_ArrayExpr:
		case T_BooleanTest:
		case T_BoolExpr:
		case T_CoerceViaIO:
		case T_Const:
		case T_FuncExpr:
		case T_List:
		case T_NullTest:
		case T_OpExpr:
		case T_RelabelType:
		case T_ScalarArrayOpExpr:
			return expression_tree_walker(node, is_other, context);
		default:
			return true;
	}
}

/*
 * The text of such an expression over the columns of a relation, palloc'd; the
 * same as that of pg_get_expr().  Resets the scratch memory.
 */
char *
sv_fast_expression(const SvFast *fast, SvFastRelation *relation,
				   Node *node)
{
	List	   *names = names_of(fast, relation);
	MemoryContext caller = MemoryContextSwitchTo(fast->scratch);
	char	   *text = deparse_expression(node, names, false, false);

	MemoryContextSwitchTo(caller);
	text = pstrdup(text);
	MemoryContextReset(fast->scratch);
	return text;
}

/*
 * The deparse context in which the columns of a relation, the only member of
 * the range table, have their names.  It is made once for a relation.
 */
static List *
names_of(const SvFast *fast, SvFastRelation *relation)
{
	char	   *name = NameStr(relation->row.relname);
	PlannedStmt *statement;
	RangeTblEntry *entry;
	List	   *columns = NIL;
	MemoryContext caller;

	if (relation->names != NIL)
		return relation->names;
	caller = MemoryContextSwitchTo(fast->context);
	for (int i = 0; i < relation->row.relnatts; i++)
	{
		SvFastColumn *column = &relation->columns[i];

		columns = lappend(columns, makeString(column->name == NULL ? "" :
											  NameStr(column->row.attname)));
	}
	entry = makeNode(RangeTblEntry);
	entry->rtekind = RTE_VALUES;
	entry->eref = makeAlias(name, columns);
	statement = makeNode(PlannedStmt);
	statement->rtable = list_make1(entry);
	relation->names = deparse_context_for_plan_tree(statement,
													list_make1(name));
	MemoryContextSwitchTo(caller);
	return relation->names;
}
