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
#include "kind/words.h"
#include "online/indexes.h"
#include "online/retype_parts.h"
#include "online/single.h"

static bool hangs_on(const SvRetype *retype, const SvFact *fact);
static SvFact *find_same(const SvFacts *facts, const SvFact *fact);
static int	order_of(const SvRetypedPart *part);
static void write_part(SvRetype *retype, SvRetypedPart *part);

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
			 fact->kind != &sv_kind_statistics) || !hangs_on(retype, fact))
			continue;
		part = palloc0(sizeof(SvRetypedPart));
		part->after = fact;
		part->before = find_same(retype->situation->before, fact);
		part->name = sv_online_name(fact->kind == &sv_kind_constraint ? "con" :
									fact->kind == &sv_kind_index ? "idx" : "stat",
									fact->identity);
		retype->parts = lappend(retype->parts, part);
	}
}

static bool
hangs_on(const SvRetype *retype, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needs)
	{
		const SvFact *needed = ((const SvNeed *) lfirst(lc))->fact;
		ListCell   *lc2;

		foreach(lc2, retype->columns)
		{
			if (((const SvRetypedColumn *) lfirst(lc2))->after == needed)
				return true;
		}
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

bool
sv_retype_parts_is_foreign_key(const SvRetypedPart *part)
{
	return sv_relations_is_foreign_key(part->after);
}

bool
sv_retype_parts_is_primary_key(const SvRetypedPart *part)
{
	return part->after->kind == &sv_kind_constraint &&
		strcmp(part->after->values[SV_CONSTRAINT_NOUN], SV_NOUN_PRIMARY_KEY) == 0;
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
		if (order > 0)
			continue;
		foreach(lc, retype->columns)
		{
			const SvFact *apart = ((const SvRetypedColumn *) lfirst(lc))->apart;

			if (apart->values[SV_COLUMN_NOT_NULL] != NULL)
				sv_online_piece(retype->plan, sv_single_set_not_null(NULL, apart),
								SV_PHASE_VALIDATE, retype->situation);
		}
	}
}

static int
order_of(const SvRetypedPart *part)
{
	if (sv_retype_parts_is_foreign_key(part))
		return 2;
	return part->after->kind == &sv_kind_index ||
		(part->after->kind == &sv_kind_constraint &&
		 part->after->values[SV_CONSTRAINT_INDEX] != NULL) ? 0 : 1;
}

/*
 * A table has one primary key: until the swap there is only its index.
 */
static void
write_part(SvRetype *retype, SvRetypedPart *part)
{
	SvFact	   *apart = part->apart;

	if (!sv_retype_parts_is_primary_key(part))
	{
		sv_online_piece(retype->plan, sv_single_create(NULL, apart), SV_PHASE_VALIDATE,
						retype->situation);
		return;
	}
	sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0,
				   psprintf("CREATE UNIQUE INDEX CONCURRENTLY %s ON %s USING btree %s%s",
							part->name, apart->parent->identity,
							strchr(apart->values[SV_CONSTRAINT_DEFINITION], '('),
							sv_template_fill("[ WITH (%{index_options})][ TABLESPACE %{tablespace}]",
											 apart, NULL, NULL)));
}
