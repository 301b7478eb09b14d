/*-------------------------------------------------------------------------
 *
 * drift.c
 *	  What was changed in the schemas without a revision.
 *
 * How the schemas should be is known from the facts that were stored when a run
 * had ended, or, if that is asked for, from a run of the revisions in a rehearsal.
 * If it is not known, the transactions that have written rows of the catalogs and
 * are not ours tell what was changed (drift_rows.c).
 *
 * All is read with the rights of the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"

#include "catalog/snapshot.h"
#include "command/drift.h"
#include "command/drift_author.h"
#include "command/drift_rows.h"
#include "command/steps.h"
#include "compat.h"
#include "diff/compare.h"
#include "diff/turnover.h"
#include "fact/acl.h"
#include "file/line.h"
#include "graph/plan.h"
#include "kind/kinds.h"
#include "model/model.h"
#include "model/tracked_facts.h"
#include "proof/closure.h"
#include "proof/drift_scripts.h"
#include "proof/rehearsal.h"
#include "proof/replay.h"
#include "store/cache.h"
#include "store/repeats.h"
#include "strings.h"

/* How many objects an error lists. */
#define MAX_LISTED 20

static bool is_default(const SvDriftOptions *options);
static bool find_stored(SvDriftSides *sides, const SvDriftOptions *options);
static SvFacts *replay(void);
static List *find_repeated(void);
static void compare(SvDriftSides *sides, const SvDriftOptions *options);
static SvFacts *only_schemas(SvFacts *facts, const List *schemas);
static void keep_others(SvFacts *then, const SvFacts *now);
static void keep_value(SvFact *then, const SvFact *now, const char *name);
pg_noreturn static void refuse_unknown(const SvDriftSides *sides);

/*
 * The schemas as they should be, and as they are.  If that is not known, "layer"
 * is NULL and only those of now are read.
 *
 * Errors: those of the scripts, if they are to be run; a schema that does not
 * exist.
 */
void
sv_drift_sides(SvDriftSides *sides, const SvDriftOptions *options)
{
	memset(sides, 0, sizeof(SvDriftSides));
	sv_model_check_schemas(options->schemas);
	sides->privileges = !options->replay;
	if (options->replay)
	{
		sides->layer = SV_DRIFT_REPLAY;
		sides->then = replay();
	}
	else if (find_stored(sides, options))
		return;
	sides->all = sides->now = sv_tracked_facts_now(false);
	if (sides->then == NULL)
		return;
	compare(sides, options);
	if (!sides->same)
		return;
	if (sides->state != NULL && is_default(options) && !options->replay)
		sv_tracked_put_note(sides->state);
}

static bool
is_default(const SvDriftOptions *options)
{
	return options->schemas == NIL && !options->partitions;
}

/*
 * Find the facts that are stored.  True if nothing has changed since they were
 * found to be those of now.
 */
static bool
find_stored(SvDriftSides *sides, const SvDriftOptions *options)
{
	SvTracked  *tracked;

	tracked = sv_tracked_fetch(false);
	sides->state = tracked == NULL ? NULL : sv_tracked_facts_state();
	if (tracked != NULL && !tracked->stale && tracked->note != NULL &&
		sides->state != NULL && strcmp(tracked->note, sides->state) == 0 &&
		is_default(options))
	{
		sides->layer = SV_DRIFT_FACTS;
		sides->same = true;
	}
	else if (tracked != NULL && tracked->stale)
		sides->stale = _("There was a run after they were stored that did not store them again.");
	else if (tracked != NULL)
	{
		sides->then = sv_tracked_facts_read(sv_tracked_fetch(true));
		if (sides->then == NULL)
			sides->stale = _("They were stored by another version of schemaver or of the server.");
		else
			sides->layer = SV_DRIFT_FACTS;
	}
	return sides->same;
}

/*
 * The facts that the revisions make that are applied.
 */
static SvFacts *
replay(void)
{
	SvState    *state = sv_cache_state();
	SvPlace		place = {.text = "current",.branch = -1};
	List	   *steps = NIL;
	List	   *nodes;
	SvStored  **stored;
	ListCell   *lc;

	place.nodes = sv_state_version(state);
	nodes = place.nodes == NIL ? NIL :
		sv_steps_find_to(sv_plan_pretend(state, NULL), &place, true);
	stored = sv_store_fetch(state->graph, nodes, false);
	foreach(lc, nodes)
	{
		int			node = lfirst_int(lc);
		const SvRevision *revision = state->graph->nodes[node].revision;
		SvRehearsedStep *step;

		if (!state->applied[node])
			continue;
		if (stored[node] == NULL)
			sv_steps_refuse_removed(revision->id);
		step = palloc0(sizeof(SvRehearsedStep));
		step->revision = pstrdup(revision->id);
		step->upgrade = stored[node]->upgrade;
		step->transactional = revision->transactional;
		steps = lappend(steps, step);
	}
	return sv_replay_facts(steps, find_repeated());
}

/*
 * The repeatable scripts that were run, as SvRehearsedSteps.
 */
static List *
find_repeated(void)
{
	List	   *steps = NIL;
	ListCell   *lc;

	if (!sv_repeats_exist())
		return NIL;
	foreach(lc, sv_repeats_all())
	{
		const SvRepeatable *repeatable = lfirst(lc);
		SvRehearsedStep *step;

		if (repeatable->is_check || repeatable->applied_sha256 == NULL)
			continue;
		step = palloc0(sizeof(SvRehearsedStep));
		step->revision = repeatable->name;
		step->upgrade = repeatable->script;
		step->transactional = true;
		steps = lappend(steps, step);
	}
	return steps;
}

/*
 * Compare what is asked for.  The side of now gets its dependencies if something
 * differs.
 */
static void
compare(SvDriftSides *sides, const SvDriftOptions *options)
{
	SvFacts    *now = palloc(sizeof(SvFacts));

	*now = *sides->all;
	now->facts = list_copy(now->facts);
	sides->now = now;
	keep_others(sides->then, now);
	if (!options->partitions)
		sv_turnover_omit(sides->then, now);
	if (options->schemas != NIL)
	{
		sides->then = only_schemas(sides->then, options->schemas);
		sides->now = only_schemas(now, options->schemas);
	}
	if (!sides->privileges)
	{
		sv_acl_keep(sides->then, sides->now);
		sv_acl_keep_defaults(sides->then, sides->now);
	}
	sides->same = sv_compare_same(sides->then, sides->now, sides->privileges);
	if (sides->same)
		return;
	sv_snapshot_read_needs(sides->all);
	now = sides->now;
	sides->now = sv_closure_subset(NULL, now, NULL);
	sides->then = sv_closure_subset(NULL, sides->then, NULL);
}

/*
 * The same facts, those of objects in the schemas only.
 */
static SvFacts *
only_schemas(SvFacts *facts, const List *schemas)
{
	SvFacts    *result = palloc(sizeof(SvFacts));
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		if (sv_drift_rows_is_in(lfirst(lc), schemas))
			kept = lappend(kept, lfirst(lc));
	}
	*result = *facts;
	result->facts = kept;
	return result;
}

/*
 * Let that be as it is which is no drift: the version of an extension, which comes
 * with its package, and the connection of a subscription, if one of the roles that
 * have read it may not see it, or all of it.
 */
static void
keep_others(SvFacts *then, const SvFacts *now)
{
	ListCell   *lc;

	foreach(lc, then->facts)
	{
		SvFact	   *fact = lfirst(lc);
		SvFact	   *present = fact->kind != &sv_kind_subscription &&
		fact->kind != &sv_kind_extension ? NULL : sv_facts_find_same(now, fact);

		if (fact->kind == &sv_kind_subscription && !may_read_subscriptions())
			then->facts = foreach_delete_current(then->facts, lc);
		if (present == NULL)
			continue;
		if (fact->kind == &sv_kind_extension)
			keep_value(fact, present, "version");
		else if (sv_fact_value(fact, "connection") == NULL ||
				 sv_fact_value(present, "connection") == NULL)
			keep_value(fact, present, "connection");
	}
}

static void
keep_value(SvFact *then, const SvFact *now, const char *name)
{
	sv_fact_set_value(then, name, unconstify(char *, sv_fact_value(now, name)));
}

/*
 * What was changed, as SvDriftRows.
 *
 * Errors: it is not known how the schemas should be, and none of our transactions
 * is.
 */
List *
sv_drift_find(const SvDriftOptions *options)
{
	SvDriftSides sides;
	SvOwnTransactions *own;
	SvDriftScripts *scripts;
	List	   *rows;

	sv_drift_sides(&sides, options);
	if (sides.same)
		return NIL;
	own = sv_tracked_own();
	if (sides.layer == NULL && !FullTransactionIdIsValid(own->first))
		refuse_unknown(&sides);
	if (sides.layer == NULL)
	{
		if (sides.stale != NULL)
			ereport(NOTICE,
					(errmsg("the facts that are stored do not count"),
					 errdetail_internal("%s", sides.stale),
					 errhint("schemaver_track() stores them.")));
		rows = sv_drift_rows_of_transactions(&sides, own, options);
		sv_drift_author_add(rows);
		return rows;
	}
	scripts = sv_drift_scripts_write(sides.then, sides.now, sides.privileges,
									 SV_DRIFT_PROOF_NONE);
	if (scripts->rename != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("something has another name, and is listed as dropped and created"),
				 errdetail_internal("%s", scripts->rename),
				 errhint("The statements would lose its rows.")));
	rows = sv_drift_rows_of_scripts(scripts, sides.layer);
	sv_drift_rows_add_transactions(rows, &sides, own);
	sv_drift_author_add(rows);
	return rows;
}

/*
 * True if it is known whether the schemas are as they should be, without running
 * anything; *drift is set then.
 */
bool
sv_drift_is_known(bool *drift)
{
	SvDriftOptions options = {NIL};
	SvDriftSides sides;
	SvTracked  *tracked = sv_tracked_fetch(false);

	if (tracked == NULL || tracked->stale)
		return false;
	sv_drift_sides(&sides, &options);
	*drift = !sides.same;
	return sides.layer != NULL;
}

/*
 * Rows as lines of a message.
 */
char *
sv_drift_listed(List *rows)
{
	List	   *lines = NIL;
	int			count = list_length(rows);
	ListCell   *lc;

	foreach(lc, rows)
	{
		const SvDriftRow *row = lfirst(lc);

		if (list_length(lines) == MAX_LISTED)
		{
			lines = lappend(lines, psprintf(_("... and %d more"), count - MAX_LISTED));
			break;
		}
		lines = lappend(lines, psprintf("%s %s %s",
										row->action != NULL ? row->action : "change",
										row->kind, sv_line_flat(row->identity)));
	}
	return sv_strings_join(lines, "\n");
}

static void
refuse_unknown(const SvDriftSides *sides)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("it is not known how the schemas should be"),
			 sides->stale != NULL ?
			 errdetail("Facts are stored, but they do not count.  %s", sides->stale) :
			 errdetail("No facts are stored, and there was no run whose transactions are known."),
			 errhint("Have facts stored with schemaver_track(), or by runs with schemaver.track = facts; or compare with what the revisions make: replay => true.")));
}
