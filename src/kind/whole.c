/*-------------------------------------------------------------------------
 *
 * whole.c
 *	  Partitioned tables, and what is attached or refers to them.
 *
 * The whole is the partitioned table that an attachment (partition.c) is to; it
 * may be a partition itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "miscadmin.h"

#include "kind/kinds.h"
#include "kind/whole.h"
#include "kind/words.h"

static int	compare_names(const ListCell *a, const ListCell *b);

/*
 * True for a partitioned table.
 */
bool
sv_whole_is_partitioned(const SvFact *relation)
{
	return relation->kind == &sv_kind_table &&
		sv_fact_value(relation, "partition_key") != NULL;
}

/*
 * The table that an attachment is to; NULL if it has no fact.
 */
SvFact *
sv_whole_of(const SvFact *attachment)
{
	ListCell   *lc;

	foreach(lc, attachment->needs)
	{
		SvFact	   *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->kind == attachment->parent->kind &&
			strcmp(needed->identity, sv_fact_value(attachment, "parent")) == 0)
			return needed;
	}
	return NULL;
}

/*
 * The whole that contains all others.
 */
const SvFact *
sv_whole_root(const SvFact *whole)
{
	while (whole->attachment != NULL && sv_whole_of(whole->attachment) != NULL)
		whole = sv_whole_of(whole->attachment);
	return whole;
}

/*
 * The list with the attachments of all partitions of a whole, and of theirs, in
 * the order of their names: the catalogs have none.
 */
List *
sv_whole_attachments(List *attachments, const SvFact *whole)
{
	List	   *own = NIL;
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, whole->needed_by)
	{
		SvFact	   *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_partition && fact->parent != whole)
			own = lappend(own, fact);
	}
	list_sort(own, compare_names);
	foreach(lc, own)
	{
		SvFact	   *fact = lfirst(lc);

		attachments = lappend(attachments, fact);
		attachments = sv_whole_attachments(attachments, fact->parent);
	}
	return attachments;
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(((const SvFact *) lfirst(a))->identity,
				  ((const SvFact *) lfirst(b))->identity);
}

/*
 * The foreign keys that refer to a whole, or to one that contains it.
 */
List *
sv_whole_references(const SvFact *whole)
{
	List	   *keys = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	for (; whole != NULL; whole = whole->attachment == NULL ? NULL :
		 sv_whole_of(whole->attachment))
	{
		foreach(lc, whole->needed_by)
		{
			const SvFact *column = ((SvNeed *) lfirst(lc))->fact;

			if (column->kind != &sv_kind_column || column->parent != whole)
				continue;
			foreach(lc2, column->needed_by)
			{
				const SvNeed *need = lfirst(lc2);

				if (need->type == DEPENDENCY_NORMAL &&
					need->fact->kind == &sv_kind_constraint &&
					strcmp(sv_fact_value(need->fact, "noun"), SV_NOUN_FOREIGN_KEY) == 0 &&
					sv_fact_value(need->fact, "copy") == NULL)
					keys = list_append_unique_ptr(keys, need->fact);
			}
		}
	}
	return keys;
}
