/*-------------------------------------------------------------------------
 *
 * retype_rest.c
 *	  What a statement does to other columns than those that get another type.
 *
 * ALTER TABLE may make a column NOT NULL, or validate a constraint, along with the
 * change of a type.  That reads all rows: it is written by its own recipe, before
 * the columns exchange their places.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/diff.h"
#include "diff/hazard.h"
#include "online/retype_rest.h"

static bool is_apart(const SvRetype *retype, const SvFact *fact);
static bool is_retyped(const SvRetype *retype, const SvFact *fact);

/*
 * Write the steps for what is left to be done to other columns, once the steps
 * written so far have led to the facts "reached", and works on rows.  True if there
 * are any.
 */
bool
sv_retype_rest_write(SvRetype *retype, SvFacts *reached)
{
	SvOnlineSituation situation = *retype->situation;
	SvFacts    *after = unconstify(SvFacts *, situation.after);
	int			there = list_length(retype->plan->steps);
	ListCell   *lc;

	/* the server has read what it has rewritten */
	situation.scanned = list_concat_unique_oid(list_copy(situation.scanned),
											   situation.rewritten);
	foreach(lc, sv_diff_operations(reached, after))
	{
		SvOperation *operation = lfirst(lc);

		if (operation->to != NULL && sv_hazard_works(operation->hazards) &&
			is_apart(retype, operation->to))
			(void) situation.write(retype->plan, operation, &situation);
	}
	return list_length(retype->plan->steps) > there;
}

/*
 * True if a fact has nothing to do with the columns that get another type.
 */
static bool
is_apart(const SvRetype *retype, const SvFact *fact)
{
	ListCell   *lc;

	if (is_retyped(retype, fact))
		return false;
	foreach(lc, fact->needs)
	{
		if (is_retyped(retype, ((const SvNeed *) lfirst(lc))->fact))
			return false;
	}
	return true;
}

static bool
is_retyped(const SvRetype *retype, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		if (((const SvRetypedColumn *) lfirst(lc))->after == fact)
			return true;
	}
	return false;
}
