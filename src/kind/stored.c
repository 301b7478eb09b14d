/*-------------------------------------------------------------------------
 *
 * stored.c
 *	  Types that there are values of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "kind/kinds.h"
#include "kind/stored.h"

/*
 * Does a column have values of the type, or values that have such values?
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
 * Does something that needs a type have values of it?
 */
bool
sv_stored_by(const SvFact *user)
{
	if (user->kind->classid == TypeRelationId)
		return sv_stored_type(user);
	return user->kind == &sv_kind_column ||
		user->kind == &sv_kind_materialized_view;
}
