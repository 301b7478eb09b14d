/*-------------------------------------------------------------------------
 *
 * partition.c
 *	  Which tables are partitions of which.
 *
 * A partition is created as a table, with indexes of the right names, and
 * attached then: the server finds the indexes, and the parent is locked
 * lightly.
 *
 * The fact is the attachment, which is a part of the partition; "whole" below is
 * the partitioned table.  The server does to a partition what is done to that,
 * as long as it is attached.  A table that is only attached in another way is so
 * as long as possible: it is detached when all else has been done to both, and
 * attached again at once.  One that is no longer a partition is detached first
 * of all, and one that becomes a partition is attached last: these are tables of
 * their own meanwhile.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"

#include "fact/operation.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/partition_rows.h"
#include "kind/whole.h"

/* The property of an attachment that has the identity of the other table. */
#define WHOLE 0

static void link_partition(SvOperation *operation);
static void link_attachment(SvOperation *operation);
static bool inherits(const SvFact *table, const SvFact *whole);
static void attach_after_columns(SvOperation *attach, const SvFact *whole);
static bool stays(const SvFact *attachment);
static const SvFact *table_of(const SvFact *fact);
static bool root_stays(const SvFact *table);
static void link_early(SvOperation *detach, const SvFact *table);
static void link_leaving(const SvFact *table);
static List *find_parts(const SvFact *table);
static bool needs(const SvFact *part, const SvFact *attachment);
static void keep_copy(SvOperation *detach, const SvFact *part);
static void link_late(SvOperation *detach, const SvFact *table);
static void detach_after_folded(SvOperation *detach, const SvFact *table);
static void detach_after(SvOperation *detach, SvOperation *operation);

static const SvProperty properties[] = {
	{
		.name = "parent",
		.item = "format('%I.%I', pn.nspname, p.relname)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "bound",
		.item = "pg_get_expr(c.relpartbound, c.oid)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_partition = {
	.name = "partition",
	.classid = InheritsRelationId,
	.parent_classid = RelationRelationId,
	.select_oid = "c.oid",
	.select_parent = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.from =
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid"
	" JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
	" JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND c.relispartition"
	" AND c.relkind IN ('r', 'p', 'f')",
	SV_PROPERTIES(properties),
	.create = "ALTER TABLE %{parent} ATTACH PARTITION %p %{bound}",
	.drop = "ALTER TABLE %{parent} DETACH PARTITION %p",
	.flags = SV_KIND_SURVIVES_RETYPE | SV_KIND_IS_ATTACHMENT,
	.link = link_partition,
	.create_hook = sv_partition_rows_attach,
	.drop_hook = sv_partition_rows_detach,
};

/*
 * A partition that is dropped along with its parent is dropped first: to detach
 * it, the server would check whether other partitions refer to it.
 */
static void
link_partition(SvOperation *operation)
{
	ListCell   *lc;

	link_attachment(operation);
	sv_partition_rows_link(operation);
	if (operation->action != SV_ACTION_DROP ||
		operation->from->parent->drop == NULL || sv_partition_rows_stay(operation))
		return;
	foreach(lc, operation->from->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->kind == &sv_kind_table && needed->drop != NULL &&
			needed != operation->from->parent)
			sv_operation_before(operation->from->parent->drop, needed->drop);
	}
}

/*
 * True if a table is attached to another one.
 */
bool
sv_partition_is(const SvFact *table)
{
	return table->attachment != NULL;
}

/*
 * True if the server does to a table what is done to "whole": it is a partition
 * or a child of that before and, but for a moment, until the end.
 */
bool
sv_partition_holds(const SvFact *table, const SvFact *whole)
{
	const SvFact *to = table->counterpart;

	if (table->attachment != NULL)
		return stays(table->attachment);
	return to == NULL || (to->attachment == NULL &&
						  inherits(table, whole) && inherits(to, whole));
}

/*
 * True if the list of parents of a table has another one.
 */
static bool
inherits(const SvFact *table, const SvFact *whole)
{
	const char *list = sv_fact_value(table, "inherits");
	int			length = strlen(whole->identity);

	for (; list != NULL; list = strstr(list, ", "))
	{
		if (*list == ',')
			list += 2;
		if (strncmp(list, whole->identity, length) == 0 &&
			(list[length] == '\0' || list[length] == ','))
			return true;
	}
	return false;
}

/*
 * True if a table, which stays, is detached before anything else is done.
 */
bool
sv_partition_ends(const SvFact *table)
{
	return table->drop == NULL && table->attachment != NULL &&
		!stays(table->attachment);
}

/*
 * True if what is dropped is a copy of what a parent has, and the server does not
 * drop it along with that because its table is detached before.
 */
bool
sv_partition_outlives(const SvOperation *operation, const SvNeed *need)
{
	return need->type == DEPENDENCY_PARTITION_PRI &&
		operation->from->parent != NULL &&
		sv_partition_ends(operation->from->parent);
}

/*
 * True if "need" is that of a constraint of a partition, whose index is attached
 * to an index of the parent that is dropped.  The server drops neither of them
 * before the other.
 */
bool
sv_partition_blocks(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *table = need->fact->parent;

	return operation->action == SV_ACTION_DROP &&
		need->type == DEPENDENCY_PARTITION_PRI &&
		operation->from->kind == &sv_kind_index &&
		need->fact->kind == &sv_kind_constraint &&
		table != NULL && table->drop == NULL && sv_partition_is(table) &&
		operation->from->parent != NULL && operation->from->parent->drop == NULL;
}

/*
 * True if a partition, or a part of it, is dropped for good, and the dependent is
 * a foreign key that stays, as it refers to the parent, and to the partition only
 * as long as that is attached.  The partition is then detached before it is
 * dropped.
 */
bool
sv_partition_leaves(const SvOperation *operation, const SvFact *dependent)
{
	const SvFact *table = table_of(operation->from);

	if (operation->action != SV_ACTION_DROP || table->drop == NULL ||
		table->counterpart != NULL || !sv_partition_is(table) ||
		!root_stays(table) || dependent->drop != NULL ||
		dependent->counterpart == NULL || dependent->parent == NULL ||
		dependent->parent->kind != table->kind || dependent->parent == table)
		return false;
	table->attachment->drop->early = true;
	return true;
}

/*
 * True if "need" is that of a part of a table which is dropped later than it is
 * detached: what the part needs of the parent does not matter to it.
 */
bool
sv_partition_is_apart(const SvOperation *operation, const SvNeed *need)
{
	const SvFact *table = operation->from->parent;

	return (need->type == SV_NEED_INHERIT || need->type == DEPENDENCY_PARTITION_PRI ||
			need->type == DEPENDENCY_PARTITION_SEC) &&
		table != NULL && table->drop != NULL && table->attachment != NULL &&
		table->attachment->drop != NULL && table->attachment->drop->early &&
		sv_partition_rows_stay(table->attachment->drop);
}

/*
 * Link the operation that attaches or detaches a table with others.
 */
static void
link_attachment(SvOperation *operation)
{
	const SvFact *table = sv_operation_fact(operation)->parent;
	const SvFact *whole;

	if (operation->action == SV_ACTION_DROP)
	{
		if (sv_partition_ends(table))
			link_early(operation, table);
		else if (table->drop == NULL)
			link_late(operation, table);
		else if (operation->early && !sv_partition_rows_stay(operation))
			link_leaving(table);
	}
	else if (operation->action == SV_ACTION_CREATE)
	{
		/* another partition may have the bound until it is detached */
		whole = sv_whole_of(operation->to);
		if (whole != NULL && whole->counterpart != NULL &&
			whole->counterpart->detached != NULL)
			sv_operation_before(whole->counterpart->detached, operation);
		if (whole != NULL && whole->counterpart != NULL)
			attach_after_columns(operation, whole);
	}
}

/*
 * A table is attached after its columns, and those of the parent, are the same.
 */
static void
attach_after_columns(SvOperation *attach, const SvFact *whole)
{
	List	   *parts = list_concat(find_parts(whole->counterpart),
									find_parts(whole));
	ListCell   *lc;

	foreach(lc, parts)
	{
		const SvFact *part = lfirst(lc);

		if (part->kind == &sv_kind_column)
		{
			sv_operation_before_if(part->drop, attach);
			sv_operation_before_if(part->change, attach);
		}
	}
}

/*
 * True if a table is attached to the same table before and afterwards, which is
 * not recreated, and, but for a moment, all the time.
 */
static bool
stays(const SvFact *attachment)
{
	const SvFact *whole;

	if (attachment->drop == NULL)
		return true;
	if (attachment->counterpart == NULL || attachment->drop->early ||
		strcmp(attachment->values[WHOLE],
			   attachment->counterpart->values[WHOLE]) != 0)
		return false;
	whole = sv_whole_of(attachment);
	return whole != NULL && whole->drop == NULL;
}

/*
 * The partition that a fact is, or of which it is a part; or else its outermost
 * parent.
 */
static const SvFact *
table_of(const SvFact *fact)
{
	while (fact->parent != NULL && fact->attachment == NULL)
		fact = fact->parent;
	return fact;
}

/*
 * True if a partition is dropped along with tables that it is attached to, and
 * the next one above these stays.
 */
static bool
root_stays(const SvFact *table)
{
	const SvFact *whole = table;

	while (whole != NULL && whole->attachment != NULL &&
		   whole->attachment->drop != NULL && whole->counterpart == NULL)
	{
		whole = sv_whole_of(whole->attachment);
		if (whole != NULL && whole->drop == NULL)
			return true;
	}
	return false;
}

/*
 * Detach a table before anything else is done to it.
 */
static void
link_early(SvOperation *detach, const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, find_parts(table))
	{
		const SvFact *part = lfirst(lc);

		/* the clone of a trigger is dropped by that */
		if (needs(part, table->attachment))
			continue;
		keep_copy(detach, part);
		if (part->drop != NULL)
			sv_operation_before_if(detach, part->drop);
		if (part->change != NULL)
			sv_operation_before_if(detach, part->change);
	}
}

/*
 * A table that is detached only to be dropped keeps what it has from its parent
 * until then: that is dropped from the parent afterwards.
 */
static void
link_leaving(const SvFact *table)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, find_parts(table))
	{
		foreach(lc2, ((SvFact *) lfirst(lc))->needs)
		{
			const SvNeed *need = lfirst(lc2);

			if (need->type == DEPENDENCY_PARTITION_PRI)
				sv_operation_before_if(table->drop, need->fact->drop);
		}
	}
}

/*
 * The parts of a table, without its attachment.
 */
static List *
find_parts(const SvFact *table)
{
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		SvFact	   *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->parent == table && part != table->attachment)
			parts = lappend(parts, part);
	}
	return parts;
}

/*
 * True if a part needs the attachment.
 */
static bool
needs(const SvFact *part, const SvFact *attachment)
{
	ListCell   *lc;

	foreach(lc, part->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact == attachment)
			return true;
	}
	return false;
}

/*
 * What a table has from a constraint or an index of its parent becomes its own
 * when it is detached.  Until then it can only be dropped along with that.
 */
static void
keep_copy(SvOperation *detach, const SvFact *part)
{
	ListCell   *lc;

	foreach(lc, part->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type != DEPENDENCY_PARTITION_PRI)
			continue;
		if (part->drop != NULL)
			sv_operation_before(detach, part->drop);
		if (need->fact->drop != NULL)
			sv_operation_before(detach, need->fact->drop);
	}
}

/*
 * Detach a table after all that is done to it and its parent together, and after
 * the tables that are detached from the parent before it.
 */
static void
link_late(SvOperation *detach, const SvFact *table)
{
	SvFact	   *whole = sv_whole_of(table->attachment);
	ListCell   *lc;

	foreach(lc, find_parts(whole))
	{
		detach_after(detach, ((SvFact *) lfirst(lc))->drop);
		detach_after(detach, ((SvFact *) lfirst(lc))->change);
	}
	detach_after_folded(detach, table);
	detach_after_folded(detach, table->counterpart);
	if (whole->detached != NULL)
		sv_operation_before(whole->detached, detach);
	whole->detached = detach;
}

/*
 * Detach a table after what other operations do to its parts along.
 */
static void
detach_after_folded(SvOperation *detach, const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, find_parts(table))
	{
		const SvFact *part = lfirst(lc);

		if (part->drop != NULL && part->drop->folded != NULL)
			detach_after(detach, part->drop->folded);
		if (part->change != NULL && part->change->folded != NULL)
			detach_after(detach, part->change->folded);
	}
}

/*
 * Detach a table after an operation, which may be NULL, and after those that do
 * it along.
 */
static void
detach_after(SvOperation *detach, SvOperation *operation)
{
	for (; operation != NULL; operation = operation->folded)
		sv_operation_before(operation, detach);
}
