/*-------------------------------------------------------------------------
 *
 * fn_deploy.c
 *	  SQL functions of deploys.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/cache.h"
#include "access/transaction.h"
#include "engine/deploy.h"
#include "engine/preflight.h"
#include "face/args.h"
#include "face/rows.h"
#include "pure/target.h"
#include "schemaver.h"

PG_FUNCTION_INFO_V1(schemaver_deploy);
PG_FUNCTION_INFO_V1(schemaver_preflight);
PG_FUNCTION_INFO_V1(schemaver_require);

static bool is_upgrade(FunctionCallInfo fcinfo, int number);
static void require_applied(const SvState *state, const char *target);

Datum
schemaver_deploy(PG_FUNCTION_ARGS)
{
	const char *target;
	bool		upgrade;

	sv_transaction_require_top(fcinfo, "CALL schemaver_deploy()");
	target = sv_args_require_text(fcinfo, 0, "target");
	upgrade = is_upgrade(fcinfo, 1);
	sv_deploy_run(target, upgrade);
	PG_RETURN_VOID();
}

Datum
schemaver_preflight(PG_FUNCTION_ARGS)
{
	static const char *const severities[] = {"error", "warning", "note"};
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	List	   *findings = sv_preflight_run(target, is_upgrade(fcinfo, 1));
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, findings)
	{
		const SvFinding *finding = lfirst(lc);

		sv_rows_add_text(&rows, severities[finding->severity]);
		sv_rows_add_text(&rows, finding->subject);
		sv_rows_add_text(&rows, finding->revision);
		sv_rows_add_text(&rows, finding->finding);
		sv_rows_add_text(&rows, finding->detail);
		sv_rows_add_text(&rows, finding->hint);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * A whole id that is applied is found without the graph.
 */
Datum
schemaver_require(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");

	if (!sv_store_is_applied(target))
		require_applied(sv_cache_state(), target);
	PG_RETURN_VOID();
}

static bool
is_upgrade(FunctionCallInfo fcinfo, int number)
{
	const char *direction = sv_args_require_text(fcinfo, number, "direction");

	if (strcmp(direction, "upgrade") == 0)
		return true;
	if (strcmp(direction, "downgrade") == 0)
		return false;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown direction \"%s\"", direction),
			 errhint("Directions are upgrade and downgrade.")));
}

static void
require_applied(const SvState *state, const char *target)
{
	SvPlace    *place = sv_target_resolve(state, target, NULL);
	List	   *version = sv_state_version(state);
	ListCell   *lc;

	foreach(lc, place->nodes)
	{
		if (state->applied[lfirst_int(lc)])
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_SV_NOT_APPLIED),
				 errmsg("revision \"%s\" is not applied",
						sv_graph_id(state->graph, lfirst_int(lc))),
				 version == NIL ? errdetail("Nothing is applied.") :
				 errdetail("The version of the database is %s.",
						   sv_graph_list_text(state->graph, version)),
				 errhint("Run schemaver_upgrade('%s') or CALL schemaver_deploy('%s').",
						 target, target)));
	}
}
