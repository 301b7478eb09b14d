/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  The operations that lead from one set of facts to another.
 *
 * Both sets are sorted by kind and identity, so one merge of two sorted lists
 * finds what is to be dropped, created and altered.  Then what has only another
 * name is renamed (rename.c), operations are added for what these affect
 * (dependents.c), and what the server does by itself is left out (inherit.c).
 *
 * An object that is on both sides is altered if its kind has statements for
 * all that differs, and otherwise recreated: dropped and created.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/compare.h"
#include "diff/dependents.h"
#include "diff/inherit.h"
#include "diff/origin.h"
#include "diff/rename.h"
#include "fact/acl.h"
#include "fact/aside.h"
#include "fact/in_list.h"
#include "strings.h"

typedef struct Comparison
{
	bool		privileges;		/* compare owners and privileges, too */
	SvWorklist	worklist;
} Comparison;

static void merge(Comparison *comparison, List *from, List *to);
static bool is_compared(const Comparison *comparison, const SvFact *fact);
static void reset(List *facts);
static void compare(Comparison *comparison, SvFact *from, SvFact *to);
static bool differ_in_path(const SvKind *kind, bool *differs);
static bool moves(const SvFact *from, const SvFact *to);

/*
 * The operations, in no particular order.  Facts of both sides are linked to
 * them and to each other, until they are compared again.
 */
List *
sv_compare_facts(SvFacts *from, SvFacts *to, bool privileges)
{
	Comparison	comparison = {privileges, {from->role, sv_aside_make(from, to)}};
	List	   *operations;

	reset(from->facts);
	reset(to->facts);
	merge(&comparison, from->facts, to->facts);
	sv_origin_find(&comparison.worklist, from->facts);
	sv_rename_find(&comparison.worklist);
	sv_dependents_find(&comparison.worklist);
	operations = sv_inherit_leave(comparison.worklist.operations);
	sv_acl_foresee(from, to);
	return operations;
}

/*
 * True if nothing differs.
 */
bool
sv_compare_same(SvFacts *from, SvFacts *to, bool privileges)
{
	Comparison	comparison = {privileges, {from->role}};

	reset(from->facts);
	reset(to->facts);
	merge(&comparison, from->facts, to->facts);
	sv_origin_find(&comparison.worklist, from->facts);
	return comparison.worklist.operations == NIL;
}

/*
 * Merge both sides, which are sorted.
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
			 /* not asked for */ ;
		else if (order < 0)
			sv_worklist_add(&comparison->worklist, SV_ACTION_DROP,
							lfirst(f), NULL);
		else if (order > 0)
			sv_worklist_add(&comparison->worklist, SV_ACTION_CREATE,
							NULL, lfirst(t));
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
 * Unlink the facts from an earlier comparison.
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

/*
 * Add what leads from a fact to its counterpart, if they differ.
 */
static void
compare(Comparison *comparison, SvFact *from, SvFact *to)
{
	SvWorklist *worklist = &comparison->worklist;
	const SvKind *kind = from->kind;
	int			count = kind->property_count;
	bool	   *differs = palloc0(sizeof(bool) * (count + 1));
	bool		any = false;
	bool		breaks = false;
	bool		recreated = moves(from, to);
	bool		comment = !sv_strings_equal(from->comment, to->comment);
	bool		labels = !sv_strings_equal(from->labels, to->labels);
	bool		owner = comparison->privileges &&
	!sv_strings_equal(from->owner, to->owner);
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
		recreated = recreated || (flags & SV_PROPERTY_RECREATE);
	}
	if (!sv_strings_equal(from->path_needs, to->path_needs))
	{
		any = true;
		recreated = !differ_in_path(kind, differs) || recreated;
	}
	if (recreated || (any && kind->needs_recreate != NULL &&
					  kind->needs_recreate(from, to)))
		sv_worklist_recreate(worklist, from, true);
	else if (any || comment || labels || owner || acl)
	{
		SvOperation *operation = sv_worklist_add(worklist, SV_ACTION_ALTER,
												 from, to);

		operation->differs = differs;
		operation->comment_differs = comment;
		operation->labels_differ = labels;
		operation->owner_differs = owner;
		operation->acl_differs = acl;
		operation->breaks = breaks ||
			(any && kind->breaks != NULL && kind->breaks(from, to));
		if (operation->breaks)
			worklist->queue = lappend(worklist->queue, operation);
	}
}

/*
 * The same text uses other operators: mark the properties that can be replaced
 * in place.  False if there are none.
 */
static bool
differ_in_path(const SvKind *kind, bool *differs)
{
	bool		any = false;

	for (int i = 0; i < kind->property_count; i++)
	{
		if (kind->properties[i].flags & SV_PROPERTY_REPLACE)
			any = differs[i] = true;
	}
	return any;
}

/*
 * True if it goes over to another table: the identity of an index does not
 * contain its table.
 */
static bool
moves(const SvFact *from, const SvFact *to)
{
	return (from->kind->flags & SV_KIND_IS_RELATION) &&
		from->parent != NULL && to->parent != NULL &&
		strcmp(from->parent->identity, to->parent->identity) != 0;
}
