/*-------------------------------------------------------------------------
 *
 * preflight_online.c
 *	  What a check before a deploy says about online forms.
 *
 * Which one is run, how much of it in which phase, and which strong locks its
 * statements show; or that there is one, and it is not run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "storage/lock.h"

#include "deploy/finding.h"
#include "deploy/form.h"
#include "deploy/preflight_online.h"
#include "server/statement_locks.h"
#include "store/online_form.h"

static SvFinding *make(const SvStep *step, SvSeverity severity, int sqlstate);
static char *phases_text(const SvForm *form);
static char *locks_text(const SvForm *form);
static void append_locks(StringInfo buf, const SvForm *form,
						 const SvOnlineStatement *unit);

/*
 * Findings about the online form that a step runs, a list of SvFinding.  One is
 * an error if it cannot be run.
 */
List *
sv_preflight_online_check(const SvStep *step, const SvStored *stored)
{
	SvFinding  *finding;
	const SvForm *form;
	ErrorData  *error;

	if (sv_online_form_state(stored, step->upgrade) != SV_ONLINE_CURRENT)
	{
		finding = make(step, SV_FINDING_ERROR,
					   ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE);
		finding->finding = psprintf(_("the online form of revision \"%s\" was begun, and does not belong to its scripts any more"),
									step->id);
		finding->hint = psprintf(_("Restore them, or store an online form that begins with what was run with schemaver_edit('%s', %s => ...)."),
								 step->id, step->upgrade ? "online" : "online_downgrade");
		return list_make1(finding);
	}
	error = sv_online_form_check(step->id, step->upgrade,
								 step->upgrade ? stored->online :
								 stored->online_downgrade);
	if (error != NULL)
	{
		finding = make(step, SV_FINDING_ERROR, error->sqlerrcode);
		finding->finding = error->message;
		finding->detail = error->context ? psprintf(_("See %s."), error->context) : NULL;
		finding->hint = error->hint;
		return list_make1(finding);
	}
	form = sv_form_make(stored, step, true);
	finding = make(step, SV_FINDING_NOTE, ERRCODE_SUCCESSFUL_COMPLETION);
	finding->finding = psprintf(_("revision \"%s\" runs its online form: %s"),
								step->id, phases_text(form));
	finding->detail = locks_text(form);
	return list_make1(finding);
}

/*
 * A finding about an online form that would be run if it belonged to the scripts;
 * none if there is no such form.
 */
List *
sv_preflight_online_outdated(const SvStep *step, const SvStored *stored)
{
	SvFinding  *finding;

	if (sv_online_form_state(stored, step->upgrade) != SV_ONLINE_OUTDATED)
		return NIL;
	finding = make(step, SV_FINDING_WARNING,
				   ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE);
	finding->finding = psprintf(_("the online form of revision \"%s\" is outdated, and not run"),
								step->id);
	finding->detail = _("It belongs to other scripts than the revision has now.");
	finding->hint = psprintf(_("Have it derived again with schemaver_online('%s'), or adapt it with schemaver_edit('%s', online => ...)."),
							 step->id, step->id);
	return list_make1(finding);
}

static SvFinding *
make(const SvStep *step, SvSeverity severity, int sqlstate)
{
	SvFinding  *finding = palloc0(sizeof(SvFinding));

	finding->severity = severity;
	finding->subject = "online";
	finding->revision = step->id;
	finding->sqlstate = sqlstate;
	return finding;
}

/*
 * How many transactions there are in each phase.
 */
static char *
phases_text(const SvForm *form)
{
	int			counts[SV_PHASE_COUNT] = {0};
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, form->units)
		counts[((const SvOnlineStatement *) lfirst(lc))->phase]++;
	for (SvPhase phase = 0; phase < SV_PHASE_COUNT; phase++)
	{
		if (counts[phase] > 0)
			appendStringInfo(&buf, "%s%s %d", buf.len > 0 ? ", " : "",
							 sv_phase_name(phase), counts[phase]);
	}
	return buf.len > 0 ? buf.data : pstrdup(_("it is empty"));
}

/*
 * The strong locks, a line for each transaction that takes some; NULL if none
 * does.
 */
static char *
locks_text(const SvForm *form)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, form->units)
		append_locks(&buf, form, lfirst(lc));
	return buf.len > 0 ? buf.data : NULL;
}

static void
append_locks(StringInfo buf, const SvForm *form, const SvOnlineStatement *unit)
{
	int			before = buf->len;

	for (int i = unit->first; i <= unit->last; i++)
	{
		const RawStmt *raw = list_nth_node(RawStmt, form->script->statements,
										   i - 1);
		ListCell   *lc;

		foreach(lc, sv_statement_locks_of(raw->stmt))
		{
			const SvStatementLock *lock = lfirst(lc);

			if (buf->len == before)
				appendStringInfo(buf, _("%sStatement %d locks: "),
								 before > 0 ? "\n" : "", unit->first);
			else
				appendStringInfoString(buf, ", ");
			appendStringInfo(buf, "%s %s", lock->relation->relname,
							 GetLockmodeName(DEFAULT_LOCKMETHOD, lock->mode));
		}
	}
}
