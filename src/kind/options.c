/*-------------------------------------------------------------------------
 *
 * options.c
 *	  Lists of options, as values of properties.
 *
 * A list is a text that our own queries have put together: items separated by
 * a comma and a blank, of which each is a name, or name='value', quoted by
 * the server's functions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fact/template.h"
#include "kind/options.h"
#include "strings.h"

/*
 * Splits a list into its items, palloc'd; NULL is the empty list.
 */
List *
sv_options_split(const char *value)
{
	List	   *items = NIL;
	const char *start = value;
	char		quote = '\0';

	if (value == NULL)
		return NIL;
	for (const char *at = value;; at++)
	{
		/*
		 * a quote within quotes is doubled: the quotation ends and begins
		 * again
		 */
		if (quote != '\0' && *at == quote)
			quote = '\0';
		else if (quote == '\0' && (*at == '\'' || *at == '"'))
			quote = *at;
		else if (*at == '\0' || (quote == '\0' && *at == ',' && at[1] == ' '))
		{
			items = lappend(items, pnstrdup(start, at - start));
			if (*at == '\0')
				return items;
			start = at + 2;
		}
	}
}

/*
 * Emit SET (...) and RESET (...) for the options that differ, after a phrase
 * such as "ALTER TABLE %i".
 */
void
sv_options_alter(SvOperation *operation, int property, const char *phrase)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	List	   *new = sv_options_split(operation->to->values[property]);
	List	   *set = NIL;
	List	   *reset = NIL;
	ListCell   *lc;

	foreach(lc, new)
	{
		if (!sv_strings_member(old, lfirst(lc)))
			set = lappend(set, lfirst(lc));
	}
	foreach(lc, old)
	{
		char	   *name = sv_options_name(lfirst(lc));

		if (sv_options_find(new, name) == NULL)
			reset = lappend(reset, name);
	}
	phrase = sv_template_fill(phrase, operation->to, NULL, NULL);
	if (reset != NIL)
		sv_operation_emit_text(operation,
							   psprintf("%s RESET (%s)", phrase,
										sv_strings_join(reset, ", ")));
	if (set != NIL)
		sv_operation_emit_text(operation,
							   psprintf("%s SET (%s)", phrase,
										sv_strings_join(set, ", ")));
}

/*
 * The list as OPTIONS (...) of foreign objects has it, palloc'd.
 */
char *
sv_options_generic(const char *value)
{
	List	   *options = NIL;
	ListCell   *lc;

	foreach(lc, sv_options_split(value))
		options = lappend(options,
						  psprintf("%s %s", sv_options_name(lfirst(lc)),
								   sv_options_value(lfirst(lc))));
	return sv_strings_join(options, ", ");
}

/*
 * Emit OPTIONS (...) with ADD, SET and DROP for the options that differ,
 * after a phrase such as "ALTER SERVER %i".
 */
void
sv_options_alter_generic(SvOperation *operation, int property,
						 const char *phrase)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	List	   *new = sv_options_split(operation->to->values[property]);
	List	   *actions = NIL;
	ListCell   *lc;

	foreach(lc, old)
	{
		char	   *name = sv_options_name(lfirst(lc));

		if (sv_options_find(new, name) == NULL)
			actions = lappend(actions, psprintf("DROP %s", name));
	}
	foreach(lc, new)
	{
		char	   *name = sv_options_name(lfirst(lc));

		if (!sv_strings_member(old, lfirst(lc)))
			actions = lappend(actions,
							  psprintf("%s %s %s",
									   sv_options_find(old, name) ? "SET" : "ADD",
									   name, sv_options_value(lfirst(lc))));
	}
	sv_operation_emit_text(operation,
						   psprintf("%s OPTIONS (%s)",
									sv_template_fill(phrase, operation->to, NULL, NULL),
									sv_strings_join(actions, ", ")));
}

/*
 * The name of an item, palloc'd.
 */
char *
sv_options_name(const char *item)
{
	return pnstrdup(item, sv_options_value(item) - item - 1);
}

/*
 * Where the value of an item begins: after the equals sign that is outside
 * quotes.
 */
const char *
sv_options_value(const char *item)
{
	bool		quoted = false;

	for (; *item != '\0'; item++)
	{
		if (*item == '"')
			quoted = !quoted;
		if (*item == '=' && !quoted)
			return item + 1;
	}
	return item + 1;
}

/*
 * The item with this name, or NULL.
 */
char *
sv_options_find(List *items, const char *name)
{
	ListCell   *lc;

	foreach(lc, items)
	{
		if (strcmp(sv_options_name(lfirst(lc)), name) == 0)
			return lfirst(lc);
	}
	return NULL;
}
