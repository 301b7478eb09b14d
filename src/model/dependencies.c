/*-------------------------------------------------------------------------
 *
 * dependencies.c
 *	  What a model uses of what is outside its schemas.
 *
 * When it has been tried out, the catalogs say what the objects that it has
 * made depend on.  LIKE and CREATE TABLE AS leave no dependency, but a lock on
 * what they have read.  Types of columns go no further than their names, with
 * one exception: a value of a composite type can be taken to pieces.
 *
 * What a name would mean if there were another object of that name is not to
 * be seen this way.  So the names that a model has are kept as well.
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

/* What refers to what, of what the model has made. */
typedef struct Found
{
	HTAB	   *made;			/* of SvAddress */
	HTAB	   *referred;		/* of SvAddress */
	List	   *oids;			/* what is used */
	bool		whole;			/* what is named is */
} Found;

static HTAB *make_set(void);
static void add_reference(const SvRow *row, void *arg);
static void add_address(HTAB *set, const SvRow *row, int column);
static void take_referred(Found *found);
static void add_locked(const SvRow *row, void *arg);
static bool is_locked(Oid relation);
static void add_oid(const SvRow *row, void *arg);

/*
 * All that was recorded since a transaction.  Roles and tablespaces are found
 * under the number of the database.
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

/* Relations that the model may have read, and whether it names them. */
static SvQuery readable = {
	"WITH" SV_DEPENDENCIES_NAMED
	" SELECT d.oid, true FROM named d"
	" WHERE d.classid = 'pg_catalog.pg_class'::regclass"
	" UNION ALL SELECT t.oid, false FROM there t WHERE $4"
	"  AND t.classid = 'pg_catalog.pg_class'::regclass",
	5, {SV_DEPENDENCIES_TYPES}
};

/*
 * These objects; the relations of indexes and constraints in the place of
 * them, as REINDEX makes new ones; their extensions; and the composite types
 * that columns and results of functions have.
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
 * What the text of a model says of what it may use, before it is tried out.
 */
SvDependencies *
sv_dependencies_expect(const char *ddl, const SvScript *script)
{
	SvDependencies *used = palloc0(sizeof(SvDependencies));

	used->names = sv_identifiers_find(ddl);
	used->code = sv_user_code_is_run(script);
	used->whole = used->code || sv_identifiers_take_type(ddl);
	used->objects = sv_oids_datum(NIL);
	return used;
}

/*
 * The parameters $1 to $5 of a query with SV_DEPENDENCIES_NAMED.
 */
void
sv_dependencies_fill(const SvDependencies *used, List *schemas, const char *search_path,
					 Datum *values)
{
	values[0] = sv_strings_datum(schemas);
	values[1] = sv_strings_datum(sv_statements_path(search_path));
	values[2] = sv_strings_datum(used->names);
	values[3] = BoolGetDatum(used->code);
	values[4] = used->objects;
}

/*
 * Find out what a model has used, when it has just been tried out.  "Since" is
 * the transaction of the look.
 */
void
sv_dependencies_collect(SvDependencies *used, List *schemas, const char *search_path,
						TransactionId since)
{
	Found		found = {make_set(), make_set(), NIL, used->whole};
	Datum		value = TransactionIdGetDatum(since);
	Datum		values[5];

	sv_query_begin_latest();
	sv_query_fetch(&references, &value, NULL, add_reference, &found);
	take_referred(&found);
	sv_dependencies_fill(used, schemas, search_path, values);
	sv_query_fetch(&readable, values, NULL, add_locked, &found);
	values[4] = sv_oids_datum(found.oids);
	found.oids = NIL;
	sv_query_fetch(&closure, values, NULL, add_oid, &found.oids);
	sv_query_end_fresh();
	used->objects = sv_oids_datum(found.oids);
	hash_destroy(found.made);
	hash_destroy(found.referred);
}

static HTAB *
make_set(void)
{
	HASHCTL		control = {0};

	control.keysize = control.entrysize = sizeof(SvAddress);
	control.hcxt = CurrentMemoryContext;
	return hash_create("schemaver used objects", 1024, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * What others have done meanwhile is not of the model; and that the caller
 * owns what he makes is no use of him.
 */
static void
add_reference(const SvRow *row, void *arg)
{
	Found	   *found = arg;
	Oid			referred = DatumGetObjectId(sv_row_datum(row, 5));

	if (!TransactionIdIsCurrentTransactionId(DatumGetTransactionId(sv_row_datum(row, 1))))
		return;
	add_address(found->made, row, 2);
	if (referred >= FirstNormalObjectId &&
		!(sv_row_bool(row, 6) && referred == GetUserId()))
		add_address(found->referred, row, 4);
}

static void
add_address(HTAB *set, const SvRow *row, int column)
{
	SvAddress	address = {0};

	address.classid = DatumGetObjectId(sv_row_datum(row, column));
	address.objid = DatumGetObjectId(sv_row_datum(row, column + 1));
	(void) hash_search(set, &address, HASH_ENTER, NULL);
}

/*
 * What is referred to, and was there before.
 */
static void
take_referred(Found *found)
{
	HASH_SEQ_STATUS status;
	SvAddress  *address;

	hash_seq_init(&status, found->referred);
	while ((address = hash_seq_search(&status)) != NULL)
		if (address->classid != NamespaceRelationId &&
			hash_search(found->made, address, HASH_FIND, NULL) == NULL)
			found->oids = lappend_oid(found->oids, address->objid);
}

static void
add_locked(const SvRow *row, void *arg)
{
	Found	   *found = arg;
	Oid			relation = DatumGetObjectId(sv_row_datum(row, 1));

	if ((found->whole && sv_row_bool(row, 2)) || is_locked(relation))
		found->oids = lappend_oid(found->oids, relation);
}

/*
 * True if we hold any lock on a relation.  A statement that has used it does until
 * the end of the transaction.
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
