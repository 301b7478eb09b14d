/*-------------------------------------------------------------------------
 *
 * created_column.c
 *	  What a column lacks when the statement of another object has created it.
 *
 * A column is created with its table, by a parent that has it or gets it, or by
 * the type of its table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/created_column.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/not_null.h"
#include "kind/partition.h"

static void complete_storage(SvOperation *operation);

/*
 * A column that was created with its table may lack what CREATE TABLE had no
 * place for.
 */
void
sv_created_column_complete(SvOperation *operation)
{
	bool		gets_default;

	if (!operation->inherited)
		complete_storage(operation);
	if (sv_fact_value(operation->to, "comes_with") == NULL && !operation->inherited)
	{
		sv_not_null_complete(operation);
		gets_default = sv_default_is_merged(operation->to);
	}
	else
	{
		sv_not_null_complete_inherited(operation);
		gets_default = sv_default_inherited(operation->to) != NULL;
	}
	if (gets_default && sv_default_of(operation->to) == NULL)
		sv_operation_emit(operation,
						  "ALTER TABLE ONLY %p ALTER COLUMN %n DROP DEFAULT");
}

/*
 * A table that is created with a parent has the storage and the compression of
 * the columns of that.
 */
static void
complete_storage(SvOperation *operation)
{
	const SvFact *column = operation->to;
	bool		storage = false;
	bool		compression = false;
	ListCell   *lc;

	foreach(lc, column->needs)
	{
		const SvNeed *need = lfirst(lc);

		/* a partition is attached later */
		if (need->type != SV_NEED_INHERIT || sv_partition_is(column->parent))
			continue;
		storage = storage || sv_fact_value(need->fact, "storage") != NULL;
		compression = compression || sv_fact_value(need->fact, "compression") != NULL;
	}
	if (storage && sv_fact_value(column, "storage") == NULL)
		sv_operation_emit(operation,
						  "ALTER TABLE ONLY %p ALTER COLUMN %n SET STORAGE %{default_storage}");
	if (compression && sv_fact_value(column, "compression") == NULL)
		sv_operation_emit(operation,
						  "ALTER TABLE ONLY %p ALTER COLUMN %n SET COMPRESSION DEFAULT");
}

/*
 * The operation that alters the type of a table, or NULL.
 */
SvOperation *
sv_created_column_doer(const SvFact *table, const char *type)
{
	ListCell   *lc;

	foreach(lc, table->needs)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_composite && strcmp(fact->identity, type) == 0 &&
			fact->change != NULL && fact->change->action == SV_ACTION_ALTER)
			return fact->change;
	}
	return NULL;
}
