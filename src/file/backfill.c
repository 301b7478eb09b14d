/*-------------------------------------------------------------------------
 *
 * backfill.c
 *	  CALL schemaver_backfill(), as far as its text tells.
 *
 * A backfill is an UPDATE in batches.  Its assignments and its condition are
 * text of the caller.  Each is parsed by the server in the place that it will
 * have, and must be that and nothing else: a list of assignments, an expression.
 * So whatever is put together from such texts is one UPDATE of the one table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"

#include "compat.h"
#include "file/backfill.h"

#define SV_BACKFILL_NAME "schemaver_backfill"

/* The parameters of the procedure, in order. */
enum
{
	ARG_RELATION,
	ARG_ASSIGNMENTS,
	ARG_CONDITION,
	ARG_KEY,
	ARG_BATCH,
	ARG_TARGET,
	ARG_REST,
	ARG_COUNT
};

static const char *const parameters[ARG_COUNT] = {
	"relation", "assignments", "condition", "key", "batch", "target", "rest"
};

/* A part that is being parsed, for the context of errors. */
typedef struct Part
{
	const char *text;
	int			before;			/* characters that stand before it */
} Part;

static int	number_of(const NamedArgExpr *arg);
static bool set_argument(SvBackfillCall *call, int number, const Node *value);
static bool read_constant(const Node *node, const char **text);
static List *read_columns(const Node *node);
static RawStmt *parse_part(const char *before, const char *text);
static void set_position(void *arg);
static bool is_only_update(const RawStmt *raw);
static bool is_only_where(const RawStmt *raw);
static void refuse_parameters(Node *node);
static bool find_parameter(Node *node, void *found);

/*
 * The arguments of a statement of the raw parser, if it is a call of
 * schemaver_backfill() whose arguments are constants.  NULL for all others.
 * Whether the name is that of our procedure is not looked up.
 */
SvBackfillCall *
sv_backfill_of(const CallStmt *statement)
{
	const FuncCall *function = statement->funccall;
	SvBackfillCall *call;
	int			count = list_length(function->funcname);
	int			number = 0;
	ListCell   *lc;

	if (strcmp(strVal(llast(function->funcname)), SV_BACKFILL_NAME) != 0 ||
		count > 2)
		return NULL;
	call = palloc0(sizeof(SvBackfillCall));
	if (count == 2)
		call->schema = strVal(linitial(function->funcname));
	foreach(lc, function->args)
	{
		const Node *arg = lfirst(lc);

		if (IsA(arg, NamedArgExpr))
		{
			number = number_of((const NamedArgExpr *) arg);
			arg = (const Node *) ((const NamedArgExpr *) arg)->arg;
		}
		if (!set_argument(call, number++, arg))
			return NULL;
	}
	return call;
}

/*
 * The one UPDATE that does what a backfill does in batches, without a semicolon.
 *
 * Errors: the name is none; those of sv_backfill_check().
 */
char *
sv_backfill_update(const char *relation, const char *assignments,
				   const char *condition)
{
	StringInfoData buf;
	ListCell   *lc;

	sv_backfill_check(assignments, condition);
	initStringInfo(&buf);
	appendStringInfoString(&buf, "UPDATE ");
	foreach(lc, sv_name_list(relation))
		appendStringInfo(&buf, "%s%s", foreach_current_index(lc) > 0 ? "." : "",
						 quote_identifier(strVal(lfirst(lc))));
	appendStringInfoString(&buf, " SET ");
	sv_backfill_append(&buf, assignments);
	if (condition != NULL)
	{
		appendStringInfoString(&buf, " WHERE ");
		sv_backfill_append(&buf, condition);
	}
	return buf.data;
}

/*
 * Check that the assignments are what may stand after SET, and the condition,
 * which may be NULL, after WHERE.  Returns the names of the columns that are
 * assigned.
 *
 * Errors: they are not, with the position in the text.
 */
List *
sv_backfill_check(const char *assignments, const char *condition)
{
	RawStmt    *update = parse_part("UPDATE t SET ", assignments);
	List	   *columns = NIL;
	ListCell   *lc;

	if (!is_only_update(update))
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("the assignments of a backfill must be what stands in an UPDATE after SET, and nothing more"),
				 errdetail("They are: %s", assignments),
				 errhint("What the rows have to fulfill is the argument \"condition\".")));
	refuse_parameters(update->stmt);
	foreach(lc, ((UpdateStmt *) update->stmt)->targetList)
		columns = lappend(columns, lfirst_node(ResTarget, lc)->name);

	if (condition != NULL)
	{
		RawStmt    *select = parse_part("SELECT WHERE ", condition);

		if (!is_only_where(select))
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("the condition of a backfill must be what stands in an UPDATE after WHERE, and nothing more"),
					 errdetail("It is: %s", condition)));
		refuse_parameters(select->stmt);
	}
	return columns;
}

/*
 * Append a text of the caller so that what follows is not part of a comment
 * that the text ends with.
 */
void
sv_backfill_append(StringInfo buf, const char *part)
{
	appendStringInfoString(buf, part);
	if (strstr(part, "--") != NULL)
		appendStringInfoChar(buf, '\n');
}

/*
 * The number of the parameter of a named argument; ARG_COUNT if there is none.
 */
static int
number_of(const NamedArgExpr *arg)
{
	int			number = 0;

	while (number < ARG_COUNT && strcmp(parameters[number], arg->name) != 0)
		number++;
	return number;
}

/*
 * Returns false if there is no such parameter, or the value is not constant.
 */
static bool
set_argument(SvBackfillCall *call, int number, const Node *value)
{
	switch (number)
	{
		case ARG_RELATION:
			return read_constant(value, &call->relation);
		case ARG_ASSIGNMENTS:
			return read_constant(value, &call->assignments);
		case ARG_CONDITION:
			return read_constant(value, &call->condition);
		case ARG_KEY:
			call->key = read_columns(value);
			return call->key != NIL || read_constant(value, &call->key_text);
		case ARG_BATCH:
			return read_constant(value, &call->batch);
		case ARG_TARGET:
			return read_constant(value, &call->target);
		case ARG_REST:
			return read_constant(value, &call->rest);
		default:
			return false;
	}
}

/*
 * The text of a constant, perhaps under casts; NULL for a null.  Returns false
 * for all else.
 */
static bool
read_constant(const Node *node, const char **text)
{
	while (IsA(node, TypeCast))
		node = ((const TypeCast *) node)->arg;
	if (!IsA(node, A_Const))
		return false;
	*text = sv_const_text((const A_Const *) node);
	return true;
}

/*
 * The strings of ARRAY[...]; NIL if it is something else.
 */
static List *
read_columns(const Node *node)
{
	List	   *columns = NIL;
	ListCell   *lc;

	while (IsA(node, TypeCast))
		node = ((const TypeCast *) node)->arg;
	if (!IsA(node, A_ArrayExpr))
		return NIL;
	foreach(lc, ((const A_ArrayExpr *) node)->elements)
	{
		const char *column;

		if (!read_constant(lfirst(lc), &column) || column == NULL)
			return NIL;
		columns = lappend(columns, pstrdup(column));
	}
	return columns;
}

/*
 * Parse a text behind the beginning of a statement; NULL unless that makes one
 * statement, without a semicolon.
 *
 * Errors: those of the parser, with the position in the text.
 */
static RawStmt *
parse_part(const char *before, const char *text)
{
	Part		part = {text, strlen(before)};
	ErrorContextCallback callback = {error_context_stack, set_position, &part};
	List	   *parsed;
	RawStmt    *raw;

	error_context_stack = &callback;
	parsed = pg_parse_query(psprintf("%s%s", before, text));
	error_context_stack = callback.previous;
	if (list_length(parsed) != 1)
		return NULL;
	raw = linitial_node(RawStmt, parsed);
	/* it has a length if a semicolon ends it */
	return raw->stmt_len == 0 ? raw : NULL;
}

/* error context callback of parse_part */
static void
set_position(void *arg)
{
	const Part *part = arg;
	int			position = geterrposition();

	if (position <= 0)
		return;
	errposition(0);
	internalerrposition(Max(position - part->before, 1));
	internalerrquery(part->text);
}

/*
 * True if a statement is UPDATE with assignments alone.
 */
static bool
is_only_update(const RawStmt *raw)
{
	const UpdateStmt *update = raw == NULL ? NULL : (UpdateStmt *) raw->stmt;

	return update != NULL && IsA(update, UpdateStmt) &&
		update->whereClause == NULL && update->fromClause == NIL &&
		!sv_update_returns(update) && update->withClause == NULL;
}

/*
 * True if a statement is SELECT with WHERE alone.
 */
static bool
is_only_where(const RawStmt *raw)
{
	const SelectStmt *select = raw == NULL ? NULL : (SelectStmt *) raw->stmt;

	return select != NULL && IsA(select, SelectStmt) &&
		select->whereClause != NULL && select->op == SETOP_NONE &&
		select->distinctClause == NIL && select->intoClause == NULL &&
		select->targetList == NIL && select->fromClause == NIL &&
		select->groupClause == NIL && select->havingClause == NULL &&
		select->windowClause == NIL && select->valuesLists == NIL &&
		select->sortClause == NIL && select->limitOffset == NULL &&
		select->limitCount == NULL && select->lockingClause == NIL &&
		select->withClause == NULL;
}

/*
 * Refuse $1, which would be one of ours.
 */
static void
refuse_parameters(Node *node)
{
	int			number = 0;

	if (raw_expression_tree_walker(node, find_parameter, &number))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_PARAMETER),
				 errmsg("there is no parameter $%d", number)));
}

/* raw_expression_tree_walker callback of refuse_parameters */
static bool
find_parameter(Node *node, void *found)
{
	if (node == NULL)
		return false;
	if (IsA(node, ParamRef))
	{
		*(int *) found = ((ParamRef *) node)->number;
		return true;
	}
	return raw_expression_tree_walker(node, find_parameter, found);
}
