/*-------------------------------------------------------------------------
 *
 * fast_check.c
 *	  The proof that the fast path reads what the queries would.
 *
 * The fast path and the query of a kind must give the same text for the same
 * object, or a schema differs from its own model.  With the setting
 * schemaver.check_fast_readers, which is on by default in builds with
 * assertions, the query of each kind that the fast path reads is also given
 * all objects of the catalog, and
 *
 *	- what the fast path has read, the query must return once, with the same
 *	  parent, identity, name, owner, privileges and values;
 *	- what the query returns, the fast path must have read or left to it.
 *
 * So a wrong text is found, and so is an object that is lost between both.
 * Facts of extensions and of schemaver.ignore, which are left out of a
 * snapshot later, take part.  The facts that are used are those that would be
 * used without the check.
 *
 * A difference is a bug, and so it is reported with elog().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"

#include "catalog/fast.h"
#include "kind/kinds.h"
#include "strings.h"

/* An object of the kind. */
typedef struct Expected
{
	Oid			object;			/* the key... */
	int			number;			/* ...is both */
	const SvFact *fact;			/* as the fast path has read it; NULL: it was
								 * left to the query */
	bool		found;			/* by the query */
} Expected;

static void take_object(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void compare(const SvFact *fact, const char *what, const char *read,
					const char *queried);
static const char *quoted(const char *text);

/*
 * The check of the kind that the fast path is about to read; it lives as long
 * as the fast path.
 */
SvFastCheck *
sv_fast_check_begin(const SvFast *fast)
{
	SvFastCheck *check = MemoryContextAllocZero(fast->context,
												sizeof(SvFastCheck));

	check->kind = fast->kind;
	check->expected = sv_fast_table(fast, offsetof(Expected, fact),
									sizeof(Expected));
	return check;
}

/*
 * Note that the fast path has read an object as a fact, which must not change
 * until the check ends; or, if that is NULL, that it leaves the object to the
 * query.
 */
void
sv_fast_check_expect(SvFastCheck *check, Oid object, int number,
					 const SvFact *fact)
{
	Expected	key = {object, number};
	bool		exists;
	Expected   *expected = hash_search(check->expected, &key, HASH_ENTER,
									   &exists);

	if (exists)
		elog(ERROR, "fast reader of kind \"%s\" reads object %u, %d twice",
			 check->kind->name, object, number);
	expected->fact = fact;
	expected->found = false;
}

/*
 * Find all objects that the kind could have.  Those of the server are in no
 * schema that is read.
 */
void
sv_fast_check_list_objects(SvFast *fast)
{
	sv_fast_scan(fast, fast->kind == &sv_kind_column ? AttributeRelationId :
				 fast->kind->classid, take_object);
}

/*
 * The OID of an object is the first column of its catalog, and that of its
 * relation is the first column of pg_attribute.  The query for indexes would
 * also return those of constraints: to leave these out is up to the fast path.
 */
static void
take_object(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	SvFastCheck *check = fast->check;
	Oid			object = *(Oid *) GETSTRUCT(tuple);
	int			number = 0;
	const SvFastRelation *relation = check->kind == &sv_kind_index ?
	sv_fast_relation(fast, object) : NULL;

	if (object < FirstNormalObjectId ||
		(relation != NULL && relation->is_key))
		return;
	if (check->kind == &sv_kind_column)
		number = ((Form_pg_attribute) GETSTRUCT(tuple))->attnum;
	check->objects = lappend_oid(check->objects, object);
	check->numbers = lappend_int(check->numbers, number);
}

/*
 * Compare a fact, as the query has it, with what the fast path has read.
 */
void
sv_fast_check_fact(SvFastCheck *check, const SvFact *queried)
{
	Expected	key = {queried->address.objid, queried->address.subid};
	Expected   *expected = hash_search(check->expected, &key, HASH_FIND, NULL);
	const SvFact *fact;

	if (expected == NULL)
		elog(ERROR, "fast reader of kind \"%s\" neither reads nor leaves %s",
			 check->kind->name, queried->identity);
	fact = expected->fact;
	if (fact == NULL)
		return;
	if (expected->found)
		elog(ERROR, "query of kind \"%s\" returns %s twice",
			 check->kind->name, queried->identity);
	expected->found = true;
	compare(fact, "parent",
			psprintf("%u, %d", fact->parent_address.objid,
					 fact->parent_address.subid),
			psprintf("%u, %d", queried->parent_address.objid,
					 queried->parent_address.subid));
	compare(fact, "identity", fact->identity, queried->identity);
	compare(fact, "name", fact->name, queried->name);
	compare(fact, "owner", fact->owner, queried->owner);
	compare(fact, "privileges", fact->acl, queried->acl);
	for (int i = 0; i < check->kind->property_count; i++)
		compare(fact, check->kind->properties[i].name, fact->values[i],
				queried->values[i]);
}

/*
 * Raise an error unless both have the same text.
 */
static void
compare(const SvFact *fact, const char *what, const char *read,
		const char *queried)
{
	if (!sv_strings_equal(read, queried))
		elog(ERROR, "fast reader and query of kind \"%s\" differ in property \"%s\" of %s: %s, %s",
			 fact->kind->name, what, fact->identity, quoted(read),
			 quoted(queried));
}

static const char *
quoted(const char *text)
{
	return text == NULL ? "NULL" : psprintf("\"%s\"", text);
}

/*
 * After the last fact of the query: what the fast path has read must have been
 * among them.
 */
void
sv_fast_check_end(const SvFastCheck *check)
{
	HASH_SEQ_STATUS status;
	Expected   *expected;

	hash_seq_init(&status, check->expected);
	while ((expected = hash_seq_search(&status)) != NULL)
		if (expected->fact != NULL && !expected->found)
			elog(ERROR, "query of kind \"%s\" does not return %s",
				 check->kind->name, expected->fact->identity);
}
