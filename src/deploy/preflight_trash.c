/*-------------------------------------------------------------------------
 *
 * preflight_trash.c
 *	  What a check before a deploy says about columns that are being kept.
 *
 * A deploy that did not come to its end leaves a trigger on a table, which costs
 * clients something with each change of a row.  A deploy that has the revision in
 * its plan goes on with it; of any other one, somebody has to know.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/steps.h"
#include "command/trash_debris.h"
#include "command/trash_fill.h"
#include "deploy/finding.h"
#include "deploy/preflight_trash.h"

static SvFinding *check_fill(const SvTrashFill *fill, List *steps);

/*
 * Findings about what earlier deploys have begun to keep.
 */
List *
sv_preflight_trash_check(List *steps)
{
	List	   *findings = NIL;
	ListCell   *lc;

	foreach(lc, sv_trash_debris_all())
	{
		const SvTrashFill *fill = lfirst(lc);

		if (fill->trigger != NULL)
			findings = lappend(findings, check_fill(fill, steps));
	}
	return findings;
}

static SvFinding *
check_fill(const SvTrashFill *fill, List *steps)
{
	SvFinding  *finding = palloc0(sizeof(SvFinding));
	const char *column = sv_trash_fill_identity(fill);
	ListCell   *lc;

	finding->severity = SV_FINDING_WARNING;
	finding->subject = "trash";
	finding->revision = fill->revision;
	finding->sqlstate = ERRCODE_WARNING;
	finding->finding = psprintf(_("the values of column %s are being kept for revision \"%s\", which is not in this plan"),
								column, fill->revision);
	finding->hint = _("A trigger of the table costs something with each change of a row; schemaver_empty_trash() ends that.");
	foreach(lc, steps)
	{
		const SvStep *step = lfirst(lc);

		if (strcmp(step->id, fill->revision) != 0 ||
			strcmp(sv_steps_direction(step->upgrade), fill->direction) != 0)
			continue;
		finding->severity = SV_FINDING_NOTE;
		finding->sqlstate = ERRCODE_SUCCESSFUL_COMPLETION;
		finding->finding = psprintf(_("the values of column %s are being kept already"),
									column);
		finding->hint = NULL;
	}
	return finding;
}
