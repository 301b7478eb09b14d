/*-------------------------------------------------------------------------
 *
 * online_run.c
 *	  Runs a script, and writes the steps of its online form on the way.
 *
 * Facts are read before and after each statement that may change the schema: the
 * difference is what it does.  What it did to the rows of relations that were
 * there before is measured.  How many rows these have is a matter of the real
 * relations, which are found by the names that the copies have before the script.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "catalog/deparse_settings.h"
#include "catalog/relation_size.h"
#include "compat.h"
#include "diff/diff.h"
#include "kind/kinds.h"
#include "online/recipes.h"
#include "online/retype.h"
#include "online/rewrite.h"
#include "proof/live.h"
#include "proof/measure.h"
#include "proof/online_run.h"
#include "proof/online_trial.h"
#include "proof/online_unit.h"
#include "schemaver.h"

/* A table, or the like, that was there before the script, and the real one. */
typedef struct Original
{
	Oid			relation;
	Oid			real;			/* InvalidOid: it is not there */
	double		pages;			/* negative: not known yet */
} Original;

/* What a row of a partition must fulfill. */
typedef struct Bound
{
	Oid			partition;
	char	   *condition;
} Bound;

typedef struct Run
{
	MemoryContext context;
	SvRehearsal *rehearsal;
	SvOnlinePlan *plan;
	SvScript   *script;			/* parsed once more: what is executed is
								 * modified */
	SvMeasure  *measure;
	List	   *originals;		/* of Original */
	SvFacts    *facts;			/* as they are now; NULL: not known */
	List	   *bounds;			/* of Bound: of what the statement attaches or
								 * detaches */
	SvOnlineSituation situation;
	int			written;		/* the last statement whose steps are written
								 * before it is run */
} Run;

static const char *repack_obstacle(void);
static List *find_originals(const SvRehearsal *rehearsal,
							const SvFacts *start);
static void before(const SvScript *script, int number, void *arg);
static void after(const SvScript *script, int number, void *arg);
static void try_out(Run *run, int number);
static void read_facts(Run *run);
static Oid	find_target(const Node *node);
static void sort_measured(Run *run, List *measured);
static void find_bounds(Run *run, const SvFacts *before,
						const SvFacts *after);
static void find_leaving(Run *run, const Node *node);
static void note_bound(Run *run, Oid partition);
static double pages(void *arg, Oid relation);
static char *bound(void *arg, Oid partition);

/*
 * Execute the upgrade of a step; what is there before are the facts "start".
 * Returns NULL, or the error of the script, as sv_rehearsal_execute() does.  The
 * plan must have been made in the current memory context.
 */
ErrorData *
sv_online_run_script(SvRehearsal *rehearsal, const SvRehearsedStep *step,
					 const SvFacts *start, SvOnlinePlan *plan)
{
	Run			run = {CurrentMemoryContext, rehearsal, plan};
	SvWatch		watch = {before, after, &run};
	ErrorData  *error = sv_script_check(step->revision, "upgrade", step->upgrade);

	if (error != NULL)
		return error;
	run.script = sv_script_parse(step->revision, "upgrade", step->upgrade);
	run.originals = find_originals(rehearsal, start);
	run.situation.start = start;
	run.situation.arg = &run;
	run.situation.pages = pages;
	run.situation.bound = bound;
	run.situation.after_more = sv_online_trial_after_more;
	run.situation.after_steps = sv_online_trial_after_steps;
	run.situation.conversion = sv_online_trial_conversion;
	run.situation.write = sv_recipes_write;
	run.situation.min_pages = sv_online_min_size;
	run.situation.no_repack = repack_obstacle();
	run.measure = sv_measure_begin();
	error = sv_rehearsal_execute(rehearsal, step, true, &watch);
	if (error == NULL && sv_rehearsal_not_run(rehearsal) != NULL)
		plan->impossible = psprintf(_("not all of it can be tried out:\n%s"),
									sv_rehearsal_not_run(rehearsal));
	return error;
}

/*
 * Why this server cannot do REPACK (CONCURRENTLY); NULL: it can.
 */
static const char *
repack_obstacle(void)
{
	const char *slots = GetConfigOption("max_repack_replication_slots", true,
										false);

	if (slots == NULL)
		return _("it is there from PostgreSQL 19 on");
	if (!XLogIsNeeded())
		return _("\"wal_level\" is \"minimal\"");
	if (strcmp(slots, "0") == 0)
		return _("\"max_repack_replication_slots\" is 0");
	return NULL;
}

static List *
find_originals(const SvRehearsal *rehearsal, const SvFacts *start)
{
	List	   *originals = NIL;
	ListCell   *lc;

	foreach(lc, start->facts)
	{
		const SvFact *fact = lfirst(lc);
		Original   *original;

		if (fact->kind != &sv_kind_table &&
			fact->kind != &sv_kind_materialized_view)
			continue;
		original = palloc(sizeof(Original));
		original->relation = fact->address.objid;
		original->real = sv_live_relation(rehearsal, original->relation);
		original->pages = -1;
		originals = lappend(originals, original);
	}
	return originals;
}

/*
 * SvWatch: before a statement.
 */
static void
before(const SvScript *script, int number, void *arg)
{
	Run		   *run = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(run->context);
	SvOnlineSituation *situation = &run->situation;

	CommandCounterIncrement();
	situation->raw = list_nth_node(RawStmt, run->script->statements, number - 1);
	situation->target = find_target(situation->raw->stmt);
	if (sv_rewrite_changes_schema(situation->raw->stmt) && run->facts == NULL)
		read_facts(run);
	find_leaving(run, situation->raw->stmt);
	try_out(run, number);
	sv_measure_before(run->measure);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * SvWatch: after a statement.
 */
static void
after(const SvScript *script, int number, void *arg)
{
	Run		   *run = arg;
	SvOnlineSituation *situation = &run->situation;
	MemoryContext oldcontext = MemoryContextSwitchTo(run->context);
	SvFacts    *facts = run->facts;
	List	   *operations = NIL;

	CommandCounterIncrement();
	sort_measured(run, sv_measure_after(run->measure));
	run->facts = NULL;
	if (sv_rewrite_changes_schema(situation->raw->stmt))
	{
		read_facts(run);
		find_bounds(run, facts, run->facts);
		operations = sv_diff_operations(facts, run->facts);
	}
	situation->text = sv_script_statement_text(run->script, situation->raw);
	situation->before = facts;
	situation->after = run->facts;
	run->plan->statement = number;
	if (number > run->written)
		sv_rewrite_statement(run->plan, situation, operations);
	if (facts != NULL)
		MemoryContextDelete(facts->context);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Try statements that change types of columns, and write their steps if they are
 * as hard as they look.
 */
static void
try_out(Run *run, int number)
{
	SvOnlineSituation *situation = &run->situation;
	SvOnlineUnit *unit = run->facts == NULL || number <= run->written ? NULL :
	sv_online_unit_find(run->rehearsal, run->script, number, run->facts);
	List	   *measured;

	if (unit == NULL)
		return;
	situation->text = unit->text;
	situation->trial = sv_online_trial_begin(run->rehearsal, unit);
	situation->before = run->facts;
	situation->after = sv_online_trial_run(situation->trial, run->measure, &measured);
	if (situation->after != NULL)
	{
		sort_measured(run, measured);
		run->plan->statement = number;
		run->plan->relation = situation->target;
		if (sv_retype_write(run->plan, situation))
		{
			run->plan->recipes++;
			run->written = unit->last;
		}
	}
	situation->trial = NULL;
}

/*
 * Read the facts as they are now, in a context of their own.
 */
static void
read_facts(Run *run)
{
	MemoryContext context = AllocSetContextCreate(run->context,
												  "schemaver online facts",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);

	run->facts = sv_rehearsal_facts(run->rehearsal, true);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * The relation that a statement names first.
 */
static Oid
find_target(const Node *node)
{
	const RangeVar *relation = NULL;

	switch (nodeTag(node))
	{
		case T_AlterTableStmt:
			relation = ((const AlterTableStmt *) node)->relation;
			break;
		case T_IndexStmt:
			relation = ((const IndexStmt *) node)->relation;
			break;
		case T_RenameStmt:
			relation = ((const RenameStmt *) node)->relation;
			break;
		case T_UpdateStmt:
			relation = ((const UpdateStmt *) node)->relation;
			break;
		case T_RepackStmt:
			relation = repack_relation((const RepackStmt *) node);
			break;
		case T_VacuumStmt:
			if (list_length(((const VacuumStmt *) node)->rels) == 1)
				relation = linitial_node(VacuumRelation,
										 ((const VacuumStmt *) node)->rels)->relation;
			break;
		default:
			break;
	}
	return relation == NULL ? InvalidOid :
		RangeVarGetRelid(relation, NoLock, true);
}

static void
sort_measured(Run *run, List *measured)
{
	SvOnlineSituation *situation = &run->situation;
	ListCell   *lc;

	situation->rewritten = situation->scanned = situation->built = NIL;
	foreach(lc, measured)
	{
		const SvMeasured *relation = lfirst(lc);

		if (relation->rewritten)
			situation->rewritten = lappend_oid(situation->rewritten,
											   relation->relation);
		if (relation->scanned)
			situation->scanned = lappend_oid(situation->scanned,
											 relation->relation);
		if (relation->rebuilt != NIL)
			situation->built = lappend_oid(situation->built, relation->relation);
	}
}

/*
 * Note the conditions of the partitions that a statement has attached.
 */
static void
find_bounds(Run *run, const SvFacts *before, const SvFacts *after)
{
	ListCell   *lc;

	foreach(lc, after->facts)
	{
		const SvFact *fact = lfirst(lc);
		const SvFact *old;

		if (fact->kind != &sv_kind_partition)
			continue;
		old = sv_facts_find_own(before, fact->parent->address);
		if (old != NULL && old->attachment == NULL)
			note_bound(run, fact->parent->address.objid);
	}
}

/*
 * Note the conditions of the partitions that a statement is about to detach.
 */
static void
find_leaving(Run *run, const Node *node)
{
	ListCell   *lc;

	run->bounds = NIL;
	foreach(lc, IsA(node, AlterTableStmt) ? ((const AlterTableStmt *) node)->cmds : NIL)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if (cmd->subtype == AT_DetachPartition)
			note_bound(run, RangeVarGetRelid(((PartitionCmd *) cmd->def)->name,
											 NoLock, true));
	}
}

static void
note_bound(Run *run, Oid partition)
{
	LOCAL_FCINFO(fcinfo, 1);
	Datum		condition;
	Bound	   *found;
	int			nest_level;

	if (!OidIsValid(partition))
		return;
	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = ObjectIdGetDatum(partition);
	fcinfo->args[0].isnull = false;
	nest_level = sv_deparse_settings_begin();
	condition = pg_get_partition_constraintdef(fcinfo);
	sv_deparse_settings_end(nest_level);
	found = palloc0(sizeof(Bound));
	found->partition = partition;
	if (!fcinfo->isnull)
		found->condition = TextDatumGetCString(condition);
	run->bounds = lappend(run->bounds, found);
}

/*
 * SvOnlineSituation
 */
static double
pages(void *arg, Oid relation)
{
	Run		   *run = arg;
	ListCell   *lc;

	foreach(lc, run->originals)
	{
		Original   *original = lfirst(lc);

		if (original->relation != relation)
			continue;
		if (original->pages < 0)
			original->pages = OidIsValid(original->real) ?
				(double) (sv_relation_size_find(original->real)->bytes / BLCKSZ) : 0;
		return original->pages;
	}
	return 0;
}

/*
 * SvOnlineSituation
 */
static char *
bound(void *arg, Oid partition)
{
	const Run  *run = arg;
	ListCell   *lc;

	foreach(lc, run->bounds)
	{
		const Bound *found = lfirst(lc);

		if (found->partition == partition)
			return found->condition;
	}
	return NULL;
}
