/*-------------------------------------------------------------------------
 *
 * version.c
 *	  Whether the objects in this database are of the version of the library.
 *
 * A new package replaces the library for all databases at once; the objects of
 * each stay as they are until ALTER EXTENSION UPDATE.  Functions work with
 * those of an older version as far as these have what is read and written; what
 * cannot work says why.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_extension.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"

#include "server/version.h"

static char *installed_version(void);

/*
 * True if the extension in this database is of another version than the library.
 */
bool
sv_version_differs(void)
{
	/* an update cannot be undone, so this is found out once */
	static bool is_known_to_agree = false;

	if (!is_known_to_agree)
	{
		char	   *version = installed_version();

		is_known_to_agree = version != NULL &&
			strcmp(version, SCHEMAVER_VERSION) == 0;
	}
	return !is_known_to_agree;
}

/*
 * Errors: always; what is wanted is not among the objects of that version.
 */
void
sv_version_refuse(void)
{
	char	   *version = installed_version();

	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the objects of extension \"schemaver\" in this database are of another version than its library"),
			 errdetail("The objects are of version %s, the library is of version %s.",
					   version != NULL ? version : "?", SCHEMAVER_VERSION),
			 errhint("Update the objects with ALTER EXTENSION schemaver UPDATE.")));
}

/*
 * The version of the extension in this database, palloc'd; NULL if it is not
 * there.
 */
static char *
installed_version(void)
{
	char	   *version = NULL;
	Relation	catalog = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum("schemaver"));
	scan = systable_beginscan(catalog, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool		isnull;
		Datum		value = heap_getattr(tuple, Anum_pg_extension_extversion,
										 RelationGetDescr(catalog), &isnull);

		if (!isnull)
			version = TextDatumGetCString(value);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return version;
}
