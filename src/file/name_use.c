/*-------------------------------------------------------------------------
 *
 * name_use.c
 *	  Whether a statement names a relation, or columns of it.
 *
 * It is found in the parse tree, before names mean anything: which schema a name
 * without one is in, is known to the session only that has sent the statement.  So
 * a relation of the same name elsewhere counts if its schema is not written.  A
 * column counts if the relation is named in the statement, and the column with a
 * name of the relation, or alone.  What is called so in the result only does not
 * count.
 *
 * pg_stat_statements has put parameters in the place of constants, and where the
 * grammar wants a constant, such as in INTERVAL $1, the text cannot be parsed any
 * more.  There, the names are looked for among the tokens.
 *
 * Only what reads and writes rows counts: no statement that defines something.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/nodeFuncs.h"
#include "tcop/tcopprot.h"

#include "compat.h"
#include "error.h"
#include "file/name_use.h"
#include "file/tokens.h"
#include "strings.h"

typedef struct Search
{
	const SvOldName *name;
	List	   *aliases;		/* of char *: what the relation is called */
} Search;

static List *try_parse(const char *query);
static bool uses(const SvOldName *name, Node *statement);
static bool collect(Node *node, void *arg);
static void collect_target(Search *search, const RangeVar *relation,
						   const char *const *more);
static bool is_it(const SvOldName *name, const RangeVar *relation);
static bool walk(Node *node, void *arg);
static bool inserts(const Search *search, const InsertStmt *insert);
static bool walk_select(SelectStmt *select, Search *search);
static bool is_output_name(const Node *node, const SelectStmt *select);
static bool names_column(const Search *search, const ColumnRef *column);
static bool names_target(const Search *search, const List *targets);
static bool names_string(const Search *search, const List *strings);
static bool find_tokens(const SvOldName *name, const char *query);

/*
 * True if statements, as pg_stat_statements has them, name what "name" says.
 */
bool
sv_name_use_find(const SvOldName *name, const char *query)
{
	List	   *statements = try_parse(query);
	ListCell   *lc;

	if (statements == NIL)
		return find_tokens(name, query);
	foreach(lc, statements)
	{
		if (uses(name, lfirst_node(RawStmt, lc)->stmt))
			return true;
	}
	return false;
}

/*
 * Statements, or NIL if the text cannot be parsed.
 */
static List *
try_parse(const char *query)
{
	MemoryContext context = CurrentMemoryContext;
	List	   *volatile statements = NIL;

	PG_TRY();
	{
		statements = pg_parse_query(query);
	}
	PG_CATCH();
	{
		sv_error_forget(context);
	}
	PG_END_TRY();
	return statements;
}

/*
 * True if a statement that reads or writes rows uses the name.
 */
static bool
uses(const SvOldName *name, Node *statement)
{
	Search		search = {name};
	ListCell   *lc;

	switch (nodeTag(statement))
	{
		case T_ExplainStmt:
			return uses(name, ((ExplainStmt *) statement)->query);
		case T_DeclareCursorStmt:
			return uses(name, ((DeclareCursorStmt *) statement)->query);
		case T_PrepareStmt:
			return uses(name, ((PrepareStmt *) statement)->query);
		case T_CreateTableAsStmt:
			return uses(name, ((CreateTableAsStmt *) statement)->query);
		case T_CopyStmt:
			{
				const CopyStmt *copy = (const CopyStmt *) statement;

				if (copy->relation == NULL)
					return uses(name, copy->query);
				return is_it(name, copy->relation) &&
					(name->columns == NIL || names_string(&search, copy->attlist));
			}
		case T_LockStmt:
			foreach(lc, name->columns == NIL ? ((LockStmt *) statement)->relations : NIL)
			{
				if (is_it(name, lfirst(lc)))
					return true;
			}
			return false;
		case T_TruncateStmt:
			foreach(lc, name->columns == NIL ? ((TruncateStmt *) statement)->relations : NIL)
			{
				if (is_it(name, lfirst(lc)))
					return true;
			}
			return false;
		default:
			break;
	}
	if (!sv_is_rows_statement(statement))
		return false;
	(void) collect(statement, &search);
	if (name->columns == NIL || search.aliases == NIL)
		return search.aliases != NIL;
	return walk(statement, &search);
}

/*
 * Walker: collects what the relation is called.
 */
static bool
collect(Node *node, void *arg)
{
	static const char *const inserted[] = {"excluded", "old", "new", NULL};
	static const char *const updated[] = {"old", "new", NULL};
	Search	   *search = arg;

	if (node == NULL)
		return false;
	if (IsA(node, RangeVar))
		collect_target(search, (RangeVar *) node, NULL);
	else if (IsA(node, InsertStmt))
		collect_target(search, ((InsertStmt *) node)->relation, inserted);
	else if (IsA(node, UpdateStmt))
		collect_target(search, ((UpdateStmt *) node)->relation, updated);
	else if (IsA(node, DeleteStmt))
		collect_target(search, ((DeleteStmt *) node)->relation, updated);
	return raw_expression_tree_walker(node, collect, arg);
}

/*
 * Notes the names of a relation, and more that it has where it is written.
 */
static void
collect_target(Search *search, const RangeVar *relation, const char *const *more)
{
	if (!is_it(search->name, relation))
		return;
	search->aliases = sv_strings_append_unique(search->aliases,
											   relation->alias != NULL ?
											   relation->alias->aliasname :
											   relation->relname);
	for (; more != NULL && *more != NULL; more++)
		search->aliases = sv_strings_append_unique(search->aliases, *more);
}

/*
 * True if this is the relation, as far as its name tells.
 */
static bool
is_it(const SvOldName *name, const RangeVar *relation)
{
	return strcmp(relation->relname, name->relation) == 0 &&
		(relation->schemaname == NULL ||
		 strcmp(relation->schemaname, name->schema) == 0);
}

/*
 * Walker: true if one of the columns is named.
 */
static bool
walk(Node *node, void *arg)
{
	Search	   *search = arg;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_ColumnRef:
			return names_column(search, (ColumnRef *) node);
		case T_SelectStmt:
			return walk_select((SelectStmt *) node, search);
		case T_InsertStmt:
			if (inserts(search, (InsertStmt *) node))
				return true;
			break;
		case T_UpdateStmt:
			if (is_it(search->name, ((UpdateStmt *) node)->relation) &&
				names_target(search, ((UpdateStmt *) node)->targetList))
				return true;
			break;
		case T_IndexElem:
			if (((IndexElem *) node)->name != NULL &&
				sv_strings_member(search->name->columns, ((IndexElem *) node)->name))
				return true;
			break;
		case T_JoinExpr:
			if (names_string(search, ((JoinExpr *) node)->usingClause))
				return true;
			break;
		case T_A_Indirection:
			if (names_string(search, ((A_Indirection *) node)->indirection))
				return true;
			break;
		default:
			if (names_target(search, sv_merge_targets(node)))
				return true;
			break;
	}
	return raw_expression_tree_walker(node, walk, arg);
}

/*
 * True if an INSERT writes to one of the columns.
 */
static bool
inserts(const Search *search, const InsertStmt *insert)
{
	return is_it(search->name, insert->relation) &&
		(names_target(search, insert->cols) ||
		 (insert->onConflictClause != NULL &&
		  names_target(search, insert->onConflictClause->targetList)));
}

/*
 * What walk() does, of a SELECT, whose ORDER BY may mean a name of the result.
 */
static bool
walk_select(SelectStmt *select, Search *search)
{
	SelectStmt	rest = *select;
	ListCell   *lc;

	rest.sortClause = NIL;
	foreach(lc, select->sortClause)
	{
		if (!is_output_name(lfirst_node(SortBy, lc)->node, select))
			rest.sortClause = lappend(rest.sortClause, lfirst(lc));
	}
	return raw_expression_tree_walker((Node *) &rest, walk, search);
}

/*
 * True if an expression of ORDER BY is a name that the SELECT list gives.
 */
static bool
is_output_name(const Node *node, const SelectStmt *select)
{
	const ColumnRef *column = (const ColumnRef *) node;
	ListCell   *lc;

	if (!IsA(node, ColumnRef) || list_length(column->fields) != 1 ||
		!IsA(linitial(column->fields), String))
		return false;
	foreach(lc, select->targetList)
	{
		const ResTarget *target = lfirst_node(ResTarget, lc);

		if (target->name != NULL &&
			strcmp(target->name, strVal(linitial(column->fields))) == 0)
			return true;
	}
	return false;
}

/*
 * True if one of the columns is named: alone, or as one of the relation.
 */
static bool
names_column(const Search *search, const ColumnRef *column)
{
	for (int i = 0; i < list_length(column->fields); i++)
	{
		const Node *field = list_nth(column->fields, i);

		if (!IsA(field, String) ||
			!sv_strings_member(search->name->columns, strVal(field)))
			continue;
		if (i == 0 ? list_length(column->fields) == 1 :
			sv_strings_member(search->aliases,
							  strVal(list_nth(column->fields, i - 1))))
			return true;
	}
	return false;
}

/*
 * True if one of the columns is written to.
 */
static bool
names_target(const Search *search, const List *targets)
{
	ListCell   *lc;

	foreach(lc, targets)
	{
		const ResTarget *target = lfirst_node(ResTarget, lc);

		if (target->name != NULL &&
			sv_strings_member(search->name->columns, target->name))
			return true;
	}
	return false;
}

/*
 * True if one of the columns is among names.
 */
static bool
names_string(const Search *search, const List *strings)
{
	ListCell   *lc;

	foreach(lc, strings)
	{
		const Node *string = lfirst(lc);

		if (IsA(string, String) &&
			sv_strings_member(search->name->columns, strVal(string)))
			return true;
	}
	return false;
}

/*
 * True if names are tokens of a text: the relation and, if columns are asked for,
 * one of these.
 */
static bool
find_tokens(const SvOldName *name, const char *query)
{
	SvTokens   *tokens = sv_tokens_begin(query);
	SvToken		token;
	bool		relation = false;
	bool		column = name->columns == NIL;

	while (sv_tokens_next(tokens, &token) && token.kind != 0)
	{
		if (token.value == NULL || token.is_string)
			continue;
		relation = relation || strcmp(token.value, name->relation) == 0;
		column = column || sv_strings_member(name->columns, token.value);
	}
	sv_tokens_end(tokens);
	return relation && column;
}

/*
 * The call of our function that a statement of a script consists of; NULL if it
 * is another statement, or its arguments are no constants.
 */
SvOldNameCall *
sv_name_use_call(const Node *statement)
{
	const SelectStmt *select = (const SelectStmt *) statement;
	const FuncCall *function;
	SvOldNameCall *call;
	int			count;

	if (!IsA(statement, SelectStmt) || list_length(select->targetList) != 1 ||
		select->fromClause != NIL)
		return NULL;
	function = (const FuncCall *) linitial_node(ResTarget, select->targetList)->val;
	if (!IsA(function, FuncCall))
		return NULL;
	count = list_length(function->funcname);
	if (count > 2 || list_length(function->args) > 2 || function->args == NIL ||
		strcmp(strVal(llast(function->funcname)), SV_OLD_NAME_REQUIRE) != 0)
		return NULL;
	call = palloc0(sizeof(SvOldNameCall));
	if (count == 2)
		call->schema = strVal(linitial(function->funcname));
	for (int i = 0; i < list_length(function->args); i++)
	{
		const Node *arg = list_nth(function->args, i);

		if (!IsA(arg, A_Const))
			return NULL;
		*(i == 0 ? &call->relation : &call->columns) =
			sv_const_text((const A_Const *) arg);
	}
	return call->relation != NULL ? call : NULL;
}
