/*-------------------------------------------------------------------------
 *
 * rows_type.c
 *	  Values of any type, as SQL expressions.
 *
 * Values are numbered, and different numbers give different values as far as
 * the type has so many; the same number always gives the same value.  Types are
 * taken apart down to base types, whose texts are in rows_text.c.  Expressions
 * mean the same with any search_path.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "proof/rows_text.h"
#include "proof/rows_type.h"

/* Nested types of types end somewhere: a composite type can contain an array of
 * itself by way of another. */
#define MAX_DEPTH 10

/* Labels of an enum that are tried; they repeat where there are fewer. */
#define MAX_LABELS 20

static char *value_of(Oid type, int32 typmod, int number, int depth);
static char *enum_value(Oid type, int number);
static char *array_value(Oid type, int32 typmod, int number, int depth);
static char *range_value(Oid type, int number, int depth);
static char *multirange_value(Oid type, int number, int depth);
static char *composite_value(Oid type, int number, int depth);
static char *extension_text(Oid type, int number);
static bool has_name(Oid type, const char *name);
static char *qualified_name(Oid type);

/*
 * A value of the type; NULL if we know none.
 */
char *
sv_rows_type_value(Oid type, int32 typmod, int number)
{
	return value_of(type, typmod, number, 0);
}

/*
 * Some more values that constraints often ask for; the input function of the
 * type may refuse any of them.
 */
List *
sv_rows_type_others(Oid type, int32 typmod)
{
	int32		base_typmod = typmod;
	Oid			base = getBaseTypeAndTypmod(type, &base_typmod);
	List	   *values = NIL;
	ListCell   *lc;
	char		category;
	bool		preferred;

	if (get_typtype(base) == TYPTYPE_ENUM || base == BOOLOID)
	{
		for (int i = 0; i < (base == BOOLOID ? 2 : MAX_LABELS); i++)
		{
			char	   *value = value_of(type, typmod, i, 0);

			if (value != NULL)
				values = lappend(values, value);
		}
		return values;
	}
	for (int i = 1; i <= 5; i++)
	{
		char	   *value = value_of(type, typmod, i, 0);

		if (value != NULL)
			values = lappend(values, value);
	}
	get_type_category_preferred(base, &category, &preferred);
	foreach(lc, sv_rows_text_others(category))
	{
		values = lappend(values,
						 sv_rows_type_literal(type, typmod, lfirst(lc)));
	}
	if (category == TYPCATEGORY_USER)
		values = lappend(values,
						 sv_rows_type_literal(type, typmod,
											  sv_rows_text_vector(base_typmod)));
	return values;
}

/*
 * A text as a literal of a type.
 */
char *
sv_rows_type_literal(Oid type, int32 typmod, const char *text)
{
	return psprintf("CAST(%s AS %s)", quote_literal_cstr(text),
					format_type_extended(type, typmod,
										 FORMAT_TYPE_TYPEMOD_GIVEN |
										 FORMAT_TYPE_FORCE_QUALIFY));
}

/*
 * A text, an array or bytes of a length; NULL for another type.
 */
char *
sv_rows_type_of_length(Oid type, int32 typmod, int length)
{
	Oid			base = getBaseType(type);
	bool		is_array = OidIsValid(get_element_type(base));
	StringInfoData buf;
	char		category;
	bool		preferred;

	get_type_category_preferred(base, &category, &preferred);
	if (!is_array && base != BYTEAOID && category != TYPCATEGORY_STRING)
		return NULL;
	initStringInfo(&buf);
	if (is_array || base == BYTEAOID)
		appendStringInfoString(&buf, is_array ? "{" : "\\x");
	for (int i = 0; i < length; i++)
	{
		if (is_array)
			appendStringInfo(&buf, i > 0 ? ",%d" : "%d", i % 10);
		else
			appendStringInfo(&buf, base == BYTEAOID ? "%02d" : "%d", i % 10);
	}
	if (is_array)
		appendStringInfoChar(&buf, '}');
	return sv_rows_type_literal(type, typmod, buf.data);
}

/*
 * True if this is the name of a type, or of one below it if it is a domain.
 */
bool
sv_rows_type_is_named(Oid type, const char *name)
{
	return has_name(type, name) ||
		(get_typtype(type) == TYPTYPE_DOMAIN &&
		 sv_rows_type_is_named(sv_rows_type_below(type, NULL), name));
}

/*
 * The type below a domain.  "not_null" becomes true if the domain is NOT NULL;
 * it may be NULL.
 */
Oid
sv_rows_type_below(Oid domain, bool *not_null)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(domain));
	Form_pg_type row;
	Oid			below;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", domain);
	row = (Form_pg_type) GETSTRUCT(tuple);
	below = row->typbasetype;
	if (not_null != NULL && row->typnotnull)
		*not_null = true;
	ReleaseSysCache(tuple);
	return below;
}

static char *
value_of(Oid type, int32 typmod, int number, int depth)
{
	int32		base_typmod = typmod;
	Oid			base = getBaseTypeAndTypmod(type, &base_typmod);
	char	   *text;

	check_stack_depth();
	if (depth > MAX_DEPTH)
		return NULL;
	if (OidIsValid(get_element_type(base)) && get_typlen(base) == -1)
		text = array_value(base, base_typmod, number, depth);
	else
	{
		switch (get_typtype(base))
		{
			case TYPTYPE_ENUM:
				text = enum_value(base, number);
				return text == NULL ? NULL :
					sv_rows_type_literal(type, typmod, text);
			case TYPTYPE_RANGE:
				text = range_value(base, number, depth);
				break;
			case TYPTYPE_MULTIRANGE:
				text = multirange_value(base, number, depth);
				break;
			case TYPTYPE_COMPOSITE:
				text = composite_value(base, number, depth);
				break;
			case TYPTYPE_BASE:
				text = sv_rows_text_value(base, base_typmod, number);
				if (text == NULL)
					text = extension_text(base, number);
				return text == NULL ? NULL :
					sv_rows_type_literal(type, typmod, text);
			default:
				return NULL;
		}
	}
	if (text == NULL || base == type)
		return text;
	return psprintf("CAST(%s AS %s)", text,
					format_type_extended(type, typmod,
										 FORMAT_TYPE_TYPEMOD_GIVEN |
										 FORMAT_TYPE_FORCE_QUALIFY));
}

/*
 * The labels in turn, in alphabetical order; NULL if there is none.
 */
static char *
enum_value(Oid type, int number)
{
	CatCList   *labels = SearchSysCacheList1(ENUMTYPOIDNAME,
											 ObjectIdGetDatum(type));
	char	   *label = NULL;

	if (labels->n_members > 0)
	{
		HeapTuple	tuple = &labels->members[number % labels->n_members]->tuple;

		label = pstrdup(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
	}
	ReleaseSysCacheList(labels);
	return label;
}

/*
 * Two elements.
 */
static char *
array_value(Oid type, int32 typmod, int number, int depth)
{
	Oid			element = get_element_type(type);
	char	   *first = value_of(element, typmod, number, depth + 1);
	char	   *second = value_of(element, typmod, number + 1, depth + 1);

	if (first == NULL || second == NULL)
		return sv_rows_type_literal(type, typmod, "{}");
	return psprintf("CAST(ARRAY[%s, %s] AS %s)", first, second,
					format_type_extended(type, typmod,
										 FORMAT_TYPE_TYPEMOD_GIVEN |
										 FORMAT_TYPE_FORCE_QUALIFY));
}

/*
 * A range up to the next value, which another number does not overlap; or of one
 * value, where there may be no order.
 */
static char *
range_value(Oid type, int number, int depth)
{
	Oid			subtype = get_range_subtype(type);
	char	   *lower = value_of(subtype, -1, number, depth + 1);
	char	   *upper = value_of(subtype, -1, number + 1, depth + 1);
	char		category;
	bool		preferred;

	if (lower == NULL || upper == NULL)
		return sv_rows_type_literal(type, -1, "empty");
	get_type_category_preferred(subtype, &category, &preferred);
	if (category == TYPCATEGORY_NUMERIC || category == TYPCATEGORY_DATETIME)
		return psprintf("%s(%s, %s)", qualified_name(type), lower, upper);
	return psprintf("%s(%s, %s, '[]')", qualified_name(type), lower, lower);
}

static char *
multirange_value(Oid type, int number, int depth)
{
	Oid			range = get_multirange_range(type);

	return psprintf("%s(%s)", qualified_name(type),
					range_value(range, number, depth + 1));
}

static char *
composite_value(Oid type, int number, int depth)
{
	TupleDesc	desc = lookup_rowtype_tupdesc(type, -1);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "CAST(ROW(");
	for (int i = 0, count = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);
		char	   *value;

		if (attribute->attisdropped)
			continue;
		value = value_of(attribute->atttypid, attribute->atttypmod, number,
						 depth + 1);
		appendStringInfo(&buf, "%s%s", count++ > 0 ? ", " : "",
						 value != NULL ? value : "NULL");
	}
	appendStringInfo(&buf, ") AS %s)",
					 format_type_extended(type, -1, FORMAT_TYPE_FORCE_QUALIFY));
	ReleaseTupleDesc(desc);
	return buf.data;
}

/*
 * The text of a value of a type that is none of the server's; NULL if we know
 * none.
 */
static char *
extension_text(Oid type, int number)
{
	if (has_name(type, "hstore"))
		return psprintf("\"a\"=>\"%d\"", number);
	if (has_name(type, "ltree"))
		return psprintf("a.b%d", number);
	return NULL;
}

static bool
has_name(Oid type, const char *name)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	result = namestrcmp(&((Form_pg_type) GETSTRUCT(tuple))->typname, name) == 0;
	ReleaseSysCache(tuple);
	return result;
}

/*
 * The name of a type, which is also that of its constructor function if it is a
 * range or multirange type.
 */
static char *
qualified_name(Oid type)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	Form_pg_type row;
	char	   *name;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	row = (Form_pg_type) GETSTRUCT(tuple);
	name = quote_qualified_identifier(get_namespace_name(row->typnamespace),
									  NameStr(row->typname));
	ReleaseSysCache(tuple);
	return name;
}
