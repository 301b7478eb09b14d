/*-------------------------------------------------------------------------
 *
 * links.c
 *	  Which operations have to come before which.
 *
 * The order follows from what the facts of both sides need: what is dropped
 * goes before what it needs, what is created after it, and what is altered
 * after what it will need and before the drop of what it needed.  Names are a
 * dependency, too: a relation or type is created after another one has given
 * up its name.  Kinds add links of their own (the hook "link").
 *
 * A link is strong if the server would refuse the other order, and weak if the
 * other order is only harder to read; arrange.c says what that means.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "miscadmin.h"
#include "utils/hsearch.h"

#include "compat.h"
#include "diff/adoption.h"
#include "diff/inherit.h"
#include "diff/links.h"
#include "diff/rowtype.h"
#include "kind/partition.h"

/* The operation that gives up the name of a relation. */
typedef struct NameEntry
{
	char		name[NAMEDATALEN * 4 + 8];	/* key: quoted, qualified.  No
											 * identity of a relation is
											 * longer. */
	SvOperation *giver;
} NameEntry;

static void link_recreation(SvOperation *operation);
static void link_recreation_after(SvOperation *operation,
								  const SvFact *needed);
static void link_drop(SvOperation *operation);
static void link_change(SvOperation *operation);
static bool is_attached_later(const SvOperation *operation,
							  const SvNeed *inherited);
static void link_change_to_drops(SvOperation *operation);
static void link_names(List *operations);
static void each_name(SvOperation *operation, const SvFact *fact,
					  const SvFact *other, HTAB *names,
					  void (*act) (SvOperation *operation, const char *name,
								   HTAB *names));
static void give_name(SvOperation *operation, const char *name, HTAB *names);
static void take_name(SvOperation *operation, const char *name, HTAB *names);
static SvOperation *outermost_creation(const SvFact *fact);
static SvOperation *outermost_drop(const SvFact *fact);

/*
 * Add all links between operations, which are sorted by rank.
 */
void
sv_links_add(List *operations)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (operation->action == SV_ACTION_DROP)
			link_drop(operation);
		if (operation->to != NULL)
			link_change(operation);
		if (operation->from != NULL && operation->action == SV_ACTION_ALTER)
			link_change_to_drops(operation);
		if (operation->folded != NULL && operation->action == SV_ACTION_DROP)
			sv_operation_before(operation, operation->folded);
		else if (operation->folded != NULL)
			sv_operation_before(operation->folded, operation);
		if (sv_operation_fact(operation)->kind->link != NULL)
			sv_operation_fact(operation)->kind->link(operation);
		sv_rowtype_link(operation);
		sv_adoption_link(operation);
		if (operation->action == SV_ACTION_ASIDE)
		{
			link_recreation(operation);
			if (operation->from->drop != NULL)
				sv_operation_before(operation, operation->from->drop);
		}
		else if (operation->action == SV_ACTION_DROP && operation->recreates &&
				 operation->aside == NULL)
			link_recreation(operation);
	}
	link_names(operations);
}

/*
 * A recreated object is dropped, or moved out of the way, before it is created,
 * unless something else creates it along.
 */
static void
link_recreation(SvOperation *operation)
{
	if (operation->from->counterpart->change != NULL)
		sv_operation_before(operation, operation->from->counterpart->change);
}

/*
 * An object that is recreated because something that it needs is dropped is
 * created after the outermost drop that takes that along, unless that was moved
 * out of the way.
 */
static void
link_recreation_after(SvOperation *operation, const SvFact *needed)
{
	SvOperation *drop = outermost_drop(needed);

	if (operation->recreates && operation->aside == NULL &&
		needed->drop->aside == NULL && drop->aside == NULL &&
		operation->from->counterpart->change != NULL)
		sv_operation_before(drop, operation->from->counterpart->change);
}

/*
 * An object is dropped before what it needs is dropped or altered.
 */
static void
link_drop(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		SvNeed	   *need = lfirst(lc);
		SvFact	   *needed = need->fact;

		if (need->type == SV_NEED_ORDER || sv_partition_is_apart(operation, need))
			continue;
		if (needed->drop != NULL && need->type == SV_NEED_INHERIT &&
			operation->from->parent->drop == NULL && needed->parent->drop == NULL &&
			sv_inherit_is_own(operation->from))
		{
			/* it is inherited until then */
			sv_operation_before(needed->drop, operation);
		}
		else if (needed->drop != NULL)
		{
			sv_operation_before(operation, needed->drop);
			link_recreation_after(operation, needed);
			if (needed->drop->aside != NULL && operation->aside == NULL)
			{
				sv_operation_before(operation, needed->drop->aside);
				if (outermost_drop(operation->from)->aside == NULL)
					sv_operation_before_if(outermost_drop(operation->from),
										   needed->drop->aside);
			}
			/* what is inherited can only be dropped along with its table */
			if (need->type == SV_NEED_INHERIT &&
				operation->from->parent->drop != NULL &&
				needed->parent->drop == NULL)
				sv_operation_before(operation->from->parent->drop, needed->drop);
			if (!operation->early)
				sv_operation_before_if(outermost_drop(operation->from),
									   outermost_drop(needed));
		}
		else if (needed->change != NULL)
		{
			if (needed->change->breaks)
				sv_operation_before(operation, needed->change);
			else
				sv_operation_before_if(operation, needed->change);
			if (needed->change->aside != NULL)
				sv_operation_before(operation, needed->change->aside);
		}
	}
}

/*
 * An object is created or altered after what it will need.
 */
static void
link_change(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->to->needs)
	{
		SvNeed	   *need = lfirst(lc);
		SvOperation *needed = need->fact->change;

		/* an index finds those of partitions, not the other way round */
		if (need->type == SV_NEED_OWNER || needed == NULL ||
			need->type == DEPENDENCY_PARTITION_PRI ||
			need->type == DEPENDENCY_PARTITION_SEC ||
			is_attached_later(operation, need))
			continue;
		if (needed->action == SV_ACTION_CREATE || needed->breaks)
			sv_operation_before(needed, operation);
		else
			sv_operation_before_if(needed, operation);
		if (operation->action != SV_ACTION_CREATE)
			continue;
		if (needed->action == SV_ACTION_CREATE)
			sv_operation_before_if(outermost_creation(need->fact),
								   outermost_creation(operation->to));
		else if (need->type == SV_NEED_INHERIT)
			/* the new table inherits it as it will be */
			sv_operation_before(needed, outermost_creation(operation->to));
	}
}

/*
 * True if what a new table inherits comes from one that it is attached to later.
 */
static bool
is_attached_later(const SvOperation *operation, const SvNeed *inherited)
{
	const SvFact *table = operation->to->parent;
	ListCell   *lc;

	if (inherited->type != SV_NEED_INHERIT || table->change == NULL ||
		table->change->action != SV_ACTION_CREATE)
		return false;
	foreach(lc, table->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact == inherited->fact->parent)
			return false;
	}
	return true;
}

/*
 * An object is altered before something is dropped that it needed.
 */
static void
link_change_to_drops(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		SvOperation *dropped = ((SvNeed *) lfirst(lc))->fact->drop;

		if (dropped == NULL)
			continue;
		if (dropped->recreates && dropped->aside == NULL)
			sv_operation_before_if(operation, dropped);
		else
			sv_operation_before(operation, dropped);
	}
}

/*
 * Add links from what gives up the name of a relation or type to what takes it.
 */
static void
link_names(List *operations)
{
	HASHCTL		control = {0};
	HTAB	   *names;
	ListCell   *lc;

	control.keysize = sizeof(((NameEntry *) NULL)->name);
	control.entrysize = sizeof(NameEntry);
	control.hcxt = CurrentMemoryContext;
	names = hash_create("schemaver names", 256, &control,
						HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->from != NULL && operation->action != SV_ACTION_ASIDE &&
			operation->aside == NULL)
			each_name(operation, operation->from, operation->to, names,
					  give_name);
	}
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->to != NULL)
			each_name(operation, operation->to, operation->from, names,
					  take_name);
	}
	hash_destroy(names);
}

/*
 * Call a function for each name of a relation that a fact has (its own, and that
 * of one that comes along with it) and its counterpart "other" has not.
 */
static void
each_name(SvOperation *operation, const SvFact *fact, const SvFact *other,
		  HTAB *names, void (*act) (SvOperation *operation, const char *name,
									HTAB *names))
{
	const SvKind *kind = fact->kind;
	const char *name = sv_fact_relation(fact);
	const char *same = other == NULL ? NULL : sv_fact_relation(other);

	if ((kind->flags & SV_KIND_IS_RELATION) &&
		(other == NULL || strcmp(fact->identity, other->identity) != 0))
		act(operation, fact->identity, names);
	if (name != NULL && (same == NULL || strcmp(name, same) != 0))
		act(operation, name, names);
}

/*
 * Note that an operation gives up a name.
 */
static void
give_name(SvOperation *operation, const char *name, HTAB *names)
{
	if (strlen(name) < sizeof(((NameEntry *) NULL)->name))
		((NameEntry *) hash_search(names, name, HASH_ENTER, NULL))->giver =
			operation;
}

/*
 * Make an operation that takes a name wait for the one that gives it up.
 */
static void
take_name(SvOperation *operation, const char *name, HTAB *names)
{
	NameEntry  *entry = NULL;

	if (strlen(name) < sizeof(((NameEntry *) NULL)->name))
		entry = hash_search(names, name, HASH_FIND, NULL);
	if (entry != NULL)
		sv_operation_before(entry->giver, operation);
}

/*
 * The operation whose statement is likely to create a fact: that of the outermost
 * parent that is created, too.
 */
static SvOperation *
outermost_creation(const SvFact *fact)
{
	while ((fact->kind->flags & SV_KIND_IS_CLAUSE) && fact->parent != NULL &&
		   fact->parent->change != NULL &&
		   fact->parent->change->action == SV_ACTION_CREATE)
		fact = fact->parent;
	return fact->change;
}

/*
 * The drop that is likely to take a fact along: that of the outermost parent
 * that is dropped, too.
 */
static SvOperation *
outermost_drop(const SvFact *fact)
{
	while (fact->parent != NULL && fact->parent->drop != NULL)
		fact = fact->parent;
	return fact->drop;
}
