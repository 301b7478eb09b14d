/*-------------------------------------------------------------------------
 *
 * attachment.c
 *	  What is dangerous about attaching and detaching partitions.
 *
 * A partition is locked against all use while it is attached, and the server
 * reads its rows.  So it does with the default partition, in which there may be
 * rows that belong to the new one.  Foreign keys on either side of the
 * partitioned table get copies, and lose them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/attachment.h"
#include "diff/relations.h"
#include "kind/kinds.h"

static void find_in_attaching(SvOperation *operation);
static void find_in_detaching(SvOperation *operation);
static bool has_default_partition(const SvFact *whole);
static bool has_keys(const SvFact *table);
static bool is_old_key(const SvFact *fact);

/*
 * Add the hazards of an operation on a partition.
 */
void
sv_attachment_find(SvOperation *operation)
{
	if (operation->action == SV_ACTION_CREATE)
		find_in_attaching(operation);
	else if (operation->action == SV_ACTION_DROP && operation->folded == NULL)
		find_in_detaching(operation);
}

/*
 * Rows of other tables may refer to those of the partition.
 */
static void
find_in_detaching(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needs)
	{
		const SvFact *whole = ((SvNeed *) lfirst(lc))->fact;

		if (whole != operation->from->parent && has_keys(whole))
			sv_operation_warn(operation, "may_fail scan");
	}
}

/*
 * The rows of what becomes a partition are checked; those of the default
 * partition, too, as some of them may belong there.
 */
static void
find_in_attaching(SvOperation *operation)
{
	const SvFact *table = operation->to->parent;
	ListCell   *lc;

	/* a new one may have old partitions */
	if (!sv_relations_is_empty(table))
		sv_operation_warn(operation, "lock:AccessExclusive");
	if (!sv_relations_is_empty(table) && sv_relations_has_rows(table))
		sv_operation_warn(operation, "may_fail scan");
	foreach(lc, operation->to->needs)
	{
		const SvFact *whole = ((SvNeed *) lfirst(lc))->fact;

		if (whole == table || whole->kind != &sv_kind_table)
			continue;
		if (has_default_partition(whole))
			sv_operation_warn(operation, "may_fail scan lock:AccessExclusive");
		/* foreign keys on either side get copies */
		if (has_keys(whole))
			sv_operation_warn(operation, "lock:ShareRowExclusive");
	}
}

/*
 * True if a partitioned table has a default partition, other than a new one.
 */
static bool
has_default_partition(const SvFact *whole)
{
	ListCell   *lc;

	foreach(lc, whole->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_partition && !sv_relations_is_new(part->parent) &&
			strcmp(sv_fact_value(part, "bound"), "DEFAULT") == 0)
			return true;
	}
	return false;
}

/*
 * True if a table, or one that it is a partition of, has a foreign key, or one
 * refers to it, and there is a table on either side of that which is not new.
 */
static bool
has_keys(const SvFact *table)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (table->kind != &sv_kind_table)
		return false;
	if (table->attachment != NULL)
	{
		foreach(lc, table->attachment->needs)
		{
			const SvFact *above = ((SvNeed *) lfirst(lc))->fact;

			if (above != table && has_keys(above))
				return true;
		}
	}
	foreach(lc, table->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;
		ListCell   *lc2;

		if (is_old_key(part))
			return true;
		if (part->kind != &sv_kind_constraint && part->kind != &sv_kind_index &&
			part->kind != &sv_kind_column)
			continue;
		foreach(lc2, part->needed_by)
		{
			if (is_old_key(((SvNeed *) lfirst(lc2))->fact))
				return true;
		}
	}
	return false;
}

static bool
is_old_key(const SvFact *fact)
{
	const SvFact *other = sv_relations_referenced(fact);

	return sv_relations_is_foreign_key(fact) &&
		(!sv_relations_is_new(sv_relations_of(fact)) ||
		 (other != NULL && !sv_relations_is_new(other)));
}
