/*-------------------------------------------------------------------------
 *
 * rowtype.c
 *	  Rows of a table as values elsewhere.
 *
 * A table is not written anew, nor does a column of it get another type, while
 * the server knows of something that has rows of the table.  Releases differ,
 * minor ones too, in what they take for that: what has storage, what has
 * columns at all, or any expression.  What one of them may refuse is out of
 * the way meanwhile, whichever it is that will run the statements.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/rowtype.h"

static List *add_users(List *users, const SvFact *used, bool is_table);
static bool is_column(const SvFact *fact);
static bool evaluates(const SvFact *fact);
static void before_rewrite(SvOperation *first, SvOperation *operation);
static void after_rewrite(SvOperation *operation, SvOperation *second);
static List *doers(List *operations, SvOperation *operation);

/*
 * The table, as it is before, whose rows an operation writes anew or gives
 * another shape; NULL if it does no such thing.
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
 * makes some in an expression; nothing of no table.  One may be named twice.
 */
List *
sv_rowtype_users(const SvFact *table)
{
	return table == NULL ? NIL : add_users(NIL, table, true);
}

static List *
add_users(List *users, const SvFact *used, bool is_table)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, used->needed_by)
	{
		const SvNeed *need = lfirst(lc);
		SvFact	   *user = need->fact;

		if (is_table ? need->type != SV_NEED_ROW :
			strchr("phow", need->type) != NULL)
			continue;
		if (!(user->kind->flags & SV_KIND_IS_TYPE))
		{
			if (evaluates(user))
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
 * Is it a part of something that stays as it is, and is changed itself so that
 * it has nothing to do with the rows for a while?  All else is made anew.
 */
bool
sv_rowtype_stays(const SvFact *user)
{
	return (user->kind->flags & SV_KIND_IS_TYPE) ||
		(is_column(user) && sv_fact_value(user, "generated") == NULL);
}

/*
 * True if there are no rows in it.
 */
bool
sv_rowtype_is_empty(const SvFact *user)
{
	return !is_column(user) || sv_fact_value(user->parent, "foreign") != NULL;
}

static bool
is_column(const SvFact *fact)
{
	return (fact->kind->flags & SV_KIND_IN_CREATE_TABLE) &&
		(fact->kind->flags & SV_KIND_HAS_DATA);
}

/*
 * Are values of the types that a fact needs made or kept by it?  A function
 * may be called with them only; a table that is partitioned has a key.
 */
static bool
evaluates(const SvFact *fact)
{
	if (fact->kind->flags & SV_KIND_HAS_ARGUMENTS)
		return (fact->kind->flags & SV_KIND_HAS_BODY) &&
			sv_fact_value(fact, "expressions") != NULL;
	if (!(fact->kind->flags & SV_KIND_HAS_DATA) || is_column(fact))
		return true;
	return strcmp(fact->kind->name, "table") == 0 &&
		sv_fact_value(fact, "partition_key") != NULL;
}

/*
 * Say that what has rows of a table goes, or is something else, before an
 * operation that writes that anew, and comes after it.
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

static void
before_rewrite(SvOperation *first, SvOperation *operation)
{
	ListCell   *lc;

	while (first->folded != NULL)
		first = first->folded;
	foreach(lc, doers(NIL, operation))
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

	foreach(lc, doers(NIL, operation))
		sv_operation_before(lfirst(lc), second);
}

/*
 * An operation with those that may do the same along: on what it is inherited
 * from, and on the type of the table.
 */
static List *
doers(List *operations, SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	ListCell   *lc;

	operations = lappend(operations, operation);
	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->change != NULL)
			operations = doers(operations, need->fact->change);
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
