/*-------------------------------------------------------------------------
 *
 * generate.c
 *	  The scripts of a new revision, generated from the model.
 *
 * The scripts lead from the database to the model, so all revisions that were
 * written before must be applied: otherwise the new one would repeat them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/check.h"
#include "command/generate.h"
#include "command/trash_keep.h"
#include "diff/offer.h"
#include "schemaver.h"
#include "store/cache.h"
#include "store/guard.h"

static void require_heads(void);
static char *array_element(const char *text);

/*
 * The difference between the database and the model, for a revision that is
 * to be written; each change is reported to the client.  "renames" are as for
 * sv_check_diff().
 *
 * Errors: no model is defined; a head that is not applied.
 */
SvDiff *
sv_generate_scripts(List *renames)
{
	SvDiff	   *diff;
	ListCell   *lc;

	sv_guard_change("schemaver_revision()");
	require_heads();
	diff = sv_check_generate(renames);
	foreach(lc, diff->differences)
	{
		SvDifference *difference = lfirst(lc);

		const char *line = difference->line != NULL ? difference->line : difference->note;
		const char *hazards = sv_trash_keep_told(sv_diff_told(difference),
												 difference->upgrade);

		if (line != NULL)
			ereport(INFO,
					(errmsg("detected %s", line),
					 hazards ? errdetail_internal("%s", hazards) : 0));
	}
	foreach(lc, diff->offers)
	{
		const SvOffer *offer = lfirst(lc);

		ereport(INFO,
				(errmsg_internal("%s", offer->text),
				 errhint("Where the model has no place for comments: renames => '{%s}', or --rename.",
						 array_element(offer->entry))));
	}
	if (diff->differences == NIL)
		ereport(INFO,
				(errmsg("no changes in schema detected")));
	return diff;
}

static void
require_heads(void)
{
	SvState    *state = sv_cache_state();
	List	   *pending = sv_state_pending_heads(state);
	List	   *absent = sv_state_absent(state);

	if (absent != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_FILE_GONE),
				 errmsg("target database has revisions whose files are gone"),
				 errdetail("Their files are gone: %s.",
						   sv_graph_list_text(state->graph, absent)),
				 errhint("Undo them with schemaver_downgrade() first, or bring back their files: what they did would be detected as changes.")));
	if (pending != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_NOT_AT_HEAD),
				 errmsg("target database is not up to date"),
				 errdetail("Not applied: %s.",
						   sv_graph_list_text(state->graph, pending)),
				 errhint("Run schemaver_upgrade('heads') first: what is written but not applied would be detected again.")));
}

/*
 * A text as an element of an array in a literal: in quotes unless it is a word.
 */
static char *
array_element(const char *text)
{
	StringInfoData element;

	if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.=") == strlen(text))
		return pstrdup(text);
	initStringInfo(&element);
	appendStringInfoChar(&element, '"');
	for (const char *p = text; *p != '\0'; p++)
	{
		if (*p == '"' || *p == '\\')
			appendStringInfoChar(&element, '\\');
		if (*p == '\'')
			appendStringInfoChar(&element, '\'');
		appendStringInfoChar(&element, *p);
	}
	appendStringInfoChar(&element, '"');
	return element.data;
}
