/*-------------------------------------------------------------------------
 *
 * carry.c
 *	  What a run has changed, carried over to other facts.
 *
 * If the schemas were not as they should be when a run began, what it leaves is
 * not how they should be either: what had been changed by hand has to be known as
 * such afterwards, too.  So of what the run did not touch, the facts stay those of
 * how it should be; what it did touch is as it has left it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/carry.h"

static const SvFact *choose(const SvFacts *base, const SvFacts *before,
							const SvFact *after);
static bool is_equal(const SvFact *a, const SvFact *b);
static bool is_same_text(const char *a, const char *b);
static List *carry_parts(const List *base, const List *before,
						 const List *after);
static const SvTypePart *find_part(const List *parts, const SvAddress *address);
static void take(SvFacts *result, List **sources, const SvFact *fact);
static void join(SvFacts *result, SvFact *copy, const SvFact *source);
static void leave_out_orphans(SvFacts *result, const List *sources);

/*
 * The facts of "base" with what has changed from "before" to "after", in the
 * current memory context.  All of them are sorted.
 */
SvFacts *
sv_carry_over(const SvFacts *base, const SvFacts *before, const SvFacts *after)
{
	SvFacts    *result = sv_facts_make_like(after);
	List	   *sources = NIL;
	ListCell   *lc;

	foreach(lc, after->facts)
	{
		const SvFact *chosen = choose(base, before, lfirst(lc));

		if (chosen != NULL)
			take(result, &sources, chosen);
	}
	/* what was dropped before the run, and not by it */
	foreach(lc, base->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (sv_facts_find_same(before, fact) == NULL &&
			sv_facts_find_same(after, fact) == NULL)
			take(result, &sources, fact);
	}
	leave_out_orphans(result, sources);
	sv_facts_sort(result);
	result->type_parts = carry_parts(base->type_parts, before->type_parts,
									 after->type_parts);
	return result;
}

/*
 * The fact that an object has in the result: that after the run if the run has
 * changed it, else that of the base; NULL if it has none.
 */
static const SvFact *
choose(const SvFacts *base, const SvFacts *before, const SvFact *after)
{
	const SvFact *there = sv_facts_find_same(before, after);

	return there != NULL && is_equal(there, after) ?
		sv_facts_find_same(base, after) : after;
}

/*
 * True if nothing about an object differs.
 */
static bool
is_equal(const SvFact *a, const SvFact *b)
{
	for (int i = 0; i < a->kind->property_count; i++)
	{
		if (!is_same_text(a->values[i], b->values[i]))
			return false;
	}
	return is_same_text(a->owner, b->owner) && is_same_text(a->acl, b->acl) &&
		is_same_text(a->comment, b->comment) &&
		is_same_text(a->labels, b->labels);
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/*
 * The parts of types in the result, likewise.
 */
static List *
carry_parts(const List *base, const List *before, const List *after)
{
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, after)
	{
		SvTypePart *part = lfirst(lc);
		const SvTypePart *there = find_part(before, &part->address);
		const SvTypePart *should = find_part(base, &part->address);

		if (there != NULL && should != NULL && strcmp(there->name, part->name) == 0)
			part->name = should->name;
		parts = lappend(parts, part);
	}
	return parts;
}

static const SvTypePart *
find_part(const List *parts, const SvAddress *address)
{
	ListCell   *lc;

	foreach(lc, parts)
	{
		const SvTypePart *part = lfirst(lc);

		if (part->address.classid == address->classid &&
			part->address.objid == address->objid &&
			part->address.subid == address->subid)
			return part;
	}
	return NULL;
}

static void
take(SvFacts *result, List **sources, const SvFact *fact)
{
	SvFact	   *copy = palloc(sizeof(SvFact));

	*copy = *fact;
	copy->needs = copy->needed_by = NIL;
	copy->parent = copy->attachment = copy->counterpart = NULL;
	copy->detached = copy->drop = copy->change = NULL;
	result->facts = lappend(result->facts, copy);
	*sources = lappend(*sources, unconstify(SvFact *, fact));
}

/*
 * Leave out what is a part of something that is not there, and link the rest as
 * the sources are linked, each of which belongs to the fact at the same place.
 */
static void
leave_out_orphans(SvFacts *result, const List *sources)
{
	List	   *copies = result->facts;
	SvFacts    *all = sv_facts_make();
	ListCell   *lc;

	all->facts = list_copy(copies);
	sv_facts_sort(all);
	result->facts = NIL;
	foreach(lc, copies)
	{
		const SvFact *source = list_nth(sources, foreach_current_index(lc));
		bool		orphan = false;

		for (const SvFact *whole = source->parent; whole != NULL; whole = whole->parent)
			orphan |= sv_facts_find_same(all, whole) == NULL;
		if (!orphan)
			sv_facts_add(result, lfirst(lc));
	}
	all->facts = list_copy(result->facts);
	sv_facts_sort(all);
	foreach(lc, copies)
	{
		if (sv_facts_find_same(all, lfirst(lc)) == lfirst(lc))
			join(all, lfirst(lc), list_nth(sources, foreach_current_index(lc)));
	}
}

/*
 * Give a fact the parent and the needs that its source has, as far as they are
 * there.
 */
static void
join(SvFacts *result, SvFact *copy, const SvFact *source)
{
	ListCell   *lc;

	if (source->parent != NULL)
		copy->parent = sv_facts_find_same(result, source->parent);
	foreach(lc, source->needs)
	{
		const SvNeed *need = lfirst(lc);
		SvFact	   *needed = sv_facts_find_same(result, need->fact);

		if (needed != NULL)
			sv_facts_need(copy, needed, need->type);
	}
}
