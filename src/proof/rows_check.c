/*-------------------------------------------------------------------------
 *
 * rows_check.c
 *	  Values that a check constraint may accept, by the constants in it.
 *
 * Most checks compare a column with constants: a list of words, a limit, a
 * length, a pattern.  These constants are read from the tree of the expression.
 * They are guesses: only the server knows whether it accepts a row, and a guess
 * that is not even a value of the type is an error when it is evaluated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "proof/rows_check.h"
#include "proof/rows_pattern.h"
#include "proof/rows_type.h"
#include "server/query.h"
#include "strings.h"

/* Constants of an array that are looked at, and the length of a text. */
#define MAX_ELEMENTS 100
#define MAX_LENGTH 2000

/* What is looked for: constants next to a column, or to the value of a domain. */
typedef struct Search
{
	int16		attnum;			/* 0: the value of a domain */
	Oid			type;			/* of the column */
	int32		typmod;
	char		category;		/* of the type, below domains */
	SvRowsHints *hints;
} Search;

/* An operator, function or the like that has both a column and constants. */
typedef struct Unit
{
	const Search *search;
	bool		has_column;
	List	   *constants;		/* of Const */
} Unit;

static void search_in(Node *check, int16 attnum, Oid type, int32 typmod,
					  SvRowsHints *hints);
static void add_check(const SvRow *row, void *arg);
static bool find_units(Node *node, void *context);
static bool find_parts(Node *node, void *context);
static bool is_equality(Node *node);
static bool note_pattern(Node *node, const Search *search);
static Node *constant_of(Node *node);
static void note_constant(const Const *constant, bool exact,
						  const Search *search);
static void note_array(const Const *constant, bool exact, const Search *search);
static void note_value(Datum value, Oid type, bool exact, const Search *search);
static void note_neighbours(const char *literal, const Search *search);
static void note_length(int length, const Search *search);
static void add_exact(const Search *search, char *value);
static void add_near(const Search *search, char *value);

/*
 * Add what a check of a table says about a column.
 */
void
sv_rows_check_column(Node *check, int16 attnum, Oid type, int32 typmod,
					 SvRowsHints *hints)
{
	search_in(check, attnum, type, typmod, hints);
}

/*
 * Add what the checks of a domain, and of the domains below it, say; nothing if
 * the type is no domain.
 */
void
sv_rows_check_domain(Oid type, int32 typmod, SvRowsHints *hints)
{
	static SvQuery query = {
		"SELECT conbin::pg_catalog.text FROM pg_catalog.pg_constraint"
		" WHERE contypid = $1 AND conbin IS NOT NULL ORDER BY conname",
		1, {OIDOID}
	};
	List	   *checks = NIL;
	ListCell   *lc;

	for (Oid domain = type; get_typtype(domain) == TYPTYPE_DOMAIN;
		 domain = sv_rows_type_below(domain, NULL))
	{
		Datum		value = ObjectIdGetDatum(domain);

		sv_query_begin_latest();
		sv_query_fetch(&query, &value, NULL, add_check, &checks);
		sv_query_end_fresh();
	}
	foreach(lc, checks)
	{
		search_in(lfirst(lc), 0, type, typmod, hints);
	}
}

static void
add_check(const SvRow *row, void *arg)
{
	List	  **checks = arg;

	*checks = lappend(*checks, stringToNode(sv_row_text(row, 1)));
}

static void
search_in(Node *check, int16 attnum, Oid type, int32 typmod, SvRowsHints *hints)
{
	Search		search = {
		.attnum = attnum,.type = type,.typmod = typmod,.hints = hints
	};
	bool		preferred;

	get_type_category_preferred(getBaseType(type), &search.category,
								&preferred);
	(void) find_units(check, &search);
}

/*
 * Walker: find operators and functions that have both the column and constants
 * somewhere among their arguments.
 */
static bool
find_units(Node *node, void *context)
{
	const Search *search = context;
	Unit		unit = {.search = search};
	ListCell   *lc;

	if (node == NULL)
		return false;
	if (!IsA(node, OpExpr) && !IsA(node, DistinctExpr) &&
		!IsA(node, ScalarArrayOpExpr) && !IsA(node, FuncExpr))
		return expression_tree_walker(node, find_units, context);
	(void) find_parts(node, &unit);
	if (!unit.has_column)
		return false;
	if (note_pattern(node, search))
		return false;
	foreach(lc, unit.constants)
	{
		note_constant(lfirst(lc), is_equality(node), search);
	}
	return false;
}

/*
 * Walker: find the column and the constants in a unit.
 */
static bool
find_parts(Node *node, void *context)
{
	Unit	   *unit = context;

	if (node == NULL)
		return false;
	if (IsA(node, Var))
	{
		int16		attnum = ((Var *) node)->varattno;

		if (attnum == unit->search->attnum || attnum == 0)
			unit->has_column = true;
	}
	else if (IsA(node, CoerceToDomainValue))
		unit->has_column = true;
	else if (IsA(node, Const))
		unit->constants = lappend(unit->constants, node);
	return expression_tree_walker(node, find_parts, context);
}

/*
 * True for x = constant and x = ANY (constants).
 */
static bool
is_equality(Node *node)
{
	Oid			operator = InvalidOid;

	if (IsA(node, OpExpr))
		operator = ((OpExpr *) node)->opno;
	else if (IsA(node, ScalarArrayOpExpr) && ((ScalarArrayOpExpr *) node)->useOr)
		operator = ((ScalarArrayOpExpr *) node)->opno;
	return OidIsValid(operator) &&
		sv_strings_equal(get_opname(operator), "=");
}

/*
 * If an operator matches the column with a pattern, note texts that do match;
 * returns true.
 */
static bool
note_pattern(Node *node, const Search *search)
{
	OpExpr	   *match = (OpExpr *) node;
	const char *operator;
	Node	   *right;
	char	   *pattern;
	Oid			output;
	bool		is_varlena;
	ListCell   *lc;

	if (!IsA(node, OpExpr) || list_length(match->args) != 2 ||
		search->category != TYPCATEGORY_STRING)
		return false;
	operator = get_opname(match->opno);
	if (operator == NULL || (operator[0] != '~' && operator[0] != '!'))
		return false;
	right = constant_of(lsecond(match->args));
	if (!IsA(right, Const) || ((Const *) right)->constisnull)
		return false;
	getTypeOutputInfo(((Const *) right)->consttype, &output, &is_varlena);
	pattern = OidOutputFunctionCall(output, ((Const *) right)->constvalue);
	if (strcmp(operator, "~~") == 0 || strcmp(operator, "~~*") == 0)
		add_exact(search, sv_rows_type_literal(search->type, search->typmod,
											   sv_rows_pattern_like(pattern)));
	else if (strcmp(operator, "~") == 0 || strcmp(operator, "~*") == 0)
	{
		foreach(lc, sv_rows_pattern_regex(pattern, operator[1] == '*',
										  match->inputcollid))
		{
			add_exact(search, sv_rows_type_literal(search->type,
												   search->typmod, lfirst(lc)));
		}
	}
	return operator[0] == '~' || operator[1] == '~';
}

/*
 * An expression, as a constant if it is one or a function of the server of
 * constants: SIMILAR TO has one around its pattern.  No other is called.
 */
static Node *
constant_of(Node *node)
{
	ListCell   *lc;

	if (!IsA(node, FuncExpr) ||
		get_func_namespace(((FuncExpr *) node)->funcid) != PG_CATALOG_NAMESPACE)
		return node;
	foreach(lc, ((FuncExpr *) node)->args)
	{
		if (!IsA(lfirst(lc), Const))
			return node;
	}
	return eval_const_expressions(NULL, copyObject(node));
}

static void
note_constant(const Const *constant, bool exact, const Search *search)
{
	if (constant->constisnull)
		return;
	if (OidIsValid(get_element_type(constant->consttype)) &&
		search->category != TYPCATEGORY_ARRAY)
		note_array(constant, exact, search);
	else
		note_value(constant->constvalue, constant->consttype, exact, search);
}

/*
 * Note the elements of an array.
 */
static void
note_array(const Const *constant, bool exact, const Search *search)
{
	ArrayType  *array = DatumGetArrayTypeP(constant->constvalue);
	Oid			element = ARR_ELEMTYPE(array);
	int16		length;
	bool		by_value;
	char		align;
	Datum	   *values;
	bool	   *nulls;
	int			count;

	get_typlenbyvalalign(element, &length, &by_value, &align);
	deconstruct_array(array, element, length, by_value, align, &values, &nulls,
					  &count);
	for (int i = 0; i < Min(count, MAX_ELEMENTS); i++)
	{
		if (!nulls[i])
			note_value(values[i], element, exact, search);
	}
}

/*
 * Note a constant.  A number next to something that is none may be a length.
 */
static void
note_value(Datum value, Oid type, bool exact, const Search *search)
{
	char		category;
	bool		preferred;
	Oid			output;
	bool		is_varlena;
	char	   *literal;

	get_type_category_preferred(type, &category, &preferred);
	if (category == TYPCATEGORY_NUMERIC &&
		search->category != TYPCATEGORY_NUMERIC)
	{
		if (type == INT4OID)
			note_length(DatumGetInt32(value), search);
		return;
	}
	if (category != search->category && category != TYPCATEGORY_STRING &&
		category != TYPCATEGORY_UNKNOWN)
		return;
	getTypeOutputInfo(type, &output, &is_varlena);
	literal = sv_rows_type_literal(search->type, search->typmod,
								   OidOutputFunctionCall(output, value));
	if (exact)
		add_exact(search, literal);
	else
		add_near(search, literal);
	note_neighbours(literal, search);
}

/*
 * Note the values before and after one.
 */
static void
note_neighbours(const char *literal, const Search *search)
{
	static const char signs[] = "+-";
	const char *step;

	switch (search->category)
	{
		case TYPCATEGORY_NUMERIC:
			step = "1";
			break;
		case TYPCATEGORY_DATETIME:
			step = "CAST('1 day' AS pg_catalog.interval)";
			break;
		case TYPCATEGORY_TIMESPAN:
			step = "CAST('1 second' AS pg_catalog.interval)";
			break;
		default:
			return;
	}
	for (int i = 0; signs[i] != '\0'; i++)
	{
		add_near(search, psprintf("CAST(%s OPERATOR(pg_catalog.%c) %s AS %s)",
								  literal, signs[i], step,
								  format_type_extended(search->type,
													   search->typmod,
													   FORMAT_TYPE_TYPEMOD_GIVEN |
													   FORMAT_TYPE_FORCE_QUALIFY)));
	}
}

/*
 * Note values of about the length.
 */
static void
note_length(int length, const Search *search)
{
	if (length < 0 || length > MAX_LENGTH)
		return;
	for (int i = Max(length - 1, 0); i <= length + 1; i++)
	{
		char	   *value = sv_rows_type_of_length(search->type, search->typmod,
												   i);

		if (value != NULL)
			add_near(search, value);
	}
}

static void
add_exact(const Search *search, char *value)
{
	search->hints->exact = sv_strings_append_unique(search->hints->exact, value);
}

static void
add_near(const Search *search, char *value)
{
	search->hints->near = sv_strings_append_unique(search->hints->near, value);
}
