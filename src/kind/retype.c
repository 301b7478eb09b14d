/*-------------------------------------------------------------------------
 *
 * retype.c
 *	  Conversions of columns from one type to another.
 *
 * Types are named as format_type() names them.  A type that does not exist,
 * as it is yet to be created, is assumed to need an explicit conversion.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "parser/parse_coerce.h"
#include "parser/parse_type.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "kind/retype.h"

/*
 * How values of a type become those of another one: NULL, without USING; "",
 * by a cast to the new type; or "text::", by a cast to text before that.
 */
const char *
sv_retype_cast(const char *from, const char *to)
{
	Oid			old;
	Oid			new;
	int32		typmod;

	if (!sv_retype_find(from, &old, &typmod) || !sv_retype_find(to, &new, &typmod))
		return strcmp(from, to) == 0 ? NULL : "text::";
	if (can_coerce_type(1, &old, &new, COERCION_ASSIGNMENT))
		return NULL;
	if (can_coerce_type(1, &old, &new, COERCION_EXPLICIT))
		return "";
	return "text::";
}

/*
 * True if a type has this name, as format_type() writes it.
 */
bool
sv_retype_find(const char *name, Oid *type, int32 *typmod)
{
	*type = InvalidOid;
	parse_type_missing_ok(name, type, typmod);
	return OidIsValid(*type);
}

/*
 * True if this is the name of a domain that exists.
 */
bool
sv_retype_is_domain(const char *name)
{
	Oid			type;
	int32		typmod;

	return sv_retype_find(name, &type, &typmod) &&
		get_typtype(type) == TYPTYPE_DOMAIN;
}

/*
 * True if the values of the new type have fewer bytes.
 */
bool
sv_retype_narrows(const char *from, const char *to)
{
	Oid			old;
	Oid			new;
	int32		typmod;

	return sv_retype_find(from, &old, &typmod) && sv_retype_find(to, &new, &typmod) &&
		get_typlen(new) < get_typlen(old);
}
