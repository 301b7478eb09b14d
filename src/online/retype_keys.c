/*-------------------------------------------------------------------------
 *
 * retype_keys.c
 *	  Primary keys of columns that get another type, and what refers to them.
 *
 * A table has one primary key, so that for the second columns is made at the swap,
 * of an index that is there.  That is not possible for a partitioned table, whose
 * primary key is made anew of those of the partitions, and a foreign key cannot
 * pass from one index to another.
 *
 * So, where foreign keys refer to the primary key of a partitioned table, the table
 * gets a unique index besides, for as long as it takes: the foreign keys of the
 * second columns refer to that, are validated, and hold all the time.  After the
 * swap, others take their places in the transaction that drops the index; they
 * begin as not valid, and rows are read once more.
 *
 * Partitions of a partitioned table that refers have their foreign keys first, and
 * those of their parents adopt them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/relations.h"
#include "fact/template.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/whole.h"
#include "kind/words.h"
#include "online/constraints.h"
#include "online/indexes.h"
#include "online/retype_keys.h"
#include "online/single.h"

static const SvFact *find_referenced(const SvRetypedPart *part,
									 const List *keys);
static char *name_besides(const SvFact *key);
static char *index_besides(const SvFact *key);
static void write_index(SvRetype *retype, const SvRetypedPart *part);
static bool is_unchecked(const SvRetypedPart *part);
static void add(SvRetype *retype, const SvRetypedPart *part, int group);

/*
 * True if a part is a foreign key.
 */
bool
sv_retype_keys_is_foreign(const SvRetypedPart *part)
{
	return sv_relations_is_foreign_key(part->after);
}

/*
 * True if a part is a primary key.
 */
bool
sv_retype_keys_is_primary(const SvRetypedPart *part)
{
	return part->after->kind == &sv_kind_constraint &&
		strcmp(part->after->values[SV_CONSTRAINT_NOUN], SV_NOUN_PRIMARY_KEY) == 0;
}

/*
 * The index, or the constraint, that contains all others to which one belongs.
 */
const SvFact *
sv_retype_keys_whole(const SvFact *part)
{
	while (sv_indexes_whole(part) != NULL)
		part = sv_indexes_whole(part);
	return part;
}

/*
 * Find out which foreign keys refer to primary keys of partitioned tables.
 */
void
sv_retype_keys_find(SvRetype *retype)
{
	List	   *keys = NIL;
	ListCell   *lc;

	foreach(lc, retype->parts)
	{
		SvRetypedPart *part = lfirst(lc);

		if (sv_retype_keys_is_primary(part) && sv_indexes_whole(part->after) == NULL &&
			sv_whole_is_partitioned(part->after->parent))
			keys = lappend(keys, part->after);
	}
	foreach(lc, retype->parts)
	{
		SvRetypedPart *part = lfirst(lc);

		part->key = find_referenced(part, keys);
		if (part->key != NULL)
			retype->keys = list_append_unique_ptr(retype->keys,
												  unconstify(SvFact *, part->key));
	}
}

/*
 * The one of some keys to which a foreign key refers, or NULL.
 */
static const SvFact *
find_referenced(const SvRetypedPart *part, const List *keys)
{
	ListCell   *lc;

	foreach(lc, sv_retype_keys_is_foreign(part) ? part->after->needs : NIL)
	{
		const SvFact *needed = ((const SvNeed *) lfirst(lc))->fact;

		if (list_member_ptr(keys, needed))
			return needed;
	}
	return NULL;
}

/* ----------
 * The unique index
 * ----------
 */

/*
 * The statement that builds the index of a primary key under a name.
 */
char *
sv_retype_keys_index(const SvFact *key, const char *name)
{
	bool		partitioned = sv_whole_is_partitioned(key->parent);

	return psprintf("CREATE UNIQUE INDEX %s%s ON %s%s USING btree %s%s",
					partitioned ? "" : "CONCURRENTLY ", name,
					partitioned ? "ONLY " : "", key->parent->identity,
					strchr(key->values[SV_CONSTRAINT_DEFINITION], '('),
					sv_template_fill("[ WITH (%{index_options})][ TABLESPACE %{tablespace}]",
									 key, NULL, NULL));
}

/*
 * Write the steps that build the indexes besides those of the primary keys.
 */
void
sv_retype_keys_write_indexes(SvRetype *retype)
{
	ListCell   *lc;

	foreach(lc, retype->parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		if (sv_retype_keys_is_primary(part) &&
			list_member_ptr(retype->keys, sv_retype_keys_whole(part->after)))
			write_index(retype, part);
	}
}

static void
write_index(SvRetype *retype, const SvRetypedPart *part)
{
	ListCell   *lc;

	sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0,
				   sv_retype_keys_index(part->apart, name_besides(part->after)));
	foreach(lc, sv_indexes_parts(part->after))
		sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0,
					   psprintf("ALTER INDEX %s ATTACH PARTITION %s",
								index_besides(part->after),
								index_besides(lfirst(lc))));
}

/*
 * The name of the index besides that of a primary key.
 */
static char *
name_besides(const SvFact *key)
{
	return sv_online_name("ref", key->identity);
}

/*
 * The same with its schema.
 */
static char *
index_besides(const SvFact *key)
{
	return sv_online_beside(key->parent, name_besides(key));
}

/* ----------
 * After the swap
 * ----------
 */

/*
 * Write the steps that let foreign keys refer to a primary key in place of the
 * index.
 */
void
sv_retype_keys_succeed(SvRetype *retype, const SvFact *key)
{
	int			group = sv_online_group(retype->plan);
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, retype->parts)
	{
		if (((const SvRetypedPart *) lfirst(lc))->key == key)
			parts = lappend(parts, lfirst(lc));
	}
	foreach(lc, parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		if (sv_indexes_whole(part->after) == NULL)
			sv_online_step(retype->plan, SV_PHASE_SWAP, group,
						   psprintf("ALTER TABLE %s DROP CONSTRAINT %s",
									part->after->parent->identity, part->name));
	}
	sv_online_step(retype->plan, SV_PHASE_SWAP, group,
				   psprintf("DROP INDEX %s", index_besides(key)));
	foreach(lc, parts)
	{
		if (!sv_whole_is_partitioned(((const SvRetypedPart *) lfirst(lc))->after->parent))
			add(retype, lfirst(lc), group);
	}
	foreach(lc, parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		if (is_unchecked(part))
			sv_online_step(retype->plan, SV_PHASE_SWAP, 0,
						   psprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s",
									part->after->parent->identity, part->after->name));
	}
	foreach(lc, parts)
	{
		if (sv_whole_is_partitioned(((const SvRetypedPart *) lfirst(lc))->after->parent))
			add(retype, lfirst(lc), 0);
	}
}

/*
 * True if a foreign key is validated after it was added.
 */
static bool
is_unchecked(const SvRetypedPart *part)
{
	return !sv_whole_is_partitioned(part->after->parent) &&
		part->after->values[SV_CONSTRAINT_NOT_VALID] == NULL &&
		part->after->values[SV_CONSTRAINT_ENFORCED] == NULL;
}

/*
 * Write the steps that add a foreign key, not validated yet if it will be.
 */
static void
add(SvRetype *retype, const SvRetypedPart *part, int group)
{
	List	   *statements = sv_single_create(NULL, part->after)->statements;
	ListCell   *lc;

	if (is_unchecked(part))
		linitial(statements) = sv_constraints_unchecked(part->after, part->after->name);
	foreach(lc, statements)
		sv_online_step(retype->plan, SV_PHASE_SWAP, group, lfirst(lc));
}
