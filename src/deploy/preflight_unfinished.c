/*-------------------------------------------------------------------------
 *
 * preflight_unfinished.c
 *	  What a check before a deploy says about revisions of which a part was run.
 *
 * A deploy that has them in its plan resumes them, in the form in which they were
 * begun, or is refused.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "deploy/finding.h"
#include "deploy/preflight_unfinished.h"
#include "store/cache.h"
#include "store/journal.h"

static SvFinding *check_partial(const char *id, const SvPartial *partial,
								const SvStep *step);
static const SvStep *find_step(List *steps, const char *id);

/*
 * Findings about the revisions of which an earlier deploy has run a part.
 */
List *
sv_preflight_unfinished_check(List *steps)
{
	List	   *findings = NIL;
	ListCell   *lc;

	foreach(lc, sv_journal_partials())
	{
		const char *id = lfirst(lc);
		const SvPartial *partial = sv_journal_partial(id);

		if (partial != NULL && (partial->done > 0 || partial->started))
			findings = lappend(findings, check_partial(id, partial,
													   find_step(steps, id)));
	}
	return findings;
}

/*
 * Check that a revision can be resumed; step is NULL if it is not in the plan.
 */
static SvFinding *
check_partial(const char *id, const SvPartial *partial, const SvStep *step)
{
	const char *undone = NULL;
	SvFinding  *finding = palloc0(sizeof(SvFinding));

	finding->severity = SV_FINDING_ERROR;
	finding->subject = "unfinished";
	finding->revision = id;
	finding->sqlstate = ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;

	if (step != NULL && (partial->online || !step->transactional))
		undone = sv_journal_undone_below(sv_cache_state()->graph, id);
	if (step == NULL)
	{
		finding->severity = SV_FINDING_WARNING;
		finding->finding = psprintf(_("%d of %d statements of revision \"%s\" were run, and the rest is not in this plan"),
									partial->done, partial->statements, id);
		finding->hint = _("If they are undone, delete its row in schemaver.partial.");
	}
	else if (!partial->online && step->transactional)
	{
		finding->finding = psprintf(_("%d of %d statements of revision \"%s\" were run, and now it is marked as transactional"),
									partial->done, partial->statements, id);
		finding->hint = _("Mark it with transactional => false again, or undo by hand what was run and delete its row in schemaver.partial.");
	}
	else if (undone != NULL)
	{
		finding->finding = psprintf(_("%d of %d statements of revision \"%s\" were run, and \"%s\", which it depends on, was undone since then"),
									partial->done, partial->statements, id, undone);
		finding->hint = _("Undo by hand what was run, and delete its row in schemaver.partial.");
	}
	else
	{
		finding->severity = SV_FINDING_NOTE;
		finding->sqlstate = ERRCODE_SUCCESSFUL_COMPLETION;
		finding->finding = psprintf(partial->online ?
									_("revision \"%s\" will resume at statement %d of %d of its online form") :
									_("revision \"%s\" will resume at statement %d of %d"),
									id, partial->done + 1, partial->statements);
	}
	return finding;
}

static const SvStep *
find_step(List *steps, const char *id)
{
	ListCell   *lc;

	foreach(lc, steps)
	{
		if (strcmp(((const SvStep *) lfirst(lc))->id, id) == 0)
			return lfirst(lc);
	}
	return NULL;
}
