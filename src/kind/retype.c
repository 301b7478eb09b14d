/*-------------------------------------------------------------------------
 *
 * retype.c
 *	  Conversions of columns from one type to another.
 *
 * Types are named as format_type() names them.  A type that does not exist,
 * as it is yet to be created, is assumed to need an explicit conversion and a
 * rewrite.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "parser/parse_coerce.h"
#include "parser/parse_type.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "kind/retype.h"

static bool find_type(const char *name, Oid *type, int32 *typmod);

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

	if (!find_type(from, &old, &typmod) || !find_type(to, &new, &typmod))
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
static bool
find_type(const char *name, Oid *type, int32 *typmod)
{
	*type = InvalidOid;
	parse_type_missing_ok(name, type, typmod);
	return OidIsValid(*type);
}

/*
 * True if the server rewrites the table.  It does not if the types are
 * binary coercible and no length becomes smaller, which is certain only if
 * the new type has no length, or the same one.
 */
bool
sv_retype_rewrites(const char *from, const char *to)
{
	Oid			old;
	Oid			new;
	int32		old_typmod;
	int32		new_typmod;

	if (!find_type(from, &old, &old_typmod) ||
		!find_type(to, &new, &new_typmod))
		return true;
	if (!IsBinaryCoercible(old, new))
		return true;
	return new_typmod != -1 && (old_typmod == -1 || old_typmod > new_typmod);
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

	return find_type(from, &old, &typmod) && find_type(to, &new, &typmod) &&
		get_typlen(new) < get_typlen(old);
}
