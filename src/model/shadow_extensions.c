/*-------------------------------------------------------------------------
 *
 * shadow_extensions.c
 *	  Extensions that scripts create and drop, moved out of the way.
 *
 * A script that creates an extension must find that it does not exist, and one
 * that drops an extension must not drop the real one, which would lock it.  So
 * the real one gets another name, and with it all its members that are in no
 * schema, and the schemas that are its members.  Its other members stay where
 * they are: their schemas are out of the way themselves.
 *
 * An extension can be replaced if the caller could create it, and if none of
 * its members is in pg_catalog, which cannot be moved.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "utils/syscache.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "model/shadow_extensions.h"
#include "model/shadow_globals.h"
#include "model/shadow_rows.h"
#include "server/query.h"
#include "strings.h"

static void add_name(const SvRow *row, void *arg);
static void move_aside(const char *name);
static void add_member(const SvRow *row, void *arg);
static void rename_row(const ObjectAddress *object, AttrNumber oid_column);

/*
 * Those of the extensions of these names that can be replaced.  A trusted
 * extension can be created by whoever may create schemas in the database.
 */
static SvQuery replaceable = {
	"SELECT e.extname::text FROM pg_catalog.pg_extension e"
	" WHERE e.extname = ANY ($1) AND e.extname <> 'schemaver'"
	"  AND e.extnamespace <> 'pg_catalog'::regnamespace"
	"  AND EXISTS (SELECT 1 FROM pg_catalog.pg_available_extension_versions v"
	"   WHERE v.name = e.extname AND v.version = e.extversion"
	"    AND (NOT v.superuser OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r"
	"      WHERE r.rolname = current_user)"
	"     OR (v.trusted AND has_database_privilege(pg_catalog.current_database(),"
	"      'CREATE'))))"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"
	"   WHERE d.deptype = 'e' AND d.refobjid = e.oid"
	"    AND d.refclassid = 'pg_catalog.pg_extension'::regclass"
	"    AND ((d.classid = 'pg_catalog.pg_proc'::regclass AND EXISTS"
	"      (SELECT 1 FROM pg_catalog.pg_proc p WHERE p.oid = d.objid"
	"       AND p.pronamespace = 'pg_catalog'::regnamespace))"
	"     OR (d.classid = 'pg_catalog.pg_type'::regclass AND EXISTS"
	"      (SELECT 1 FROM pg_catalog.pg_type t WHERE t.oid = d.objid"
	"       AND t.typnamespace = 'pg_catalog'::regnamespace))))"
	" ORDER BY 1",
	1, {TEXTARRAYOID}
};

/* The members of an extension. */
static SvQuery members = {
	"SELECT d.classid, d.objid FROM pg_catalog.pg_depend d"
	" WHERE d.deptype = 'e' AND d.refobjid = $1"
	"  AND d.refclassid = 'pg_catalog.pg_extension'::regclass",
	1, {OIDOID}
};

/*
 * The names of those extensions among the words that exist and can be replaced.
 */
List *
sv_shadow_extensions_replaceable(List *words)
{
	List	   *names = NIL;
	Datum		value = sv_strings_datum(words);

	sv_query_fetch(&replaceable, &value, NULL, add_name, &names);
	return names;
}

static void
add_name(const SvRow *row, void *arg)
{
	List	  **names = arg;

	*names = lappend(*names, sv_row_text(row, 1));
}

/*
 * Moves the extensions of these names out of the way.
 */
void
sv_shadow_extensions_move_aside(List *names)
{
	ListCell   *lc;

	foreach(lc, names)
	{
		move_aside(lfirst(lc));
		CommandCounterIncrement();
	}
}

static void
move_aside(const char *name)
{
	ObjectAddress extension;
	Datum		value;
	List	   *found = NIL;
	ListCell   *lc;

	ObjectAddressSet(extension, ExtensionRelationId,
					 get_extension_oid(name, false));
	value = ObjectIdGetDatum(extension.objectId);
	sv_query_begin_latest();
	sv_query_fetch(&members, &value, NULL, add_member, &found);
	sv_query_end_fresh();
	foreach(lc, found)
	{
		const ObjectAddress *member = lfirst(lc);

		if (member->classId == NamespaceRelationId)
			rename_row(member, Anum_pg_namespace_oid);
		else
			sv_shadow_globals_move_one_aside(member);
	}
	rename_row(&extension, Anum_pg_extension_oid);
}

static void
add_member(const SvRow *row, void *arg)
{
	List	  **found = arg;
	ObjectAddress *member = palloc(sizeof(ObjectAddress));

	ObjectAddressSet(*member, DatumGetObjectId(sv_row_datum(row, 1)),
					 DatumGetObjectId(sv_row_datum(row, 2)));
	*found = lappend(*found, member);
}

/*
 * Gives an object another name; there is no syscache of extensions on all
 * servers.
 */
static void
rename_row(const ObjectAddress *object, AttrNumber oid_column)
{
	Relation	relation = table_open(object->classId, RowExclusiveLock);
	HeapTuple	tuple = get_catalog_object_by_oid(relation, oid_column,
												  object->objectId);

	if (HeapTupleIsValid(tuple))
		sv_shadow_rows_set_name(object->classId, heap_copytuple(tuple),
								get_object_attnum_name(object->classId),
								sv_shadow_name_make(object->objectId));
	table_close(relation, NoLock);
}
