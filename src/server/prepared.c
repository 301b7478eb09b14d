/*-------------------------------------------------------------------------
 *
 * prepared.c
 *	  A statement of the caller that is executed many times.
 *
 * It runs as the caller, with the search_path of the caller, in many
 * transactions, with one plan: the planner is asked again only if something has
 * changed on which the plan depends.  Our own queries are query.c's; SPI would
 * run these too, but has no way to stop at a row that the caller chooses.
 *
 * The plan is made without knowing the values of the parameters.  So that it
 * suits all of them, the planner gets no choice but the way that is asked for,
 * by settings that are in effect while it plans, and only then.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/executor.h"
#include "tcop/utility.h"
#include "utils/plancache.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "server/prepared.h"

struct SvPrepared
{
	const char *text;
	int			nargs;
	const Oid  *types;
	SvPreparedScan scan;
	bool		latest;
	CachedPlanSource *source;
	MemoryContextCallback drop;
};

/* A receiver that passes rows to a callback. */
typedef struct Receiver
{
	DestReceiver pub;
	SvPreparedCallback callback;
	void	   *arg;
	MemoryContext context;		/* in which the callback is called */
} Receiver;

static void drop_source(void *arg);
static int	pin_planner(SvPreparedScan scan);
static ParamListInfo make_params(const SvPrepared *prepared, const Datum *values);
static uint64 run(const SvPrepared *prepared, PlannedStmt *planned,
				  ParamListInfo params, DestReceiver *receiver);
static void set_position(void *arg);
static bool receive(TupleTableSlot *slot, DestReceiver *self);
static void receiver_startup(DestReceiver *self, int operation,
							 TupleDesc desc);
static void receiver_nothing(DestReceiver *self);

/*
 * Prepare a statement, which must be one, for as long as the current memory
 * context lives.  "types" must live as long.
 *
 * Errors: those of the parser and of the analysis.
 */
SvPrepared *
sv_prepared_make(const char *text, int nargs, const Oid *types,
				 SvPreparedScan scan)
{
	SvPrepared *prepared = palloc0(sizeof(SvPrepared));
	ErrorContextCallback callback = {error_context_stack, set_position, prepared};
	RawStmt    *raw;
	List	   *queries;

	prepared->text = pstrdup(text);
	prepared->nargs = nargs;
	prepared->types = types;
	prepared->scan = scan;

	error_context_stack = &callback;
	raw = linitial_node(RawStmt, pg_parse_query(prepared->text));
	prepared->source = CreateCachedPlan(raw, prepared->text,
										CreateCommandTag(raw->stmt));
	PushActiveSnapshot(GetTransactionSnapshot());
	queries = pg_analyze_and_rewrite_fixedparams(raw, prepared->text,
												 unconstify(Oid *, types), nargs,
												 NULL);
	PopActiveSnapshot();
	CompleteCachedPlan(prepared->source, queries, NULL, unconstify(Oid *, types),
					   nargs, NULL, NULL, CURSOR_OPT_GENERIC_PLAN, false);
	error_context_stack = callback.previous;

	/* from here on it belongs to the context, and not to the transaction */
	SaveCachedPlan(prepared->source);
	prepared->drop.func = drop_source;
	prepared->drop.arg = prepared->source;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &prepared->drop);
	return prepared;
}

/*
 * Let it see all that is committed when it is executed, whatever the isolation
 * level is: for what the transaction around it does not know of.
 */
void
sv_prepared_see_latest(SvPrepared *prepared)
{
	prepared->latest = true;
}

/*
 * Execute it; no parameter is null.  Rows that it returns are passed to the
 * callback, in the current memory context; it may be NULL if there are none.
 * Returns the number of rows that were processed.
 *
 * Errors: those of the statement, with the position in its text.
 */
uint64
sv_prepared_execute(SvPrepared *prepared, const Datum *values,
					SvPreparedCallback callback, void *arg)
{
	ErrorContextCallback context = {error_context_stack, set_position, prepared};
	ParamListInfo params = make_params(prepared, values);
	Receiver	receiver = {{receive, receiver_startup, receiver_nothing,
	receiver_nothing, DestNone}, callback, arg, CurrentMemoryContext};
	int			nest_level;
	CachedPlan *plan;
	uint64		processed = 0;
	ListCell   *lc;

	error_context_stack = &context;
	CommandCounterIncrement();
	nest_level = pin_planner(prepared->scan);
	plan = GetCachedPlan(prepared->source, params, CurrentResourceOwner, NULL);
	AtEOXact_GUC(true, nest_level);

	foreach(lc, plan->stmt_list)
	{
		PlannedStmt *planned = lfirst_node(PlannedStmt, lc);
		uint64		rows = run(prepared, planned, params,
							   callback != NULL && planned->canSetTag ?
							   &receiver.pub : None_Receiver);

		if (planned->canSetTag)
			processed = rows;
	}
	ReleaseCachedPlan(plan, CurrentResourceOwner);
	error_context_stack = context.previous;
	return processed;
}

/* MemoryContextCallback of sv_prepared_make */
static void
drop_source(void *arg)
{
	DropCachedPlan(arg);
}

/*
 * Leave the planner one way of finding rows; returns the nest level of the
 * settings.
 */
static int
pin_planner(SvPreparedScan scan)
{
	static const char *const by_key[] = {
		"jit", "enable_seqscan", "enable_bitmapscan", "enable_sort", NULL
	};
	static const char *const by_place[] = {
		"jit", "enable_seqscan", NULL
	};
	const char *const *settings = scan == SV_SCAN_BY_KEY ? by_key : by_place;
	int			nest_level = NewGUCNestLevel();

	for (; *settings != NULL; settings++)
		(void) set_config_option(*settings, "off", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	return nest_level;
}

static ParamListInfo
make_params(const SvPrepared *prepared, const Datum *values)
{
	ParamListInfo params = makeParamList(prepared->nargs);

	for (int i = 0; i < prepared->nargs; i++)
	{
		params->params[i].value = values[i];
		params->params[i].isnull = false;
		params->params[i].pflags = PARAM_FLAG_CONST;
		params->params[i].ptype = prepared->types[i];
	}
	return params;
}

/*
 * Run one of the statements into which it was rewritten.
 */
static uint64
run(const SvPrepared *prepared, PlannedStmt *planned, ParamListInfo params,
	DestReceiver *receiver)
{
	QueryDesc  *query;
	uint64		rows;

	CommandCounterIncrement();
	PushActiveSnapshot(prepared->latest && IsolationUsesXactSnapshot() ?
					   GetLatestSnapshot() : GetTransactionSnapshot());
	if (planned->utilityStmt != NULL)
	{
		/* NOTIFY of a rule */
		ProcessUtility(planned, prepared->text, true, PROCESS_UTILITY_QUERY,
					   params, NULL, None_Receiver, NULL);
		PopActiveSnapshot();
		return 0;
	}
	query = CreateQueryDesc(planned, prepared->text, GetActiveSnapshot(),
							InvalidSnapshot, receiver, params, NULL, 0);
	ExecutorStart(query, 0);
	ExecutorRun(query, ForwardScanDirection, 0);
	ExecutorFinish(query);
	rows = query->estate->es_processed;
	ExecutorEnd(query);
	FreeQueryDesc(query);
	PopActiveSnapshot();
	return rows;
}

/*
 * Error context callback: the position is one in the text of the statement.
 */
static void
set_position(void *arg)
{
	const SvPrepared *prepared = arg;
	int			position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(prepared->text);
	}
}

static bool
receive(TupleTableSlot *slot, DestReceiver *self)
{
	Receiver   *receiver = (Receiver *) self;
	MemoryContext oldcontext = MemoryContextSwitchTo(receiver->context);
	bool		more = receiver->callback(slot, receiver->arg);

	MemoryContextSwitchTo(oldcontext);
	return more;
}

static void
receiver_startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

static void
receiver_nothing(DestReceiver *self)
{
}
