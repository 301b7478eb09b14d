/*-------------------------------------------------------------------------
 *
 * fn_plan.c
 *	  SQL functions that change nothing: plan, status, graph, offline SQL.
 *
 * What would refuse a run is part of the answer here, as far as an answer can
 * be given without it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/parallel.h"
#include "access/xact.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/drift.h"
#include "command/offline.h"
#include "command/repeat.h"
#include "command/steps.h"
#include "compat.h"
#include "deploy/preflight_losses.h"
#include "graph/draw.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "server/query.h"
#include "server/version.h"
#include "store/cache.h"
#include "store/online_form.h"
#include "store/store.h"
#include "strings.h"

PG_FUNCTION_INFO_V1(schemaver_plan_steps);
PG_FUNCTION_INFO_V1(schemaver_plan_script);
PG_FUNCTION_INFO_V1(schemaver_plan_online);
PG_FUNCTION_INFO_V1(schemaver_plan_losses);
PG_FUNCTION_INFO_V1(schemaver_status);
PG_FUNCTION_INFO_V1(schemaver_graph);
PG_FUNCTION_INFO_V1(schemaver_upgrade_sql);
PG_FUNCTION_INFO_V1(schemaver_downgrade_sql);
PG_FUNCTION_INFO_V1(schemaver_stamp_sql);

#define SV_STATUS_COLUMNS 13

static const char *script_of(const char *name, const char *operation);
static void plan_run(SvRows *rows, FunctionCallInfo fcinfo,
					 const SvState *state, const char *target, bool upgrade);
static void plan_stamp(SvRows *rows, FunctionCallInfo fcinfo,
					   const SvState *state, const char *target);
static void put_step(SvRows *rows, const SvGraph *graph, int number,
					 const char *operation, int node, const char *problem);
static const char *state_word(const SvState *state, int pending, int missing,
							  int changed, int repeatables);
static void plan_repeatables(SvRows *rows, const SvState *state, List *nodes);
static char *find_repeatable_script(const char *name);
static int	count_changed(const SvState *state);

/*
 * The steps of a run; their scripts are added by the SQL function
 * schemaver_plan().
 */
Datum
schemaver_plan_steps(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	const char *operation = sv_args_require_text(fcinfo, 1, "operation");
	SvState    *state = sv_cache_state();
	SvRows		rows;

	sv_plan_require_known(state);
	if (strcmp(operation, "upgrade") == 0)
		plan_run(&rows, fcinfo, state, target, true);
	else if (strcmp(operation, "downgrade") == 0)
		plan_run(&rows, fcinfo, state, target, false);
	else if (strcmp(operation, "stamp") == 0)
		plan_stamp(&rows, fcinfo, state, target);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unrecognized operation \"%s\"", operation),
				 errhint("Operations are upgrade, downgrade and stamp.")));
	return sv_rows_end(&rows);
}

/*
 * The script of a step; NULL if there is none.
 */
Datum
schemaver_plan_script(PG_FUNCTION_ARGS)
{
	const char *script = script_of(sv_args_text(fcinfo, 0),
								   sv_args_text(fcinfo, 1));

	if (script == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(script));
}

/*
 * Whether a deploy would run an online form.
 */
Datum
schemaver_plan_online(PG_FUNCTION_ARGS)
{
	const char *operation = sv_args_text(fcinfo, 1);
	SvStored   *stored = sv_store_find(sv_args_text(fcinfo, 0));
	SvOnlineState state;

	if (stored == NULL || strcmp(operation, "stamp") == 0)
		PG_RETURN_NULL();
	state = sv_online_form_state(stored, strcmp(operation, "upgrade") == 0);
	PG_RETURN_TEXT_P(cstring_to_text(sv_online_form_state_name(state)));
}

/*
 * What the statements of that script name when they destroy data, as far as it
 * exists now; NULL if there is no script, or one that cannot be parsed.
 */
Datum
schemaver_plan_losses(PG_FUNCTION_ARGS)
{
	const char *operation = sv_args_text(fcinfo, 1);
	SvStep		step = {.id = sv_args_text(fcinfo, 0),
	.upgrade = strcmp(operation, "upgrade") == 0};
	const char *script = script_of(step.id, operation);
	List	   *losses = NIL;
	ListCell   *lc;

	if (script == NULL || strcmp(operation, "repeat") == 0 ||
		sv_script_check(step.id, operation, script) != NULL)
		PG_RETURN_NULL();
	foreach(lc, sv_preflight_losses_check(&step, sv_script_parse(step.id,
																 operation,
																 script)))
	{
		const SvFinding *finding = lfirst(lc);

		losses = lappend(losses, finding->detail == NULL ?
						 unconstify(char *, finding->finding) :
						 psprintf("%s.  %s", finding->finding, finding->detail));
	}
	PG_RETURN_DATUM(sv_strings_datum(losses));
}

/*
 * The script that an operation runs; NULL if it runs none.
 */
static const char *
script_of(const char *name, const char *operation)
{
	SvStored   *stored;

	if (strcmp(operation, "repeat") == 0)
		return find_repeatable_script(name);
	stored = sv_store_find(name);
	if (stored != NULL && strcmp(operation, "upgrade") == 0)
		return stored->upgrade;
	if (stored != NULL && strcmp(operation, "downgrade") == 0)
		return stored->downgrade;
	return NULL;
}

Datum
schemaver_status(PG_FUNCTION_ARGS)
{
	SvState    *state = sv_cache_state();
	const SvGraph *graph = state->graph;
	SvSet		is_missing = sv_state_missing(state);
	int			applied = 0;
	int			missing = 0;
	int			changed = count_changed(state);
	int			pending;
	bool		visible = sv_repeats_visible();
	int			repeatables = visible ? sv_repeat_count_due() : 0;
	List	   *version;
	List	   *heads;
	TimestampTz last_run = 0;
	char	   *last_operation = NULL;
	bool		drift = false;
	Datum		values[SV_STATUS_COLUMNS];
	bool		nulls[SV_STATUS_COLUMNS] = {0};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (desc->natts > SV_STATUS_COLUMNS ||
		(desc->natts < SV_STATUS_COLUMNS && !sv_version_differs()))
		elog(ERROR, "row has %d columns, not %d", SV_STATUS_COLUMNS,
			 desc->natts);
	for (int i = 0; i < graph->count; i++)
	{
		applied += state->applied[i];
		missing += is_missing[i];
	}
	pending = graph->count - applied - missing;

	version = list_concat(sv_graph_ids(graph, sv_state_version(state)),
						  state->unknown);
	heads = sv_graph_heads(graph, SV_EDGES_DOWN_REVISION, NULL);

	values[0] = CStringGetTextDatum(state_word(state, pending, missing,
											   changed, repeatables));
	values[1] = sv_strings_datum(version);
	values[2] = sv_strings_datum(sv_graph_ids(graph, heads));
	values[3] = Int64GetDatum(applied);
	values[4] = Int64GetDatum(pending);
	values[5] = Int64GetDatum(missing);
	values[6] = Int64GetDatum(changed);
	values[7] = Int64GetDatum(list_length(state->unknown));
	if (sv_store_last_run(&last_run, &last_operation))
	{
		values[8] = TimestampTzGetDatum(last_run);
		values[9] = CStringGetTextDatum(last_operation);
	}
	else
		nulls[8] = nulls[9] = true;
	values[10] = sv_strings_datum(sv_graph_ids(graph, sv_state_absent(state)));
	values[11] = Int64GetDatum(repeatables);
	nulls[11] = !visible;
	nulls[12] = IsInParallelMode() || !sv_drift_is_known(&drift);
	values[12] = BoolGetDatum(drift);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc),
													  values, nulls)));
}

Datum
schemaver_graph(PG_FUNCTION_ARGS)
{
	const char *format = sv_args_require_text(fcinfo, 0, "format");
	SvState    *state = sv_cache_state();
	char	   *picture;

	if (strcmp(format, "ascii") == 0)
		picture = sv_draw_ascii(state);
	else if (strcmp(format, "mermaid") == 0)
		picture = sv_draw_mermaid(state);
	else if (strcmp(format, "dot") == 0)
		picture = sv_draw_dot(state);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unrecognized graph format \"%s\"", format),
				 errhint("Formats are ascii, mermaid and dot.")));
	PG_RETURN_TEXT_P(cstring_to_text(picture));
}

Datum
schemaver_upgrade_sql(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	bool		bookkeeping = sv_args_bool(fcinfo, 1, true);

	PG_RETURN_TEXT_P(cstring_to_text(sv_offline_upgrade(target, bookkeeping)));
}

Datum
schemaver_downgrade_sql(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	bool		bookkeeping = sv_args_bool(fcinfo, 1, true);

	PG_RETURN_TEXT_P(cstring_to_text(sv_offline_downgrade(target, bookkeeping)));
}

Datum
schemaver_stamp_sql(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");

	PG_RETURN_TEXT_P(cstring_to_text(sv_offline_stamp(target)));
}

/*
 * What would keep a step from being run is a column, not an error.
 */
static void
plan_run(SvRows *rows, FunctionCallInfo fcinfo, const SvState *state,
		 const char *target, bool upgrade)
{
	List	   *nodes = sv_steps_find_shown(state, target, upgrade);
	bool		refuse_missing = sv_missing_revisions == SV_MISSING_ERROR;
	SvSet		missing = sv_state_missing(state);
	int			number = 0;
	ListCell   *lc;

	sv_rows_begin(rows, fcinfo);
	foreach(lc, nodes)
	{
		int			node = lfirst_int(lc);

		put_step(rows, state->graph, ++number,
				 sv_steps_direction(upgrade), node,
				 upgrade && refuse_missing && missing[node] ?
				 _("missing below an applied revision") :
				 sv_plan_problem(state->graph, node, upgrade));
	}
	if (upgrade && sv_repeats_visible())
		plan_repeatables(rows, state, nodes);
}

/*
 * The repeatable scripts that are run after some nodes.
 */
static void
plan_repeatables(SvRows *rows, const SvState *state, List *nodes)
{
	MemoryContext context = MemoryContextSwitchTo(rows->oldcontext);
	List	   *scripts = sv_repeat_scripts(sv_repeat_find(state, nodes, false));
	int			number = list_length(nodes);
	ListCell   *lc;

	MemoryContextSwitchTo(context);
	foreach(lc, scripts)
	{
		sv_rows_add(rows, Int32GetDatum(++number));
		sv_rows_add_text(rows, "repeat");
		sv_rows_add_text(rows, ((SvRepeatable *) lfirst(lc))->name);
		sv_rows_add_text(rows, "repeatable script");
		sv_rows_add_strings(rows, NIL);
		sv_rows_add_strings(rows, NIL);
		sv_rows_add(rows, BoolGetDatum(true));
		sv_rows_add_null(rows);
		sv_rows_put(rows);
	}
}

static char *
find_repeatable_script(const char *name)
{
	const SvRepeatable *repeatable = sv_repeats_find(sv_repeats_all(), name, false);

	return repeatable ? repeatable->script : NULL;
}

static void
plan_stamp(SvRows *rows, FunctionCallInfo fcinfo, const SvState *state,
		   const char *target)
{
	List	   *targets = list_make1((void *) target);
	SvSet		after = sv_plan_stamp(state, targets, false).after;
	int			number = 0;

	sv_rows_begin(rows, fcinfo);
	for (int i = 0; i < state->graph->count; i++)
		if (after[i] != state->applied[i])
			put_step(rows, state->graph, ++number,
					 after[i] ? "stamp" : "unstamp", i, NULL);
}

/* a row of schemaver_plan_steps() */
static void
put_step(SvRows *rows, const SvGraph *graph, int number,
		 const char *operation, int node, const char *problem)
{
	const SvRevision *revision = graph->nodes[node].revision;

	sv_rows_add(rows, Int32GetDatum(number));
	sv_rows_add_text(rows, operation);
	sv_rows_add_text(rows, revision->id);
	sv_rows_add_text(rows, revision->message);
	sv_rows_add_strings(rows, revision->down_revisions);
	sv_rows_add_strings(rows, revision->depends_on);
	sv_rows_add(rows, BoolGetDatum(revision->transactional));
	sv_rows_add_text(rows, problem);
	sv_rows_put(rows);
}

/*
 * The state in one word.  What prevents an upgrade comes first, then what an
 * upgrade would change, then what it leaves as it is.
 */
static const char *
state_word(const SvState *state, int pending, int missing, int changed,
		   int repeatables)
{
	if (state->unknown != NIL || sv_state_absent(state) != NIL)
		return "diverged";
	if (missing > 0)
		return "missing";
	if (sv_state_version(state) == NIL)
		return "empty";
	if (pending > 0 || repeatables > 0)
		return "behind";
	return changed > 0 ? "changed" : "current";
}

static int
count_changed(const SvState *state)
{
	int			count = 0;

	for (int i = 0; i < state->graph->count; i++)
		count += state->changed[i];
	return count;
}
