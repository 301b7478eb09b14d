/*-------------------------------------------------------------------------
 *
 * drift_record.c
 *	  The commands that accept what was changed by hand, or take it back.
 *
 * To accept it is a revision with the script that repeats it, and the one that
 * undoes it, which counts as applied here.  To take it back is to run the latter.
 * Either way the scripts are tried out before, and afterwards the facts are stored
 * that the schemas have then.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/timestamp.h"

#include "catalog/snapshot.h"
#include "command/begin.h"
#include "command/drift.h"
#include "command/drift_record.h"
#include "command/steps.h"
#include "command/trash_keep.h"
#include "command/trash_move.h"
#include "diff/compare.h"
#include "diff/hazard.h"
#include "graph/target.h"
#include "model/tracked_facts.h"
#include "proof/drift_scripts.h"
#include "schemaver.h"
#include "server/executor.h"
#include "store/guard.h"
#include "store/store.h"

static List *tell(const SvDiff *diff);
static void find_sides(SvDriftSides *sides, const SvDriftOptions *options);
static SvDriftScripts *write_scripts(SvFacts *then, SvFacts *now,
									 bool privileges, SvDriftProof proof,
									 bool refuse);
static void require_applied(const SvState *state, const SvDraft *draft);
static void stamp(const char *id);
static void store_facts(void);
static void run_script(const char *script);
static void keep_before(const SvScript *script, int number, void *arg);
static void check_moved(const SvScript *script, int number, void *arg);
static void check_undone(const SvDriftSides *sides,
						 const SvDriftOptions *options);
static bool can_be_undone(const SvDriftSides *sides);
static void log_operation(const char *operation, const char *message);

/*
 * Store the facts of the schemas as they are: from here on it is drift what is
 * changed by hand.
 */
void
sv_drift_record_track(void)
{
	(void) sv_begin_run("schemaver_track()");
	log_operation("track", "");
	store_facts();
}

/*
 * Write a revision of what was changed, record it as applied, and store the facts
 * of now; returns its id, or NULL if nothing was changed.
 *
 * Errors: it is not known what was changed; the scripts do not do it; a revision
 * that is not applied would be below it.
 */
char *
sv_drift_record_revision(SvDraft *draft, const SvDriftOptions *options)
{
	SvState    *state = sv_begin_changing("schemaver_record()");
	SvDriftSides sides;
	SvDriftScripts *scripts;
	char	   *id;

	require_applied(state, draft);
	find_sides(&sides, options);
	if (sides.same)
	{
		ereport(INFO,
				(errmsg("nothing was changed without a revision")));
		return NULL;
	}
	scripts = write_scripts(sides.then, sides.now, sides.privileges,
							SV_DRIFT_PROOF_BOTH, true);
	draft->upgrade = scripts->diff->upgrade;
	draft->downgrade = scripts->diff->downgrade;
	id = sv_revision_create(draft);
	stamp(id);
	store_facts();
	return id;
}

/*
 * What takes back what was changed, as SvDriftUndone; if "execute", it is done,
 * rows of what it drops are kept as schemaver.trash says, and the facts of now are
 * stored.
 *
 * Errors: it is not known what was changed; the script does not undo it.
 */
List *
sv_drift_record_undo(bool execute, const SvDriftOptions *options)
{
	SvDriftSides sides;
	SvDriftScripts *scripts;
	List	   *undone;

	if (execute)
		(void) sv_begin_run("schemaver_undo_drift()");
	else
		sv_guard_command("schemaver_undo_drift()");
	find_sides(&sides, options);
	if (sides.same)
		return NIL;
	/* back to what was done by hand there need not be a way */
	scripts = write_scripts(sides.now, sides.then, sides.privileges,
							SV_DRIFT_PROOF_UPGRADE, execute);
	undone = tell(scripts->diff);
	if (execute)
	{
		log_operation("undo drift", "");
		run_script(scripts->diff->upgrade);
		check_undone(&sides, options);
		if (!options->replay)
			store_facts();
	}
	return undone;
}

/*
 * The operations with what is dangerous about them; to be called while what they
 * drop is there.
 */
static List *
tell(const SvDiff *diff)
{
	List	   *undone = NIL;
	ListCell   *lc;

	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);
		SvDriftUndone *each = palloc(sizeof(SvDriftUndone));

		each->difference = difference;
		each->hazard = sv_trash_keep_told_now(sv_hazard_sentences(difference->part->hazards),
											  difference->upgrade);
		undone = lappend(undone, each);
	}
	return undone;
}

static void
find_sides(SvDriftSides *sides, const SvDriftOptions *options)
{
	sv_drift_sides(sides, options);
	if (sides->layer == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("it is not known how the schemas were"),
				 sides->stale != NULL ?
				 errdetail("Facts are stored, but they do not count.  %s", sides->stale) :
				 errdetail("No facts are stored."),
				 errhint("Compare with what the revisions make: replay => true.  For the next time, have facts stored with schemaver_track(), or by runs with schemaver.track = facts.")));
}

/*
 * The scripts from one side to the other and back.  If they do not do that, that
 * is a warning, or an error.
 */
static SvDriftScripts *
write_scripts(SvFacts *then, SvFacts *now, bool privileges,
			  SvDriftProof proof, bool refuse)
{
	SvDriftScripts *scripts = sv_drift_scripts_write(then, now, privileges,
													 sv_prove_scripts ? proof :
													 SV_DRIFT_PROOF_NONE);

	if (scripts->rename != NULL || scripts->wrong != NULL)
		ereport(refuse ? ERROR : WARNING,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 scripts->rename != NULL ?
				 errmsg("something has another name, and cannot be renamed in a script") :
				 errmsg("the scripts do not do what they should"),
				 errdetail_internal("%s", scripts->rename != NULL ? scripts->rename :
									scripts->wrong),
				 errhint("They were tried on a copy of the schemas without rows.  schemaver_drift() shows them; set schemaver.prove_scripts to off to go on without a trial.")));
	else if (scripts->not_run != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("some of the statements could not be tried out"),
				 errdetail_internal("%s", scripts->not_run)));
	return scripts;
}

/*
 * Refuse to write a revision that counts as applied on top of one that is not.
 */
static void
require_applied(const SvState *state, const SvDraft *draft)
{
	ListCell   *lc;

	foreach(lc, draft->heads)
	{
		const char *target = lfirst(lc);
		List	   *nodes = strcmp(target, "heads") == 0 ?
		sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL) :
		sv_target_resolve(state, target, NULL)->nodes;
		ListCell   *lc2;

		foreach(lc2, nodes)
		{
			int			node = lfirst_int(lc2);

			if (!state->applied[node])
				ereport(ERROR,
						(errcode(ERRCODE_SV_NOT_AT_HEAD),
						 errmsg("revision \"%s\" is not applied",
								sv_graph_id(state->graph, node)),
						 errdetail("What was changed by hand would be recorded on top of it."),
						 errhint("Run schemaver_upgrade('heads') first, or record it where the database is: head => '{current}', splice => true.")));
		}
	}
}

/*
 * Record a new revision as applied.
 */
static void
stamp(const char *id)
{
	const SvState *state = sv_begin_state();

	sv_store_count_run();
	sv_steps_record_stamp(state->graph->nodes[sv_graph_find(state->graph, id)].revision);
}

/*
 * Store the facts of now.
 */
static void
store_facts(void)
{
	char	   *state = sv_tracked_facts_state();

	sv_tracked_facts_store(sv_tracked_facts_now(true), state);
}

/*
 * Run the script that takes back what was changed, with the rights of the caller.
 */
static void
run_script(const char *script)
{
	List	   *moved = NIL;
	SvWatch		watch = {keep_before, check_moved, &moved};

	sv_guard_enter_script();
	PG_TRY();
	{
		sv_executor_run(sv_script_parse(NULL, "downgrade", script), &watch);
	}
	PG_FINALLY();
	{
		sv_guard_leave_script();
	}
	PG_END_TRY();
	CommandCounterIncrement();
}

/* SvWatch callback: keeps the rows of what the statement drops */
static void
keep_before(const SvScript *script, int number, void *arg)
{
	List	  **moved = arg;

	*moved = sv_trash_keep_before("", SV_TRASH_UNDO,
								  list_nth_node(RawStmt, script->statements,
												number - 1)->stmt,
								  NIL, NIL);
}

/* SvWatch callback */
static void
check_moved(const SvScript *script, int number, void *arg)
{
	List	  **moved = arg;

	sv_trash_move_check(*moved);
}

/*
 * Refuse what does not lead to the schemas as they were, but for what no statement
 * can do: that columns of a child table are not its own, say.
 */
static void
check_undone(const SvDriftSides *sides, const SvDriftOptions *options)
{
	SvDriftSides after;
	List	   *rows;

	if (options->replay)
		return;
	sv_drift_sides(&after, options);
	if (after.same || !can_be_undone(&after))
		return;
	rows = sv_drift_find(options);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the schemas are not as they were"),
			 errdetail_internal("%s", sv_drift_listed(rows)),
			 errhint("Nothing was changed.  schemaver_undo_drift() shows the statements without executing them.")));
}

static bool
can_be_undone(const SvDriftSides *sides)
{
	const SvDiff *diff = sv_diff_find(sides->now, sides->then,
									  sides->privileges, NULL);
	ListCell   *lc;

	foreach(lc, diff->differences)
	{
		if (((const SvDifference *) lfirst(lc))->line != NULL)
			return true;
	}
	return false;
}

/*
 * Write a row of the log that is about no revision.
 */
static void
log_operation(const char *operation, const char *message)
{
	SvLogEntry	entry = {operation, "", message, GetCurrentTimestamp(), (Datum) 0};

	sv_store_record(&entry, SV_CHANGE_NONE);
}
