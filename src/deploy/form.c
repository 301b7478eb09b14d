/*-------------------------------------------------------------------------
 *
 * form.c
 *	  What a step of a deploy runs: its script, or the online form of that.
 *
 * What has been begun is finished in the form in which it was begun.  Otherwise
 * the online form is run, unless there is none, it belongs to other scripts, or
 * the caller of the deploy wants none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/steps.h"
#include "deploy/form.h"
#include "server/query.h"
#include "store/online_form.h"

static List *single_units(const SvScript *script);

/*
 * True if the step runs the online form of its script, or resumes it.  "Allowed":
 * the caller of the deploy lets it.
 */
bool
sv_form_is_online(const SvStored *stored, const SvStep *step, bool allowed)
{
	SvPartial  *partial;

	/* another session may have written the row */
	sv_query_begin_fresh();
	partial = sv_journal_partial(step->id);
	sv_query_end_fresh();
	if (partial != NULL && (partial->done > 0 || partial->started))
		return partial->online;
	return allowed &&
		sv_online_form_state(stored, step->upgrade) == SV_ONLINE_CURRENT;
}

/*
 * Parse what the step runs, in the current memory context.
 *
 * Errors: those of parsing; there is no downgrade script; an online form that was
 * begun does not belong to the scripts any more.
 */
SvForm *
sv_form_make(const SvStored *stored, const SvStep *step, bool online)
{
	SvForm	   *form = palloc0(sizeof(SvForm));
	SvOnlineScript *parsed;

	form->online = online;
	form->plain = sv_steps_script(step, stored);
	if (!online)
	{
		form->script = sv_script_parse(step->id, sv_steps_direction(step->upgrade),
									   form->plain);
		form->units = single_units(form->script);
		return form;
	}
	if (sv_online_form_state(stored, step->upgrade) != SV_ONLINE_CURRENT)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("cannot resume revision \"%s\", of which a part was run",
						step->id),
				 errdetail("Its online form was begun, and has been removed since, or the revision has other scripts."),
				 errhint("Restore them, or store an online form that begins with what was run with schemaver_edit('%s', %s => ...).",
						 step->id, step->upgrade ? "online" : "online_downgrade")));
	parsed = sv_online_parse(step->id, sv_online_form_direction(step->upgrade),
							 step->upgrade ? stored->online :
							 stored->online_downgrade);
	form->script = parsed->script;
	form->units = parsed->statements;
	return form;
}

/*
 * Each statement of a script as a transaction of its own.
 */
static List *
single_units(const SvScript *script)
{
	List	   *units = NIL;

	for (int i = 1; i <= list_length(script->statements); i++)
	{
		SvOnlineStatement *unit = palloc0(sizeof(SvOnlineStatement));

		unit->first = unit->last = i;
		units = lappend(units, unit);
	}
	return units;
}
