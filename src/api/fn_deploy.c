/*-------------------------------------------------------------------------
 *
 * fn_deploy.c
 *	  SQL functions of deploys.
 *
 * schemaver_deploy() is a procedure that commits, so it must be a statement of
 * the client by itself.  The others change nothing that stays.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupdesc.h"
#include "utils/timestamp.h"

#include "api/args.h"
#include "api/rows.h"
#include "deploy/deploy.h"
#include "deploy/dryrun.h"
#include "deploy/preflight.h"
#include "graph/target.h"
#include "online/script.h"
#include "schemaver.h"
#include "server/transaction.h"
#include "store/cache.h"
#include "store/progress.h"

PG_FUNCTION_INFO_V1(schemaver_deploy);
PG_FUNCTION_INFO_V1(schemaver_dry_run);
PG_FUNCTION_INFO_V1(schemaver_preflight);
PG_FUNCTION_INFO_V1(schemaver_progress);
PG_FUNCTION_INFO_V1(schemaver_require);

static const char *operation_of(const SvDryrunStep *dry);
static void add_effect(SvRows *rows, const SvDryrunEffect *effect);
static void add_duration(SvRows *rows, int64 microseconds);
static void put_progress(const SvRow *row, void *arg);
static bool is_upgrade(FunctionCallInfo fcinfo, int number);
static int	parse_until(FunctionCallInfo fcinfo, int number);
static void require_applied(const SvState *state, const char *target);

Datum
schemaver_deploy(PG_FUNCTION_ARGS)
{
	const char *target;
	bool		upgrade;
	int			until = -1;
	bool		online = true;

	sv_transaction_require_top(fcinfo, "CALL schemaver_deploy()");
	target = sv_args_require_text(fcinfo, 0, "target");
	upgrade = is_upgrade(fcinfo, 1);
	if (PG_NARGS() > 2)
	{
		until = parse_until(fcinfo, 2);
		online = sv_args_bool(fcinfo, 3, true);
	}
	sv_deploy_run(target, upgrade, until, online);
	PG_RETURN_VOID();
}

Datum
schemaver_dry_run(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	List	   *steps = sv_dryrun_run(target, is_upgrade(fcinfo, 1));
	int			number = 0;
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, steps)
	{
		const SvDryrunStep *dry = lfirst(lc);

		sv_rows_add(&rows, Int32GetDatum(++number));
		sv_rows_add_text(&rows, operation_of(dry));
		sv_rows_add_text(&rows, dry->step->id);
		sv_rows_add_text(&rows, dry->step->message);
		sv_rows_add_text(&rows, dry->outcome);
		add_duration(&rows, dry->duration);
		sv_rows_add(&rows, Int64GetDatum(dry->rows));
		add_effect(&rows, dry->effect);
		sv_rows_add_text(&rows, dry->error);
		if (dry->effect != NULL)
			sv_rows_add_strings(&rows, dry->effect->destroyed);
		else
			sv_rows_add_null(&rows);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
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

Datum
schemaver_progress(PG_FUNCTION_ARGS)
{
	SvRows		rows;

	sv_rows_begin(&rows, fcinfo);
	sv_progress_read(put_progress, &rows);
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

static const char *
operation_of(const SvDryrunStep *dry)
{
	if (dry->repeatable != NULL)
		return dry->repeatable->is_check ? "check" : "repeat";
	return dry->step->upgrade ? "upgrade" : "downgrade";
}

/*
 * The columns of an effect; without one, they are null.
 */
static void
add_effect(SvRows *rows, const SvDryrunEffect *effect)
{
	if (effect == NULL)
	{
		for (int i = 0; i < 5; i++)
			sv_rows_add_null(rows);
		return;
	}
	sv_rows_add_strings(rows, effect->locks);
	sv_rows_add_strings(rows, effect->rewritten);
	sv_rows_add_strings(rows, effect->created);
	sv_rows_add_strings(rows, effect->changed);
	sv_rows_add_strings(rows, effect->dropped);
}

static void
add_duration(SvRows *rows, int64 microseconds)
{
	Interval   *duration = palloc0(sizeof(Interval));

	duration->time = microseconds;
	sv_rows_add(rows, IntervalPGetDatum(duration));
}

/*
 * sv_progress_read callback: the row as it is, if the tables still have the types
 * that we gave them.
 */
static void
put_progress(const SvRow *row, void *arg)
{
	SvRows	   *rows = arg;
	TupleDesc	desc = rows->rsinfo->setDesc;

	for (int i = 0; i < Min(sv_row_count(row), desc->natts); i++)
	{
		if (row->nulls[i])
			sv_rows_add_null(rows);
		else
			sv_rows_add(rows, sv_row_value(row, i + 1,
										   TupleDescAttr(desc, i)->atttypid));
	}
	sv_rows_put(rows);
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
			 errmsg("unrecognized direction \"%s\"", direction),
			 errhint("Directions are upgrade and downgrade.")));
}

/*
 * The phase before which a deploy is to stop; -1: none.
 */
static int
parse_until(FunctionCallInfo fcinfo, int number)
{
	const char *name = sv_args_text(fcinfo, number);
	SvPhase		phase;

	if (name == NULL)
		return -1;
	if (!sv_phase_parse(name, &phase) || phase == SV_PHASE_EXPAND)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot stop before phase \"%s\"", name),
				 errhint("Phases to stop before are backfill, validate, swap and contract.")));
	return phase;
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
