/*-------------------------------------------------------------------------
 *
 * user_code.c
 *	  Whether a model executes functions of users.
 *
 * The effect of most statements follows from their text and from the objects
 * that they name.  That of a function or a DO block may depend on anything,
 * such as the functions that it calls in turn, which the text of the model
 * need not name.  If a model may execute any, its facts are cached with a
 * key of more than it names (model/cache_key.c); so in doubt the answer is yes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "nodes/nodeFuncs.h"
#include "tcop/utility.h"
#include "utils/catcache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/user_code.h"

static bool is_code(Node *node);
static bool calls_users(Node *node, void *arg);
static bool may_be_users(int cache, List *names);

/*
 * True if a statement may execute a function, or a block of code, other than
 * the server's own.
 */
bool
sv_user_code_is_run(const SvScript *script)
{
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		Node	   *node = lfirst_node(RawStmt, lc)->stmt;

		if (node != NULL && is_code(node))
			return true;
	}
	return false;
}

/*
 * True if a statement may do so.
 */
static bool
is_code(Node *node)
{
	bool		reads = true;

	switch (nodeTag(node))
	{
		case T_DoStmt:
		case T_CallStmt:
		case T_ExecuteStmt:
		case T_ExplainStmt:
		case T_RefreshMatViewStmt:
			return true;
		case T_SelectStmt:
			return calls_users(node, &reads);
		case T_CreateTableAsStmt:
			reads = false;
			return calls_users(((CreateTableAsStmt *) node)->query, &reads);
		default:
			/* INSERT and the like fire triggers, and have defaults and rules */
			return GetCommandLogLevel(node) == LOGSTMT_MOD;
	}
}

/*
 * Walks a raw parse tree; true if it calls a function of users.  *arg is true
 * if the query is executed, so that a view in it may call one too; the query of
 * a new table is not, and counts for its columns alone.
 */
static bool
calls_users(Node *node, void *arg)
{
	if (node == NULL)
		return false;
	if (IsA(node, ExecuteStmt))
		return true;
	if (IsA(node, RangeVar) && *(bool *) arg)
	{
		const char *schema = ((RangeVar *) node)->schemaname;

		return schema == NULL || strcmp(schema, "pg_catalog") != 0;
	}
	if (IsA(node, FuncCall) &&
		may_be_users(PROCNAMEARGSNSP, ((FuncCall *) node)->funcname))
		return true;
	if (IsA(node, A_Expr) && may_be_users(OPERNAMENSP, ((A_Expr *) node)->name))
		return true;
	return raw_expression_tree_walker(node, calls_users, arg);
}

/*
 * True if a name may be that of a function or operator of users.
 */
static bool
may_be_users(int cache, List *names)
{
	CatCList   *list;
	bool		found = false;

	if (names == NIL)
		return false;
	if (list_length(names) > 1)
		return strcmp(strVal(linitial(names)), "pg_catalog") != 0;
	list = SearchSysCacheList1(cache, CStringGetDatum(strVal(llast(names))));
	for (int i = 0; i < list->n_members && !found; i++)
	{
		HeapTuple	tuple = &list->members[i]->tuple;
		Oid			oid = cache == OPERNAMENSP ?
		((Form_pg_operator) GETSTRUCT(tuple))->oid :
		((Form_pg_proc) GETSTRUCT(tuple))->oid;

		found = oid >= FirstNormalObjectId;
	}
	/* one that the model creates does not exist yet */
	found = found || list->n_members == 0;
	ReleaseSysCacheList(list);
	return found;
}
