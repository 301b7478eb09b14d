/*-------------------------------------------------------------------------
 *
 * derive.c
 *	  The command that derives the downgrade of a revision.
 *
 * A revision that is not applied is tried out on a copy of the database, after
 * what is pending below it.  One that is applied needs the state before it, which
 * is made from nothing, by all that it depends on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/derive.h"
#include "graph/target.h"
#include "proof/derive.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/guard.h"

static void tell(const char *revision, const SvDerived *derived);

/*
 * The downgrade of a revision, derived from what its upgrade does.  What it does
 * not bring back is reported to the client.
 *
 * Errors: as sv_derive_downgrade().
 */
char *
sv_derive_revision(const char *target)
{
	SvState    *state;
	SvRehearsalPlan *plan;
	const char *id;
	int			node;

	sv_guard_command("schemaver_derive()");
	state = sv_cache_state();
	node = sv_target_resolve_one(state, target);
	id = pstrdup(sv_graph_id(state->graph, node));
	/* it may have been written in this statement */
	sv_query_begin_fresh();
	plan = sv_rehearse_plan("schemaver_derive()",
							psprintf("%s:%s", state->applied[node] ? "base" : "current", id),
							false);
	sv_query_end_fresh();
	return sv_derive_script(plan);
}

/*
 * The downgrade of the last step of a plan.
 *
 * Errors: as sv_derive_downgrade().
 */
char *
sv_derive_script(const SvRehearsalPlan *plan)
{
	SvDerived  *derived = sv_derive_downgrade(plan->start, plan->steps);

	tell(((const SvRehearsedStep *) llast(plan->steps))->revision, derived);
	return derived->script;
}

/*
 * Report what a downgrade does not bring back.
 */
static void
tell(const char *revision, const SvDerived *derived)
{
	ListCell   *lc;

	foreach(lc, derived->lines)
		ereport(INFO,
				(errmsg_internal("%s", (char *) lfirst(lc))));
	if (derived->again != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("revision \"%s\" cannot be upgraded again after the derived downgrade",
						revision),
				 errdetail_internal("%s", derived->again),
				 errhint("Add to the downgrade what is missing, such as DELETE of rows that the upgrade inserts.")));
}
