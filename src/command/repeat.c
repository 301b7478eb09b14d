/*-------------------------------------------------------------------------
 *
 * repeat.c
 *	  Runs repeatable scripts and checks.
 *
 * Repeatable scripts belong to no revision: they are run after the revisions,
 * when they are new or have changed, and only by an upgrade after which all
 * heads are applied, as they are written for the schema that there is then.
 * Each one is run in a subtransaction.  One that fails since something does not
 * exist yet is tried again after the rest, until nothing is gained by that.
 *
 * Then come the checks: all of them, if anything was run, else those that are
 * new or have changed.  Each is rolled back; one that fails fails the upgrade.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "command/repeat.h"
#include "command/repeat_order.h"
#include "command/steps.h"
#include "error.h"
#include "schemaver.h"
#include "server/subtransaction.h"
#include "store/guard.h"
#include "store/store.h"

/* A run of some scripts. */
typedef struct Repeat
{
	SvWatch    *watch;			/* may be NULL */
	SvRepeatBegin begin;		/* may be NULL */
	void	   *arg;			/* of begin */
	int			total;
	int			announced;

	const SvRepeatable *current;
	bool		again;			/* it has failed before */
} Repeat;

/* A script that has failed. */
typedef struct Failure
{
	const SvRepeatable *repeatable;
	ErrorData  *error;
	int			number;			/* of the statement */
	int			line;
} Failure;

static List *find(const SvState *state, List *nodes, bool only_due, bool tell);
static List *find_pending_heads(const SvState *state, List *nodes);
static List *find_due(List *repeatables, bool is_check, bool all);
static void tell_waiting(const SvState *state, List *heads, List *due);
static List *run_round(Repeat *repeat, List *repeatables, bool again);
static Failure *try_one(Repeat *repeat);
static void run_script(void *arg);
static void run_check(void *arg);
static void announce(Repeat *repeat);
pg_noreturn static void report(const Repeat *repeat, List *failures);
static void add_hint(ErrorData *error, const SvRepeatable *repeatable);

/*
 * What an upgrade that runs some nodes has to run after them: scripts, in order,
 * and then checks.  NIL if a head is pending then; if there are scripts to be
 * run, that may be told.
 */
List *
sv_repeat_find(const SvState *state, List *nodes, bool tell)
{
	return find(state, nodes, true, tell);
}

/*
 * The same for a script for psql.  Not only those that are due: it is for a
 * database of which it is not known what was run there.
 */
List *
sv_repeat_find_offline(const SvState *state, List *nodes, bool only_due)
{
	return find(state, nodes, only_due, false);
}

static List *
find(const SvState *state, List *nodes, bool only_due, bool tell)
{
	List	   *all;
	List	   *due;
	List	   *heads;

	if (!sv_repeats_exist())
		return NIL;
	all = sv_repeats_all();
	due = find_due(all, false, !only_due);
	heads = find_pending_heads(state, nodes);
	if (heads != NIL)
	{
		if (tell && due != NIL)
			tell_waiting(state, heads, due);
		return NIL;
	}
	return list_concat(sv_repeat_order_sort(due),
					   find_due(all, true, nodes != NIL || due != NIL));
}

/*
 * The heads that are not applied after an upgrade that runs some nodes.
 */
static List *
find_pending_heads(const SvState *state, List *nodes)
{
	SvState		after = *state;
	ListCell   *lc;

	after.applied = sv_set_make(state->graph);
	for (int i = 0; i < state->graph->count; i++)
		after.applied[i] = state->applied[i];
	foreach(lc, nodes)
		after.applied[lfirst_int(lc)] = true;
	return sv_state_pending_heads(&after);
}

/*
 * Those of a list that are no checks.
 */
List *
sv_repeat_scripts(List *repeatables)
{
	return find_due(repeatables, false, true);
}

/*
 * How many scripts are due, not counting checks.
 */
int
sv_repeat_count_due(void)
{
	return list_length(find_due(sv_repeats_all(), false, false));
}

static List *
find_due(List *repeatables, bool is_check, bool all)
{
	List	   *found = NIL;
	ListCell   *lc;

	foreach(lc, repeatables)
	{
		const SvRepeatable *repeatable = lfirst(lc);

		if (repeatable->is_check == is_check && (all || sv_repeats_due(repeatable)))
			found = lappend(found, lfirst(lc));
	}
	return found;
}

static void
tell_waiting(const SvState *state, List *heads, List *due)
{
	StringInfoData names;
	ListCell   *lc;

	initStringInfo(&names);
	foreach(lc, due)
		appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "",
						 ((const SvRepeatable *) lfirst(lc))->name);
	ereport(NOTICE,
			(errmsg_plural("%d repeatable script waits until all heads are applied",
						   "%d repeatable scripts wait until all heads are applied",
						   list_length(due), list_length(due)),
			 errdetail("Pending heads: %s.  Scripts: %s.",
					   sv_graph_list_text(state->graph, heads), names.data)));
}

/*
 * Run scripts and checks of sv_repeat_find(), and record that.  The caller has
 * the lock of a run, and has entered the guard.
 *
 * Errors: those of a script, with its place as context.
 */
void
sv_repeat_run(List *repeatables, SvWatch *watch, SvRepeatBegin begin, void *arg)
{
	Repeat		repeat = {watch, begin, arg, list_length(repeatables)};
	List	   *scripts = find_due(repeatables, false, true);
	List	   *checks = find_due(repeatables, true, true);
	bool		again = false;
	ListCell   *lc;

	while (scripts != NIL)
	{
		List	   *failures = run_round(&repeat, scripts, again);

		if (list_length(failures) == list_length(scripts))
			report(&repeat, failures);
		scripts = NIL;
		foreach(lc, failures)
			scripts = lappend(scripts, unconstify(SvRepeatable *,
												  ((Failure *) lfirst(lc))->repeatable));
		again = true;
	}
	foreach(lc, checks)
	{
		Failure    *failure;

		repeat.current = lfirst(lc);
		repeat.again = false;
		failure = try_one(&repeat);
		if (failure != NULL)
			report(&repeat, list_make1(failure));
		if (sv_repeats_due(repeat.current))
			sv_repeats_record(repeat.current);
	}
}

/*
 * Run scripts once; returns those that fail and may succeed later, as Failures.
 */
static List *
run_round(Repeat *repeat, List *repeatables, bool again)
{
	List	   *failures = NIL;
	ListCell   *lc;

	foreach(lc, repeatables)
	{
		Failure    *failure;

		CHECK_FOR_INTERRUPTS();
		repeat->current = lfirst(lc);
		repeat->again = again;
		failure = try_one(repeat);
		if (failure == NULL)
			continue;
		if (!sv_repeat_may_succeed_later(failure->error))
			report(repeat, list_make1(failure));
		failures = lappend(failures, failure);
	}
	return failures;
}

/*
 * Run the current one in a subtransaction; returns NULL if it succeeds.
 */
static Failure *
try_one(Repeat *repeat)
{
	ErrorData  *error;
	Failure    *failure;

	error = repeat->current->is_check ?
		sv_subtransaction_run(run_check, NULL, repeat, SV_SUBTRANSACTION_ROLLBACK) :
		sv_subtransaction_run(run_script, NULL, repeat, SV_SUBTRANSACTION_COMMIT);
	if (error == NULL)
		return NULL;
	failure = palloc0(sizeof(Failure));
	failure->repeatable = repeat->current;
	failure->error = error;
	if (repeat->watch != NULL)
	{
		failure->number = repeat->watch->number;
		failure->line = repeat->watch->line;
	}
	return failure;
}

/* SvSubtransactionCallback: runs the current script, and records that */
static void
run_script(void *arg)
{
	Repeat	   *repeat = arg;
	TimestampTz started_at = GetCurrentTimestamp();
	SvLogEntry	entry = {"repeat", repeat->current->name, "repeatable script",
	started_at, (Datum) 0};

	run_check(arg);
	entry.sha256 = sv_store_sha256(repeat->current->script);
	sv_repeats_record(repeat->current);
	sv_store_record(&entry, SV_CHANGE_NONE);
	sv_steps_log_repeatable(repeat->current->name, started_at);
}

/* SvSubtransactionCallback: runs the current one */
static void
run_check(void *arg)
{
	Repeat	   *repeat = arg;

	announce(repeat);
	sv_executor_run(sv_repeatable_parse(repeat->current), repeat->watch);
	sv_guard_identity_of(sv_repeatable_title(repeat->current));
}

/*
 * Tell the client which script is run, once.
 */
static void
announce(Repeat *repeat)
{
	const SvRepeatable *current = repeat->current;
	char	   *of = "";

	if (!repeat->again)
		repeat->announced++;
	if (repeat->begin != NULL)
		repeat->begin(current, repeat->announced, repeat->total, repeat->arg);
	else
		pgstat_report_activity(STATE_RUNNING,
							   psprintf("schemaver: %d of %d, %s",
										repeat->announced, repeat->total,
										sv_repeatable_title(current)));
	if (repeat->again)
		return;
	if (sv_progress)
		of = psprintf(" (%d of %d)", repeat->announced, repeat->total);
	ereport(sv_progress ? NOTICE : INFO,
			(current->is_check ? errmsg("running check %s%s", current->name, of) :
			 errmsg("running repeatable script %s%s", current->name, of)));
}

/*
 * True if a script that has failed may succeed after others.  That another
 * session has a lock, that something cannot be done in a transaction, or that the
 * role may not do it, does not change.
 */
bool
sv_repeat_may_succeed_later(const ErrorData *error)
{
	int			code = error->sqlerrcode;

	return sv_error_is_answer(code) && code != ERRCODE_LOCK_NOT_AVAILABLE &&
		code != ERRCODE_T_R_DEADLOCK_DETECTED &&
		code != ERRCODE_INSUFFICIENT_PRIVILEGE &&
		code != ERRCODE_FEATURE_NOT_SUPPORTED && code != ERRCODE_SYNTAX_ERROR &&
		ERRCODE_TO_CATEGORY(code) != ERRCODE_INVALID_TRANSACTION_STATE;
}

/*
 * Throw the error of the first script, with those of others as detail.
 */
static void
report(const Repeat *repeat, List *failures)
{
	const Failure *first = linitial(failures);
	ErrorData  *error = first->error;
	StringInfoData others;

	initStringInfo(&others);
	for (int i = 1; i < list_length(failures); i++)
	{
		const Failure *failure = list_nth(failures, i);

		appendStringInfo(&others, "\n%s: %s",
						 sv_repeatable_title(failure->repeatable),
						 failure->error->message);
	}
	if (others.len > 0)
		error->detail = psprintf("%s%s%s%s", error->detail ? error->detail : "",
								 error->detail ? "\n" : "",
								 _("These fail, too:"), others.data);
	add_hint(error, first->repeatable);
	if (repeat->watch != NULL)
	{
		repeat->watch->number = first->number;
		repeat->watch->line = first->line;
	}
	ReThrowError(error);
}

static void
add_hint(ErrorData *error, const SvRepeatable *repeatable)
{
	if (error->hint != NULL || !repeatable->is_check ||
		!sv_error_is_answer(error->sqlerrcode))
		return;
	error->hint = repeatable->filename != NULL ?
		pstrdup(_("A check must hold after every upgrade.  If it is not meant to hold any more, remove its file.")) :
		psprintf(_("A check must hold after every upgrade.  If it is not meant to hold any more, remove it with schemaver_repeatable(%s, NULL, true)."),
				 quote_literal_cstr(repeatable->name));
}
