/*-------------------------------------------------------------------------
 *
 * fast.c
 *	  What is plain in the catalogs, read without a query.
 *
 * Most of what a large schema has is plain: columns with a type and a name,
 * keys and indexes of some columns, checks and defaults.  There are so many of
 * these that a look is several times faster when they are read in passing, from
 * the catalogs themselves, than by queries that ask the server to write down
 * each of them.  Whatever is not plain is left to the query of its kind, which
 * knows all that there can be; both have the same words for the same thing.
 *
 * Only what can not be mistaken is taken as plain: when in doubt, leave it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "catalog/fast.h"
#include "kind/kinds.h"
#include "server/query.h"

/* The kinds of which some objects are plain. */
static const struct
{
	const SvKind *kind;
	void		(*read) (SvFast *plain);
}			readers[] = {
	{&sv_kind_column, sv_fast_read_columns},
	{&sv_kind_constraint, sv_fast_read_constraints},
	{&sv_kind_default, sv_fast_read_defaults},
	{&sv_kind_index, sv_fast_read_indexes},
	{&sv_kind_sequence, sv_fast_read_sequences},
	{&sv_kind_sequence_owner, sv_fast_read_sequences},
	{&sv_kind_table, sv_fast_read_tables},
};

/*
 * Be ready to read what is in some schemas, a list of OIDs.  Facts are made in
 * the memory context that is current when they are read, and given to "take".
 */
SvFast *
sv_fast_make(List *namespaces, SvFastTake take, void *arg)
{
	SvFast	   *plain = palloc0(sizeof(SvFast));

	plain->namespaces = namespaces;
	plain->take = take;
	plain->arg = arg;
	plain->context = AllocSetContextCreate(CurrentMemoryContext,
										   "schemaver plain rows",
										   ALLOCSET_DEFAULT_SIZES);
	plain->scratch = AllocSetContextCreate(plain->context,
										   "schemaver plain row",
										   ALLOCSET_DEFAULT_SIZES);
	initStringInfo(&plain->text);
	return plain;
}

/*
 * The facts stay.
 */
void
sv_fast_free(SvFast *plain)
{
	MemoryContextDelete(plain->context);
	pfree(plain->text.data);
	pfree(plain);
}

/*
 * Read what is plain of a kind.  What is left to its query is in left_objects
 * and left_numbers then; returns false if the query has to read everything.
 */
bool
sv_fast_read(SvFast *plain, const SvKind *kind)
{
	for (int i = 0; i < lengthof(readers); i++)
	{
		int			nest_level;

		if (readers[i].kind != kind)
			continue;
		plain->kind = kind;
		plain->left_objects = plain->left_numbers = NIL;
		nest_level = sv_query_pin();
		if (plain->relations == NULL)
			sv_fast_read_relations(plain);
		readers[i].read(plain);
		sv_query_unpin(nest_level);
		return true;
	}
	return false;
}

/*
 * Pass all rows of a catalog, as the queries see it, to a function.
 */
void
sv_fast_scan(SvFast *plain, Oid catalog, SvFastRow take)
{
	Relation	relation = table_open(catalog, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false,
										  GetActiveSnapshot(), 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		take(plain, tuple, RelationGetDescr(relation));
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}

/*
 * A hash table for as long as facts are read; keys have these sizes, and no
 * padding.
 */
HTAB *
sv_fast_table(const SvFast *plain, Size key, Size entry)
{
	HASHCTL		control = {0};

	control.keysize = key;
	control.entrysize = entry;
	control.hcxt = plain->context;
	return hash_create("schemaver plain rows", 256, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * The relation of an OID; NULL if it is in none of the schemas.  Rows of one
 * relation are often next to each other.
 */
SvFastRelation *
sv_fast_relation(SvFast *plain, Oid oid)
{
	SvFastRelation *found;

	if (plain->last != NULL && plain->last->oid == oid)
		return plain->last;
	found = hash_search(plain->relations, &oid, HASH_FIND, NULL);
	if (found != NULL)
		plain->last = found;
	return found;
}

/*
 * Is it a table of some sort?
 */
bool
sv_fast_is_table(const SvFastRelation *relation)
{
	return relation->row.relkind == RELKIND_RELATION ||
		relation->row.relkind == RELKIND_PARTITIONED_TABLE ||
		relation->row.relkind == RELKIND_FOREIGN_TABLE;
}

/*
 * A fact without values and, until the caller says so, without parent.
 */
SvFact *
sv_fast_fact(const SvFast *plain, Oid object, int number, char *identity,
			 char *name)
{
	SvFact	   *fact = palloc0(sizeof(SvFact));

	fact->kind = plain->kind;
	fact->address.classid = plain->kind->classid;
	fact->address.objid = object;
	fact->address.subid = number;
	fact->parent_address.classid = plain->kind->parent_classid;
	fact->identity = identity;
	fact->name = name;
	fact->values = palloc0(sizeof(char *) *
						   (plain->kind->property_count + 1));
	return fact;
}

/*
 * Two names with a dot between them, palloc'd; in no more memory than they
 * need, as there are many.
 */
char *
sv_fast_join(const char *first, const char *second)
{
	Size		length = strlen(first);
	char	   *names = palloc(length + strlen(second) + 2);

	memcpy(names, first, length);
	names[length] = '.';
	strcpy(names + length + 1, second);
	return names;
}

void
sv_fast_take(const SvFast *plain, SvFact *fact)
{
	plain->take(fact, plain->arg);
}

/*
 * Leave an object to the query.  It may turn out to be none of the kind.
 */
void
sv_fast_leave(SvFast *plain, Oid object, int number)
{
	plain->left_objects = lappend_oid(plain->left_objects, object);
	plain->left_numbers = lappend_int(plain->left_numbers, number);
}
