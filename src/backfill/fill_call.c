/*-------------------------------------------------------------------------
 *
 * fill_call.c
 *	  The arguments of backfills.
 *
 * A call in a script has constants, whose texts the types of the parameters
 * read; one by itself has values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "backfill/fill_call.h"

static Datum read_value(Oid type, const char *text);
static List *read_strings(const char *string);
static void require(const char *value, const char *name);

/*
 * Read the arguments of a call in a script.
 *
 * Errors: the texts are no values of the types of the parameters; those of
 * sv_fill_call_check().
 */
void
sv_fill_call_read(const SvBackfillCall *call, SvFill *fill)
{
	require(call->relation, "relation");
	require(call->assignments, "assignments");
	fill->relation = call->relation;
	fill->assignments = call->assignments;
	fill->condition = call->condition;
	fill->key = call->key_text == NULL ? call->key :
		read_strings(call->key_text);
	if (call->batch != NULL)
		fill->batch = DatumGetInt32(read_value(INT4OID, call->batch));
	if (call->target != NULL)
		fill->target =
			sv_fill_call_milliseconds(DatumGetIntervalP(read_value(INTERVALOID,
																   call->target)));
	fill->rest = call->rest == NULL ? -1 :
		DatumGetFloat8(read_value(FLOAT8OID, call->rest));
	sv_fill_call_check(fill);
}

/*
 * Errors: a number is out of its range.
 */
void
sv_fill_call_check(const SvFill *fill)
{
	const char *name = fill->batch < 0 ? "batch" :
	fill->target < 0 ? "target" :
	isnan(fill->rest) || fill->rest > 1000 ||
	(fill->rest < 0 && fill->rest != -1) ? "rest" : NULL;

	if (name != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" is out of range", name)));
}

/*
 * An interval in milliseconds, at least 1; -1 if it is negative, or too long.
 */
int
sv_fill_call_milliseconds(const Interval *interval)
{
	int64		milliseconds = interval->time / 1000;

	if (interval->month != 0 || interval->day != 0 || interval->time < 0 ||
		milliseconds > INT_MAX)
		return -1;
	return (int) Max(milliseconds, 1);
}

static Datum
read_value(Oid type, const char *text)
{
	Oid			input;
	Oid			param;

	getTypeInputInfo(type, &input, &param);
	return OidInputFunctionCall(input, pstrdup(text), param, -1);
}

/*
 * The strings of an array that is given as text.
 */
static List *
read_strings(const char *string)
{
	ArrayType  *array = DatumGetArrayTypeP(read_value(TEXTARRAYOID, string));
	List	   *strings = NIL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not contain null", "key")));
		strings = lappend(strings, TextDatumGetCString(elements[i]));
	}
	return strings;
}

static void
require(const char *value, const char *name)
{
	if (value == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
}
