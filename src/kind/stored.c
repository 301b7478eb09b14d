/*-------------------------------------------------------------------------
 *
 * stored.c
 *	  Types of which there are stored values.
 *
 * What changes or drops a type must take values in tables into account, and the
 * dependencies of types lead to them: through arrays, domains, ranges, composite
 * types and the row types of tables.
 *
 * A composite type may get other attributes in place: the server leaves the
 * values as they are, and reads a NULL where one has no value.  It does not look
 * at what was found out about the values before: an index whose order or hash
 * values were those of whole values, a check that they passed, a column computed
 * of them, a partition chosen by them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "kind/kinds.h"
#include "kind/stored.h"

static bool is_tied(const SvFact *user);
static bool is_tied_column(const SvFact *column);
static bool has_tie(const SvFact *fact);
static bool is_tie(const SvFact *part);

/*
 * True if a column may have values of the type, or values that contain such
 * values.
 */
bool
sv_stored_type(const SvFact *type)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, type->needed_by)
	{
		if (sv_stored_by(((SvNeed *) lfirst(lc))->fact))
			return true;
	}
	return false;
}

/*
 * True if something that needs a type stores values of it.
 */
bool
sv_stored_by(const SvFact *user)
{
	if (user->kind->classid == TypeRelationId)
		return sv_stored_type(user);
	return user->kind == &sv_kind_column ||
		user->kind == &sv_kind_materialized_view;
}

/*
 * True if something was found out about stored values of a composite type, or of
 * values that contain such values, and has to be found out again when the type
 * gets other attributes.
 */
bool
sv_stored_is_tied(const SvFact *type)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, type->needed_by)
	{
		if (is_tied(((SvNeed *) lfirst(lc))->fact))
			return true;
	}
	return false;
}

/*
 * The same of one user of a type.  What becomes of values in ranges and base
 * types is not known.
 */
static bool
is_tied(const SvFact *user)
{
	if (user->kind == &sv_kind_domain || user->kind == &sv_kind_composite)
		return sv_stored_is_tied(user);
	if (user->kind == &sv_kind_column)
		return is_tied_column(user);
	if (user->kind == &sv_kind_table)
		return sv_fact_value(user, "partition_key") != NULL &&
			sv_fact_value(user, "of_type") == NULL;
	if (user->kind == &sv_kind_view_column)
		return has_tie(user);
	return is_tie(user) || user->kind->classid == TypeRelationId;
}

/*
 * The same of a column that has values of the type, in the rows of its table and
 * where such rows are values.  The key of a partitioned table may have a column
 * if it has the name of that in any place.
 */
static bool
is_tied_column(const SvFact *column)
{
	const SvFact *table = column->parent;
	const char *key = NULL;
	ListCell   *lc;

	if (table->kind == &sv_kind_table)
		key = sv_fact_value(table, "partition_key");
	if (sv_fact_value(column, "generated") != NULL || has_tie(column) ||
		(key != NULL && strstr(key, column->name) != NULL))
		return true;
	foreach(lc, table->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type != SV_NEED_PARENT && is_tie(need->fact))
			return true;
		if (need->type == SV_NEED_ROW && need->fact->parent != table &&
			is_tied(need->fact))
			return true;
	}
	return false;
}

/*
 * True if an index, a constraint or a generated column needs a fact.
 */
static bool
has_tie(const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needed_by)
	{
		if (is_tie(((SvNeed *) lfirst(lc))->fact))
			return true;
	}
	return false;
}

static bool
is_tie(const SvFact *part)
{
	return part->kind == &sv_kind_index || part->kind == &sv_kind_constraint ||
		part->kind == &sv_kind_domain_constraint ||
		(part->kind == &sv_kind_column && sv_fact_value(part, "generated") != NULL);
}
