/*-------------------------------------------------------------------------
 *
 * conversion.c
 *	  How a statement converts the values of columns.
 *
 * The expressions of ALTER COLUMN ... TYPE are analyzed before the statement is
 * executed, under the search_path that it has, as the server does it; and written
 * for a trigger of the same table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "parser/parse_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"

#include "catalog/conversion.h"
#include "catalog/deparse_settings.h"
#include "server/query.h"

static SvConversion *read_command(Relation relation, const AlterTableCmd *cmd);
static bool depends_on(const SvConversion *conversion, const List *earlier);
static const char *find_obstacle(Relation relation, Node *tree);
static bool is_cast_of(Node *tree, int column);
static bool calls_functions(Node *node, void *context);
static bool is_of_users(Oid function, void *context);
static void read_numbers(const SvRow *row, void *arg);

/*
 * The conversions of a statement that is about to be executed: a list of
 * SvConversion.  It must not have been analyzed yet, and stays as it is.  "earlier"
 * are those of statements before it that are done together with it.
 */
List *
sv_conversion_list(const Node *statement, const List *earlier)
{
	const AlterTableStmt *alter = (const AlterTableStmt *) statement;
	List	   *conversions = NIL;
	Relation	relation;
	Oid			oid;
	ListCell   *lc;

	if (!IsA(statement, AlterTableStmt))
		return NIL;
	oid = RangeVarGetRelid(alter->relation, AccessShareLock, true);
	if (!OidIsValid(oid))
		return NIL;
	relation = relation_open(oid, NoLock);
	foreach(lc, relation->rd_rel->relkind == RELKIND_RELATION ||
			relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ? alter->cmds : NIL)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);
		SvConversion *conversion = cmd->subtype != AT_AlterColumnType ? NULL :
		read_command(relation, cmd);

		if (conversion == NULL)
			continue;
		if (conversion->how.obstacle == NULL && depends_on(conversion, earlier))
			conversion->how.obstacle = _("the conversion depends on another one");
		conversions = lappend(conversions, conversion);
	}
	relation_close(relation, NoLock);
	return conversions;
}

/*
 * True if a conversion uses a column that has been converted before.
 */
static bool
depends_on(const SvConversion *conversion, const List *earlier)
{
	ListCell   *lc;

	foreach(lc, earlier)
	{
		const SvConversion *other = lfirst(lc);
		ListCell   *lc2;

		if (other->relation != conversion->relation)
			continue;
		if (other->column == conversion->column)
			return true;
		foreach(lc2, pull_var_clause(conversion->tree, 0))
		{
			if (lfirst_node(Var, lc2)->varattno == other->column)
				return true;
		}
	}
	return false;
}

/*
 * NULL if there is no such column, or no such type: the statement will fail.
 */
static SvConversion *
read_command(Relation relation, const AlterTableCmd *cmd)
{
	const ColumnDef *definition = castNode(ColumnDef, cmd->def);
	SvConversion *conversion = palloc0(sizeof(SvConversion));
	ParseState *state = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Type		type;
	Node	   *tree;
	Node	   *whole;

	conversion->relation = RelationGetRelid(relation);
	conversion->column = get_attnum(conversion->relation, cmd->name);
	if (conversion->column <= 0)
		return NULL;
	type = LookupTypeName(NULL, definition->typeName, NULL, true);
	if (type == NULL)
		return NULL;
	item = addRangeTableEntryForRelation(state, relation, AccessShareLock, NULL,
										 false, true);
	addNSItemToQuery(state, item, false, true, true);
	if (definition->raw_default != NULL)
	{
		tree = transformExpr(state, copyObject(definition->raw_default),
							 EXPR_KIND_ALTER_COL_TRANSFORM);
		assign_expr_collations(state, tree);
		conversion->tree = tree;
	}
	else
		tree = (Node *) makeVar(1, conversion->column,
								get_atttype(conversion->relation, conversion->column),
								TupleDescAttr(RelationGetDescr(relation), conversion->column - 1)->atttypmod,
								InvalidOid, 0);
	whole = coerce_to_target_type(state, copyObject(tree), exprType(tree),
								  typeTypeId(type), -1, COERCION_ASSIGNMENT,
								  COERCE_IMPLICIT_CAST, -1);
	ReleaseSysCache(type);
	if (whole == NULL)
		return NULL;
	conversion->how.is_cast = is_cast_of(tree, conversion->column);
	conversion->how.is_mutable = contain_mutable_functions(whole);
	conversion->how.calls = calls_functions(whole, NULL);
	conversion->how.obstacle = find_obstacle(relation, whole);
	return conversion;
}

/*
 * Why a trigger of the table cannot compute an expression; NULL if it can.
 */
static const char *
find_obstacle(Relation relation, Node *tree)
{
	ListCell   *lc;

	if (contain_volatile_functions(tree))
		return _("the conversion has another result each time");
	foreach(lc, pull_var_clause(tree, 0))
	{
		int			number = lfirst_node(Var, lc)->varattno;

		if (number <= 0)
			return _("the conversion uses whole rows or system columns");
		if (TupleDescAttr(RelationGetDescr(relation), number - 1)->attgenerated != '\0')
			return _("the conversion uses a generated column");
	}
	return NULL;
}

/*
 * True if an expression is nothing but a column, under a cast or several.
 */
static bool
is_cast_of(Node *tree, int column)
{
	for (;;)
	{
		switch (nodeTag(tree))
		{
			case T_Var:
				return ((Var *) tree)->varattno == column;
			case T_RelabelType:
				tree = (Node *) ((RelabelType *) tree)->arg;
				break;
			case T_CoerceViaIO:
				tree = (Node *) ((CoerceViaIO *) tree)->arg;
				break;
			case T_ArrayCoerceExpr:
				tree = (Node *) ((ArrayCoerceExpr *) tree)->arg;
				break;
			case T_CoerceToDomain:
				tree = (Node *) ((CoerceToDomain *) tree)->arg;
				break;
			case T_CollateExpr:
				tree = (Node *) ((CollateExpr *) tree)->arg;
				break;
			case T_FuncExpr:
				if (((FuncExpr *) tree)->funcformat != COERCE_EXPLICIT_CAST &&
					((FuncExpr *) tree)->funcformat != COERCE_IMPLICIT_CAST)
					return false;
				tree = linitial(((FuncExpr *) tree)->args);
				break;
			default:
				return false;
		}
	}
}

/*
 * Walker: true if an expression calls functions that are not the server's own.
 */
static bool
calls_functions(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_of_users, NULL))
		return true;
	return expression_tree_walker(node, calls_functions, context);
}

static bool
is_of_users(Oid function, void *context)
{
	return function >= FirstNormalObjectId;
}

/*
 * Write the texts of a conversion, as columns and types are called now.
 */
void
sv_conversion_write(SvConversion *conversion)
{
	const char *name = get_rel_name(conversion->relation);
	int			nest_level;

	if (conversion->tree == NULL || name == NULL)
		return;
	nest_level = sv_deparse_settings_begin();
	conversion->how.expression =
		deparse_expression(conversion->tree,
						   deparse_context_for(name, conversion->relation), false, false);
	conversion->how.of_new =
		deparse_expression(conversion->tree,
						   deparse_context_for("new", conversion->relation), true, false);
	sv_deparse_settings_end(nest_level);
}

/*
 * Find out what facts do not say of the sequence of an identity column: its
 * privileges and its comment.  They are those of the real table, which need not be
 * there.
 */
void
sv_conversion_read_numbers(SvConversion *conversion, Oid real)
{
	static SvQuery query = {
		.text = "SELECT s.relacl::text, obj_description(s.oid, 'pg_class')"
		" FROM pg_catalog.pg_depend d"
		" JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
		" JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid"
		"  AND a.attnum = d.refobjsubid"
		" WHERE d.classid = 'pg_catalog.pg_class'::regclass"
		" AND d.refclassid = 'pg_catalog.pg_class'::regclass"
		" AND d.refobjid = $1 AND d.deptype = 'i' AND a.attname = $2",
		.nargs = 2,.types = {OIDOID, NAMEOID}
	};
	const char *name = get_attname(conversion->relation, conversion->column, true);
	NameData	column;
	Datum		values[2] = {ObjectIdGetDatum(real), NameGetDatum(&column)};

	if (name == NULL || !OidIsValid(real))
		return;
	namestrcpy(&column, name);
	sv_query_fetch(&query, values, NULL, read_numbers, conversion);
}

static void
read_numbers(const SvRow *row, void *arg)
{
	SvConversion *conversion = arg;

	conversion->how.numbers_acl = sv_row_string(row, 1);
	conversion->how.numbers_comment = sv_row_string(row, 2);
}
