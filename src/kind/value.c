/*-------------------------------------------------------------------------
 *
 * value.c
 *	  What a conversion to another type does to values.
 *
 * The catalogs do not say that: an implicit cast may lose digits, and an
 * assignment may fail or lose or neither.  So the casts of the server are listed
 * by what they do, and the lengths (typmods) are compared by the rules of the
 * types that have any.  What is not known here may fail, and lose.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "parser/parse_coerce.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "compat.h"
#include "kind/value.h"

#define LOSES		SV_VALUE_LOSES
#define FAILS		SV_VALUE_FAILS

/* What a cast of the server does. */
typedef struct Cast
{
	Oid			from;
	Oid			to;
	int			effects;
} Cast;

static int	cast_effects(Oid from, Oid to, const char *using);
static bool is_string(Oid type);
static int	parse_effects(Oid to);
static int	length_effects(SvValueType from, SvValueType to, bool truncates);
static int	numeric_effects(SvValueType from, int32 to);
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
 * What becomes of the values of a type that are converted to another one: flags.
 * "using" is as sv_retype_cast() has it.
 */
int
sv_value_effects(SvValueType from, SvValueType to, const char *using)
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
		SvValueType element = {get_element_type(from.oid), from.typmod};

		to.oid = get_element_type(to.oid);
		return effects | sv_value_effects(element, to, using);
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
length_effects(SvValueType from, SvValueType to, bool truncates)
{
	bool		fits = to.typmod < 0 || (from.typmod >= 0 && from.typmod <= to.typmod);
	int			too_long = truncates ? LOSES | FAILS : FAILS;
	int			effects = 0;

	switch (to.oid)
	{
		case BPCHAROID:
		case VARCHAROID:
			if (!fits || (!is_string(from.oid) && to.typmod >= 0))
				effects = too_long;
			/* blanks at the end cease to count */
			if (to.oid == BPCHAROID && is_string(from.oid) && from.oid != BPCHAROID)
				effects |= LOSES;
			return effects;
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
numeric_effects(SvValueType from, int32 to)
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
