/*-------------------------------------------------------------------------
 *
 * bodies.c
 *	  Operations that run functions of which it is not known what they use.
 *
 * What the body of a function uses is in no catalog if the server keeps the
 * body as text.  That is no matter as long as nothing runs it: bodies are not
 * checked.  But a new constraint is checked for the rows that there are, a new
 * index is built of them, a new column filled and a materialized view, and for
 * an empty table the server still looks into the body.  So operations that run
 * a function that the script writes come as late as others allow; among each
 * other they come in the order in which their objects were created, which is
 * that of the model: there everything was in place that they needed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "diff/bodies.h"
#include "kind/kinds.h"

/* Facts that use the bodies of functions, and those still to be followed. */
typedef struct Users
{
	HTAB	   *seen;			/* of const SvFact * */
	List	   *queue;			/* of SvFact */
} Users;

static void follow(Users *users, SvFact *fact);
static bool add(Users *users, SvFact *fact);
static bool is_run_by_users(const SvFact *fact);
static void postpone(SvFact *fact);
static void postpone_columns(const SvFact *table);

/*
 * Mark the operations that may run a function whose body one of them writes.
 */
void
sv_bodies_postpone(List *operations)
{
	Users		users = {NULL, NIL};
	HASHCTL		control = {0};
	ListCell   *lc;

	control.keysize = control.entrysize = sizeof(const SvFact *);
	control.hcxt = CurrentMemoryContext;
	users.seen = hash_create("schemaver users of bodies", 64, &control,
							 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(lc, operations)
	{
		const SvOperation *operation = lfirst(lc);

		if (operation->to != NULL &&
			(operation->to->kind->flags & SV_KIND_HAS_BODY) &&
			add(&users, operation->to))
			users.queue = lappend(users.queue, operation->to);
	}
	while (users.queue != NIL)
	{
		SvFact	   *fact = llast(users.queue);

		CHECK_FOR_INTERRUPTS();
		users.queue = list_delete_last(users.queue);
		follow(&users, fact);
	}
	hash_destroy(users.seen);
}

/*
 * Two operations that were marked, in the order in which their objects were
 * created.
 */
int
sv_bodies_compare(const SvOperation *a, const SvOperation *b)
{
	Oid			x = a->to->created;
	Oid			y = b->to->created;

	return x < y ? -1 : x > y ? 1 : 0;
}

/*
 * Mark what uses a fact, and follow what runs along with that.
 */
static void
follow(Users *users, SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needed_by)
	{
		SvNeed	   *need = lfirst(lc);
		SvFact	   *user = need->fact;

		if (need->type == SV_NEED_ORDER || need->type == SV_NEED_OWNER ||
			!add(users, user))
			continue;
		postpone(user);
		if (user->kind == &sv_kind_domain_constraint)
			user = user->parent;
		if (is_run_by_users(user))
			users->queue = lappend(users->queue, user);
	}
}

/*
 * Returns false if the fact was added before.
 */
static bool
add(Users *users, SvFact *fact)
{
	bool		found;

	hash_search(users->seen, &fact, HASH_ENTER, &found);
	return !found;
}

/*
 * True if what needs an object may run the functions that it uses: views,
 * operators, domains and the like, but not tables and their parts.
 */
static bool
is_run_by_users(const SvFact *fact)
{
	return fact->parent == NULL && fact->kind != &sv_kind_table;
}

/*
 * Mark the operation on an object if it may run functions that the object uses.
 */
static void
postpone(SvFact *fact)
{
	const SvKind *kind = fact->kind;

	if (kind == &sv_kind_default)
		fact = fact->parent;
	if (fact == NULL || fact->change == NULL ||
		fact->change->action == SV_ACTION_RENAME)
		return;
	if (kind == &sv_kind_constraint || kind == &sv_kind_index ||
		kind == &sv_kind_domain_constraint ||
		kind == &sv_kind_materialized_view)
		fact->change->late = true;
	else if (fact->kind == &sv_kind_column && fact->parent->counterpart != NULL &&
			 (fact->change->action == SV_ACTION_CREATE || fact->change->breaks))
	{
		fact->change->late = true;
		if (fact->change->action == SV_ACTION_CREATE)
			postpone_columns(fact->parent);
	}
}

/*
 * Mark all new columns of a table, which are created in their order.
 */
static void
postpone_columns(const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_column && part->parent == table &&
			part->change != NULL && part->change->action == SV_ACTION_CREATE)
			part->change->late = true;
	}
}
