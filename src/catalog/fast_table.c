/*-------------------------------------------------------------------------
 *
 * fast_table.c
 *	  Fast readers of tables and sequences.
 *
 * No sequence is read here: those of identity columns are read with the columns,
 * and all others are left to their query.  So a schema that has none of these is
 * read without it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_am.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "catalog/fast.h"
#include "kind/table.h"
#include "kind/words.h"

static void read_table(SvFast *fast, const SvFastRelation *relation);
static bool qualifies(const SvFast *fast, const SvFastRelation *relation);

/*
 * Read tables.
 */
void
sv_fast_read_tables(SvFast *fast)
{
	HASH_SEQ_STATUS status;
	SvFastRelation *relation;

	hash_seq_init(&status, fast->relations);
	while ((relation = hash_seq_search(&status)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (sv_fast_is_table(relation))
			read_table(fast, relation);
	}
}

static void
read_table(SvFast *fast, const SvFastRelation *relation)
{
	char	   *owner = GetUserNameFromId(relation->row.relowner, true);
	SvFact	   *fact;

	if (owner == NULL || !qualifies(fast, relation))
	{
		sv_fast_leave(fast, relation->oid, 0);
		return;
	}
	fact = sv_fast_fact(fast, relation->oid, 0, relation->identity,
						relation->name);
	fact->owner = pstrdup(quote_identifier(owner));
	if (relation->row.relpersistence == RELPERSISTENCE_UNLOGGED)
		fact->values[SV_TABLE_PERSISTENCE] = SV_WORD_UNLOGGED;
	fact->values[SV_TABLE_USUAL_ACCESS_METHOD] = SV_WORD_HEAP;
	sv_fast_take(fast, fact);
}

/*
 * True if the table has no property that CREATE TABLE would not give it by
 * itself, and inherits from none: that it is a partition is another fact.
 */
static bool
qualifies(const SvFast *fast, const SvFastRelation *relation)
{
	const FormData_pg_class *row = &relation->row;

	return row->relkind == RELKIND_RELATION && !OidIsValid(row->reloftype) &&
		(row->relispartition || !relation->is_child) &&
		row->relam == HEAP_TABLE_AM_OID && !OidIsValid(row->reltablespace) &&
		row->relreplident == REPLICA_IDENTITY_DEFAULT &&
		!row->relrowsecurity && !row->relforcerowsecurity &&
		!relation->is_special && !relation->is_clustered &&
		hash_search(fast->toasts, &row->reltoastrelid, HASH_FIND,
					NULL) == NULL;
}

/*
 * Leave sequences to their query, but for those of identity columns.
 */
void
sv_fast_read_sequences(SvFast *fast)
{
	HASH_SEQ_STATUS status;
	SvFastRelation *relation;

	hash_seq_init(&status, fast->relations);
	while ((relation = hash_seq_search(&status)) != NULL)
		if (relation->sequence != NULL && !relation->is_internal)
			sv_fast_leave(fast, relation->oid, 0);
}
