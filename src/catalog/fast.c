/*-------------------------------------------------------------------------
 *
 * fast.c
 *	  The fast path: facts read from the catalogs without a query.
 *
 * Most objects of a large schema are ordinary: columns with a type and a name,
 * keys and indexes of some columns, checks and defaults.  A query makes the
 * server look up and deparse each of them by itself.  To scan each catalog once
 * and to write the common cases here makes a snapshot of such a schema several
 * times faster.
 *
 * The fast path declines an object as soon as it has a property that the
 * reader of its kind does not know: it is left to the query of the kind, which
 * knows all properties.  So nothing but the common cases is known twice.  A
 * reader takes an object only if it has tested everything that the query could
 * find; when in doubt, it leaves it.
 *
 * The texts must be the same as those of the queries, letter by letter, because
 * the facts of a model may be read by the one and those of a database by the
 * other.  fast_check.c proves that they are: for each pair of schemas in
 * test/data/pairs, for the server's own regression tests, and always in builds
 * with assertions.
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
#include "schemaver.h"
#include "server/query.h"

/* The kinds of which the fast path reads objects. */
static const struct
{
	const SvKind *kind;
	void		(*read) (SvFast *fast);
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
 * A fast path for the objects in some schemas, a list of OIDs.  Facts are
 * allocated in the memory context that is current when they are read, and
 * passed to "take" with "arg".
 */
SvFast *
sv_fast_make(List *namespaces, SvFastTake take, void *arg)
{
	SvFast	   *fast = palloc0(sizeof(SvFast));

	fast->namespaces = namespaces;
	fast->take = take;
	fast->arg = arg;
	fast->context = AllocSetContextCreate(CurrentMemoryContext,
										  "schemaver fast rows",
										  ALLOCSET_DEFAULT_SIZES);
	fast->scratch = AllocSetContextCreate(fast->context,
										  "schemaver fast row",
										  ALLOCSET_DEFAULT_SIZES);
	initStringInfo(&fast->text);
	return fast;
}

/*
 * Free all that was needed to read; the facts stay.
 */
void
sv_fast_free(SvFast *fast)
{
	MemoryContextDelete(fast->context);
	pfree(fast->text.data);
	pfree(fast);
}

/*
 * Read the ordinary objects of a kind; what is left to its query is then in
 * left_objects and left_numbers.  Returns false if there is no reader for the
 * kind: the query has to read everything.
 */
bool
sv_fast_read(SvFast *fast, const SvKind *kind)
{
	for (int i = 0; i < lengthof(readers); i++)
	{
		int			nest_level;

		if (readers[i].kind != kind)
			continue;
		fast->kind = kind;
		fast->left_objects = fast->left_numbers = NIL;
		fast->check = sv_check_fast_readers ? sv_fast_check_begin(fast) : NULL;
		nest_level = sv_query_pin();
		if (fast->relations == NULL)
			sv_fast_read_relations(fast);
		readers[i].read(fast);
		sv_query_unpin(nest_level);
		return true;
	}
	return false;
}

/*
 * Pass all rows of a catalog to a function, in the snapshot of the queries.
 */
void
sv_fast_scan(SvFast *fast, Oid catalog, SvFastRow take)
{
	Relation	relation = table_open(catalog, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false,
										  GetActiveSnapshot(), 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		take(fast, tuple, RelationGetDescr(relation));
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}

/*
 * A hash table that lives as long as the fast path.  The key is the first
 * "key" bytes of an entry, which must have no padding.
 */
HTAB *
sv_fast_table(const SvFast *fast, Size key, Size entry)
{
	HASHCTL		control = {0};

	control.keysize = key;
	control.entrysize = entry;
	control.hcxt = fast->context;
	return hash_create("schemaver fast rows", 256, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * The relation with an OID; NULL if it is in none of the schemas.  Rows of one
 * relation are often next to each other, so the last one is remembered.
 */
SvFastRelation *
sv_fast_relation(SvFast *fast, Oid oid)
{
	SvFastRelation *found;

	if (fast->last != NULL && fast->last->oid == oid)
		return fast->last;
	found = hash_search(fast->relations, &oid, HASH_FIND, NULL);
	if (found != NULL)
		fast->last = found;
	return found;
}

/*
 * True if the relation is a table, a partitioned table or a foreign table.
 */
bool
sv_fast_is_table(const SvFastRelation *relation)
{
	return relation->row.relkind == RELKIND_RELATION ||
		relation->row.relkind == RELKIND_PARTITIONED_TABLE ||
		relation->row.relkind == RELKIND_FOREIGN_TABLE;
}

/*
 * A fact of the kind that is being read, palloc'd.  Its values are NULL, and its
 * parent is for the caller to set.
 */
SvFact *
sv_fast_fact(const SvFast *fast, Oid object, int number, char *identity,
			 char *name)
{
	SvFact	   *fact = palloc0(sizeof(SvFact));

	fact->kind = fast->kind;
	fact->address.classid = fast->kind->classid;
	fact->address.objid = object;
	fact->address.subid = number;
	fact->parent_address.classid = fast->kind->parent_classid;
	fact->identity = identity;
	fact->name = name;
	fact->values = palloc0(sizeof(char *) *
						   (fast->kind->property_count + 1));
	return fact;
}

/*
 * Two names with a dot between them, palloc'd; in no more memory than they need,
 * as there are many of them.
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

/*
 * Pass a fact that is complete to the caller of sv_fast_read().
 */
void
sv_fast_take(const SvFast *fast, SvFact *fact)
{
	if (fast->check != NULL)
		sv_fast_check_expect(fast->check, fact->address.objid,
							 fact->address.subid, fact);
	fast->take(fact, fast->arg);
}

/*
 * Leave an object to the query, which may find that it is not of the kind.
 */
void
sv_fast_leave(SvFast *fast, Oid object, int number)
{
	if (fast->check != NULL)
		sv_fast_check_expect(fast->check, object, number, NULL);
	fast->left_objects = lappend_oid(fast->left_objects, object);
	fast->left_numbers = lappend_int(fast->left_numbers, number);
}
