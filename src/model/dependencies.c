/*-------------------------------------------------------------------------
 *
 * dependencies.c
 *	  The objects outside its schemas that a model depends on.
 *
 * The cached facts of a model hold as long as these have not changed
 * (model/cache_key.c).  After the model has been executed, pg_depend and
 * pg_shdepend tell what the objects that it has created depend on.  LIKE and
 * CREATE TABLE AS record no dependency, but leave a lock on the relations that
 * they have read.  The type of a column matters by its name alone, except that
 * an expression may select a field of a composite type.
 *
 * That is what the names of the model mean now.  If an object is created that
 * one of them would mean instead, the facts change, too; so the names are
 * dependencies as well.
 *
 * Assumption: whatever a model uses is found in one of these ways, unless it
 * executes functions of users (model/user_code.c).  In that case all relations
 * that it names count as used, and the key covers all functions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/hsearch.h"

#include "compat.h"
#include "fact/fact.h"
#include "model/dependencies.h"
#include "model/identifiers.h"
#include "model/user_code.h"
#include "server/query.h"
#include "strings.h"

/* What has been found in the catalogs. */
typedef struct Found
{
	HTAB	   *created;		/* of SvAddress: objects of the model */
	HTAB	   *referenced;		/* of SvAddress: what they depend on */
	List	   *oids;			/* objects that are used */
	bool		whole;			/* all relations that are named are */
} Found;

static HTAB *make_set(void);
static void add_reference(const SvRow *row, void *arg);
static void add_address(HTAB *set, const SvRow *row, int column);
static void take_referenced(Found *found);
static void add_locked(const SvRow *row, void *arg);
static bool is_locked(Oid relation);
static void add_oid(const SvRow *row, void *arg);

/*
 * The dependencies recorded since a transaction, and whether each is one on an
 * owner.  Those on roles and tablespaces are recorded by database.
 */
static SvQuery references = {
	"SELECT d.xmin, d.classid, d.objid, d.refclassid, d.refobjid, false"
	" FROM pg_catalog.pg_depend d"
	" WHERE pg_catalog.age(d.xmin) <= pg_catalog.age($1)"
	" UNION ALL SELECT d.xmin, d.classid, d.objid, d.refclassid, d.refobjid,"
	"  d.deptype = 'o'"
	" FROM pg_catalog.pg_shdepend d"
	" WHERE pg_catalog.age(d.xmin) <= pg_catalog.age($1)"
	"  AND d.dbid = (SELECT b.oid FROM pg_catalog.pg_database b"
	"   WHERE b.datname = current_database())",
	1, {XIDOID}
};

/* The relations that the model may have read, and whether it names them. */
static SvQuery readable = {
	"WITH" SV_DEPENDENCIES_NAMED
	" SELECT d.oid, true FROM named d"
	" WHERE d.classid = 'pg_catalog.pg_class'::regclass"
	" UNION ALL SELECT t.oid, false FROM there t WHERE $4"
	"  AND t.classid = 'pg_catalog.pg_class'::regclass",
	5, {SV_DEPENDENCIES_TYPES}
};

/*
 * The objects that are used ($5) and what their definitions consist of: the
 * relations of indexes and constraints in place of these, as REINDEX creates
 * new ones; their extensions; and the composite types of columns, and of
 * arguments and results of functions.
 */
static SvQuery closure = {
	"WITH RECURSIVE" SV_DEPENDENCIES_NAMED ","
	" used AS (SELECT unnest($5) AS oid"
	"  UNION SELECT x.indrelid FROM pg_catalog.pg_index x"
	"   WHERE x.indexrelid = ANY ($5)"
	"  UNION SELECT CASE WHEN k.conrelid <> 0 THEN k.conrelid ELSE k.contypid END"
	"   FROM pg_catalog.pg_constraint k WHERE k.oid = ANY ($5)"
	"  UNION SELECT d.refobjid FROM pg_catalog.pg_depend d"
	"   WHERE d.objid = ANY ($5) AND d.deptype = 'e'),"
	" part AS (SELECT u.oid FROM used u"
	"  UNION SELECT d.oid FROM named d"
	"   WHERE d.classid = 'pg_catalog.pg_proc'::regclass),"
	" reached (oid) AS (SELECT p.oid FROM part p"
	"  UNION SELECT s.oid FROM reached r, LATERAL"
	"   (SELECT a.atttypid FROM pg_catalog.pg_attribute a"
	"     WHERE a.attrelid = r.oid AND a.attnum > 0"
	"    UNION ALL SELECT u.oid FROM pg_catalog.pg_type t,"
	"     unnest(ARRAY[t.typrelid, t.typbasetype, t.typelem]) AS u (oid)"
	"     WHERE t.oid = r.oid"
	"    UNION ALL SELECT u.oid FROM pg_catalog.pg_proc p,"
	"     unnest(array_append(p.proallargtypes, p.prorettype)) AS u (oid)"
	"     WHERE p.oid = r.oid) AS s (oid)"
	"   WHERE s.oid >= 16384)"
	" SELECT u.oid FROM used u WHERE NOT EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_index x WHERE x.indexrelid = u.oid)"
	" UNION SELECT c.oid FROM reached r"
	"  JOIN pg_catalog.pg_class c ON c.oid = r.oid"
	"  WHERE c.relkind NOT IN ('i', 'I')",
	5, {SV_DEPENDENCIES_TYPES}
};

/*
 * The dependencies that are known from the text of a model, before it is
 * executed.
 */
SvDependencies *
sv_dependencies_expect(const char *ddl, const SvScript *script)
{
	SvDependencies *dependencies = palloc0(sizeof(SvDependencies));

	dependencies->names = sv_identifiers_find(ddl);
	dependencies->code = sv_user_code_is_run(script);
	dependencies->whole = dependencies->code || sv_identifiers_copy_type(ddl);
	dependencies->objects = sv_oids_datum(NIL);
	return dependencies;
}

/*
 * Sets the parameters $1 to $5 of a query with SV_DEPENDENCIES_NAMED; $5 is
 * the objects used.
 */
void
sv_dependencies_fill(const SvDependencies *dependencies, List *schemas,
					 const char *search_path, Datum *values)
{
	values[0] = sv_strings_datum(schemas);
	values[1] = sv_strings_datum(sv_statements_search_path(search_path));
	values[2] = sv_strings_datum(dependencies->names);
	values[3] = BoolGetDatum(dependencies->code);
	values[4] = dependencies->objects;
}

/*
 * Collects the objects that a model has used when it was executed, in the same
 * subtransaction.  "since" is the transaction of the evaluation.
 */
void
sv_dependencies_collect(SvDependencies *dependencies, List *schemas,
						const char *search_path, TransactionId since)
{
	Found		found = {make_set(), make_set(), NIL, dependencies->whole};
	Datum		value = TransactionIdGetDatum(since);
	Datum		values[5];

	sv_query_begin_latest();
	sv_query_fetch(&references, &value, NULL, add_reference, &found);
	take_referenced(&found);
	sv_dependencies_fill(dependencies, schemas, search_path, values);
	sv_query_fetch(&readable, values, NULL, add_locked, &found);
	values[4] = sv_oids_datum(found.oids);
	found.oids = NIL;
	sv_query_fetch(&closure, values, NULL, add_oid, &found.oids);
	sv_query_end_fresh();
	dependencies->objects = sv_oids_datum(found.oids);
	hash_destroy(found.created);
	hash_destroy(found.referenced);
}

static HTAB *
make_set(void)
{
	HASHCTL		control = {0};

	control.keysize = control.entrysize = sizeof(SvAddress);
	control.hcxt = CurrentMemoryContext;
	return hash_create("schemaver dependencies", 1024, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * Adds a dependency, unless another transaction has recorded it.  That the
 * caller owns what it creates is none.
 */
static void
add_reference(const SvRow *row, void *arg)
{
	Found	   *found = arg;
	TransactionId writer = DatumGetTransactionId(sv_row_datum(row, 1));
	Oid			referenced = DatumGetObjectId(sv_row_datum(row, 5));

	if (!TransactionIdIsCurrentTransactionId(writer))
		return;
	add_address(found->created, row, 2);
	if (referenced >= FirstNormalObjectId &&
		!(sv_row_bool(row, 6) && referenced == GetUserId()))
		add_address(found->referenced, row, 4);
}

/*
 * Adds an object whose catalog and OID are in this and the next column.
 */
static void
add_address(HTAB *set, const SvRow *row, int column)
{
	SvAddress	address = {0};

	address.classid = DatumGetObjectId(sv_row_datum(row, column));
	address.objid = DatumGetObjectId(sv_row_datum(row, column + 1));
	(void) hash_search(set, &address, HASH_ENTER, NULL);
}

/*
 * Adds the objects that are referenced and existed before.
 */
static void
take_referenced(Found *found)
{
	HASH_SEQ_STATUS status;
	SvAddress  *address;

	hash_seq_init(&status, found->referenced);
	while ((address = hash_seq_search(&status)) != NULL)
		if (address->classid != NamespaceRelationId &&
			hash_search(found->created, address, HASH_FIND, NULL) == NULL)
			found->oids = lappend_oid(found->oids, address->objid);
}

/*
 * Adds a relation if it was read, or must count as read.
 */
static void
add_locked(const SvRow *row, void *arg)
{
	Found	   *found = arg;
	Oid			relation = DatumGetObjectId(sv_row_datum(row, 1));

	if ((found->whole && sv_row_bool(row, 2)) || is_locked(relation))
		found->oids = lappend_oid(found->oids, relation);
}

/*
 * True if we hold any lock on a relation.  A statement that has used it keeps
 * its lock until the end of the transaction.
 */
static bool
is_locked(Oid relation)
{
	LOCKTAG		tag;

	SET_LOCKTAG_RELATION(tag, MyDatabaseId, relation);
	for (LOCKMODE mode = AccessShareLock; mode <= AccessExclusiveLock; mode++)
		if (LockHeldByMe(&tag, mode, false))
			return true;
	return false;
}

static void
add_oid(const SvRow *row, void *arg)
{
	List	  **oids = arg;

	*oids = lappend_oid(*oids, DatumGetObjectId(sv_row_datum(row, 1)));
}
