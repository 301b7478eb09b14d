/*-------------------------------------------------------------------------
 *
 * user_code.c
 *	  Whether a model runs code of users.
 *
 * Most statements of a model do what they say.  What a function does, or a
 * block of code, depends on what else there is: on the functions that it
 * calls, say, of which the text of the model need not tell.
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
static bool is_of_users(int cache, List *names);

/*
 * True if a statement could run a function, or a block of code, that is not
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
			/* INSERT and the like: triggers, defaults, rules */
			return GetCommandLogLevel(node) == LOGSTMT_MOD;
	}
}

/*
 * raw_expression_tree_walker.  A view may call functions too; but of a query
 * for a new table, nothing but the columns counts.
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
		is_of_users(PROCNAMEARGSNSP, ((FuncCall *) node)->funcname))
		return true;
	if (IsA(node, A_Expr) && is_of_users(OPERNAMENSP, ((A_Expr *) node)->name))
		return true;
	return raw_expression_tree_walker(node, calls_users, arg);
}

/*
 * True if a name could be that of a user's function or operator.
 */
static bool
is_of_users(int cache, List *names)
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
	/* what the model makes itself is not there yet */
	found = found || list->n_members == 0;
	ReleaseCatCacheList(list);
	return found;
}
