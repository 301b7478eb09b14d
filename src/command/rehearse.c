/*-------------------------------------------------------------------------
 *
 * rehearse.c
 *	  From a range of revisions to the steps of a rehearsal.
 *
 * What lies between the version and a target is rehearsed on a copy of the
 * database.  Any other range begins at a point of the graph, and the state
 * there is made from nothing, by the steps that lead to it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/rehearse.h"
#include "command/steps.h"
#include "graph/plan.h"
#include "graph/target.h"
#include "store/cache.h"

static List *make_steps(const SvGraph *graph, List *nodes, SvStored **stored);

/*
 * The steps of a range "from:to", where "to" alone is "current:to", ":to" begins
 * at base, and "to:to" is this one revision.  "command" is its name, for
 * messages.
 *
 * Errors: a range that cannot be run upwards, or, in place, does not begin at
 * the version.
 */
SvRehearsalPlan *
sv_rehearse_plan(const char *command, const char *range, bool in_place)
{
	SvRehearsalPlan *plan = palloc0(sizeof(SvRehearsalPlan));
	SvState    *state = sv_cache_state();
	SvStored  **stored;
	List	   *before = NIL;
	char	   *from = "current";
	char	   *to = unconstify(char *, range);
	ListCell   *lc;

	(void) sv_target_split_range(range, &from, &to);
	if (to == NULL)
		to = "heads";
	if (from != NULL && strcmp(from, "base") == 0)
		from = NULL;
	plan->graph = state->graph;
	plan->start = SV_REHEARSAL_NOTHING;
	if (from != NULL && strcmp(from, "current") == 0)
		plan->start = in_place ? SV_REHEARSAL_IN_PLACE : SV_REHEARSAL_COPY;
	else if (in_place)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s in place must begin at the current version", command),
				 errdetail("Range \"%s\" begins elsewhere.", range)));
	else if (from != NULL)
		before = sv_steps_find(sv_plan_pretend(state, NULL), from, true);
	plan->first = list_length(before);
	plan->nodes = list_concat(before, sv_steps_find(sv_plan_pretend(state, from),
													to, true));
	if (from != NULL && strcmp(from, to) == 0 && before != NIL)
		plan->first--;
	stored = sv_store_fetch(state->graph, plan->nodes, false);
	plan->steps = make_steps(state->graph, plan->nodes, stored);
	plan->stored = palloc(sizeof(SvStored *) * (list_length(plan->nodes) + 1));
	foreach(lc, plan->nodes)
	{
		plan->stored[foreach_current_index(lc)] = stored[lfirst_int(lc)];
	}
	return plan;
}

static List *
make_steps(const SvGraph *graph, List *nodes, SvStored **stored)
{
	List	   *steps = NIL;
	ListCell   *lc;

	foreach(lc, nodes)
	{
		const SvRevision *revision = graph->nodes[lfirst_int(lc)].revision;
		const SvStored *scripts = stored[lfirst_int(lc)];
		SvRehearsedStep *step = palloc0(sizeof(SvRehearsedStep));

		if (scripts == NULL)
			sv_steps_refuse_removed(revision->id);
		step->revision = pstrdup(revision->id);
		step->upgrade = scripts->upgrade;
		step->downgrade = scripts->downgrade;
		step->transactional = revision->transactional;
		steps = lappend(steps, step);
	}
	return steps;
}
