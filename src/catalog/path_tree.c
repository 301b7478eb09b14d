/*-------------------------------------------------------------------------
 *
 * path_tree.c
 *	  What in a tree is written so that its meaning depends on search_path.
 *
 * The texts are written with pg_catalog as the only schema in the search_path,
 * and name everything else with its schema.  There are two ways in which they
 * are read differently with another search_path, nevertheless:
 *
 * - Some constructs have no place for the schema of the operator that they are
 *   made of: NULLIF, IS DISTINCT FROM, CASE x WHEN, JOIN USING, and all columns
 *   but the first of a comparison of rows.  If that operator is not one of
 *   pg_catalog, its schema must be in the search_path.
 *
 * - An operator or a function of pg_catalog is named without its schema.
 *   Another one of that name that fits the arguments as well, or better because
 *   that of pg_catalog is polymorphic, is found instead if its schema is in the
 *   search_path.  So that one must not be.
 *
 * Both are found in the trees that the catalogs have.  The types of arguments
 * are exact there, as the server writes all coercions.  All schemas of the
 * database count, as nobody knows the search_path of the session that will run
 * a script; but not those that are only out of the way.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "catalog/path_tree.h"
#include "catalog/shadow_name.h"
#include "compat.h"

/* A use of an operator or a function, and the one that is found instead. */
typedef struct Use
{
	Oid			namespace;
	int			nargs;
	const Oid  *actual;			/* the types of the arguments... */
	bool		is_exact;		/* ...which it is declared with */
} Use;

static bool find_uses(Node *node, void *context);
static void find_bare(Node *node, SvPathTree *use);
static void find_bare_when(const CaseExpr *node, SvPathTree *use);
static void find_bare_columns(Node *test, SvPathTree *use);
static bool are_mixed(List *operators);
static Oid	namespace_of(Oid opno);
static void note_expression(const OpExpr *node, bool bare, SvPathTree *use);
static void note_row_comparison(const RowCompareExpr *node, SvPathTree *use);
static void note_array_comparison(const ScalarArrayOpExpr *node, SvPathTree *use);
static void note_operator(Oid opno, Oid left, Oid right, bool bare,
						  SvPathTree *use);
static void note_function(Oid funcid, List *types, SvPathTree *use);
static List *types_of(List *expressions);
static bool competes(const Use *use, Oid namespace, const Oid *declared);
static bool is_out_of_the_way(Oid namespace);

/*
 * Add what is found in a tree, an expression or a query.
 */
void
sv_path_tree_find(Node *node, SvPathTree *found)
{
	find_uses(node, found);
}

/*
 * Walker: note all uses of operators and functions.
 */
static bool
find_uses(Node *node, void *context)
{
	SvPathTree *use = context;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Query:
			return query_tree_walker((Query *) node, find_uses, context, 0);
		case T_OpExpr:
			note_expression((OpExpr *) node, false, use);
			break;
		case T_DistinctExpr:
		case T_NullIfExpr:
			note_expression((OpExpr *) node, true, use);
			break;
		case T_ScalarArrayOpExpr:
			note_array_comparison((ScalarArrayOpExpr *) node, use);
			break;
		case T_RowCompareExpr:
			note_row_comparison((RowCompareExpr *) node, use);
			break;
		case T_CaseExpr:
			find_bare_when((CaseExpr *) node, use);
			break;
		case T_SubLink:
			find_bare_columns(((SubLink *) node)->testexpr, use);
			break;
		case T_JoinExpr:
			if (((JoinExpr *) node)->usingClause != NIL)
				find_bare(((JoinExpr *) node)->quals, use);
			break;
		case T_FuncExpr:
			if (((FuncExpr *) node)->funcformat == COERCE_EXPLICIT_CALL)
				note_function(((FuncExpr *) node)->funcid,
							  types_of(((FuncExpr *) node)->args), use);
			break;
		case T_Aggref:
			note_function(((Aggref *) node)->aggfnoid,
						  ((Aggref *) node)->aggargtypes, use);
			break;
		case T_WindowFunc:
			note_function(((WindowFunc *) node)->winfnoid,
						  types_of(((WindowFunc *) node)->args), use);
			break;
		default:
			break;
	}
	return expression_tree_walker(node, find_uses, context);
}

/*
 * The operators of a condition that is written without them.
 */
static void
find_bare(Node *node, SvPathTree *use)
{
	ListCell   *lc;

	if (node == NULL)
		return;
	if (IsA(node, OpExpr))
		note_expression((OpExpr *) node, true, use);
	else if (IsA(node, BoolExpr))
	{
		foreach(lc, ((BoolExpr *) node)->args)
			find_bare(lfirst(lc), use);
	}
}

/*
 * CASE x WHEN y is written without its operator.
 */
static void
find_bare_when(const CaseExpr *node, SvPathTree *use)
{
	ListCell   *lc;

	if (node->arg == NULL)
		return;
	foreach(lc, node->args)
		find_bare((Node *) lfirst_node(CaseWhen, lc)->expr, use);
}

/*
 * Rows are compared with those of a query by the operator of the first column,
 * as it is written.
 */
static void
find_bare_columns(Node *test, SvPathTree *use)
{
	List	   *operators = NIL;
	ListCell   *lc;

	if (test == NULL || !IsA(test, BoolExpr))
		return;
	foreach(lc, ((BoolExpr *) test)->args)
	{
		Node	   *column = lfirst(lc);

		if (!IsA(column, OpExpr))
			return;
		operators = lappend_oid(operators, ((OpExpr *) column)->opno);
	}
	use->is_mixed = use->is_mixed || are_mixed(operators);
	foreach(lc, ((BoolExpr *) test)->args)
		note_expression(lfirst(lc),
						use->is_mixed || foreach_current_index(lc) > 0, use);
}

/*
 * True if the first operator is written with a schema that another one is not
 * in.
 */
static bool
are_mixed(List *operators)
{
	Oid			first = namespace_of(linitial_oid(operators));
	ListCell   *lc;

	foreach(lc, operators)
	{
		if (first != PG_CATALOG_NAMESPACE &&
			namespace_of(lfirst_oid(lc)) != first)
			return true;
	}
	return false;
}

static Oid
namespace_of(Oid opno)
{
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(opno));
	Oid			namespace = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		namespace = ((Form_pg_operator) GETSTRUCT(tuple))->oprnamespace;
		ReleaseSysCache(tuple);
	}
	return namespace;
}

static void
note_expression(const OpExpr *node, bool bare, SvPathTree *use)
{
	Node	   *last = llast(node->args);

	note_operator(node->opno,
				  list_length(node->args) == 1 ? InvalidOid :
				  exprType(linitial(node->args)), exprType(last), bare, use);
}

static void
note_row_comparison(const RowCompareExpr *node, SvPathTree *use)
{
	ListCell   *lc;
	ListCell   *lc2;
	ListCell   *lc3;

	use->is_mixed = use->is_mixed || are_mixed(node->opnos);
	forthree(lc, node->opnos, lc2, node->largs, lc3, node->rargs)
		note_operator(lfirst_oid(lc), exprType(lfirst(lc2)),
					  exprType(lfirst(lc3)),
					  use->is_mixed || lc != list_head(node->opnos), use);
}

static void
note_array_comparison(const ScalarArrayOpExpr *node, SvPathTree *use)
{
	note_operator(node->opno, exprType(linitial(node->args)),
				  get_base_element_type(exprType(lsecond(node->args))), false,
				  use);
}

/*
 * A use of an operator.  One that is bare is written without its schema.
 */
static void
note_operator(Oid opno, Oid left, Oid right, bool bare, SvPathTree *use)
{
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(opno));
	Form_pg_operator operator;
	Oid			actual[] = {left, right};
	Use			found = {InvalidOid, 2, actual};
	CatCList   *others;

	if (!HeapTupleIsValid(tuple))
		return;
	operator = (Form_pg_operator) GETSTRUCT(tuple);
	found.namespace = operator->oprnamespace;
	found.is_exact = operator->oprleft == left && operator->oprright == right;
	if (bare && found.namespace != PG_CATALOG_NAMESPACE)
		use->needs = list_append_unique_oid(use->needs, found.namespace);
	others = SearchSysCacheList1(OPERNAMENSP,
								 NameGetDatum(&operator->oprname));
	for (int i = 0; i < others->n_members; i++)
	{
		Form_pg_operator other =
		(Form_pg_operator) GETSTRUCT(&others->members[i]->tuple);
		Oid			declared[] = {other->oprleft, other->oprright};

		if ((bare || found.namespace == PG_CATALOG_NAMESPACE) &&
			OidIsValid(other->oprleft) == OidIsValid(left) &&
			competes(&found, other->oprnamespace, declared))
			use->avoids = list_append_unique_oid(use->avoids,
												 other->oprnamespace);
	}
	ReleaseSysCacheList(others);
	ReleaseSysCache(tuple);
}

/*
 * A use of a function with arguments of these types.
 */
static void
note_function(Oid funcid, List *types, SvPathTree *use)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(funcid));
	Form_pg_proc function;
	Oid			actual[FUNC_MAX_ARGS] = {0};
	Use			found = {PG_CATALOG_NAMESPACE, list_length(types), actual};
	CatCList   *others;
	ListCell   *lc;

	if (!HeapTupleIsValid(tuple))
		return;
	function = (Form_pg_proc) GETSTRUCT(tuple);
	if (function->pronamespace != PG_CATALOG_NAMESPACE ||
		found.nargs > FUNC_MAX_ARGS)
	{
		ReleaseSysCache(tuple);
		return;
	}
	foreach(lc, types)
		actual[foreach_current_index(lc)] = lfirst_oid(lc);
	found.is_exact = function->pronargs == found.nargs &&
		memcmp(function->proargtypes.values, actual,
			   sizeof(Oid) * found.nargs) == 0;
	others = SearchSysCacheList1(PROCNAMEARGSNSP,
								 NameGetDatum(&function->proname));
	for (int i = 0; i < others->n_members; i++)
	{
		Form_pg_proc other =
		(Form_pg_proc) GETSTRUCT(&others->members[i]->tuple);

		if (other->pronargs == found.nargs &&
			other->prokind != PROKIND_PROCEDURE &&
			competes(&found, other->pronamespace, other->proargtypes.values))
			use->avoids = list_append_unique_oid(use->avoids,
												 other->pronamespace);
	}
	ReleaseSysCacheList(others);
	ReleaseSysCache(tuple);
}

static List *
types_of(List *expressions)
{
	List	   *types = NIL;
	ListCell   *lc;

	foreach(lc, expressions)
		types = lappend_oid(types, exprType(lfirst(lc)));
	return types;
}

/*
 * True if what is declared with these types in a schema may be found instead.
 * One that fits exactly is preferred by the server to any other; between two of
 * these, the search_path decides.
 */
static bool
competes(const Use *use, Oid namespace, const Oid *declared)
{
	if (namespace == use->namespace || namespace == PG_CATALOG_NAMESPACE ||
		is_out_of_the_way(namespace))
		return false;
	return memcmp(declared, use->actual, sizeof(Oid) * use->nargs) == 0 ||
		(!use->is_exact && can_coerce_type(use->nargs, use->actual, declared,
										   COERCION_IMPLICIT));
}

static bool
is_out_of_the_way(Oid namespace)
{
	char	   *name = get_namespace_name(namespace);

	return name == NULL || isAnyTempNamespace(namespace) ||
		sv_shadow_name_is(name);
}
