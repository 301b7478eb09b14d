/*-------------------------------------------------------------------------
 *
 * describe.c
 *	  Operations in words.
 *
 * An operation is one line, as Alembic writes it: "added column ...".  Objects
 * have no schema in it if they are in the one in which the caller creates,
 * which is an argument: it is quoted as in identities, or NULL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/describe.h"
#include "file/line.h"
#include "strings.h"

/* The length of values that are shown. */
#define MAX_VALUES 120

static char *list_values(const SvFact *from, const SvFact *to);
static const char *name_of(const SvFact *fact, const char *schema);
static char *list_changes(const SvOperation *operation);

/*
 * The action of an operation, as schemaver_diff() returns it.
 */
const char *
sv_describe_action(const SvOperation *operation)
{
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return "drop";
		case SV_ACTION_CREATE:
			return "create";
		case SV_ACTION_RENAME:
			return "rename";
		default:
			return "alter";
	}
}

/*
 * What an operation does; NULL if it is only in the way of another one, or is
 * one half of what another one describes.
 */
char *
sv_describe_line(const SvOperation *operation, const char *schema)
{
	const SvFact *fact = sv_operation_fact(operation);
	const char *kind = fact->kind->name;
	const char *name = name_of(fact, schema);

	if (operation->action == SV_ACTION_ASIDE || operation->completes ||
		operation->in_the_way)
		return NULL;
	if (operation->recreates)
		return operation->action == SV_ACTION_DROP ? NULL :
			psprintf("changed %s \"%s\"", kind, name);
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return psprintf("removed %s \"%s\"", kind, name);
		case SV_ACTION_CREATE:
			return psprintf("added %s \"%s\"", kind, name);
		case SV_ACTION_RENAME:
			return sv_describe_rename(kind, operation->from->identity,
									  fact->identity, schema);
		default:
			return psprintf("changed %s \"%s\" (%s)", kind, name,
							list_changes(operation));
	}
}

/*
 * What an operation shows to be wrong with the first side, if it should be like
 * the second one; NULL where sv_describe_line() says nothing.
 */
char *
sv_describe_finding(const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	const char *kind = fact->kind->name;
	const char *name = name_of(fact, NULL);

	if (sv_describe_line(operation, NULL) == NULL)
		return NULL;
	if (operation->recreates)
		return psprintf("different: %s \"%s\"%s", kind, name,
						list_values(fact->counterpart, fact));
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return psprintf("left behind: %s \"%s\"", kind, name);
		case SV_ACTION_CREATE:
			return psprintf("missing: %s \"%s\"", kind, name);
		case SV_ACTION_RENAME:
			return psprintf("other name: %s \"%s\", not \"%s\"", kind,
							name_of(operation->from, NULL), name);
		default:
			return psprintf("different: %s \"%s\" (%s)", kind, name,
							list_changes(operation));
	}
}

/*
 * The properties of two facts that differ, in parentheses, with their values if
 * these are short; "from" may be NULL.
 */
static char *
list_values(const SvFact *from, const SvFact *to)
{
	List	   *values = NIL;

	for (int i = 0; from != NULL && i < to->kind->property_count; i++)
	{
		const SvProperty *property = &to->kind->properties[i];
		const char *found = from->values[i];
		const char *wanted = to->values[i];

		if ((property->flags & SV_PROPERTY_HIDDEN) ||
			sv_strings_equal(found, wanted))
			continue;
		if (found == NULL || wanted == NULL ||
			strlen(found) + strlen(wanted) > MAX_VALUES)
			values = lappend(values, unconstify(char *, property->name));
		else
			values = lappend(values,
							 psprintf("%s: %s instead of %s", property->name,
									  sv_line_flat(found), sv_line_flat(wanted)));
	}
	return values == NIL ? "" :
		psprintf(" (%s)", sv_strings_join(values, "; "));
}

/*
 * That an object is dropped and created again, for others to change.
 */
char *
sv_describe_in_the_way(const SvOperation *operation, const char *schema)
{
	const SvFact *fact = sv_operation_fact(operation);

	return psprintf("%s \"%s\" in the way: it is recreated",
					fact->kind->name, name_of(fact, schema));
}

/*
 * That an object gets another identity; or, if it stays the same, another
 * schema; or, without an old one, that it is created.
 */
char *
sv_describe_rename(const char *kind, const char *from, const char *to,
				   const char *schema)
{
	if (from == NULL)
		return psprintf("added %s \"%s\"", kind, sv_line_flat(to));
	if (strcmp(from, to) == 0)
		return psprintf("changed %s \"%s\" (schema)", kind, sv_line_flat(to));
	return psprintf("renamed %s \"%s\" to \"%s\"", kind,
					sv_line_flat(sv_describe_short(from, schema)),
					sv_line_flat(sv_describe_short(to, schema)));
}

/*
 * The part of an identity after a schema, or all of it if it has another one.
 */
const char *
sv_describe_short(const char *identity, const char *schema)
{
	size_t		length = schema == NULL ? 0 : strlen(schema);

	if (schema != NULL && strncmp(identity, schema, length) == 0 &&
		identity[length] == '.')
		return identity + length + 1;
	return identity;
}

/*
 * The identity of a fact, short and on one line.
 */
static const char *
name_of(const SvFact *fact, const char *schema)
{
	return sv_line_flat(sv_describe_short(fact->identity, schema));
}

/*
 * The properties that differ, with commas in between.
 */
static char *
list_changes(const SvOperation *operation)
{
	const SvProperty *properties = operation->to->kind->properties;
	List	   *names = NIL;

	for (int i = 0; i < operation->to->kind->property_count; i++)
	{
		if (operation->differs[i])
			names = lappend(names, unconstify(char *, properties[i].name));
	}
	if (operation->comment_differs)
		names = lappend(names, "comment");
	if (operation->labels_differ)
		names = lappend(names, "security label");
	if (operation->owner_differs)
		names = lappend(names, "owner");
	if (operation->acl_differs)
		names = lappend(names, "privileges");
	return sv_strings_join(names, ", ");
}
