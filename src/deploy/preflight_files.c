/*-------------------------------------------------------------------------
 *
 * preflight_files.c
 *	  What a preflight says about files that are gone.
 *
 * Revisions whose files are gone are applied, or needed by others, or else a
 * load would have removed them.  An upgrade that has to run one is refused.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "deploy/finding.h"
#include "deploy/preflight_files.h"
#include "schemaver.h"

/*
 * Findings about revisions whose files are gone, in the current memory context:
 * errors about those that an upgrade would run, "nodes", warnings about others.
 */
List *
sv_preflight_files_check(const SvState *state, List *nodes, bool upgrade)
{
	List	   *findings = NIL;
	ListCell   *lc;

	foreach(lc, sv_state_absent(state))
	{
		SvFinding  *finding = palloc0(sizeof(SvFinding));

		finding->severity = upgrade && list_member_int(nodes, lfirst_int(lc)) ?
			SV_FINDING_ERROR : SV_FINDING_WARNING;
		finding->subject = "files";
		finding->revision = sv_graph_id(state->graph, lfirst_int(lc));
		finding->sqlstate = ERRCODE_SV_FILE_GONE;
		finding->finding = psprintf(_("the file of revision \"%s\" is gone"),
									finding->revision);
		finding->hint = _("Bring the file back, or undo or remove the revision.");
		findings = lappend(findings, finding);
	}
	return findings;
}
