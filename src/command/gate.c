/*-------------------------------------------------------------------------
 *
 * gate.c
 *	  Whether the revisions of an upgrade are verified.
 *
 * The setting schemaver.verify decides what is done with revisions that are
 * not: they are named, all in one message, before anything is run.  Downgrades
 * are never held up.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "command/gate.h"
#include "file/line.h"
#include "schemaver.h"

/* How many revisions are named, and how much of a finding is shown. */
#define SV_NAMED 20
#define SV_FINDING_LENGTH 200

static List *find_unverified(List *revisions);
static char *listed(List *standings);

/*
 * Report those of the revisions (ids) that have no good verdict, as
 * schemaver.verify demands.
 *
 * Errors: such a revision, if that is the demand.
 */
void
sv_gate_check(List *revisions)
{
	List	   *unverified;
	int			count;

	if (sv_verify == SV_VERIFY_OFF || revisions == NIL)
		return;
	unverified = find_unverified(revisions);
	count = list_length(unverified);
	if (count == 0)
		return;
	ereport(sv_verify == SV_VERIFY_ERROR ? ERROR : WARNING,
			(errcode(ERRCODE_SV_NOT_VERIFIED),
			 errmsg_plural("%d revision has not passed schemaver_verify()",
						   "%d revisions have not passed schemaver_verify()",
						   count, count),
			 errdetail_internal("%s%s", listed(unverified),
								sv_verify == SV_VERIFY_ERROR ?
								_("\nNothing was run.") : ""),
			 errhint("schemaver_verify() verifies them; schemaver_derive() writes a downgrade script that is missing.")));
}

/*
 * Why a revision is not verified, as a line; or what its good verdict is.
 */
char *
sv_gate_reason(const SvStanding *standing)
{
	char	   *finding;
	int			length;

	if (standing->verdict == NULL)
		return psprintf(_("Revision \"%s\": not verified."),
						standing->revision);
	if (standing->finding == NULL || standing->finding[0] == '\0')
		return psprintf("Revision \"%s\": %s.", standing->revision,
						sv_line_of(standing->verdict));
	finding = sv_line_of(standing->finding);
	length = strlen(finding);
	finding[pg_mbcliplen(finding, length, SV_FINDING_LENGTH)] = '\0';
	return psprintf("Revision \"%s\": %s: %s%s", standing->revision,
					sv_line_of(standing->verdict), finding,
					length > SV_FINDING_LENGTH ||
					strpbrk(standing->finding, "\r\n") != NULL ? " ..." : "");
}

static List *
find_unverified(List *revisions)
{
	List	   *unverified = NIL;
	ListCell   *lc;

	foreach(lc, sv_verdict_standings(revisions))
	{
		if (!((const SvStanding *) lfirst(lc))->good)
			unverified = lappend(unverified, lfirst(lc));
	}
	return unverified;
}

static char *
listed(List *standings)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, standings)
	{
		int			number = foreach_current_index(lc);

		if (number == SV_NAMED)
		{
			appendStringInfo(&buf, _("\nand %d more"),
							 list_length(standings) - number);
			break;
		}
		appendStringInfo(&buf, "%s%s", number > 0 ? "\n" : "",
						 sv_gate_reason(lfirst(lc)));
	}
	return buf.data;
}
