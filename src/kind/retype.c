/*-------------------------------------------------------------------------
 *
 * retype.c
 *	  What it takes to make values of a type those of another.
 *
 * Types are named as format_type() does it.  One that is not there, as it is
 * yet to be created, is taken for one that needs all of it.
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
 * Which casts lead from a type to another, before the last one: NULL, no
 * USING is needed; "", one cast; or by way of text.
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
 * The type of a name as format_type() writes it, if there is one.
 */
static bool
find_type(const char *name, Oid *type, int32 *typmod)
{
	*type = InvalidOid;
	parse_type_missing_ok(name, type, typmod);
	return OidIsValid(*type);
}

/*
 * Does the server write the table anew?  It does not if the values are good
 * as they are: if types are binary coercible and no length becomes smaller,
 * which only shows when types have none, or are the same.
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
 * Are the values of a type shorter than those of the one before?
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
