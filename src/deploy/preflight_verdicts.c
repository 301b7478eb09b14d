/*-------------------------------------------------------------------------
 *
 * preflight_verdicts.c
 *	  What a preflight says about verdicts.
 *
 * A verdict that is known is shown, whatever schemaver.verify is; that there is
 * none is a finding only where the setting demands one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/gate.h"
#include "deploy/finding.h"
#include "deploy/preflight_verdicts.h"
#include "schemaver.h"
#include "store/journal.h"

static SvFinding *make_denied(void);
static SvFinding *make_finding(const SvStanding *standing);

/*
 * Findings about the verdicts of the steps of an upgrade, in the current memory
 * context.
 */
List *
sv_preflight_verdicts_check(List *steps)
{
	List	   *ids = NIL;
	List	   *findings = NIL;
	ListCell   *lc;

	foreach(lc, steps)
	{
		const SvStep *step = lfirst(lc);

		if (step->upgrade)
			ids = lappend(ids, unconstify(char *, step->id));
	}
	if (ids == NIL)
		return NIL;
	if (!sv_verdict_readable())
		return sv_verify == SV_VERIFY_OFF ? NIL : list_make1(make_denied());
	foreach(lc, sv_verdict_standings(ids))
	{
		const SvStanding *standing = lfirst(lc);

		if (standing->verdict != NULL ||
			(!standing->good && sv_verify != SV_VERIFY_OFF))
			findings = lappend(findings, make_finding(standing));
	}
	return findings;
}

static SvFinding *
make_denied(void)
{
	SvFinding  *finding = palloc0(sizeof(SvFinding));

	finding->severity = SV_FINDING_ERROR;
	finding->subject = "privileges";
	finding->sqlstate = ERRCODE_INSUFFICIENT_PRIVILEGE;
	finding->finding = psprintf(_("permission denied for table %s"), "verified");
	finding->hint = psprintf(_("GRANT %s ON schemaver.%s TO %s"), "SELECT",
							 "verified", GetUserNameFromId(GetUserId(), false));
	return finding;
}

static SvFinding *
make_finding(const SvStanding *standing)
{
	SvFinding  *finding = palloc0(sizeof(SvFinding));

	finding->severity = standing->good || sv_verify == SV_VERIFY_OFF ?
		SV_FINDING_NOTE : sv_verify == SV_VERIFY_WARN ?
		SV_FINDING_WARNING : SV_FINDING_ERROR;
	finding->subject = "verdict";
	finding->revision = standing->revision;
	finding->sqlstate = ERRCODE_SV_NOT_VERIFIED;
	if (standing->verdict == NULL)
		finding->finding = psprintf(_("revision \"%s\" is not verified"),
									standing->revision);
	else if (standing->good)
		finding->finding = psprintf(_("revision \"%s\" is verified: %s"),
									standing->revision, standing->verdict);
	else
		finding->finding = psprintf(_("revision \"%s\" has not passed schemaver_verify(): %s"),
									standing->revision, standing->verdict);
	finding->detail = standing->finding;
	if (standing->verdict == NULL)
		finding->hint = psprintf(_("SELECT * FROM schemaver_verify('%s')"),
								 standing->revision);
	else if (strcmp(standing->verdict, "no downgrade") == 0)
		finding->hint = psprintf(_("schemaver_derive('%s') writes a downgrade script."),
								 standing->revision);
	return finding;
}
