/*-------------------------------------------------------------------------
 *
 * deploy_plan.c
 *	  The plan of a deploy: which steps there are, and which is the next.
 *
 * The plan is made once, of ids, and again only if the revisions have changed,
 * or others may have run some of them.  The target is resolved only the first
 * time: a relative one would lead further from each new state.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "command/gate.h"
#include "command/begin.h"
#include "command/steps.h"
#include "deploy/deploy_plan.h"
#include "deploy/preflight.h"
#include "deploy/preflight_names.h"
#include "deploy/preflight_repeatables.h"
#include "graph/plan.h"
#include "server/query.h"
#include "server/transaction.h"
#include "store/cache.h"
#include "store/repeats.h"

static List *find_steps(SvDeploy *deploy);
static SvPlace *resolve(SvDeploy *deploy, const SvState *state);
static SvPlace *resolve_first(SvDeploy *deploy, const SvState *state);
static List *check_repeatables(const SvDeploy *deploy);
static void check_verdicts(const SvDeploy *deploy);
pg_noreturn static void refuse(const SvFinding *finding, int errors);

/*
 * Plan the steps from what is applied now.  The old plan is kept until the new
 * one is made: if that fails, it tells where the deploy is.
 *
 * Errors: those of the steps of a target; a revision that cannot be undone.
 */
void
sv_deploy_plan_make(SvDeploy *deploy)
{
	SvDeployPlan *plan = &deploy->plan;
	MemoryContext context;
	MemoryContext oldcontext;
	List	   *steps;

	sv_transaction_commit();
	context = AllocSetContextCreate(deploy->context, "schemaver plan",
									ALLOCSET_DEFAULT_SIZES);
	oldcontext = MemoryContextSwitchTo(context);
	steps = find_steps(deploy);
	MemoryContextSwitchTo(oldcontext);

	deploy->position.step = NULL;
	if (plan->context != NULL)
		MemoryContextDelete(plan->context);
	plan->context = context;
	plan->steps = steps;
	plan->next = 0;
	plan->stale = false;
}

static List *
find_steps(SvDeploy *deploy)
{
	bool		upgrade = deploy->position.upgrade;
	SvState    *state;
	List	   *nodes;
	List	   *steps;
	ListCell   *lc;

	sv_query_begin_fresh();
	state = sv_cache_state();
	deploy->plan.generation = sv_cache_generation();
	sv_plan_require_known(state);
	sv_begin_tell_absent(state, NULL);
	nodes = sv_steps_find_to(state, resolve(deploy, state), upgrade);
	foreach(lc, nodes)
		sv_steps_require_reversible(state->graph->nodes[lfirst_int(lc)].revision,
									upgrade);
	steps = sv_steps_make(state->graph, nodes, upgrade);
	sv_query_end_fresh();
	return steps;
}

/*
 * The place that the target names.
 */
static SvPlace *
resolve(SvDeploy *deploy, const SvState *state)
{
	const SvDeployPlan *plan = &deploy->plan;
	SvPlace    *place;
	ListCell   *lc;

	if (!plan->resolved)
		return resolve_first(deploy, state);
	place = palloc0(sizeof(SvPlace));
	place->text = deploy->position.target;
	place->branch = plan->branch ? sv_graph_find(state->graph, plan->branch) : -1;
	foreach(lc, plan->goal)
		place->nodes = lappend_int(place->nodes,
								   sv_target_resolve_one(state, lfirst(lc)));
	return place;
}

/*
 * The same for the first time; the ids are kept.
 */
static SvPlace *
resolve_first(SvDeploy *deploy, const SvState *state)
{
	SvDeployPlan *plan = &deploy->plan;
	SvPlace    *place = sv_target_resolve(state, deploy->position.target, NULL);
	MemoryContext oldcontext = MemoryContextSwitchTo(deploy->context);
	ListCell   *lc;

	foreach(lc, place->nodes)
		plan->goal = lappend(plan->goal,
							 pstrdup(sv_graph_id(state->graph, lfirst_int(lc))));
	if (place->branch >= 0)
		plan->branch = pstrdup(sv_graph_id(state->graph, place->branch));
	plan->resolved = true;
	MemoryContextSwitchTo(oldcontext);
	return place;
}

/*
 * Check the plan as a whole before anything is run, with the findings of
 * schemaver_preflight(): warnings are reported, but for those about old names.
 *
 * Errors: the first finding that is one; unverified revisions, if
 * schemaver.verify demands that.
 */
void
sv_deploy_plan_check(const SvDeploy *deploy)
{
	const SvFinding *first = NULL;
	int			errors = 0;
	ListCell   *lc;

	foreach(lc, list_concat(sv_preflight_check(deploy->plan.steps,
											   deploy->online),
							check_repeatables(deploy)))
	{
		const SvFinding *finding = lfirst(lc);

		/* the script says it itself when it comes there */
		if (finding->severity == SV_FINDING_WARNING &&
			strcmp(finding->subject, SV_NAMES_SUBJECT) != 0)
			ereport(WARNING,
					(errcode(finding->sqlstate != 0 ? finding->sqlstate : ERRCODE_WARNING),
					 errmsg_internal("%s", finding->finding),
					 finding->detail ?
					 errdetail_internal("%s", finding->detail) : 0,
					 finding->hint ? errhint("%s", finding->hint) : 0));
		else if (finding->severity == SV_FINDING_ERROR && errors++ == 0)
			first = finding;
	}
	if (first != NULL)
		refuse(first, errors);
	if (deploy->position.upgrade)
		check_verdicts(deploy);
}

/*
 * Findings about what is run after the steps.
 */
static List *
check_repeatables(const SvDeploy *deploy)
{
	const SvState *state;
	List	   *nodes = NIL;
	List	   *findings;
	ListCell   *lc;

	if (!deploy->position.upgrade || !sv_repeats_exist())
		return NIL;
	state = sv_begin_state();
	foreach(lc, deploy->plan.steps)
	{
		int			node = sv_graph_find(state->graph, ((const SvStep *) lfirst(lc))->id);

		if (node >= 0)
			nodes = lappend_int(nodes, node);
	}
	sv_query_begin_fresh();
	findings = sv_preflight_repeatables_check(state, nodes);
	sv_query_end_fresh();
	return findings;
}

static void
check_verdicts(const SvDeploy *deploy)
{
	List	   *ids = NIL;
	ListCell   *lc;

	foreach(lc, deploy->plan.steps)
		ids = lappend(ids, unconstify(char *, ((const SvStep *) lfirst(lc))->id));
	sv_query_begin_fresh();
	sv_gate_check(ids);
	sv_query_end_fresh();
}

static void
refuse(const SvFinding *finding, int errors)
{
	const char *consequence = errors == 1 ? _("Nothing was run.") :
	psprintf(_("Nothing was run; schemaver_preflight() lists %d errors."),
			 errors);

	ereport(ERROR,
			(errcode(finding->sqlstate),
			 errmsg_internal("%s", finding->finding),
			 errdetail_internal("%s%s%s", finding->detail ? finding->detail : "",
								finding->detail ? "\n" : "", consequence),
			 finding->hint ? errhint("%s", finding->hint) : 0));
}

/*
 * True if the plan may not hold any more.
 */
bool
sv_deploy_plan_is_stale(const SvDeploy *deploy)
{
	return deploy->plan.stale ||
		deploy->plan.generation != sv_cache_generation();
}

/*
 * Move the position to the step to run; returns false if all are done.
 */
bool
sv_deploy_plan_begin_step(SvDeploy *deploy)
{
	const SvDeployPlan *plan = &deploy->plan;
	SvDeployPosition *position = &deploy->position;
	int			total = list_length(plan->steps);

	if (plan->next >= total)
		return false;
	position->step = list_nth(plan->steps, plan->next);
	position->number = plan->finished + 1;
	position->total = plan->finished + total - plan->next;
	return true;
}

/*
 * The step after the one that is being run, or NULL.
 */
const SvStep *
sv_deploy_plan_following(const SvDeploy *deploy)
{
	const SvDeployPlan *plan = &deploy->plan;

	return plan->next + 1 < list_length(plan->steps) ?
		list_nth(plan->steps, plan->next + 1) : NULL;
}

/*
 * The step that was being run is done.
 */
void
sv_deploy_plan_end_step(SvDeploy *deploy)
{
	deploy->position.step = sv_deploy_plan_following(deploy);
	deploy->plan.finished++;
	deploy->plan.next++;
}
