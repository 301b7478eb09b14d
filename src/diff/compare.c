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
#include "diff/inherit.h"
#include "diff/rowtype.h"
#include "fact/acl.h"
#include "fact/in_list.h"
#include "kind/partition.h"

typedef struct Comparison
{
	bool		privileges;
	const char *role;
	List	   *operations;
	List	   *queue;			/* whose dependents are to be looked at */
} Comparison;

/* What a dropped and a created fact must have in common to be one renamed. */
typedef struct Shape
{
	SvOperation *operation;
	char	   *text;
} Shape;

static void merge(Comparison *comparison, List *from, List *to);
static bool is_compared(const Comparison *comparison, const SvFact *fact);
static void reset(List *facts);
static void compare(Comparison *comparison, SvFact *from, SvFact *to);
static bool moves(const SvFact *from, const SvFact *to);
static bool same(const char *a, const char *b);
static SvOperation *add(Comparison *comparison, SvAction action, SvFact *from,
						SvFact *to);
static void find_renames(Comparison *comparison);
static List *shapes(Comparison *comparison, SvAction action);
static char *shape_text(const SvFact *fact, const SvFact *parent);
static int	compare_shapes(const ListCell *a, const ListCell *b);
static bool is_unique(List *shapes, int place);
static void find_conflicts(Comparison *comparison);
static bool has_conflict(const SvOperation *operation, const SvFact *used);
static void look_at_whole(Comparison *comparison,
						  const SvOperation *operation);
static void look_at_dependent(Comparison *comparison, SvOperation *operation,
							  const SvNeed *need);
static void detach(Comparison *comparison, SvFact *table);
static bool is_detached(const SvOperation *operation, const SvNeed *need);
static bool survives(const SvOperation *operation, const SvNeed *need);
static void recreate(Comparison *comparison, SvFact *from, bool differs);
static void retype(Comparison *comparison, SvFact *column,
				   SvOperation *dropped);
static SvOperation *alter(Comparison *comparison, SvFact *fact);
static void break_column(Comparison *comparison, SvFact *column);
static void look_at_rows(Comparison *comparison,
						 const SvOperation *operation);
static void put_aside(Comparison *comparison, SvFact *user);
static void step_aside(Comparison *comparison);

/*
 * The operations, in no particular order.  Facts of both sides are linked to
 * them and to each other.
 */
List *
sv_compare_snapshots(SvFacts *from, SvFacts *to, bool privileges)
{
	Comparison	comparison = {privileges, from->role, NIL, NIL};

	reset(from->facts);
	reset(to->facts);
	merge(&comparison, from->facts, to->facts);
	find_renames(&comparison);
	find_conflicts(&comparison);

	while (comparison.queue != NIL)
	{
		SvOperation *operation = llast(comparison.queue);
		ListCell   *lc;

		CHECK_FOR_INTERRUPTS();
		comparison.queue = list_delete_last(comparison.queue);
		if (operation->done)
			continue;
		foreach(lc, operation->from->needed_by)
			look_at_dependent(&comparison, operation, lfirst(lc));
		if (operation->action == SV_ACTION_ALTER)
			look_at_rows(&comparison, operation);
		else if (operation->recreates)
			look_at_rows(&comparison, operation->from->counterpart->change);
	}
	step_aside(&comparison);
	comparison.operations = sv_inherit_leave(comparison.operations);
	sv_acl_foresee(from, to);
	return comparison.operations;
}

/*
 * Is there nothing that differs?
 */
bool
sv_compare_same(SvFacts *from, SvFacts *to, bool privileges)
{
	Comparison	comparison = {privileges, from->role, NIL, NIL};

	reset(from->facts);
	reset(to->facts);
	merge(&comparison, from->facts, to->facts);
	return comparison.operations == NIL;
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
			add(comparison, SV_ACTION_DROP, lfirst(f), NULL);
		else if (order > 0)
			add(comparison, SV_ACTION_CREATE, NULL, lfirst(t));
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
		recreate(comparison, from, true);
	else if (any || comment || labels || owner || acl)
	{
		SvOperation *operation = add(comparison, SV_ACTION_ALTER, from, to);

		operation->differs = differs;
		operation->comment_differs = comment;
		operation->labels_differ = labels;
		operation->owner_differs = owner;
		operation->acl_differs = acl;
		operation->breaks = breaks;
		if (breaks)
			comparison->queue = lappend(comparison->queue, operation);
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

static SvOperation *
add(Comparison *comparison, SvAction action, SvFact *from, SvFact *to)
{
	SvOperation *operation = sv_operation_make(action, from, to);

	operation->role = comparison->role;
	comparison->operations = lappend(comparison->operations, operation);
	if (action == SV_ACTION_DROP)
	{
		from->drop = operation;
		comparison->queue = lappend(comparison->queue, operation);
	}
	else if (to != NULL)
		to->change = operation;
	if (action == SV_ACTION_ALTER || action == SV_ACTION_RENAME)
		from->change = operation;
	return operation;
}

/*
 * What is dropped while exactly one of its like is created is renamed, if
 * its kind has nothing to lose by that.
 */
static void
find_renames(Comparison *comparison)
{
	List	   *dropped = shapes(comparison, SV_ACTION_DROP);
	List	   *created = shapes(comparison, SV_ACTION_CREATE);
	int			d = 0;
	int			c = 0;

	while (d < list_length(dropped) && c < list_length(created))
	{
		Shape	   *drop = list_nth(dropped, d);
		Shape	   *create = list_nth(created, c);
		int			order = strcmp(drop->text, create->text);

		if (order == 0 && is_unique(dropped, d) && is_unique(created, c))
		{
			SvFact	   *from = drop->operation->from;
			SvFact	   *to = create->operation->to;

			sv_operation_cancel(drop->operation);
			sv_operation_cancel(create->operation);
			from->counterpart = to;
			to->counterpart = from;
			add(comparison, SV_ACTION_RENAME, from, to)->comment_differs =
				!same(from->comment, to->comment);
		}
		if (order <= 0)
			d++;
		if (order >= 0)
			c++;
	}
}

/*
 * The shapes of what is dropped, or created, and could be renamed; sorted.
 */
static List *
shapes(Comparison *comparison, SvAction action)
{
	List	   *shapes = NIL;
	ListCell   *lc;

	foreach(lc, comparison->operations)
	{
		SvOperation *operation = lfirst(lc);
		SvFact	   *fact = sv_operation_fact(operation);
		SvFact	   *parent = fact->parent;
		Shape	   *shape;

		if (operation->action != action || operation->recreates ||
			!(fact->kind->flags & SV_KIND_DETECTS_RENAME) || parent == NULL ||
			parent->counterpart == NULL)
			continue;
		if (action == SV_ACTION_DROP)
			parent = parent->counterpart;
		shape = palloc(sizeof(Shape));
		shape->operation = operation;
		shape->text = shape_text(fact, parent);
		shapes = lappend(shapes, shape);
	}
	list_sort(shapes, compare_shapes);
	return shapes;
}

static char *
shape_text(const SvFact *fact, const SvFact *parent)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%s %s", fact->kind->name, parent->identity);
	for (int i = 0; fact->kind->properties[i].name != NULL; i++)
		if (!(fact->kind->properties[i].flags & SV_PROPERTY_HIDDEN))
			appendStringInfo(&buf, "\n%d %s", fact->values[i] != NULL,
							 fact->values[i] ? fact->values[i] : "");
	return buf.data;
}

static int
compare_shapes(const ListCell *a, const ListCell *b)
{
	return strcmp(((Shape *) lfirst(a))->text, ((Shape *) lfirst(b))->text);
}

static bool
is_unique(List *shapes, int place)
{
	Shape	   *shape = list_nth(shapes, place);

	return (place == 0 ||
			strcmp(((Shape *) list_nth(shapes, place - 1))->text,
				   shape->text) != 0) &&
		(place + 1 == list_length(shapes) ||
		 strcmp(((Shape *) list_nth(shapes, place + 1))->text,
				shape->text) != 0);
}

/*
 * Changes in place that others, created or changed along, could not bear.
 */
static void
find_conflicts(Comparison *comparison)
{
	/* what is added on the way is no change in place */
	int			count = list_length(comparison->operations);

	for (int i = 0; i < count; i++)
	{
		SvOperation *operation = list_nth(comparison->operations, i);

		if (operation->done)
			continue;
		look_at_whole(comparison, operation);
		look_at_rows(comparison, operation);
		if (operation->action == SV_ACTION_ALTER && !operation->done &&
			operation->to->kind->conflicts != NULL &&
			has_conflict(operation, operation->to))
			recreate(comparison, operation->from, true);
	}
}

/*
 * Is there a conflict with a user of a fact, or with one of its columns'?
 */
static bool
has_conflict(const SvOperation *operation, const SvFact *used)
{
	ListCell   *lc;

	foreach(lc, used->needed_by)
	{
		SvFact	   *user = ((SvNeed *) lfirst(lc))->fact;

		if (user->change != NULL &&
			operation->to->kind->conflicts(operation->from, operation->to, user))
			return true;
		if (used == operation->to && (user->kind->flags & SV_KIND_HAS_DATA) &&
			has_conflict(operation, user))
			return true;
	}
	return false;
}

/*
 * Something is created or altered: can it be, without what it is a part of
 * being made anew?
 */
static void
look_at_whole(Comparison *comparison, const SvOperation *operation)
{
	SvFact	   *whole = operation->to == NULL ? NULL : operation->to->parent;

	if (whole != NULL && whole->kind->is_closed != NULL &&
		whole->counterpart != NULL &&
		whole->kind->is_closed(whole->counterpart, operation))
		recreate(comparison, whole->counterpart, true);
}

/*
 * Something is dropped, or altered in a way that breaks what rests on it:
 * what about this dependent?
 */
static void
look_at_dependent(Comparison *comparison, SvOperation *operation,
				  const SvNeed *need)
{
	SvFact	   *dependent = need->fact;

	if (sv_partition_blocks(operation, need))
		detach(comparison, dependent->parent);
	if (sv_partition_leaves(operation, dependent))
		return;
	/* what is not compared is left to the server */
	if (dependent->drop != NULL || dependent->counterpart == NULL ||
		need->type == SV_NEED_ORDER ||
		need->type == SV_NEED_OWNER || need->type == SV_NEED_INHERIT ||
		is_detached(operation, need))
		return;
	if (operation->action == SV_ACTION_ALTER)
	{
		if (!survives(operation, need))
			recreate(comparison, dependent, false);
	}
	else if (operation->recreates &&
			 (operation->from->kind->flags & SV_KIND_IS_TYPE) &&
			 (dependent->kind->flags & SV_KIND_IN_CREATE_TABLE) &&
			 (dependent->kind->flags & SV_KIND_HAS_DATA))
		retype(comparison, dependent, operation);
	else if (operation->recreates || dependent->change == NULL ||
			 dependent->change->action == SV_ACTION_RENAME)
		recreate(comparison, dependent, false);
}

/*
 * Have a table detached for as long as anything else is done to it.
 */
static void
detach(Comparison *comparison, SvFact *table)
{
	recreate(comparison, table->attachment, false);
	table->attachment->drop->early = true;
}

/*
 * Is it the index of a partition, or the like, whose table is detached before
 * the parent is dropped?
 */
static bool
is_detached(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *table = operation->from->parent;

	return (need->type == 'P' || need->type == 'S') &&
		table != NULL && table->drop != NULL;
}

/*
 * Does the server take a dependent along when the type of a column changes?
 */
static bool
survives(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *fact = need->fact;

	if (fact == operation->from->parent)
		return true;
	return operation->aside == NULL &&
		(fact->kind->flags & SV_KIND_SURVIVES_RETYPE) &&
		(fact->kind->survives == NULL || fact->kind->survives(fact));
}

/*
 * Drop and create a fact that there is on both sides, because it differs or
 * because it is in the way.
 */
static void
recreate(Comparison *comparison, SvFact *from, bool differs)
{
	SvFact	   *to = from->counterpart;

	bool		in_the_way = from->change == NULL && !differs;
	SvOperation *operation;

	if (from->change != NULL)
		sv_operation_cancel(from->change);
	if (from->drop != NULL)
		return;
	operation = add(comparison, SV_ACTION_DROP, from, NULL);
	operation->recreates = true;
	operation->in_the_way = in_the_way;
	operation = add(comparison, SV_ACTION_CREATE, NULL, to);
	operation->recreates = true;
	operation->in_the_way = in_the_way;
}

/*
 * The type of a column is made anew: the column changes from the old one to
 * the new one, which have the same name while both are there.
 */
static void
retype(Comparison *comparison, SvFact *column, SvOperation *dropped)
{
	break_column(comparison, column);
	if (dropped->aside == NULL)
		dropped->aside = add(comparison, SV_ACTION_ASIDE, dropped->from, NULL);
	look_at_whole(comparison, column->change);
}

/*
 * The operation that alters a fact, if only to itself.
 */
static SvOperation *
alter(Comparison *comparison, SvFact *fact)
{
	SvOperation *operation = fact->change;

	if (operation != NULL)
		return operation;
	operation = add(comparison, SV_ACTION_ALTER, fact, fact->counterpart);
	operation->differs =
		palloc0(sizeof(bool) * (sv_kind_count_properties(fact->kind) + 1));
	return operation;
}

/*
 * Let the type of a column change, if only to itself.
 */
static void
break_column(Comparison *comparison, SvFact *column)
{
	SvOperation *operation = alter(comparison, column);

	for (int i = 0; column->kind->properties[i].name != NULL; i++)
		if (column->kind->properties[i].flags & SV_PROPERTY_BREAKS_DEPENDENTS)
		{
			operation->differs[i] = true;
			break;
		}
	if (!operation->breaks)
	{
		operation->breaks = true;
		comparison->queue = lappend(comparison->queue, operation);
	}
}

/*
 * A table is written anew: what has rows of it has others meanwhile, or none.
 * Rows with one more column cannot be made of those that are stored.
 */
static void
look_at_rows(Comparison *comparison, const SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, sv_rowtype_users(sv_rowtype_table(operation)))
	{
		SvFact	   *user = lfirst(lc);

		if (user->drop != NULL || user->counterpart == NULL)
			continue;
		if (!sv_rowtype_stays(user))
			recreate(comparison, user, false);
		else if (operation->action == SV_ACTION_ALTER ||
				 sv_rowtype_is_empty(user))
			put_aside(comparison, user);
	}
}

/*
 * Columns become text, as the server does not look into the rows in them, and
 * types lose an expression.
 */
static void
put_aside(Comparison *comparison, SvFact *user)
{
	const char *release = user->kind->release;
	SvOperation *operation = alter(comparison, user);

	if (release != NULL)
		operation->differs[sv_kind_property(user->kind, release)] = true;
	else
		break_column(comparison, user);
	if (operation->aside != NULL)
		return;
	operation->aside = add(comparison, SV_ACTION_ASIDE, user, NULL);
	if (release == NULL)
		comparison->queue = lappend(comparison->queue, operation);
}

/*
 * What makes place for its new self needs what is to be made anew with it for
 * as long as it is there: that makes place too.
 */
static void
step_aside(Comparison *comparison)
{
	/* the list grows */
	for (int i = 0; i < list_length(comparison->operations); i++)
	{
		SvOperation *operation = list_nth(comparison->operations, i);
		ListCell   *lc;

		if (operation->action != SV_ACTION_ASIDE || operation->done)
			continue;
		foreach(lc, operation->from->needs)
		{
			SvFact	   *needed = ((SvNeed *) lfirst(lc))->fact;

			if ((needed->kind->flags & SV_KIND_IS_TYPE) && needed->drop != NULL &&
				needed->drop->recreates && needed->drop->aside == NULL)
				needed->drop->aside = add(comparison, SV_ACTION_ASIDE, needed,
										  NULL);
		}
	}
}
