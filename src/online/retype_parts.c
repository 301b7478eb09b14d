/*-------------------------------------------------------------------------
 *
 * retype_parts.c
 *	  What hangs on columns that get another type.
 *
 * Keys, indexes, foreign keys from the columns and to them, checks and extended
 * statistics are made for the second columns, before the swap.  They have names of
 * their own until then.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/relations.h"
#include "fact/template.h"
#include "kind/column.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/whole.h"
#include "kind/words.h"
#include "online/constraints.h"
#include "online/indexes.h"
#include "online/retype_children.h"
#include "online/retype_parts.h"
#include "online/retype_keys.h"
#include "online/single.h"

static List *sort(const List *parts);
static int	depth_of(const SvFact *table);
static bool comes_along(const SvFact *fact);
static bool hangs_on(const SvRetype *retype, const SvFact *fact);
static bool is_retyped(const SvRetype *retype, const SvFact *fact);
static SvFact *find_same(const SvFacts *facts, const SvFact *fact);
static int	order_of(const SvRetypedPart *part);
static void write_part(SvRetype *retype, SvRetypedPart *part);
static void write_foreign_key(SvRetype *retype, const SvRetypedPart *part);

/*
 * What hangs on the columns and is made in advance.  Only extended statistics are
 * not among what the server refuses to leave, or makes anew with much work.
 */
void
sv_retype_parts_find(SvRetype *retype)
{
	ListCell   *lc;

	foreach(lc, retype->situation->after->facts)
	{
		SvFact	   *fact = lfirst(lc);
		SvRetypedPart *part;

		if ((fact->kind != &sv_kind_index && fact->kind != &sv_kind_constraint &&
			 fact->kind != &sv_kind_statistics) || comes_along(fact) ||
			!hangs_on(retype, fact))
			continue;
		part = palloc0(sizeof(SvRetypedPart));
		part->after = fact;
		part->table = fact->parent == NULL ? NULL :
			sv_retype_children_root(retype, fact->parent);
		part->before = find_same(retype->situation->before, fact);
		part->name = sv_online_name(fact->kind == &sv_kind_constraint ? "con" :
									fact->kind == &sv_kind_index ? "idx" : "stat",
									fact->identity);
		retype->parts = lappend(retype->parts, part);
	}
	retype->parts = sort(retype->parts);
	sv_retype_keys_find(retype);
}

/*
 * What partitions have comes before what their parents have.
 */
static List *
sort(const List *parts)
{
	List	   *sorted = NIL;
	int			deepest = 0;
	ListCell   *lc;

	foreach(lc, parts)
		deepest = Max(deepest, depth_of(((const SvRetypedPart *) lfirst(lc))->after->parent));
	for (int depth = deepest; depth >= 0; depth--)
	{
		foreach(lc, parts)
		{
			if (depth_of(((const SvRetypedPart *) lfirst(lc))->after->parent) == depth)
				sorted = lappend(sorted, lfirst(lc));
		}
	}
	return sorted;
}

static int
depth_of(const SvFact *table)
{
	int			depth = 0;

	for (; table != NULL && table->attachment != NULL;
		 table = sv_whole_of(table->attachment))
		depth++;
	return depth;
}

/*
 * True if the server does to something what is done to that of the parent, whose
 * name it has: a check of a partition.
 */
static bool
comes_along(const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->kind == fact->kind)
			return true;
	}
	return false;
}

static bool
hangs_on(const SvRetype *retype, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needs)
	{
		if (is_retyped(retype, ((const SvNeed *) lfirst(lc))->fact))
			return true;
	}
	return false;
}

static bool
is_retyped(const SvRetype *retype, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->kind == &sv_kind_column ? retype->columns : NIL)
	{
		if (((const SvRetypedColumn *) lfirst(lc))->after == fact)
			return true;
	}
	return false;
}

/*
 * The object of the same kind and name in another set of facts, or NULL.
 */
static SvFact *
find_same(const SvFacts *facts, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		if (sv_fact_compare(lfirst(lc), fact) == 0)
			return lfirst(lc);
	}
	return NULL;
}

/*
 * Why something cannot be made in advance, as a line; NULL if it can.
 */
const char *
sv_retype_parts_refuse(const SvRetypedPart *part)
{
	const SvFact *fact = part->after;
	const SvFact *whole = sv_indexes_whole(fact);

	if (whole != NULL && whole->kind != fact->kind)
		return psprintf(_("constraint \"%s\": its index belongs to an index of a partitioned table"),
						fact->identity);
	if (fact->kind != &sv_kind_constraint || fact->values[SV_CONSTRAINT_INDEX] == NULL)
		return NULL;
	if (sv_indexes_is_exclusion(fact))
		return psprintf(_("constraint \"%s\": the index of an exclusion constraint cannot be built concurrently"),
						fact->identity);
	if (fact->values[SV_CONSTRAINT_DEFERRABLE] != NULL)
		return psprintf(_("constraint \"%s\": a deferrable key cannot be built concurrently: its index is not deferrable until it is used"),
						fact->identity);
	return NULL;
}

/*
 * True if a column is NOT NULL along with that of a parent.
 */
bool
sv_retype_parts_inherits_not_null(const SvRetypedColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->after->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->kind == column->after->kind &&
			need->fact->values[SV_COLUMN_NOT_NULL] != NULL &&
			need->fact->values[SV_COLUMN_NOT_NULL_NO_INHERIT] == NULL)
			return true;
	}
	return false;
}

/*
 * What hangs on the columns: first what foreign keys refer to.
 */
void
sv_retype_parts_write(SvRetype *retype)
{
	ListCell   *lc;

	for (int order = 0; order < 3; order++)
	{
		foreach(lc, retype->parts)
		{
			if (order_of(lfirst(lc)) == order)
				write_part(retype, lfirst(lc));
		}
		if (order == 1)
			sv_retype_keys_write_indexes(retype);
		if (order > 0)
			continue;
		foreach(lc, retype->columns)
		{
			const SvRetypedColumn *column = lfirst(lc);
			const SvFact *apart = column->apart;

			if (apart->values[SV_COLUMN_NOT_NULL] != NULL &&
				!sv_retype_parts_inherits_not_null(column))
				sv_online_piece(retype->plan, sv_single_set_not_null(NULL, apart),
								SV_PHASE_VALIDATE, retype->situation);
		}
	}
}

static int
order_of(const SvRetypedPart *part)
{
	if (sv_retype_keys_is_foreign(part))
		return 2;
	return part->after->kind == &sv_kind_index ||
		(part->after->kind == &sv_kind_constraint &&
		 part->after->values[SV_CONSTRAINT_INDEX] != NULL) ? 0 : 1;
}

/*
 * A table has one primary key: until the swap there is only its index; that of a
 * partitioned table cannot take over an index, and is made of those of the
 * partitions at once.
 */
static void
write_part(SvRetype *retype, SvRetypedPart *part)
{
	SvFact	   *apart = part->apart;

	if (sv_retype_keys_is_foreign(part) &&
		(sv_whole_is_partitioned(apart->parent) || apart->values[SV_CONSTRAINT_COPY] != NULL))
	{
		write_foreign_key(retype, part);
		return;
	}
	if (sv_retype_keys_is_primary(part) && sv_whole_is_partitioned(apart->parent))
		return;
	if (!sv_retype_keys_is_primary(part))
	{
		sv_online_piece(retype->plan, sv_single_create(NULL, apart), SV_PHASE_VALIDATE,
						retype->situation);
		return;
	}
	sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0,
				   sv_retype_keys_index(apart, part->name));
}

/*
 * A foreign key of a partitioned table: its partitions have it first, and that of
 * the parent adopts theirs.
 */
static void
write_foreign_key(SvRetype *retype, const SvRetypedPart *part)
{
	SvFact	   *apart = part->apart;
	ListCell   *lc;

	if (!sv_whole_is_partitioned(apart->parent) &&
		apart->values[SV_CONSTRAINT_NOT_VALID] == NULL &&
		apart->values[SV_CONSTRAINT_ENFORCED] == NULL)
	{
		sv_constraints_validate(retype->plan, apart, apart->name, SV_PHASE_VALIDATE);
		return;
	}
	foreach(lc, sv_single_create(NULL, apart)->statements)
		sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0, lfirst(lc));
}
