/*-------------------------------------------------------------------------
 *
 * convert.c
 *	  What a conversion does to the values of a column, and to its table.
 *
 * Whether the server writes a table anew when the type of a column changes is
 * decided by the expression that converts the values: it does not if nothing
 * is left of that but the column, when changes of name only are taken out.  The
 * expression is made here as the server makes it, and simplified by the server's
 * own functions, which know for example that no varchar becomes too long by
 * a greater limit.  Only functions of the server are asked: those of users are
 * never run.
 *
 * What becomes of the values the catalogs do not say.  An implicit cast may
 * lose digits, and an assignment may fail or lose or neither.  So the casts
 * of the server are listed by what they do, and the lengths (typmods) are
 * compared by the rules of the types that have any.  What is not known here
 * may fail, and lose.
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
#include "strings.h"

/* A sort of what needs a column or domain. */
typedef bool (*IsSort) (const SvFact *part);

/* Effects of a conversion: flags. */
#define LOSES		0x01		/* values may change */
#define FAILS		0x02		/* there may be values that it refuses */
#define REWRITES	0x04		/* the server writes the table anew */
#define REBUILDS	0x08		/* if not, indexes of the column */

/* A type with its length. */
typedef struct Type
{
	Oid			oid;
	int32		typmod;
} Type;

/* What a cast of the server does. */
typedef struct Cast
{
	Oid			from;
	Oid			to;
	int			effects;
} Cast;

static const char *base_of(const SvFact *user);
static bool is_of_fact(const SvFact *user);
static bool has_part(const SvFact *fact, IsSort is_sort);
static bool is_domain_constraint(const SvFact *part);
static bool is_index(const SvFact *part);
static bool is_computed_index(const SvFact *part);
static bool is_check(const SvFact *part);
static bool is_constraining(const SvFact *part);
static int	find_effects(const char *from, const char *to, const char *using);
static bool find_type(const char *name, Type *type);
static bool rewrites(Type from, Type to, const char *using);
static Node *coerce(Node *expression, Type to, bool is_explicit);
static bool is_of_server(const FuncExpr *call);
static bool rebuilds(Oid from, Oid to);
static int	value_effects(Type from, Type to, const char *using);
static int	cast_effects(Oid from, Oid to, const char *using);
static bool is_string(Oid type);
static int	parse_effects(Oid to);
static int	length_effects(Type from, Type to, bool truncates);
static int	numeric_effects(Type from, int32 to);
static int	interval_effects(int32 from, int32 to);

/* Casts of the server that do not both lose and fail. */
static const Cast casts[] = {
	{INT2OID, INT4OID, 0},
	{INT2OID, INT8OID, 0},
	{INT2OID, NUMERICOID, 0},
	{INT2OID, FLOAT4OID, 0},
	{INT2OID, FLOAT8OID, 0},
	{INT4OID, INT2OID, FAILS},
	{INT4OID, INT8OID, 0},
	{INT4OID, NUMERICOID, 0},
	{INT4OID, FLOAT4OID, LOSES},
	{INT4OID, FLOAT8OID, 0},
	{INT4OID, BOOLOID, LOSES},
	{INT8OID, INT2OID, FAILS},
	{INT8OID, INT4OID, FAILS},
	{INT8OID, NUMERICOID, 0},
	{INT8OID, FLOAT4OID, LOSES},
	{INT8OID, FLOAT8OID, LOSES},
	{INT8OID, OIDOID, FAILS},
	{OIDOID, INT8OID, 0},
	/* the same bits, which are another number */
	{INT4OID, OIDOID, LOSES},
	{OIDOID, INT4OID, LOSES},
	{FLOAT4OID, FLOAT8OID, 0},
	{BOOLOID, INT4OID, 0},
	{TEXTOID, NAMEOID, LOSES},
	{VARCHAROID, NAMEOID, LOSES},
	{BPCHAROID, NAMEOID, LOSES},
	{DATEOID, TIMESTAMPOID, FAILS},
	{TIMESTAMPOID, DATEOID, LOSES},
	{TIMESTAMPOID, TIMEOID, LOSES},
	{TIMESTAMPTZOID, DATEOID, LOSES},
	{TIMESTAMPTZOID, TIMEOID, LOSES},
	{TIMESTAMPTZOID, TIMETZOID, LOSES},
	{TIMEOID, INTERVALOID, 0},
	{TIMEOID, TIMETZOID, 0},
	{TIMETZOID, TIMEOID, LOSES},
	{INTERVALOID, TIMEOID, LOSES},
	{CIDROID, INETOID, 0},
	{INETOID, CIDROID, LOSES},
	{MACADDROID, MACADDR8OID, 0},
	{MACADDR8OID, MACADDROID, FAILS},
	{JSONBOID, JSONOID, 0},
	{BITOID, VARBITOID, 0},
	{VARBITOID, BITOID, 0},
};

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
		effects |= FAILS | REWRITES;
	/* a recreated type need not have all values that it had */
	if (using != NULL && using[0] != '\0' &&
		is_of_fact(operation->to))
		effects |= FAILS | REWRITES;
	if (!sv_strings_equal(sv_fact_value(operation->from, "collation"),
						  sv_fact_value(operation->to, "collation")))
		effects |= REBUILDS;

	/*
	 * the indexes of partitions that belong to one of the parent are never
	 * kept
	 */
	if (sv_fact_value(operation->from->parent, "partition_key") != NULL)
		effects |= REBUILDS;
	if (effects & LOSES)
	{
		sv_operation_warn(operation, "data_loss");
		/* two values may become the same one, or one that is not allowed */
		if (has_part(operation->from, is_constraining))
			effects |= FAILS;
	}
	if (effects & FAILS)
		sv_operation_warn(operation, "may_fail");
	if (effects & REWRITES)
		sv_operation_warn(operation, "rewrite");
	else
	{
		if (has_part(operation->from, effects & REBUILDS ? is_index : is_computed_index))
			sv_operation_warn(operation, "rebuild");
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
	Type		type;

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
 * True for an index that the server builds anew whatever the type becomes: it
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
	Type		old;
	Type		new;
	int			effects;

	if (!find_type(from, &old) || !find_type(to, &new))
		return FAILS | REWRITES;
	effects = value_effects(old, new, using);
	if (rewrites(old, new, using))
		effects |= REWRITES;
	else if (rebuilds(old.oid, new.oid))
		effects |= REBUILDS;
	return effects;
}

static bool
find_type(const char *name, Type *type)
{
	return sv_retype_find(name, &type->oid, &type->typmod);
}

/* ----------
 * The table
 * ----------
 */

/*
 * True if the server writes the table anew, by the same rules as its
 * ATColumnChangeRequiresRewrite().
 */
static bool
rewrites(Type from, Type to, const char *using)
{
	Node	   *expression = (Node *) makeVar(1, 1, from.oid, from.typmod,
											  get_typcollation(from.oid), 0);
	Type		text = {TEXTOID, -1};

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
coerce(Node *expression, Type to, bool is_explicit)
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

/* ----------
 * The values
 * ----------
 */

static int
value_effects(Type from, Type to, const char *using)
{
	bool		has_text = using != NULL && using[0] != '\0';
	int			effects = 0;

	if (domain_has_constraints(to.oid))
		effects |= FAILS;
	from.oid = getBaseTypeAndTypmod(from.oid, &from.typmod);
	to.oid = getBaseTypeAndTypmod(to.oid, &to.typmod);

	/* the typmod of an array is that of its elements */
	if (OidIsValid(get_element_type(from.oid)) &&
		OidIsValid(get_element_type(to.oid)) && !has_text)
	{
		Type		element = {get_element_type(from.oid), from.typmod};

		to.oid = get_element_type(to.oid);
		return effects | value_effects(element, to, using);
	}
	if (from.oid != to.oid)
		effects |= cast_effects(from.oid, to.oid, using);
	return effects | length_effects(from, to, using != NULL);
}

/*
 * The effects of a cast between different types, without the length.
 */
static int
cast_effects(Oid from, Oid to, const char *using)
{
	bool		has_text = using != NULL && using[0] != '\0';

	if (is_string(to))
		return 0;
	for (int i = 0; i < lengthof(casts) && !has_text; i++)
		if (casts[i].from == from && casts[i].to == to)
			return casts[i].effects;
	if (is_string(from))
		return parse_effects(to);
	if (get_typtype(from) == TYPTYPE_ENUM && get_typtype(to) == TYPTYPE_ENUM)
		return FAILS;
	if (!has_text && IsBinaryCoercible(from, to))
		return 0;
	return LOSES | FAILS;
}

static bool
is_string(Oid type)
{
	return type == TEXTOID || type == VARCHAROID || type == BPCHAROID;
}

/*
 * A text that is read as a value may not be one.  Some types leave out, or
 * round, what they cannot keep.
 */
static int
parse_effects(Oid to)
{
	switch (to)
	{
		case BOOLOID:
		case BYTEAOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case JSONOID:
		case OIDOID:
		case UUIDOID:
		case XMLOID:
			return FAILS;
		default:
			return get_typtype(to) == TYPTYPE_ENUM ? FAILS :
				LOSES | FAILS;
	}
}

/*
 * The effects of the length of a type.  A length that the old type has counts
 * if it means the same.  An explicit cast truncates what is too long.
 */
static int
length_effects(Type from, Type to, bool truncates)
{
	bool		fits = to.typmod < 0 || (from.typmod >= 0 && from.typmod <= to.typmod);
	int			too_long = truncates ? LOSES | FAILS : FAILS;

	switch (to.oid)
	{
		case BPCHAROID:
			/* blanks at the end cease to count */
			if (is_string(from.oid) && from.oid != BPCHAROID)
				return LOSES | (fits ? 0 : too_long);
			/* FALLTHROUGH */
		case VARCHAROID:
			return fits && (is_string(from.oid) || to.typmod < 0) ? 0 : too_long;
		case VARBITOID:
			return fits ? 0 : too_long;
		case BITOID:
			return to.typmod < 0 ||
				(from.oid == BITOID && from.typmod == to.typmod) ? 0 : too_long;
		case NUMERICOID:
			return numeric_effects(from, to.typmod);
		case TIMEOID:
		case TIMETZOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:

			/*
			 * a length that the old type has is one of fractions of a second,
			 * too
			 */
			return fits || from.oid == DATEOID || to.typmod >= MAX_TIMESTAMP_PRECISION ? 0 :
				LOSES;
		case INTERVALOID:
			return interval_effects(from.oid == INTERVALOID ? from.typmod : -1,
									to.typmod);
		default:
			return to.typmod < 0 || (from.oid == to.oid && from.typmod == to.typmod) ? 0 :
				LOSES | FAILS;
	}
}

/*
 * A numeric has a precision and a scale, as numeric.c packs them: digits at
 * all, and digits after the point, which may be negative from 15 on.
 */
static int
numeric_effects(Type from, int32 to)
{
	int			scale;
	int			digits;
	int			old_scale = 0;
	int			old_digits;

	if (to < 0)
		return 0;
	scale = (((to - VARHDRSZ) & 0x7ff) ^ 0x400) - 0x400;
	digits = (((to - VARHDRSZ) >> 16) & 0xffff) - scale;
	if (from.oid == INT2OID)
		old_digits = 5;
	else if (from.oid == INT4OID)
		old_digits = 10;
	else if (from.oid == INT8OID)
		old_digits = 19;
	else if (from.oid == NUMERICOID && from.typmod >= 0)
	{
		old_scale = (((from.typmod - VARHDRSZ) & 0x7ff) ^ 0x400) - 0x400;
		old_digits = (((from.typmod - VARHDRSZ) >> 16) & 0xffff) - old_scale;
	}
	else
		return LOSES | FAILS;
	if (scale >= old_scale)
		return digits < old_digits ? FAILS : 0;
	/* 9.9 becomes 10 */
	return digits <= old_digits ? LOSES | FAILS :
		LOSES;
}

/*
 * An interval has fields, and a precision of seconds.
 */
static int
interval_effects(int32 from, int32 to)
{
	if (to < 0 || from == to)
		return 0;
	if (INTERVAL_RANGE(to) == INTERVAL_FULL_RANGE &&
		(INTERVAL_PRECISION(to) >= MAX_INTERVAL_PRECISION ||
		 (from >= 0 && INTERVAL_PRECISION(from) <= INTERVAL_PRECISION(to))))
		return 0;
	return LOSES;
}
