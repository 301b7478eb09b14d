/*-------------------------------------------------------------------------
 *
 * rowtype.c
 *	  Rows of a table as values elsewhere.
 *
 * The server does not rewrite a table, nor change the type of a column of it,
 * while rows of the table are stored as values elsewhere.  Releases differ,
 * minor ones too, in what they take for that: what has storage, what has
 * columns at all, or any expression.  What any of them may refuse is out of the
 * way meanwhile, as another release may run the statements.
 *
 * Such users of a table are found by SV_NEED_ROW, and further through domains,
 * arrays and composite types that contain the row type.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/rowtype.h"
#include "kind/kinds.h"

static List *add_users(List *users, const SvFact *used, bool is_table);
static bool uses_type(const SvNeed *need);
static void before_rewrite(SvOperation *first, SvOperation *operation);
static void after_rewrite(SvOperation *operation, SvOperation *second);
static List *find_doers(List *operations, SvOperation *operation);

/*
 * The table, as it is before, whose rows an operation rewrites or gives another
 * shape; NULL if it does neither, or there is no operation on an existing table.
 */
SvFact *
sv_rowtype_table(const SvOperation *operation)
{
	const SvFact *fact = operation->to;
	SvFact	   *table;

	if (fact == NULL || fact->kind->rewrites == NULL ||
		!fact->kind->rewrites(operation))
		return NULL;
	if (operation->from != NULL)
		table = operation->from->parent ? operation->from->parent :
			operation->from;
	else
		table = fact->parent->counterpart;
	if (table == NULL || table->drop != NULL || table->counterpart == NULL)
		return NULL;
	return table;
}

/*
 * What has rows of a table, itself or as parts of values of other types, or
 * makes some in an expression; NIL if the table is NULL.  A fact may be in the
 * list more than once.
 */
List *
sv_rowtype_users(const SvFact *table)
{
	return table == NULL ? NIL : add_users(NIL, table, true);
}

/*
 * Add the users of a table, or of a type that contains its row type.
 */
static List *
add_users(List *users, const SvFact *used, bool is_table)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, used->needed_by)
	{
		const SvNeed *need = lfirst(lc);
		SvFact	   *user = need->fact;

		if (is_table ? need->type != SV_NEED_ROW : !uses_type(need))
			continue;
		if (!(user->kind->flags & SV_KIND_IS_TYPE))
		{
			if (sv_rowtype_evaluates(user))
				users = lappend(users, user);
			continue;
		}
		if (user->kind->release != NULL &&
			sv_fact_value(user, user->kind->release) != NULL)
			users = lappend(users, user);
		users = add_users(users, user, false);
	}
	return users;
}

/*
 * True if what needs a type in this way may have values of it.
 */
static bool
uses_type(const SvNeed *need)
{
	switch (need->type)
	{
		case SV_NEED_PARENT:
		case SV_NEED_INHERIT:
		case SV_NEED_ORDER:
		case SV_NEED_OWNER:
			return false;
		default:
			return true;
	}
}

/*
 * True if a user of a table is altered, so that it has nothing to do with the
 * rows for a while.  Other users are recreated.
 */
bool
sv_rowtype_stays(const SvFact *user)
{
	return (user->kind->flags & SV_KIND_IS_TYPE) ||
		(user->kind == &sv_kind_column && sv_fact_value(user, "generated") == NULL);
}

/*
 * True if a user of a table stores no rows.
 */
bool
sv_rowtype_is_empty(const SvFact *user)
{
	return user->kind != &sv_kind_column || sv_fact_value(user->parent, "foreign") != NULL;
}

/*
 * True if a fact makes or stores values of the types that it needs.  A function
 * may only have them as arguments; a partitioned table has a key.
 */
bool
sv_rowtype_evaluates(const SvFact *fact)
{
	if (fact->kind->flags & SV_KIND_HAS_ARGUMENTS)
		return (fact->kind->flags & SV_KIND_HAS_BODY) &&
			sv_fact_value(fact, "expressions") != NULL;
	if (!(fact->kind->flags & SV_KIND_HAS_DATA) || fact->kind == &sv_kind_column)
		return true;
	return fact->kind == &sv_kind_table &&
		sv_fact_value(fact, "partition_key") != NULL;
}

/*
 * Have what has rows of a table dropped, or altered, before an operation that
 * rewrites the table, and created after it.
 */
void
sv_rowtype_link(SvOperation *operation)
{
	const SvFact *table = sv_rowtype_table(operation);
	List	   *before;
	List	   *after;
	ListCell   *lc;

	if (table == NULL)
		return;
	before = sv_rowtype_users(table);
	after = sv_rowtype_users(table->counterpart);
	foreach(lc, before)
	{
		const SvFact *user = lfirst(lc);

		if (user->drop != NULL)
			before_rewrite(user->drop, operation);
		else if (user->change != NULL && user->change->aside != NULL)
			before_rewrite(user->change->aside, operation);
		else if (user->change != NULL &&
				 !list_member_ptr(after, user->counterpart))
			before_rewrite(user->change, operation);
	}
	foreach(lc, after)
	{
		const SvFact *user = lfirst(lc);

		if (user->change != NULL &&
			(user->change->aside != NULL ||
			 !list_member_ptr(before, user->change->from)))
			after_rewrite(operation, user->change);
	}
}

/*
 * Link an operation on a user of a table to one that rewrites the table.
 */
static void
before_rewrite(SvOperation *first, SvOperation *operation)
{
	ListCell   *lc;

	while (first->folded != NULL)
		first = first->folded;
	foreach(lc, find_doers(NIL, operation))
	{
		SvOperation *doer = lfirst(lc);

		sv_operation_before(first, doer);
		if (doer->aside != NULL)
			sv_operation_before(first, doer->aside);
	}
}

static void
after_rewrite(SvOperation *operation, SvOperation *second)
{
	ListCell   *lc;

	foreach(lc, find_doers(NIL, operation))
		sv_operation_before(lfirst(lc), second);
}

/*
 * The operations that may do what an operation does: itself, those on what its
 * object is inherited from, and those on the type of the table.
 */
static List *
find_doers(List *operations, SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	ListCell   *lc;

	check_stack_depth();
	operations = lappend(operations, operation);
	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->change != NULL)
			operations = find_doers(operations, need->fact->change);
	}
	if (fact->parent == NULL)
		return operations;
	foreach(lc, fact->parent->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if ((needed->kind->flags & SV_KIND_IS_TYPE) && needed->change != NULL)
			operations = lappend(operations, needed->change);
	}
	return operations;
}
