/*-------------------------------------------------------------------------
 *
 * recipe.c
 *	  Recipes: how one operation is done without stopping anybody.
 *
 * A recipe writes steps, each with the phase to which it belongs; the order of
 * the phases is that of the online form, and within a phase steps keep the order
 * in which they were written.
 *
 * What a recipe creates for a while has a name made of the identity of what it
 * is for, so that the text is the same each time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"

#include "diff/render.h"
#include "file/backfill.h"
#include "kind/kinds.h"
#include "online/recipe.h"
#include "strings.h"

static void shorten_gap(SvOnlinePlan *plan, const SvOnlineStep *step);
static bool has_large(const SvOnlineSituation *situation,
					  const List *relations);

/*
 * Append a step: a statement without semicolon, which is copied.  "group" is 0,
 * or the number of the group to which it belongs; the steps of a group follow
 * each other and have the same phase.
 */
void
sv_online_step(SvOnlinePlan *plan, SvPhase phase, int group, const char *text)
{
	SvOnlineStep *step = palloc0(sizeof(SvOnlineStep));

	step->phase = phase;
	step->group = group;
	step->text = pstrdup(text);
	step->relation = plan->relation;
	step->statement = plan->statement;
	plan->steps = lappend(plan->steps, step);
}

/*
 * Add a statement to the end of a group that has some.
 */
void
sv_online_step_into(SvOnlinePlan *plan, int group, const char *text)
{
	SvOnlineStep *last;
	SvOnlineStep *added;
	int			place = list_length(plan->steps);

	do
		last = list_nth(plan->steps, --place);
	while (last->group != group);
	sv_online_step(plan, last->phase, group, text);
	added = llast(plan->steps);
	plan->steps = list_delete_last(plan->steps);
	plan->steps = list_insert_nth(plan->steps, place + 1, added);
}

/*
 * Append a step that fills in rows of a table, in batches: what "UPDATE relation
 * SET assignments WHERE condition" does.  The condition may be NULL.
 */
void
sv_online_backfill(SvOnlinePlan *plan, const char *relation,
				   const char *assignments, const char *condition)
{
	SvOnlineFill fill = {relation, assignments, condition};
	SvOnlineStep *step = sv_online_fill(plan, &fill);

	step->fill = NULL;
}

/*
 * The same for columns that the recipe itself adds, with a condition.  The parts
 * are copied.
 */
SvOnlineStep *
sv_online_fill(SvOnlinePlan *plan, const SvOnlineFill *fill)
{
	SvOnlineStep *step;

	sv_online_step(plan, SV_PHASE_BACKFILL, 0, "");
	step = llast(plan->steps);
	step->fill = palloc0(sizeof(SvOnlineFill));
	step->fill->relation = pstrdup(fill->relation);
	step->fill->assignments = pstrdup(fill->assignments);
	if (fill->condition != NULL)
		step->fill->condition = pstrdup(fill->condition);
	if (fill->careful != NULL)
		step->fill->careful = pstrdup(fill->careful);
	sv_online_fill_text(step);
	return step;
}

/*
 * Write the statement of a step, as its parts are.
 */
void
sv_online_fill_text(SvOnlineStep *step)
{
	const SvOnlineFill *fill = step->fill;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "CALL schemaver_backfill(%s, %s",
					 quote_literal_cstr(fill->relation),
					 quote_literal_cstr(fill->assignments));
	if (fill->condition != NULL)
		appendStringInfo(&text, ", %s", quote_literal_cstr(fill->condition));
	appendStringInfoChar(&text, ')');
	step->text = text.data;
	step->proof = sv_backfill_update(fill->relation, fill->assignments,
									 fill->condition);
}

/*
 * True if there is a step that drops an object of a name, and nothing else.
 */
bool
sv_online_has_drop(const SvOnlinePlan *plan, const SvKind *kind,
				   const char *identity)
{
	ListCell   *lc;

	foreach(lc, plan->steps)
	{
		const SvOnlineStep *step = lfirst(lc);

		if (step->drops == kind && strcmp(step->identity, identity) == 0)
			return true;
	}
	return false;
}

/*
 * Take back the step that drops an object of a name, for a recipe that writes the
 * drop itself, when what takes its place is ready.  Returns the statement, or
 * NULL: no step so far does that and nothing else.
 */
char *
sv_online_take_drop(SvOnlinePlan *plan, const SvKind *kind,
					const char *identity)
{
	ListCell   *lc;

	foreach(lc, plan->steps)
	{
		SvOnlineStep *step = lfirst(lc);

		if (step->drops != kind || strcmp(step->identity, identity) != 0)
			continue;
		if (plan->drops == SV_ONLINE_DROPS_IN_PLACE)
			return NULL;
		plan->taken++;
		plan->steps = list_delete_ptr(plan->steps, step);
		shorten_gap(plan, step);
		return step->text;
	}
	return NULL;
}

/*
 * What a step takes away, and what is a part of it, is missing only from the
 * statement on that is being written.
 */
static void
shorten_gap(SvOnlinePlan *plan, const SvOnlineStep *step)
{
	int			length = strlen(step->identity);
	ListCell   *lc;

	foreach(lc, plan->changes)
	{
		SvOnlineChange *change = lfirst(lc);

		if (change->statement == step->statement && !change->adds &&
			strncmp(change->identity, step->identity, length) == 0 &&
			(change->identity[length] == '\0' || change->identity[length] == '.'))
			change->from = plan->statement;
	}
}

/*
 * Note that an object is as the plain script makes it from a phase on: what needs
 * it is not written before.
 */
void
sv_online_ready(SvOnlinePlan *plan, const SvFact *fact, SvPhase phase)
{
	SvOnlineReady *ready = palloc(sizeof(SvOnlineReady));

	ready->kind = fact->kind;
	ready->identity = pstrdup(fact->identity);
	ready->phase = phase;
	plan->ready = lappend(plan->ready, ready);
}

/*
 * The number of a new group.
 */
int
sv_online_group(SvOnlinePlan *plan)
{
	return ++plan->groups;
}

/*
 * Tell why something stays as it is: a line, which is copied.
 */
void
sv_online_reason(SvOnlinePlan *plan, const char *reason)
{
	plan->reasons = sv_strings_append_unique(plan->reasons, pstrdup(reason));
}

/*
 * Write the steps of an operation that is a part of what a recipe does: by its own
 * recipe, or else its statements.  None is in a phase before "earliest".
 */
void
sv_online_piece(SvOnlinePlan *plan, SvOperation *operation, SvPhase earliest,
				const SvOnlineSituation *situation)
{
	int			there = list_length(plan->steps);
	bool		written = situation->write(plan, operation, situation);
	ListCell   *lc;

	/* of an alteration, something may be left */
	if (!written || operation->action == SV_ACTION_ALTER)
	{
		if (written)
		{
			operation->statements = NIL;
			sv_render_operations(list_make1(operation));
		}
		foreach(lc, operation->statements)
			sv_online_step(plan, earliest, 0, lfirst(lc));
	}
	for_each_from(lc, plan->steps, there)
	{
		SvOnlineStep *step = lfirst(lc);

		step->phase = Max(step->phase, earliest);
	}
}

/*
 * A name, quoted, for what exists only for a while: "what" is a short word for
 * it, "identity" that of what it is for.
 */
char *
sv_online_name(const char *what, const char *identity)
{
	uint32		hash = hash_bytes((const unsigned char *) identity,
								  strlen(identity));

	return psprintf("sv_%s_%08x", what, hash);
}

/*
 * The identity of what has another name, quoted, in the schema of a fact.
 */
char *
sv_online_beside(const SvFact *fact, const char *name)
{
	int			schema = strlen(fact->identity) - strlen(fact->name);

	return psprintf("%.*s%s", schema, fact->identity, name);
}

/*
 * The operations without those that create an index or a constraint which is there
 * all the time.  A script that is yet to be run has to do so, for the server to
 * take another index of a partition; the statement has not done it.
 */
List *
sv_online_done(const List *operations, const SvOnlineSituation *situation)
{
	List	   *done = NIL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		const SvFact *fact = sv_operation_fact(operation);
		bool		is_drop = operation->action == SV_ACTION_DROP;

		if ((!is_drop && operation->action != SV_ACTION_CREATE) ||
			(fact->kind != &sv_kind_index && fact->kind != &sv_kind_constraint) ||
			sv_facts_find_own(is_drop ? situation->after : situation->before,
							  fact->address) == NULL)
			done = lappend(done, operation);
	}
	return done;
}

/*
 * True if a table has so many rows that the work on them takes time: it was
 * there before the script, and is not small.  NULL is none.
 */
bool
sv_online_is_large(const SvOnlineSituation *situation, const SvFact *relation)
{
	if (relation == NULL ||
		sv_facts_find_own(situation->start, relation->address) == NULL)
		return false;
	return situation->pages(situation->arg, relation->address.objid) >=
		situation->min_pages;
}

/*
 * True if a statement has rewritten or read a large table, or built an index of
 * one.
 */
bool
sv_online_works(const SvOnlineSituation *situation)
{
	return has_large(situation, situation->rewritten) ||
		has_large(situation, situation->scanned) ||
		has_large(situation, situation->built);
}

static bool
has_large(const SvOnlineSituation *situation, const List *relations)
{
	ListCell   *lc;

	foreach(lc, relations)
	{
		if (situation->pages(situation->arg, lfirst_oid(lc)) >= situation->min_pages)
			return true;
	}
	return false;
}
