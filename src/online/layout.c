/*-------------------------------------------------------------------------
 *
 * layout.c
 *	  The steps of an online form in their order, and as a text.
 *
 * Steps are sorted by their phases, and keep their order within a phase.  Some
 * have to be in a later phase than they ask for:
 *
 * - what follows a step of which nobody knows what it reads and writes, and such
 *   a step itself, is not moved in front of what precedes it;
 * - what is done to a table after its rows have been filled in may be about the
 *   new values, and so may be what reads rows at all.
 *
 * What the plain script takes away and gives back is never seen missing (gaps.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "kind/kinds.h"
#include "online/gaps.h"
#include "online/layout.h"

/* The phase from which on the steps of a table may be. */
typedef struct Floor
{
	Oid			relation;
	SvPhase		phase;
} Floor;

static List *arrange(SvOnlinePlan *plan, SvLayoutOrder order);
static List *copy_steps(const SvOnlinePlan *plan);
static void raise_phases(const SvOnlinePlan *plan, List *steps,
						 SvLayoutOrder order);
static bool stays_in_place(const SvOnlinePlan *plan, const List *steps,
						   const SvOnlineStep *step);
static Floor *floor_of(List **floors, Oid relation);
static void level_groups(List *steps);
static List *gather(const List *steps);
static bool has_recipe(const List *steps, int group);
static List *sort(const List *steps);
static List *merge_fills(List *steps);
static void merge_fill(SvOnlineStep *step, const SvOnlineStep *other);
static void group_fixed(List *steps, int *groups);
static void append_step(StringInfo text, const List *steps, int place);
static bool ends_in_comment(const char *text);

/*
 * True if a plan can be laid out so.  What the script sets is in effect for what
 * is written after it.
 */
bool
sv_layout_possible(const SvOnlinePlan *plan, SvLayoutOrder order)
{
	bool		begun = false;
	int			groups = plan->groups;
	ListCell   *lc;

	if (!sv_gaps_close(plan, copy_steps(plan),
					   order == SV_LAYOUT_AS_WRITTEN, &groups))
		return false;
	if (order == SV_LAYOUT_AS_WRITTEN)
		return true;
	foreach(lc, plan->steps)
	{
		const SvOnlineStep *step = lfirst(lc);

		if (step->setting && begun)
			return false;
		begun = begun || !step->setting;
	}
	return true;
}

/*
 * The text of an online form, with a comment line on top, or NULL for none.
 */
char *
sv_layout_text(SvOnlinePlan *plan, SvLayoutOrder order, const char *note)
{
	List	   *steps = arrange(plan, order);
	StringInfoData text;
	ListCell   *lc;
	int			phase = -1;

	initStringInfo(&text);
	if (note != NULL)
		appendStringInfo(&text, "-- %s\n\n", note);
	foreach(lc, steps)
	{
		const SvOnlineStep *step = lfirst(lc);

		if (order != SV_LAYOUT_AS_WRITTEN && (int) step->phase != phase)
			appendStringInfo(&text, "-- phase: %s\n",
							 sv_phase_name(step->phase));
		phase = step->phase;
		append_step(&text, steps, foreach_current_index(lc));
	}
	while (text.len > 1 && text.data[text.len - 2] == '\n')
		text.data[--text.len] = '\0';
	return text.data;
}

/*
 * A script that does in a rehearsal what the online form does.
 */
char *
sv_layout_proof(SvOnlinePlan *plan, SvLayoutOrder order)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, arrange(plan, order))
	{
		const SvOnlineStep *step = lfirst(lc);

		appendStringInfo(&text, "%s\n;\n",
						 step->proof == NULL ? step->text : step->proof);
	}
	return text.data;
}

/*
 * Copies of the steps in their order, with their groups.
 */
static List *
arrange(SvOnlinePlan *plan, SvLayoutOrder order)
{
	List	   *steps = copy_steps(plan);
	int			groups = plan->groups;

	(void) sv_gaps_close(plan, steps, order == SV_LAYOUT_AS_WRITTEN, &groups);
	if (order != SV_LAYOUT_AS_WRITTEN)
	{
		raise_phases(plan, steps, order);
		level_groups(steps);
		steps = merge_fills(sort(steps));
	}
	else
		steps = gather(steps);
	group_fixed(steps, &groups);
	return steps;
}

/*
 * Copies of the steps that are written.
 */
static List *
copy_steps(const SvOnlinePlan *plan)
{
	List	   *copies = NIL;
	ListCell   *lc;

	foreach(lc, plan->steps)
	{
		const SvOnlineStep *step = lfirst(lc);
		SvOnlineStep *copy;

		if (!sv_gaps_writes(plan, step))
			continue;
		copy = palloc(sizeof(SvOnlineStep));
		*copy = *step;
		copies = lappend(copies, copy);
	}
	return copies;
}

/*
 * Give steps a later phase where they need one.
 */
static void
raise_phases(const SvOnlinePlan *plan, List *steps, SvLayoutOrder order)
{
	SvPhase		reached = SV_PHASE_EXPAND;	/* by steps that are not passed */
	SvPhase		types = SV_PHASE_EXPAND;	/* the same, by what types pass
											 * not */
	SvPhase		floor = SV_PHASE_EXPAND;
	SvPhase		filled = SV_PHASE_EXPAND;	/* from which on all rows are */
	List	   *floors = NIL;
	ListCell   *lc;

	foreach(lc, steps)
	{
		SvOnlineStep *step = lfirst(lc);
		Floor	   *own = floor_of(&floors, step->relation);

		if (step->drops != NULL && step->phase == SV_PHASE_CONTRACT &&
			(order == SV_LAYOUT_DROPS_IN_PLACE ||
			 stays_in_place(plan, steps, step)))
			step->phase = SV_PHASE_EXPAND;
		if (step->fixed)
			floor = Max(floor, step->types ? types : reached);
		step->phase = Max(step->phase, step->reads ? Max(floor, filled) : floor);
		if (OidIsValid(step->relation))
			step->phase = Max(step->phase, own->phase);
		if (step->proof != NULL && step->fill == NULL)
			own->phase = Max(own->phase, step->phase);
		if (step->proof != NULL)
			filled = Max(filled, step->phase);
		/* a drop that is put off is passed by all */
		if (step->drops == NULL || step->phase != SV_PHASE_CONTRACT)
		{
			reached = Max(reached, step->phase);
			if (!step->pulled)
				types = Max(types, step->phase);
		}
	}
}

/*
 * True if a drop cannot be put off to the end: the name is given again, or rows
 * are changed later that may depend on it.
 */
static bool
stays_in_place(const SvOnlinePlan *plan, const List *steps,
			   const SvOnlineStep *step)
{
	SvOnlineChange gone = {step->statement, step->statement, false, true, step->identity};
	ListCell   *lc;

	if (sv_gaps_return(plan, &gone) > 0)
		return true;
	foreach(lc, steps)
	{
		const SvOnlineStep *other = lfirst(lc);

		if (other->fixed && other->statement > step->statement &&
			step->drops != &sv_kind_index)
			return true;
	}
	return false;
}

static Floor *
floor_of(List **floors, Oid relation)
{
	Floor	   *floor;
	ListCell   *lc;

	foreach(lc, *floors)
	{
		floor = lfirst(lc);
		if (floor->relation == relation)
			return floor;
	}
	floor = palloc0(sizeof(Floor));
	floor->relation = relation;
	*floors = lappend(*floors, floor);
	return floor;
}

/*
 * Give all steps of a group the latest phase among them.
 */
static void
level_groups(List *steps)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, steps)
	{
		SvOnlineStep *step = lfirst(lc);

		if (step->group == 0)
			continue;
		foreach(lc2, steps)
		{
			const SvOnlineStep *other = lfirst(lc2);

			if (other->group == step->group)
				step->phase = Max(step->phase, other->phase);
		}
	}
}

/*
 * The steps in their order, but for plain ones that belong to a group of a recipe:
 * they come right before it, or right after it.
 */
static List *
gather(const List *steps)
{
	List	   *gathered = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, steps)
	{
		SvOnlineStep *step = lfirst(lc);
		bool		begins = true;

		if (step->group == 0 || !has_recipe(steps, step->group))
		{
			gathered = lappend(gathered, step);
			continue;
		}
		/* the group is written where its recipe begins */
		foreach(lc2, gathered)
			begins = begins && ((SvOnlineStep *) lfirst(lc2))->group != step->group;
		foreach(lc2, step->plain || !begins ? NIL : steps)
		{
			if (((SvOnlineStep *) lfirst(lc2))->group == step->group)
				gathered = lappend(gathered, lfirst(lc2));
		}
	}
	return gathered;
}

static bool
has_recipe(const List *steps, int group)
{
	ListCell   *lc;

	foreach(lc, steps)
	{
		const SvOnlineStep *step = lfirst(lc);

		if (step->group == group && !step->plain)
			return true;
	}
	return false;
}

/*
 * The steps, phase by phase; the steps of a group follow the first of them.
 */
static List *
sort(const List *steps)
{
	List	   *sorted = NIL;

	for (int phase = 0; phase < SV_PHASE_COUNT; phase++)
	{
		ListCell   *lc;
		ListCell   *lc2;

		foreach(lc, steps)
		{
			SvOnlineStep *step = lfirst(lc);

			if ((int) step->phase != phase || list_member_ptr(sorted, step))
				continue;
			sorted = lappend(sorted, step);
			foreach(lc2, step->group == 0 ? NIL : steps)
			{
				SvOnlineStep *other = lfirst(lc2);

				if (other->group == step->group && other != step)
					sorted = lappend(sorted, other);
			}
		}
	}
	return sorted;
}

/*
 * Let one pass fill all new columns of a table.
 */
static List *
merge_fills(List *steps)
{
	List	   *merged = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, steps)
	{
		SvOnlineStep *step = lfirst(lc);
		bool		done = false;

		foreach(lc2, step->fill == NULL ? NIL : merged)
		{
			SvOnlineStep *other = lfirst(lc2);

			if (other->fill == NULL || other->phase != step->phase ||
				strcmp(other->fill->relation, step->fill->relation) != 0)
				continue;
			merge_fill(other, step);
			done = true;
			break;
		}
		if (!done)
			merged = lappend(merged, step);
	}
	return merged;
}

/*
 * Steps are copies, but not what they point to.
 */
static void
merge_fill(SvOnlineStep *step, const SvOnlineStep *other)
{
	SvOnlineFill *fill = palloc(sizeof(SvOnlineFill));

	*fill = *step->fill;
	fill->assignments = fill->careful =
		psprintf("%s, %s", step->fill->careful, other->fill->careful);
	fill->condition = psprintf("%s OR %s", step->fill->condition,
							   other->fill->condition);
	step->fill = fill;
	if (step->comment == NULL)
		step->comment = other->comment;
	sv_online_fill_text(step);
}

/*
 * Changes of rows that follow each other stay one transaction.
 */
static void
group_fixed(List *steps, int *groups)
{
	SvOnlineStep *before = NULL;
	ListCell   *lc;

	foreach(lc, steps)
	{
		SvOnlineStep *step = lfirst(lc);
		bool		joins = step->fixed && step->plain && step->group == 0;

		if (joins && before != NULL && before->phase == step->phase)
		{
			if (before->group == 0)
				before->group = ++*groups;
			step->group = before->group;
		}
		before = joins ? step : NULL;
	}
}

static void
append_step(StringInfo text, const List *steps, int place)
{
	const SvOnlineStep *step = list_nth(steps, place);
	const SvOnlineStep *previous = place == 0 ? NULL : list_nth(steps, place - 1);
	const SvOnlineStep *next = place + 1 == list_length(steps) ? NULL :
	list_nth(steps, place + 1);
	bool		continues = step->group != 0 && previous != NULL &&
	previous->group == step->group;
	bool		goes_on = step->group != 0 && next != NULL &&
	next->group == step->group;

	if (goes_on && !continues)
		appendStringInfoString(text, "BEGIN;\n");
	if (step->comment != NULL)
		appendStringInfo(text, "%s\n", step->comment);
	/* a comment at the end must not take the semicolon */
	appendStringInfo(text, "%s%s;\n", step->text,
					 ends_in_comment(step->text) ? "\n" : "");
	if (continues && !goes_on)
		appendStringInfoString(text, "COMMIT;\n");
	if (!goes_on)
		appendStringInfoChar(text, '\n');
}

/*
 * True if the last line may end in a comment.
 */
static bool
ends_in_comment(const char *text)
{
	const char *line = strrchr(text, '\n');

	return strstr(line == NULL ? text : line, "--") != NULL;
}
