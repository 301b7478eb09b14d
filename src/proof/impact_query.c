/*-------------------------------------------------------------------------
 *
 * impact_query.c
 *	  Queries that upgrades may break, and what an analysis finds out.
 *
 * A query is analyzed in parts: each statement or expression of a function in
 * PL/pgSQL is one, all else has only one.  What is found out about the parts
 * before and after upgrades is compared here.  Columns are compared by name and
 * by type with its modifier, as the server compares the result of a cached plan.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "compat.h"
#include "proof/impact_query.h"

static const SvImpactColumn *find_column(List *columns, const char *name);
static void append_line(StringInfo buf, const char *line);

/*
 * An outcome, in the current memory context, without columns.
 */
SvImpactOutcome *
sv_impact_query_outcome(const char *text, ErrorData *error)
{
	SvImpactOutcome *outcome = palloc0(sizeof(SvImpactOutcome));

	outcome->text = text;
	outcome->error = error;
	return outcome;
}

/*
 * A column, in the current memory context.
 */
SvImpactColumn *
sv_impact_query_column(const char *name, Oid type, int32 typmod)
{
	SvImpactColumn *column = palloc(sizeof(SvImpactColumn));

	column->name = pstrdup(name);
	column->type = format_type_with_typemod(type, typmod);
	return column;
}

/*
 * What a part was before: the one in the same place if it has the same text;
 * else any that has.  NULL if there is none, as the body is another one.
 */
const SvImpactOutcome *
sv_impact_query_find_part(List *before, int index, const SvImpactOutcome *after)
{
	const SvImpactOutcome *same = index < list_length(before) ?
	list_nth(before, index) : NULL;
	ListCell   *lc;

	if (same != NULL && strcmp(same->text, after->text) == 0)
		return same;
	foreach(lc, before)
	{
		if (strcmp(((SvImpactOutcome *) lfirst(lc))->text, after->text) == 0)
			return lfirst(lc);
	}
	return NULL;
}

/*
 * True if one of the parts has the error of a complaint.
 */
bool
sv_impact_query_has_error(List *parts, const SvImpactOutcome *complaint)
{
	ListCell   *lc;

	foreach(lc, parts)
	{
		const ErrorData *error = ((SvImpactOutcome *) lfirst(lc))->error;

		if (error != NULL &&
			error->sqlerrcode == complaint->error->sqlerrcode &&
			strcmp(error->message, complaint->error->message) == 0)
			return true;
	}
	return false;
}

/*
 * What is different about the columns of a result, in lines; NULL if nothing is.
 */
char *
sv_impact_query_describe(List *before, List *after)
{
	StringInfoData buf;
	ListCell   *lc;
	bool		moved = list_length(before) != list_length(after);

	initStringInfo(&buf);
	foreach(lc, before)
	{
		const SvImpactColumn *old = lfirst(lc);
		const SvImpactColumn *new = find_column(after, old->name);

		if (new == NULL)
			append_line(&buf, psprintf(_("column \"%s\" is gone"), old->name));
		else if (strcmp(old->type, new->type) != 0)
			append_line(&buf, psprintf(_("column \"%s\" is of type %s, was %s"),
									   old->name, new->type, old->type));
		moved = moved ||
			strcmp(((SvImpactColumn *) list_nth(after, foreach_current_index(lc)))->name,
				   old->name) != 0;
	}
	foreach(lc, after)
	{
		const SvImpactColumn *new = lfirst(lc);

		if (find_column(before, new->name) == NULL)
			append_line(&buf, psprintf(_("column \"%s\" of type %s is new"),
									   new->name, new->type));
	}
	if (buf.len == 0 && moved)
		append_line(&buf, _("the columns are in another order"));
	return buf.len == 0 ? NULL : buf.data;
}

static const SvImpactColumn *
find_column(List *columns, const char *name)
{
	ListCell   *lc;

	foreach(lc, columns)
	{
		if (strcmp(((SvImpactColumn *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	}
	return NULL;
}

static void
append_line(StringInfo buf, const char *line)
{
	appendStringInfo(buf, "%s%s", buf->len > 0 ? "\n" : "", line);
}
