/*-------------------------------------------------------------------------
 *
 * turnover.c
 *	  Partitions that come and go.
 *
 * The partitions of a table are made and dropped by a job, every day in many
 * databases: that is the course of things, and no change of the schema.  What is
 * left out of a comparison are the tables that are there on one side only and are
 * partitions there of a table that is there on both, or of one that is left out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "diff/turnover.h"
#include "kind/kinds.h"

static HTAB *find_partitions(const SvFacts *facts, const SvFacts *other);
static bool comes_and_goes(const SvFact *partition, const SvFacts *facts,
						   const SvFacts *other);
static SvFact *find(const SvFacts *facts, const SvKind *kind,
					const char *identity);
static void omit(SvFacts *facts, HTAB *tables);
static bool belongs(const SvFact *fact, HTAB *tables);

/*
 * Leave out of both sides the partitions that only one of them has, with all that
 * they consist of.  The facts are sorted.
 */
void
sv_turnover_omit(SvFacts *then, SvFacts *now)
{
	HTAB	   *gone = find_partitions(then, now);
	HTAB	   *added = find_partitions(now, then);

	omit(then, gone);
	omit(now, added);
}

/*
 * The tables that are partitions, and are to be left out, as a set of pointers.
 */
static HTAB *
find_partitions(const SvFacts *facts, const SvFacts *other)
{
	HASHCTL		control = {0};
	HTAB	   *tables;
	ListCell   *lc;

	control.keysize = control.entrysize = sizeof(SvFact *);
	control.hcxt = CurrentMemoryContext;
	tables = hash_create("schemaver partitions", 256, &control,
						 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (fact->kind == &sv_kind_partition &&
			comes_and_goes(fact, facts, other))
			(void) hash_search(tables, &fact->parent, HASH_ENTER, NULL);
	}
	return tables;
}

/*
 * True if the table of an attachment is missing on the other side, and so are all
 * that it is a partition of, up to one that is on both sides.
 */
static bool
comes_and_goes(const SvFact *partition, const SvFacts *facts,
			   const SvFacts *other)
{
	while (partition != NULL && partition->parent != NULL &&
		   partition->values[0] != NULL &&
		   sv_facts_find_same(other, partition->parent) == NULL)
	{
		if (find(other, &sv_kind_table, partition->values[0]) != NULL)
			return true;
		partition = find(facts, &sv_kind_partition, partition->values[0]);
	}
	return false;
}

static SvFact *
find(const SvFacts *facts, const SvKind *kind, const char *identity)
{
	SvFact		wanted = {.kind = kind};

	while (sv_kinds[wanted.rank] != kind)
		wanted.rank++;
	wanted.identity = unconstify(char *, identity);
	return sv_facts_find_same(facts, &wanted);
}

static void
omit(SvFacts *facts, HTAB *tables)
{
	List	   *kept = NIL;
	ListCell   *lc;

	if (hash_get_num_entries(tables) > 0)
	{
		foreach(lc, facts->facts)
		{
			if (!belongs(lfirst(lc), tables))
				kept = lappend(kept, lfirst(lc));
		}
		facts->facts = kept;
	}
	hash_destroy(tables);
}

/*
 * True if a fact is one of the tables, or a part of it.
 */
static bool
belongs(const SvFact *fact, HTAB *tables)
{
	for (; fact != NULL; fact = fact->parent)
	{
		if (hash_search(tables, &fact, HASH_FIND, NULL) != NULL)
			return true;
	}
	return false;
}
