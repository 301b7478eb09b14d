/*-------------------------------------------------------------------------
 *
 * relation_size.c
 *	  How large a relation is, and how much it is used.
 *
 * The size is found without a lock, from the catalogs, the cumulative statistics
 * and the length of its files, so a relation that disappears meanwhile counts as
 * empty.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sys/stat.h>

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "common/relpath.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"

#include "catalog/relation_size.h"
#include "compat.h"

static void add_relation(SvRelationSize *size, Oid relation);
static int64 file_bytes(Oid relation);
static int64 statistic(PGFunction function, Oid relation);

/*
 * The indexes of a relation, which need not be open.
 */
List *
sv_relation_size_indexes(Oid relation)
{
	Relation	catalog = table_open(IndexRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *indexes = NIL;

	ScanKeyInit(&key, Anum_pg_index_indrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relation));
	scan = systable_beginscan(catalog, IndexIndrelidIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		indexes = lappend_oid(indexes,
							  ((Form_pg_index) GETSTRUCT(tuple))->indexrelid);
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return indexes;
}

/*
 * The size of a relation, with all that inherit from it.
 */
SvRelationSize *
sv_relation_size_find(Oid relation)
{
	SvRelationSize *size = palloc0(sizeof(SvRelationSize));
	ListCell   *lc;

	foreach(lc, find_all_inheritors(relation, NoLock, NULL))
	{
		add_relation(size, lfirst_oid(lc));
	}
	return size;
}

static void
add_relation(SvRelationSize *size, Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Form_pg_class row;
	int64		bytes;
	ListCell   *lc;

	if (!HeapTupleIsValid(tuple))
		return;
	row = (Form_pg_class) GETSTRUCT(tuple);
	if (row->relkind == RELKIND_RELATION || row->relkind == RELKIND_MATVIEW)
	{
		bytes = Max(file_bytes(relation), (int64) row->relpages * BLCKSZ);
		size->bytes += bytes;
		if (row->relpages > 0 && row->reltuples > 0)
			size->rows += row->reltuples / row->relpages * (bytes / BLCKSZ);
		else
			size->rows += statistic(pg_stat_get_live_tuples, relation);
		if (OidIsValid(row->reltoastrelid))
			size->bytes += file_bytes(row->reltoastrelid);
		size->scans += statistic(pg_stat_get_numscans, relation);
		size->writes += statistic(pg_stat_get_tuples_inserted, relation) +
			statistic(pg_stat_get_tuples_updated, relation) +
			statistic(pg_stat_get_tuples_deleted, relation);
		foreach(lc, sv_relation_size_indexes(relation))
		{
			size->scans += statistic(pg_stat_get_numscans, lfirst_oid(lc));
		}
	}
	ReleaseSysCache(tuple);
}

/*
 * The length of the main fork of a relation: of its files, up to the first that
 * is missing.
 */
static int64
file_bytes(Oid relation)
{
	LOCAL_FCINFO(fcinfo, 1);
	Datum		path;
	int64		bytes = 0;
	struct stat file;

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = ObjectIdGetDatum(relation);
	fcinfo->args[0].isnull = false;
	path = pg_relation_filepath(fcinfo);
	if (fcinfo->isnull)
		return 0;
	for (int segment = 0;; segment++)
	{
		char	   *name = segment == 0 ? TextDatumGetCString(path) :
		psprintf("%s.%d", TextDatumGetCString(path), segment);

		if (stat(name, &file) != 0)
			return bytes;
		bytes += file.st_size;
		pfree(name);
	}
}

static int64
statistic(PGFunction function, Oid relation)
{
	return DatumGetInt64(DirectFunctionCall1(function, ObjectIdGetDatum(relation)));
}
