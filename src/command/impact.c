/*-------------------------------------------------------------------------
 *
 * impact.c
 *	  The queries that upgrades break.
 *
 * The command finds the steps, and puts into words what a rehearsal of them has
 * found out (proof/impact.c).  Nothing is changed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/elog.h"

#include "command/impact.h"
#include "command/rehearse.h"
#include "proof/impact.h"

static SvImpactRow *make_row(const SvImpact *impact);
static void describe_gone(const SvImpact *impact, SvImpactRow *row);
static List *without_downgrades(List *steps);

/*
 * What the upgrades to a target do to queries: SvImpactRows.  Those to which
 * they do nothing are among them only if "untouched" is true.
 */
List *
sv_impact_command_find(const char *target, bool untouched)
{
	SvRehearsalPlan *plan = sv_rehearse_plan("schemaver_impact()", target,
											 false);
	List	   *rows = NIL;
	ListCell   *lc;

	foreach(lc, sv_impact_find(plan->start, without_downgrades(plan->steps),
							   plan->first))
	{
		const SvImpact *impact = lfirst(lc);

		if (untouched || impact->effect == SV_IMPACT_BREAKS ||
			impact->effect == SV_IMPACT_CHANGES)
			rows = lappend(rows, make_row(impact));
	}
	return rows;
}

/*
 * The steps without what is not rehearsed, so that what only downgrades touch
 * is not copied.
 */
static List *
without_downgrades(List *steps)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, steps)
	{
		SvRehearsedStep *step = palloc(sizeof(SvRehearsedStep));

		*step = *(SvRehearsedStep *) lfirst(lc);
		step->downgrade = NULL;
		kept = lappend(kept, step);
	}
	return kept;
}

static SvImpactRow *
make_row(const SvImpact *impact)
{
	static const char *const effects[SV_IMPACT_EFFECTS] = {
		"breaks", "changes its result type", "untouched", "not judged"
	};
	SvImpactRow *row = palloc0(sizeof(SvImpactRow));
	const ErrorData *error = impact->error;

	row->source = impact->query->source;
	row->name = impact->query->relation == NULL ? impact->query->name :
		psprintf("%s on %s", impact->query->name, impact->query->relation);
	row->query = impact->text;
	row->effect = effects[impact->effect];
	row->context = impact->context;
	if (error != NULL)
	{
		row->sqlstate = pstrdup(unpack_sql_state(error->sqlerrcode));
		row->message = error->message;
		row->detail = error->detail;
		row->hint = error->hint;
	}
	else if (impact->effect == SV_IMPACT_BREAKS)
		describe_gone(impact, row);
	else if (impact->effect == SV_IMPACT_CHANGES)
	{
		row->sqlstate = pstrdup(unpack_sql_state(ERRCODE_FEATURE_NOT_SUPPORTED));
		row->message = impact->change;
	}
	return row;
}

/*
 * Fills in the row of an object that the upgrades have dropped.
 */
static void
describe_gone(const SvImpact *impact, SvImpactRow *row)
{
	bool		is_view = impact->query->kind == SV_IMPACT_VIEW;

	row->sqlstate = pstrdup(unpack_sql_state(is_view ? ERRCODE_UNDEFINED_TABLE :
											 ERRCODE_UNDEFINED_FUNCTION));
	row->message = psprintf(_("%s %s does not exist any more"),
							impact->query->source, impact->query->name);
	row->detail = _("No statement drops it by name: it was dropped along with something that it depends on.");
}
