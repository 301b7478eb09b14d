/*-------------------------------------------------------------------------
 *
 * recipes.c
 *	  All recipes.
 *
 * A file of recipes has an array of them, whose last member is empty; here is the
 * list of these arrays.  Recipes are asked in its order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "online/column_add.h"
#include "online/constraints.h"
#include "online/indexes.h"
#include "online/keys.h"
#include "online/matviews.h"
#include "online/not_nulls.h"
#include "online/partitions.h"
#include "online/recipes.h"
#include "online/repacks.h"
#include "online/updates.h"

static const SvOnlineRecipe *const lists[] = {
	sv_indexes_recipes,
	sv_keys_recipes,
	sv_constraints_recipes,
	sv_not_nulls_recipes,
	sv_partitions_recipes,
	sv_column_add_recipes,
	sv_matviews_recipes,
	NULL
};

static const SvOnlineStatementRecipe *const statement_lists[] = {
	sv_updates_recipes,
	sv_repacks_recipes,
	NULL
};

/*
 * Let recipes write the steps of an operation.  True if any has written some: of
 * an alteration, what is left is in the operation.
 */
bool
sv_recipes_write(SvOnlinePlan *plan, SvOperation *operation,
				 const SvOnlineSituation *situation)
{
	const SvKind *kind = sv_operation_fact(operation)->kind;
	bool		written = false;

	for (int i = 0; lists[i] != NULL; i++)
	{
		for (const SvOnlineRecipe *recipe = lists[i]; recipe->write != NULL; recipe++)
		{
			if (recipe->kind != kind || recipe->action != operation->action ||
				!recipe->write(plan, operation, situation))
				continue;
			written = true;
			if (operation->action != SV_ACTION_ALTER)
				return true;
		}
	}
	return written;
}

/*
 * The same for the statement of a situation as a whole.
 */
bool
sv_recipes_write_statement(SvOnlinePlan *plan,
						   const SvOnlineSituation *situation)
{
	const Node *statement = situation->raw->stmt;

	for (int i = 0; statement_lists[i] != NULL; i++)
	{
		for (const SvOnlineStatementRecipe *recipe = statement_lists[i];
			 recipe->write != NULL; recipe++)
		{
			if (recipe->tag == nodeTag(statement) &&
				recipe->write(plan, statement, situation))
				return true;
		}
	}
	return false;
}
