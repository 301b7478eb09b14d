/*-------------------------------------------------------------------------
 *
 * fill_text.c
 *	  Parts of the statements of a backfill.
 *
 * The statements are made from the texts of the caller, which were checked to
 * be a list of assignments and an expression, and from names that are quoted.
 * Values are parameters.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "backfill/fill_text.h"
#include "file/backfill.h"

/*
 * A table as in FROM.  "alias" is the name by which the texts of the caller know
 * it.
 */
char *
sv_fill_text_from(const SvLeaf *leaf, const char *alias)
{
	return psprintf("%s%s AS %s", leaf->whole ? "" : "ONLY ", leaf->name,
					quote_identifier(alias));
}

/*
 * The statement that changes or copies rows of a table, up to WHERE.
 */
char *
sv_fill_text_update(const SvBackfillJob *job, const char *from)
{
	StringInfoData buf;

	if (job->copies)
		return psprintf("%s FROM %s", job->assignments, from);
	initStringInfo(&buf);
	appendStringInfo(&buf, "UPDATE %s SET ", from);
	sv_backfill_append(&buf, job->assignments);
	return buf.data;
}

/*
 * What comes at its end.
 */
const char *
sv_fill_text_end(const SvBackfillJob *job)
{
	return job->copies ? " ON CONFLICT DO NOTHING" : "";
}

/*
 * Append the condition of a job, if there is one, to an expression.
 *
 * CASE keeps the planner from finding rows by it: an index may seem to fit that
 * would have to be read from its beginning for each batch.
 */
void
sv_fill_text_condition(StringInfo buf, const SvBackfillJob *job)
{
	if (job->condition == NULL)
		return;
	appendStringInfoString(buf, " AND CASE WHEN ");
	sv_backfill_append(buf, job->condition);
	appendStringInfoString(buf, " THEN true ELSE false END");
}
