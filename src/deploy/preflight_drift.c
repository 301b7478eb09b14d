/*-------------------------------------------------------------------------
 *
 * preflight_drift.c
 *	  What a preflight says about changes that were made without a revision.
 *
 * They are looked for if schemaver.drift demands that, or if facts are stored
 * that tell.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/drift.h"
#include "command/drift_run.h"
#include "deploy/finding.h"
#include "deploy/preflight_drift.h"
#include "schemaver.h"

/*
 * One finding at most, in the current memory context.
 */
List *
sv_preflight_drift_check(void)
{
	List	   *rows;
	SvFinding  *finding;
	bool		drift;

	if (sv_drift == SV_DRIFT_OFF && !(sv_drift_is_known(&drift) && drift))
		return NIL;
	rows = sv_drift_run_find();
	if (rows == NIL)
		return NIL;
	finding = palloc0(sizeof(SvFinding));
	finding->severity = sv_drift == SV_DRIFT_ERROR ? SV_FINDING_ERROR :
		sv_drift == SV_DRIFT_WARN ? SV_FINDING_WARNING : SV_FINDING_NOTE;
	finding->subject = "drift";
	finding->sqlstate = ERRCODE_SV_DRIFT;
	finding->finding = list_length(rows) == 1 ?
		pstrdup(_("1 object was changed without a revision")) :
		psprintf(_("%d objects were changed without a revision"), list_length(rows));
	finding->detail = sv_drift_listed(rows);
	finding->hint = pstrdup(_("schemaver_record() makes a revision of it, schemaver_undo_drift() takes it back."));
	return list_make1(finding);
}
