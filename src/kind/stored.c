/*-------------------------------------------------------------------------
 *
 * stored.c
 *	  Types of which there are stored values.
 *
 * What changes or drops a type must take values in tables into account, and the
 * dependencies of types lead to them: through arrays, domains, ranges, composite
 * types and the row types of tables.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "kind/kinds.h"
#include "kind/stored.h"

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
