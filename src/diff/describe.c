/*-------------------------------------------------------------------------
 *
 * describe.c
 *	  Operations, as people read them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "diff/describe.h"
#include "file/line.h"

static const char *short_name(const SvFact *fact);
static char *changed_properties(const SvOperation *operation);

/*
 * What happens to an object: the action of a difference.
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
 * What has happened, as Alembic says it; NULL for what is only in the way.
 */
char *
sv_describe_line(const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	const char *kind = fact->kind->name;

	if (operation->action == SV_ACTION_ASIDE || operation->completes ||
		operation->in_the_way)
		return NULL;
	if (operation->recreates)
		return operation->action == SV_ACTION_DROP ? NULL :
			psprintf("changed %s \"%s\"", kind, short_name(fact));
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return psprintf("removed %s \"%s\"", kind, short_name(fact));
		case SV_ACTION_CREATE:
			return psprintf("added %s \"%s\"", kind, short_name(fact));
		case SV_ACTION_RENAME:
			return psprintf("renamed %s \"%s\" to \"%s\"", kind,
							short_name(operation->from), short_name(fact));
		default:
			return psprintf("changed %s \"%s\" (%s)", kind, short_name(fact),
							changed_properties(operation));
	}
}

/*
 * The same for a rename that a marker asks for.
 */
char *
sv_describe_rename(const char *kind, const char *from, const char *to)
{
	return psprintf("renamed %s \"%s\" to \"%s\"", kind,
					sv_line_flat(sv_describe_short(from)),
					sv_line_flat(sv_describe_short(to)));
}

/*
 * The same of a fact, on one line.
 */
static const char *
short_name(const SvFact *fact)
{
	return sv_line_flat(sv_describe_short(fact->identity));
}

/*
 * The identity without the schema in which the caller creates.
 */
const char *
sv_describe_short(const char *identity)
{
	List	   *path = fetch_search_path(false);
	const char *schema;
	size_t		length;

	if (path == NIL)
		return identity;
	schema = quote_identifier(get_namespace_name(linitial_oid(path)));
	length = strlen(schema);
	if (strncmp(identity, schema, length) == 0 &&
		identity[length] == '.')
		return identity + length + 1;
	return identity;
}

static char *
changed_properties(const SvOperation *operation)
{
	const SvProperty *properties = operation->to->kind->properties;
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; properties[i].name != NULL; i++)
		if (operation->differs[i])
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
							 properties[i].name);
	if (operation->comment_differs)
		appendStringInfo(&buf, "%scomment", buf.len > 0 ? ", " : "");
	if (operation->labels_differ)
		appendStringInfo(&buf, "%ssecurity label", buf.len > 0 ? ", " : "");
	if (operation->owner_differs)
		appendStringInfo(&buf, "%sowner", buf.len > 0 ? ", " : "");
	if (operation->acl_differs)
		appendStringInfo(&buf, "%sprivileges", buf.len > 0 ? ", " : "");
	return buf.data;
}
