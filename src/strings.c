/*-------------------------------------------------------------------------
 *
 * strings.c
 *	  Lists of strings, and arrays of what is in a list.
 *
 * A list of strings is a List of char *, none of them NULL.  Results are
 * allocated in the current memory context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/fmgroids.h"

#include "strings.h"

/*
 * True if both are the same string, or both are NULL.
 */
bool
sv_strings_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

/*
 * True if the string is in the list.
 */
bool
sv_strings_member(const List *strings, const char *string)
{
	ListCell   *lc;

	foreach(lc, strings)
	{
		if (strcmp(lfirst(lc), string) == 0)
			return true;
	}
	return false;
}

/*
 * The list with a copy of the string at its end, unless it is in the list
 * already.
 */
List *
sv_strings_append_unique(List *strings, const char *string)
{
	if (sv_strings_member(strings, string))
		return strings;
	return lappend(strings, pstrdup(string));
}

/*
 * The list without a string; a new list if it was in it.
 */
List *
sv_strings_without(List *strings, const char *string)
{
	List	   *others = NIL;
	ListCell   *lc;

	if (!sv_strings_member(strings, string))
		return strings;
	foreach(lc, strings)
	{
		if (strcmp(lfirst(lc), string) != 0)
			others = lappend(others, lfirst(lc));
	}
	return others;
}

/*
 * The strings with the separator between them; "" for an empty list.
 */
char *
sv_strings_join(const List *strings, const char *separator)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, strings)
		appendStringInfo(&buf, "%s%s", buf.len > 0 ? separator : "",
						 (char *) lfirst(lc));
	return buf.data;
}

/*
 * A text[] with the strings.
 */
Datum
sv_strings_datum(const List *strings)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(strings) + 1));
	int			count = 0;
	ListCell   *lc;

	foreach(lc, strings)
		elements[count++] = CStringGetTextDatum(lfirst(lc));
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

/*
 * The text of the same array, as in a constant of an SQL text before it is quoted.
 */
char *
sv_strings_array(const List *strings)
{
	return OidOutputFunctionCall(F_ARRAY_OUT, sv_strings_datum(strings));
}

/*
 * An oid[] with the OIDs of an OID list.
 */
Datum
sv_oids_datum(const List *oids)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(oids) + 1));
	int			count = 0;
	ListCell   *lc;

	foreach(lc, oids)
		elements[count++] = ObjectIdGetDatum(lfirst_oid(lc));
	return PointerGetDatum(construct_array(elements, count, OIDOID, sizeof(Oid),
										   true, TYPALIGN_INT));
}

/*
 * A copy of a list of strings, and of them.
 */
List *
sv_strings_copy(const List *strings)
{
	List	   *copy = NIL;
	ListCell   *lc;

	foreach(lc, strings)
		copy = lappend(copy, pstrdup(lfirst(lc)));
	return copy;
}

/*
 * A copy of a list of strings in a context, in place of the one that was there,
 * which is freed; nothing is done if they are the same.
 */
List *
sv_strings_replace(MemoryContext context, List *before, List *now)
{
	MemoryContext oldcontext;
	List	   *kept;

	if (before == now)
		return now;
	oldcontext = MemoryContextSwitchTo(context);
	kept = sv_strings_copy(now);
	list_free_deep(before);
	MemoryContextSwitchTo(oldcontext);
	return kept;
}
