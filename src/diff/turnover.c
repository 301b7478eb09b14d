/*-------------------------------------------------------------------------
 *
 * turnover.c
 *	  Partitions that come and go.
 *
 * The partitions of a table are made and dropped by a job, every day in many
 * databases: that is the course of things, and no change of the schema.  What is
 * left out of a comparison are the tables that are there on one side only and are
 * partitions there of a table that is there on both.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/turnover.h"
#include "kind/kinds.h"

static List *find_partitions(const SvFacts *facts, const SvFacts *other);
static bool has_table(const SvFacts *facts, const char *identity);
static void omit(SvFacts *facts, const List *tables);
static bool belongs(const SvFact *fact, const List *tables);

/*
 * Leave out of both sides the partitions that only one of them has, with all that
 * they consist of.  The facts are sorted.
 */
void
sv_turnover_omit(SvFacts *then, SvFacts *now)
{
	List	   *gone = find_partitions(then, now);
	List	   *added = find_partitions(now, then);

	omit(then, gone);
	omit(now, added);
}

/*
 * The tables that are partitions of a table on both sides, and are missing on
 * the other one.
 */
static List *
find_partitions(const SvFacts *facts, const SvFacts *other)
{
	List	   *tables = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind != &sv_kind_partition || fact->parent == NULL ||
			fact->values[0] == NULL)
			continue;
		if (sv_facts_find_same(other, fact->parent) == NULL &&
			has_table(other, fact->values[0]))
			tables = lappend(tables, fact->parent);
	}
	return tables;
}

/*
 * True if there is a table of this identity.
 */
static bool
has_table(const SvFacts *facts, const char *identity)
{
	SvFact		wanted = {.kind = &sv_kind_table};

	while (sv_kinds[wanted.rank] != &sv_kind_table)
		wanted.rank++;
	wanted.identity = unconstify(char *, identity);
	return sv_facts_find_same(facts, &wanted) != NULL;
}

static void
omit(SvFacts *facts, const List *tables)
{
	List	   *kept = NIL;
	ListCell   *lc;

	if (tables == NIL)
		return;
	foreach(lc, facts->facts)
	{
		if (!belongs(lfirst(lc), tables))
			kept = lappend(kept, lfirst(lc));
	}
	facts->facts = kept;
}

/*
 * True if a fact is one of the tables, or a part of it.
 */
static bool
belongs(const SvFact *fact, const List *tables)
{
	for (; fact != NULL; fact = fact->parent)
	{
		if (list_member_ptr(tables, fact))
			return true;
	}
	return false;
}
