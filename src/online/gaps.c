/*-------------------------------------------------------------------------
 *
 * gaps.c
 *	  What a script takes away and gives back.
 *
 * What the plain script takes away and gives back under the same name is never
 * seen missing: the statements from the one to the other become one transaction,
 * or part of the swap that is between them.  Recipes write some steps only if what
 * their statement takes away comes back, or if it does not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/kinds.h"
#include "online/gaps.h"

static void note_change(SvOnlinePlan *plan, const SvFact *fact, bool adds);
static int	find_rest(const SvOnlinePlan *plan, const SvOnlineChange *gone,
					  int last);
static bool close_gap(const SvOnlinePlan *plan, List *steps,
					  const SvOnlineChange *gone, int last, bool as_written,
					  int *groups);
static bool stays_out(const SvOnlinePlan *plan, const SvOnlineStep *step);
static bool is_of_swap(const SvOnlineStep *step);

void
sv_gaps_note(SvOnlinePlan *plan, const SvOperation *operation)
{
	if (operation->action == SV_ACTION_DROP || operation->action == SV_ACTION_RENAME)
		note_change(plan, operation->from, false);
	if (operation->action == SV_ACTION_CREATE || operation->action == SV_ACTION_RENAME)
		note_change(plan, operation->to, true);
	if (operation->action == SV_ACTION_ALTER)
	{
		note_change(plan, operation->to, false);
		((SvOnlineChange *) llast(plan->changes))->alters = true;
	}
}

/*
 * Nobody looks for an index, a constraint or the like by name.  A default is
 * missed by all who insert.
 */
static void
note_change(SvOnlinePlan *plan, const SvFact *fact, bool adds)
{
	SvOnlineChange *change = palloc0(sizeof(SvOnlineChange));

	change->statement = change->from = plan->statement;
	change->adds = adds;
	change->matters = fact->kind != &sv_kind_index &&
		fact->kind != &sv_kind_constraint && fact->kind != &sv_kind_statistics &&
		fact->kind != &sv_kind_domain_constraint;
	change->identity = pstrdup(fact->identity);
	change->kind = fact->kind;
	plan->changes = lappend(plan->changes, change);
}

/*
 * Close the gaps between what takes a name away and what gives it again.  Returns
 * false if one cannot be closed.
 */
bool
sv_gaps_close(const SvOnlinePlan *plan, List *steps, bool as_written,
			  int *groups)
{
	ListCell   *lc;

	foreach(lc, plan->changes)
	{
		const SvOnlineChange *gone = lfirst(lc);
		int			last = gone->adds || gone->alters || !gone->matters ? 0 :
		sv_gaps_return(plan, gone);

		if (last > 0)
			last = find_rest(plan, gone, last);
		if (last > 0 && !close_gap(plan, steps, gone, last, as_written, groups))
			return false;
	}
	return true;
}

/*
 * The statement that gives a name again; 0: none.
 */
int
sv_gaps_return(const SvOnlinePlan *plan, const SvOnlineChange *gone)
{
	ListCell   *lc;

	foreach(lc, plan->changes)
	{
		const SvOnlineChange *change = lfirst(lc);

		if (change->adds && change->statement > gone->statement &&
			strcmp(change->identity, gone->identity) == 0)
			return change->statement;
	}
	return 0;
}

/*
 * The last of the statements that follow the one that gives a name again, and give
 * what has it its privileges and the like.
 */
static int
find_rest(const SvOnlinePlan *plan, const SvOnlineChange *gone, int last)
{
	ListCell   *lc;

	foreach(lc, plan->changes)
	{
		const SvOnlineChange *change = lfirst(lc);

		if (change->alters && change->statement == last + 1 &&
			strcmp(change->identity, gone->identity) == 0)
			last++;
	}
	return last;
}

/*
 * Make one transaction of the plain steps of some statements, from the one that
 * takes a name away on, together with the swaps among them, if there are any, and
 * what they do along.  What else is between them comes after it, unless all stays
 * as written.  The swap needs types that others are about before.
 */
static bool
close_gap(const SvOnlinePlan *plan, List *steps, const SvOnlineChange *gone,
		  int last, bool as_written, int *groups)
{
	int			first = gone->from;
	bool		is_type = (gone->kind->flags & SV_KIND_IS_TYPE) != 0;
	int			group = 0;
	int			swap = 0;
	bool		mixed = false;
	ListCell   *lc;

	foreach(lc, steps)
	{
		const SvOnlineStep *step = lfirst(lc);

		if (step->statement < first || step->statement > last || step->setting)
			continue;
		if (step->plain)
			group = Max(group, step->group);
		else if (is_of_swap(step))
			swap = step->group;
		else
			mixed = true;
	}
	if (mixed && swap == 0 && as_written)
		return false;
	if (swap != 0)
		group = swap;
	else if (group == 0)
		group = ++*groups;
	foreach(lc, steps)
	{
		SvOnlineStep *step = lfirst(lc);

		if (step->statement < first || step->statement > last ||
			!(step->plain || is_of_swap(step) || (step->joins && swap != 0)) ||
			(swap != 0 && ((step->types && !is_type) ||
						   (!as_written && stays_out(plan, step)))))
			continue;
		step->group = group;
		step->fixed = false;
		step->pulled = swap != 0 && step->plain;
		if (swap != 0)
			step->phase = SV_PHASE_SWAP;
	}
	return true;
}

/*
 * True if a step only adds a column, which what takes the place of something may
 * need before the swap, or drops one in the end, which may be needed until then.
 * This is tried first.
 */
static bool
stays_out(const SvOnlinePlan *plan, const SvOnlineStep *step)
{
	bool		adds = false;
	ListCell   *lc;

	if (plan->taken == 0 || plan->drops != SV_ONLINE_DROPS_WAIT)
		return false;
	if (step->drops == &sv_kind_column && step->phase == SV_PHASE_CONTRACT)
		return true;
	foreach(lc, plan->changes)
	{
		const SvOnlineChange *change = lfirst(lc);

		if (change->statement != step->statement)
			continue;
		if (!change->adds)
			return false;
		adds = adds || change->kind == &sv_kind_column;
	}
	return adds;
}

static bool
is_of_swap(const SvOnlineStep *step)
{
	return step->group != 0 && step->phase == SV_PHASE_SWAP;
}

/*
 * True if a step is written, as what its statement takes away comes back or not.
 */
bool
sv_gaps_writes(const SvOnlinePlan *plan, const SvOnlineStep *step)
{
	bool		returns = false;
	ListCell   *lc;

	if (step->only == SV_ONLINE_CASE_ANY)
		return true;
	foreach(lc, plan->changes)
	{
		const SvOnlineChange *gone = lfirst(lc);

		returns = returns ||
			(gone->statement == step->statement && !gone->adds && !gone->alters &&
			 gone->matters && sv_gaps_return(plan, gone) > 0);
	}
	return returns == (step->only == SV_ONLINE_CASE_RETURNS);
}
