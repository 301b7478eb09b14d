/*-------------------------------------------------------------------------
 *
 * shadow_members.c
 *	  Moves extensions and their members into the schemas of a shadow.
 *
 * A model does not create what belongs to an extension, so the extensions that
 * exist must be there when it is evaluated.  They are moved, not created again:
 * their scripts may do anything, and it would take too long.  A member moves
 * with the schema that it is in, or goes where the model declares its
 * extension; with a table move its row type, its indexes and its sequences, and
 * with a type its array type.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "model/shadow_extensions.h"
#include "model/shadow_members.h"
#include "model/shadow_rows.h"
#include "server/query.h"
#include "strings.h"

/* An extension, or an object that belongs to one. */
typedef struct Member
{
	ObjectAddress address;
	Oid			schema;			/* the schema of the extension... */
	Oid			declared;		/* ...and the one that is declared, or 0 */
} Member;

/* All members, and what it takes to find them. */
typedef struct Members
{
	List	   *moves;			/* of SvShadowMove */
	const SvStatements *statements; /* which declare extensions */
	Oid			role;			/* the role that would move them */
	List	   *list;			/* of Member */
} Members;

static void add_member(const SvRow *row, void *arg);
static bool is_going(const Members *found, Oid schema);
static Oid	declared_schema(Oid extension, const char *name, Oid role);
static void move_member(const Member *member, List *moves);
static void move_extension(const Member *member, List *moves);
static Oid	target_schema(const Member *member, Oid from, List *moves);

/*
 * Extensions and their members, with what depends on these internally: row
 * types, array types, indexes, sequences.
 */
static SvQuery members = {
	"WITH member AS (SELECT d.classid, d.objid, d.refobjid AS extension"
	"  FROM pg_catalog.pg_depend d"
	"  WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::regclass),"
	" relation AS (SELECT m.objid AS oid, m.extension FROM member m"
	"  WHERE m.classid = 'pg_catalog.pg_class'::regclass),"
	" type AS (SELECT m.objid AS oid, m.extension FROM member m"
	"  WHERE m.classid = 'pg_catalog.pg_type'::regclass"
	"  UNION SELECT c.reltype, r.extension FROM pg_catalog.pg_class c"
	"  JOIN relation r ON r.oid = c.oid WHERE c.reltype <> 0)"
	" SELECT m.*, e.extnamespace, e.extname::text, e.extrelocatable FROM"
	" (SELECT m.classid, m.objid, m.extension FROM member m"
	"  WHERE m.classid <> 'pg_catalog.pg_type'::regclass"
	" UNION SELECT 'pg_catalog.pg_extension'::regclass, x.oid, x.oid"
	"  FROM pg_catalog.pg_extension x"
	" UNION SELECT 'pg_catalog.pg_type'::regclass, t.oid, t.extension FROM type t"
	" UNION SELECT 'pg_catalog.pg_type'::regclass, a.typarray, t.extension"
	"  FROM type t JOIN pg_catalog.pg_type a ON a.oid = t.oid WHERE a.typarray <> 0"
	" UNION SELECT 'pg_catalog.pg_class'::regclass, x.indexrelid, r.extension"
	"  FROM relation r JOIN pg_catalog.pg_index x ON x.indrelid = r.oid"
	" UNION SELECT 'pg_catalog.pg_class'::regclass, d.objid, r.extension"
	"  FROM relation r JOIN pg_catalog.pg_depend d ON d.refobjid = r.oid"
	"  JOIN pg_catalog.pg_class c ON c.oid = d.objid"
	"  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND c.relkind = 'S') m"
	" JOIN pg_catalog.pg_extension e ON e.oid = m.extension"
};

/*
 * Moves extensions and their members into the new schemas, given as
 * SvShadowMoves, or into those that the statements declare for them, if the
 * role may move them there.  They are collected before the first is moved: a
 * catalog must not be changed while it is scanned.
 */
void
sv_shadow_members_move(List *moves, const SvStatements *statements, Oid role)
{
	Members		found = {moves, statements, role, NIL};
	ListCell   *lc;

	sv_query_begin_latest();
	sv_query_fetch(&members, NULL, NULL, add_member, &found);
	sv_query_end_fresh();
	foreach(lc, found.list)
		move_member(lfirst(lc), moves);
	CommandCounterIncrement();
}

static void
add_member(const SvRow *row, void *arg)
{
	Members    *found = arg;
	Member	   *member = palloc(sizeof(Member));
	Oid			oid = DatumGetObjectId(sv_row_datum(row, 3));
	char	   *name = sv_row_text(row, 5);
	ListCell   *lc;

	if (sv_shadow_name_is(name))
		return;
	ObjectAddressSet(member->address, DatumGetObjectId(sv_row_datum(row, 1)),
					 DatumGetObjectId(sv_row_datum(row, 2)));
	member->schema = DatumGetObjectId(sv_row_datum(row, 4));
	member->declared = InvalidOid;
	foreach(lc, found->statements->extensions)
	{
		SvModelExtension *extension = lfirst(lc);
		const char *schema = extension->schema;

		if (strcmp(extension->name, name) != 0)
			continue;
		if (schema == NULL && sv_row_bool(row, 6) &&
			is_going(found, member->schema))
			schema = extension->default_schema;
		if (schema != NULL)
			member->declared = declared_schema(oid, schema, found->role);
	}
	found->list = lappend(found->list, member);
}

/*
 * True if a schema is managed by the model, which does not declare it: an
 * extension cannot stay there.
 */
static bool
is_going(const Members *found, Oid schema)
{
	ListCell   *lc;

	foreach(lc, found->moves)
	{
		const SvShadowMove *move = lfirst(lc);
		char	   *name = get_namespace_name(move->to);

		if (move->from == schema)
			return strcmp(name, "public") != 0 &&
				!sv_strings_member(found->statements->schemas, name);
	}
	return false;
}

/*
 * The OID of the schema that a model declares for an extension; InvalidOid if
 * it does not exist, or if ALTER EXTENSION would not let the role move the
 * extension there.
 */
static Oid
declared_schema(Oid extension, const char *name, Oid role)
{
	Oid			schema = get_namespace_oid(name, true);

	if (!OidIsValid(schema) ||
		!object_ownercheck(ExtensionRelationId, extension, role) ||
		!object_aclcheck_ok(NamespaceRelationId, schema, role,
							ACL_CREATE))
		return InvalidOid;
	return schema;
}

/*
 * Moves one of them, if it is in a schema that is replaced.
 */
static void
move_member(const Member *member, List *moves)
{
	Oid			catalog = member->address.classId;
	AttrNumber	column = get_object_attnum_namespace(catalog);
	int			cache = get_object_catcache_oid(catalog);
	HeapTuple	tuple;
	bool		isnull;
	Oid			from;
	Oid			to;

	if (catalog == ExtensionRelationId)
	{
		move_extension(member, moves);
		return;
	}
	if (column == InvalidAttrNumber || cache < 0)
		return;
	tuple = SearchSysCacheCopy1(cache,
								ObjectIdGetDatum(member->address.objectId));
	if (!HeapTupleIsValid(tuple))
		return;
	from = DatumGetObjectId(SysCacheGetAttr(cache, tuple, column, &isnull));
	to = target_schema(member, from, moves);
	if (to != from)
		sv_shadow_rows_set_column(catalog, tuple, column, ObjectIdGetDatum(to));
}

/*
 * The same for an extension; there is no syscache of these on all servers.
 */
static void
move_extension(const Member *member, List *moves)
{
	Relation	relation = table_open(ExtensionRelationId, RowExclusiveLock);
	HeapTuple	tuple = get_catalog_object_by_oid(relation,
												  Anum_pg_extension_oid,
												  member->address.objectId);
	Oid			to = target_schema(member, member->schema, moves);

	if (HeapTupleIsValid(tuple) && to != member->schema)
	{
		sv_shadow_rows_set_column(ExtensionRelationId, tuple,
								  Anum_pg_extension_extnamespace,
								  ObjectIdGetDatum(to));
		changeDependencyFor(ExtensionRelationId, member->address.objectId,
							NamespaceRelationId, member->schema, to);
	}
	table_close(relation, NoLock);
}

/*
 * The schema that a member in the schema "from" is moved into, which may be the
 * same.
 */
static Oid
target_schema(const Member *member, Oid from, List *moves)
{
	ListCell   *lc;

	if (from == member->schema && OidIsValid(member->declared))
		return member->declared;
	foreach(lc, moves)
	{
		if (((SvShadowMove *) lfirst(lc))->from == from)
			return ((SvShadowMove *) lfirst(lc))->to;
	}
	return from;
}
