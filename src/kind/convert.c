/*-------------------------------------------------------------------------
 *
 * convert.c
 *	  What a conversion does to the values of a column, and to its table.
 *
 * Whether the server rewrites a table when the type of a column changes is
 * decided by the expression that converts the values: it does not if nothing
 * is left of that but the column, when changes of name only are taken out.  The
 * expression is made here as the server makes it, and simplified by the server's
 * own functions, which know for example that no varchar becomes too long by
 * a greater limit.  Only functions of the server are asked: those of users are
 * never run.
 *
 * The time zone of whoever runs the statement is not known: a conversion of
 * timestamp to timestamptz, or back, rewrites and loses.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "compat.h"
#include "kind/convert.h"
#include "kind/kinds.h"
#include "kind/retype.h"
#include "kind/value.h"
#include "strings.h"

/* A sort of what needs a column or domain. */
typedef bool (*IsSort) (const SvFact *part);

/* Effects of a conversion: flags. */
#define LOSES		SV_VALUE_LOSES
#define FAILS		SV_VALUE_FAILS
#define REWRITES	0x04		/* the server rewrites the table */
#define REBUILDS	0x08		/* if not, indexes of the column */
#define SURELY		0x10		/* rewrites, whatever is seen to happen here */

static const char *base_of(const SvFact *user);
static bool is_of_fact(const SvFact *user);
static bool has_part(const SvFact *fact, IsSort is_sort);
static bool is_domain_constraint(const SvFact *part);
static bool is_index(const SvFact *part);
static bool is_computed_index(const SvFact *part);
static bool is_check(const SvFact *part);
static bool is_constraining(const SvFact *part);
static int	find_effects(const char *from, const char *to, const char *using);
static bool is_zoned(Oid type);
static bool find_type(const char *name, SvValueType *type);
static bool rewrites(SvValueType from, SvValueType to, const char *using);
static Node *coerce(Node *expression, SvValueType to, bool is_explicit);
static bool is_of_server(const FuncExpr *call);
static bool rebuilds(Oid from, Oid to);

/*
 * Add the hazards of a change of the type of a column.  "using" is as
 * sv_retype_cast() has it.
 *
 * The types that facts know are as the script leaves them, and may be others
 * in the database, or not exist yet.
 */
void
sv_convert_warn(SvOperation *operation, const char *using)
{
	int			effects = find_effects(base_of(operation->from),
									   base_of(operation->to), using);

	if (sv_convert_is_checked(operation->to))
		effects |= FAILS | REWRITES | SURELY;
	/* a recreated type need not have all values that it had */
	if (using != NULL && using[0] != '\0' &&
		is_of_fact(operation->to))
		effects |= FAILS | REWRITES;
	if (!sv_strings_equal(sv_fact_value(operation->from, "collation"),
						  sv_fact_value(operation->to, "collation")))
		effects |= REBUILDS;

	/*
	 * the indexes of partitions that belong to one of the parent are never
	 * kept; and there may be partitions that are not seen
	 */
	if (sv_fact_value(operation->from->parent, "partition_key") != NULL)
		effects |= REBUILDS | SURELY;
	if (effects & LOSES)
	{
		sv_operation_warn(operation, "data_loss");
		/* two values may become the same one, or one that is not allowed */
		if (has_part(operation->from, is_constraining))
			effects |= FAILS;
	}
	if (effects & FAILS)
		sv_operation_warn(operation, "may_fail");
	if ((effects & REWRITES) && (effects & SURELY))
		sv_operation_warn(operation, "rewrite");
	else if (effects & REWRITES)
		sv_operation_guess(operation, "rewrite");
	else
	{
		if ((effects & REBUILDS) && has_part(operation->from, is_index))
			sv_operation_warn(operation, "rebuild");
		else if (has_part(operation->from, is_computed_index))
			sv_operation_guess(operation, "rebuild");
		if (has_part(operation->from, is_check))
			sv_operation_warn(operation, "scan");
	}
}

/*
 * The type of a column or domain, below all domains that are facts.
 */
static const char *
base_of(const SvFact *user)
{
	const SvFact *domain;

	while ((domain = sv_convert_domain(user)) != NULL)
		user = domain;
	return sv_fact_value(user, "type");
}

/*
 * True if the type of a column or domain, below all domains, is a fact.
 */
static bool
is_of_fact(const SvFact *user)
{
	const SvFact *domain;
	ListCell   *lc;

	while ((domain = sv_convert_domain(user)) != NULL)
		user = domain;
	foreach(lc, user->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact->kind->classid == TypeRelationId)
			return true;
	}
	return false;
}

/*
 * The domain that a column or domain is of; NULL if that is none, or no fact.
 */
const SvFact *
sv_convert_domain(const SvFact *user)
{
	const char *type = sv_fact_value(user, "type");
	ListCell   *lc;

	foreach(lc, user->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->kind == &sv_kind_domain && strcmp(needed->identity, type) == 0)
			return needed;
	}
	return NULL;
}

/*
 * True if a column or domain is of a domain that has constraints, or is over one
 * that has.
 */
bool
sv_convert_is_checked(const SvFact *user)
{
	const SvFact *domain = sv_convert_domain(user);
	SvValueType type;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (domain == NULL)
		return find_type(sv_fact_value(user, "type"), &type) &&
			domain_has_constraints(type.oid);
	return sv_fact_value(domain, "not_null") != NULL ||
		has_part(domain, is_domain_constraint) || sv_convert_is_checked(domain);
}

/*
 * True if something of a sort needs the column or domain, or a column that
 * inherits from it, and is changed along.
 */
static bool
has_part(const SvFact *fact, IsSort is_sort)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, fact->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (is_sort(need->fact) ||
			(need->type == SV_NEED_INHERIT && has_part(need->fact, is_sort)))
			return true;
	}
	return false;
}

static bool
is_domain_constraint(const SvFact *part)
{
	return part->kind == &sv_kind_domain_constraint;
}

static bool
is_index(const SvFact *part)
{
	return part->kind == &sv_kind_index ||
		(part->kind == &sv_kind_constraint && sv_fact_value(part, "index") != NULL);
}

/*
 * True for an index that the server rebuilds whatever the type becomes: it
 * has a predicate or, so it seems, an expression.
 */
static bool
is_computed_index(const SvFact *part)
{
	return part->kind == &sv_kind_index &&
		(sv_fact_value(part, "predicate") != NULL ||
		 strchr(strchr(sv_fact_value(part, "definition"), '(') + 1, '(') != NULL);
}

static bool
is_check(const SvFact *part)
{
	return part->kind == &sv_kind_constraint && sv_fact_value(part, "index") == NULL;
}

static bool
is_constraining(const SvFact *part)
{
	return part->kind == &sv_kind_constraint ||
		(part->kind == &sv_kind_index && sv_fact_value(part, "unique") != NULL);
}

/*
 * What it does to convert a column from one type to another: flags.
 */
static int
find_effects(const char *from, const char *to, const char *using)
{
	SvValueType old;
	SvValueType new;
	int			effects;

	if (!find_type(from, &old) || !find_type(to, &new))
		return FAILS | REWRITES;
	effects = sv_value_effects(old, new, using);
	if (rewrites(old, new, using))
		effects |= is_zoned(old.oid) != is_zoned(new.oid) ? REWRITES | SURELY : REWRITES;
	else if (rebuilds(old.oid, new.oid))
		effects |= REBUILDS;
	return effects;
}

/*
 * True for timestamptz.
 */
static bool
is_zoned(Oid type)
{
	return getBaseType(type) == TIMESTAMPTZOID;
}

static bool
find_type(const char *name, SvValueType *type)
{
	return sv_retype_find(name, &type->oid, &type->typmod);
}

/* ----------
 * The table
 * ----------
 */

/*
 * True if the server rewrites the table, by the same rules as its
 * ATColumnChangeRequiresRewrite().
 */
static bool
rewrites(SvValueType from, SvValueType to, const char *using)
{
	Node	   *expression = (Node *) makeVar(1, 1, from.oid, from.typmod,
											  get_typcollation(from.oid), 0);
	SvValueType text = {TEXTOID, -1};

	if (using != NULL && using[0] != '\0')
		expression = coerce(expression, text, true);
	if (expression != NULL)
		expression = coerce(expression, to, using != NULL);
	while (expression != NULL && !IsA(expression, Var))
	{
		if (IsA(expression, RelabelType))
			expression = (Node *) ((RelabelType *) expression)->arg;
		else if (IsA(expression, CoerceToDomain) &&
				 !domain_has_constraints(((CoerceToDomain *) expression)->resulttype))
			expression = (Node *) ((CoerceToDomain *) expression)->arg;
		else if (IsA(expression, FuncExpr) &&
				 is_of_server((FuncExpr *) expression))
		{
			Node	   *simple = eval_const_expressions(NULL, expression);

			if (IsA(simple, FuncExpr))
				return true;
			expression = simple;
		}
		else
			return true;
	}
	return expression == NULL;
}

/*
 * The expression under a cast; NULL if there is none.
 */
static Node *
coerce(Node *expression, SvValueType to, bool is_explicit)
{
	return coerce_to_target_type(NULL, expression, exprType(expression),
								 to.oid, to.typmod,
								 is_explicit ? COERCION_EXPLICIT : COERCION_ASSIGNMENT,
								 is_explicit ? COERCE_EXPLICIT_CAST : COERCE_IMPLICIT_CAST,
								 -1);
}

/*
 * True if it calls nothing but the server's own functions.
 */
static bool
is_of_server(const FuncExpr *call)
{
	const Node *argument = linitial(call->args);

	return get_func_namespace(call->funcid) == PG_CATALOG_NAMESPACE &&
		(IsA(argument, Var) || IsA(argument, RelabelType) ||
		 (IsA(argument, FuncExpr) && is_of_server((const FuncExpr *) argument)));
}

/*
 * True if an index of the column cannot stay as it is: another operator class
 * is the default one.
 */
static bool
rebuilds(Oid from, Oid to)
{
	TypeCacheEntry *old = lookup_type_cache(getBaseType(from),
											TYPECACHE_BTREE_OPFAMILY);
	TypeCacheEntry *new = lookup_type_cache(getBaseType(to),
											TYPECACHE_BTREE_OPFAMILY);

	return old->btree_opf != new->btree_opf ||
		old->btree_opintype != new->btree_opintype;
}
