/*-------------------------------------------------------------------------
 *
 * links.c
 *	  Which operations have to come before which.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "diff/links.h"
#include "diff/rowtype.h"

/* Who gives up the name of a relation. */
typedef struct NameEntry
{
	char		name[NAMEDATALEN * 4 + 8];	/* key: quoted, qualified */
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
 * Say what comes before what.
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
 * What is in the way goes before it comes again, if that is a matter of its
 * own: it may come along with something else.
 */
static void
link_recreation(SvOperation *operation)
{
	if (operation->from->counterpart->change != NULL)
		sv_operation_before(operation, operation->from->counterpart->change);
}

/*
 * What was in the way of a drop comes again after the whole of that, unless
 * what is dropped has made room before.
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
 * What is dropped goes before what it needs is dropped, or altered.
 */
static void
link_drop(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		SvNeed	   *need = lfirst(lc);
		SvFact	   *needed = need->fact;

		if (need->type == SV_NEED_ORDER)
			continue;
		if (needed->drop != NULL)
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
 * What is created or altered goes after what it will need.
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
			need->type == 'P' ||
			need->type == 'S' || is_attached_later(operation, need))
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
			/* it comes with its table, and as it is to be */
			sv_operation_before(needed, outermost_creation(operation->to));
	}
}

/*
 * Is it inherited from a table that the new table is attached to later?
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
 * What is altered so that it needs something no more goes before the drop of
 * that.
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
 * A relation or a type is created after another one has given up its name.
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
 * Do something for the names of relations that a fact has, unless its other
 * self has the same.
 */
static void
each_name(SvOperation *operation, const SvFact *fact, const SvFact *other,
		  HTAB *names, void (*act) (SvOperation *operation, const char *name,
									HTAB *names))
{
	const SvKind *kind = fact->kind;
	const char *name = kind->relation > 0 ? fact->values[kind->relation] : NULL;
	const char *same = other != NULL && kind->relation > 0 ?
	other->values[kind->relation] : NULL;

	if ((kind->flags & SV_KIND_IS_RELATION) &&
		(other == NULL || strcmp(fact->identity, other->identity) != 0))
		act(operation, fact->identity, names);
	if (name != NULL && (same == NULL || strcmp(name, same) != 0))
		act(operation, name, names);
}

static void
give_name(SvOperation *operation, const char *name, HTAB *names)
{
	if (strlen(name) < sizeof(((NameEntry *) NULL)->name))
		((NameEntry *) hash_search(names, name, HASH_ENTER, NULL))->giver =
			operation;
}

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
 * The statement that is likely to create a fact: that of its parent.
 */
static SvOperation *
outermost_creation(const SvFact *fact)
{
	while ((fact->kind->flags & SV_KIND_IN_CREATE_TABLE) && fact->parent != NULL &&
		   fact->parent->change != NULL &&
		   fact->parent->change->action == SV_ACTION_CREATE)
		fact = fact->parent;
	return fact->change;
}

static SvOperation *
outermost_drop(const SvFact *fact)
{
	while (fact->parent != NULL && fact->parent->drop != NULL)
		fact = fact->parent;
	return fact->drop;
}
