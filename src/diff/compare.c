/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  The operations that lead from one snapshot to another.
 *
 * One merge of the facts of both sides finds what is to be dropped, created
 * and altered.  Then what stands in the way is found: an object that is
 * dropped, or altered in a way that breaks what rests on it, makes its
 * dependents be dropped before and created afterwards; and so on upwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/compare.h"
#include "diff/dependents.h"
#include "diff/inherit.h"
#include "diff/rename.h"
#include "fact/acl.h"
#include "fact/in_list.h"

typedef struct Comparison
{
	bool		privileges;
	SvWorklist	worklist;
} Comparison;

static void merge(Comparison *comparison, List *from, List *to);
static bool is_compared(const Comparison *comparison, const SvFact *fact);
static void reset(List *facts);
static void compare(Comparison *comparison, SvFact *from, SvFact *to);
static bool moves(const SvFact *from, const SvFact *to);
static bool same(const char *a, const char *b);

/*
 * The operations, in no particular order.  Facts of both sides are linked to
 * them and to each other.
 */
List *
sv_compare_snapshots(SvFacts *from, SvFacts *to, bool privileges)
{
	Comparison	comparison = {privileges, {from->role}};
	List	   *operations;

	reset(from->facts);
	reset(to->facts);
	merge(&comparison, from->facts, to->facts);
	sv_rename_find(&comparison.worklist);
	sv_dependents_find(&comparison.worklist);
	operations = sv_inherit_leave(comparison.worklist.operations);
	sv_acl_foresee(from, to);
	return operations;
}

/*
 * Is there nothing that differs?
 */
bool
sv_compare_same(SvFacts *from, SvFacts *to, bool privileges)
{
	Comparison	comparison = {privileges, {from->role}};

	reset(from->facts);
	reset(to->facts);
	merge(&comparison, from->facts, to->facts);
	return comparison.worklist.operations == NIL;
}

/*
 * Walk along both sides, which are in the same order.
 */
static void
merge(Comparison *comparison, List *from, List *to)
{
	ListCell   *f = list_head(from);
	ListCell   *t = list_head(to);

	while (f != NULL || t != NULL)
	{
		int			order;

		CHECK_FOR_INTERRUPTS();
		order = f == NULL ? 1 : t == NULL ? -1 :
			sv_fact_compare(lfirst(f), lfirst(t));
		if (!is_compared(comparison, order > 0 ? lfirst(t) : lfirst(f)))
			 /* nobody has asked */ ;
		else if (order < 0)
			sv_worklist_add(&comparison->worklist, SV_ACTION_DROP, lfirst(f), NULL);
		else if (order > 0)
			sv_worklist_add(&comparison->worklist, SV_ACTION_CREATE, NULL, lfirst(t));
		else
			compare(comparison, lfirst(f), lfirst(t));
		if (order <= 0)
			f = lnext(from, f);
		if (order >= 0)
			t = lnext(to, t);
	}
}

static bool
is_compared(const Comparison *comparison, const SvFact *fact)
{
	return comparison->privileges || !(fact->kind->flags & SV_KIND_IS_PRIVILEGE);
}

/*
 * Forget earlier comparisons.
 */
static void
reset(List *facts)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		SvFact	   *fact = lfirst(lc);

		fact->counterpart = NULL;
		fact->detached = NULL;
		fact->drop = NULL;
		fact->change = NULL;
	}
}

static void
compare(Comparison *comparison, SvFact *from, SvFact *to)
{
	const SvKind *kind = from->kind;
	int			count = sv_kind_count_properties(kind);
	bool	   *differs = palloc0(sizeof(bool) * (count + 1));
	bool		any = false;
	bool		breaks = false;
	bool		again = moves(from, to);
	bool		comment = !same(from->comment, to->comment);
	bool		labels = !same(from->labels, to->labels);
	bool		owner = comparison->privileges && !same(from->owner, to->owner);
	bool		acl = comparison->privileges && !sv_acl_same(from, to);

	from->counterpart = to;
	to->counterpart = from;
	for (int i = 0; i < count; i++)
	{
		int			flags = kind->properties[i].flags;

		if ((flags & SV_PROPERTY_HIDDEN) ||
			sv_in_list_same(from->values[i], to->values[i]))
			continue;
		any = differs[i] = true;
		breaks = breaks || (flags & SV_PROPERTY_BREAKS_DEPENDENTS);
		again = again || (flags & SV_PROPERTY_RECREATE);
	}
	if (again || (any && kind->needs_recreate != NULL &&
				  kind->needs_recreate(from, to)))
		sv_worklist_recreate(&comparison->worklist, from, true);
	else if (any || comment || labels || owner || acl)
	{
		SvOperation *operation = sv_worklist_add(&comparison->worklist, SV_ACTION_ALTER, from, to);

		operation->differs = differs;
		operation->comment_differs = comment;
		operation->labels_differ = labels;
		operation->owner_differs = owner;
		operation->acl_differs = acl;
		operation->breaks = breaks;
		if (breaks)
			comparison->worklist.queue = lappend(comparison->worklist.queue, operation);
	}
}

/*
 * Does it go over to another table?  The name of an index does not say of which
 * table it is.
 */
static bool
moves(const SvFact *from, const SvFact *to)
{
	return (from->kind->flags & SV_KIND_IS_RELATION) &&
		from->parent != NULL && to->parent != NULL &&
		strcmp(from->parent->identity, to->parent->identity) != 0;
}

static bool
same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}
