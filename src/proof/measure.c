/*-------------------------------------------------------------------------
 *
 * measure.c
 *	  What statements do to relations that were there before.
 *
 * The server says itself what a statement does: a relation that is rewritten
 * gets another file (pg_class.relfilenode), an index that is built has a file
 * that was not there before, and whoever scans a relation, the server itself
 * included, adds to its counter (pg_stat_get_xact_numscans()).  None of that
 * depends on whether there are rows.
 *
 * Only tables, partitioned tables and materialized views of users that exist at
 * sv_measure_begin() count.  A partitioned table has no file, so what is done to
 * its rows is measured on its partitions.  The tables of TOAST belong to theirs.
 *
 * What this cannot tell, and who measures must:
 * - TRUNCATE, REFRESH MATERIALIZED VIEW and ALTER TABLE ... SET TABLESPACE put
 *   the relation into another file, as a rewrite does; TRUNCATE of a table that
 *   was created in the same subtransaction does not.
 * - Plans are those for tables as they are, which may be empty: what a query
 *   scans says nothing about other rows, only what other statements scan does.
 *   When a foreign key is validated, the planner is asked as well; the table
 *   that has the key is always read, by an index perhaps, but the one that it
 *   refers to only if there are rows.
 * - What the executor leaves out in a trial is not seen (executor.c).
 *
 * Each statement costs the counters of these relations twice, and one pass over
 * pg_class if it has changed a relation: any change of a row of pg_class is known
 * by the invalidation of the relation.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"

#include "catalog/path_tree.h"
#include "compat.h"
#include "proof/measure.h"

/* A relation that was there before. */
typedef struct Table
{
	Oid			relation;		/* key */
	const char *name;
	Oid			file;
	int64		scans;			/* before the statement */
	uint32		seen;			/* the last pass in which it was there */
	bool		gone;			/* it was dropped */
	SvMeasured *measured;		/* what the statement did; NULL: nothing */
} Table;

/* A file of an index. */
typedef struct IndexFile
{
	Oid			file;			/* key */
	Oid			index;
	Oid			table;			/* InvalidOid: not one of those */
	int64		scans;			/* before the statement */
} IndexFile;

struct SvMeasure
{
	MemoryContext context;
	MemoryContext scratch;		/* of a pass */
	HTAB	   *tables;
	HTAB	   *files;
	uint32		passes;
	uint64		changes;		/* counted at the last pass */
	List	   *measured;		/* of SvMeasured, by the current statement */
};

/* How often a relation, or all of them, were invalidated in this session. */
static uint64 change_count = 0;

static void count_change(Datum arg, Oid relation);
static void pass(SvMeasure *measure);
static void see(SvMeasure *measure, const FormData_pg_class *row);
static void see_table(SvMeasure *measure, const FormData_pg_class *row);
static void see_index(SvMeasure *measure, const FormData_pg_class *row);
static bool is_of_user(Oid namespace);
static void find_dropped(SvMeasure *measure);
static void count_scans(SvMeasure *measure, bool after);
static int64 scans_of(Oid relation);
static SvMeasured *measured_of(SvMeasure *measure, Table *table);
static void forget(SvMeasure *measure);
static int	compare_relations(const ListCell *a, const ListCell *b);

/*
 * Note the relations that there are.  What is returned is in the current memory
 * context; the other functions are called in the same transaction.
 */
SvMeasure *
sv_measure_begin(void)
{
	static bool registered = false;
	SvMeasure  *measure = palloc0(sizeof(SvMeasure));
	HASHCTL		control = {0};

	if (!registered)
	{
		CacheRegisterRelcacheCallback(count_change, (Datum) 0);
		registered = true;
	}
	/* until the end of the subtransaction */
	if (!pgstat_track_counts)
		(void) set_config_option("track_counts", "on", PGC_SUSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	measure->context = AllocSetContextCreate(CurrentMemoryContext,
											 "schemaver measure",
											 ALLOCSET_DEFAULT_SIZES);
	measure->scratch = AllocSetContextCreate(measure->context,
											 "schemaver measure pass",
											 ALLOCSET_DEFAULT_SIZES);
	control.keysize = sizeof(Oid);
	control.hcxt = measure->context;
	control.entrysize = sizeof(Table);
	measure->tables = hash_create("schemaver measured tables", 256, &control,
								  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	control.entrysize = sizeof(IndexFile);
	measure->files = hash_create("schemaver measured indexes", 256, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CommandCounterIncrement();
	pass(measure);
	return measure;
}

/*
 * To be called before a statement: what was done since the last one does not
 * count.
 */
void
sv_measure_before(SvMeasure *measure)
{
	forget(measure);
	if (measure->changes != change_count)
	{
		pass(measure);
		find_dropped(measure);
		forget(measure);
	}
	count_scans(measure, false);
}

/*
 * What the statement since sv_measure_before() did: SvMeasured of the relations
 * to which it did anything, by OID.  They live as long as "measure", the list
 * until the next statement.
 */
List *
sv_measure_after(SvMeasure *measure)
{
	CommandCounterIncrement();
	if (measure->changes != change_count)
	{
		pass(measure);
		find_dropped(measure);
	}
	count_scans(measure, true);
	list_sort(measure->measured, compare_relations);
	return measure->measured;
}

/*
 * A RelcacheCallbackFunction.
 */
static void
count_change(Datum arg, Oid relation)
{
	change_count++;
}

/* ----------
 * Files
 * ----------
 */

/*
 * Read pg_class, and note what has changed since the last pass.
 */
static void
pass(SvMeasure *measure)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(measure->scratch);
	Relation	relation = table_open(RelationRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, NULL, 0,
										  NULL);
	HeapTuple	tuple;

	measure->passes++;
	measure->changes = change_count;
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		see(measure, (Form_pg_class) GETSTRUCT(tuple));
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	MemoryContextSwitchTo(oldcontext);
	MemoryContextReset(measure->scratch);
}

static void
see(SvMeasure *measure, const FormData_pg_class *row)
{
	switch (row->relkind)
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_MATVIEW:
			see_table(measure, row);
			break;
		case RELKIND_INDEX:
			see_index(measure, row);
			break;
	}
}

/*
 * A relation: the first pass notes it, and each later one whether it is in
 * another file.
 */
static void
see_table(SvMeasure *measure, const FormData_pg_class *row)
{
	Table	   *table = hash_search(measure->tables, &row->oid, HASH_FIND, NULL);

	if (table == NULL)
	{
		if (measure->passes > 1 || !is_of_user(row->relnamespace))
			return;
		table = hash_search(measure->tables, &row->oid, HASH_ENTER, NULL);
		table->name = MemoryContextStrdup(measure->context,
										  quote_qualified_identifier(get_namespace_name(row->relnamespace),
																	 NameStr(row->relname)));
		table->file = row->relfilenode;
		table->measured = NULL;
	}
	table->seen = measure->passes;
	table->gone = false;
	if (table->file == row->relfilenode)
		return;
	table->file = row->relfilenode;
	measured_of(measure, table)->rewritten = true;
}

/*
 * An index.  ALTER TABLE may leave its file to another one.
 */
static void
see_index(SvMeasure *measure, const FormData_pg_class *row)
{
	bool		found;
	IndexFile  *file;
	Table	   *table;

	if (row->oid < FirstNormalObjectId || row->relnamespace == PG_TOAST_NAMESPACE)
		return;
	file = hash_search(measure->files, &row->relfilenode, HASH_ENTER, &found);
	if (found && file->index == row->oid)
		return;
	file->index = row->oid;
	file->scans = 0;
	if (found)
		return;
	file->table = measure->passes == 1 && !is_of_user(row->relnamespace) ?
		InvalidOid : IndexGetRelation(row->oid, true);
	table = hash_search(measure->tables, &file->table, HASH_FIND, NULL);
	if (table == NULL && measure->passes > 1)
		file->table = InvalidOid;
	if (table != NULL && measure->passes > 1)
	{
		SvMeasured *measured = measured_of(measure, table);
		MemoryContext oldcontext = MemoryContextSwitchTo(measure->context);
		char	   *name = quote_qualified_identifier(get_namespace_name(row->relnamespace),
													  NameStr(row->relname));

		measured->rebuilt = lappend(measured->rebuilt, name);
		MemoryContextSwitchTo(oldcontext);
	}
}

/*
 * True for the schemas of users, unless they are out of the way.
 */
static bool
is_of_user(Oid namespace)
{
	const char *name;

	if (namespace < FirstNormalObjectId)
		return namespace == PG_PUBLIC_NAMESPACE;
	name = get_namespace_name(namespace);
	return name != NULL && strncmp(name, "pg_", 3) != 0 &&
		strcmp(name, "information_schema") != 0 &&
		strcmp(name, "schemaver") != 0 &&
		strncmp(name, SV_ASIDE_PREFIX, strlen(SV_ASIDE_PREFIX)) != 0;
}

/*
 * Note relations that the last pass has not seen: they are there no longer, but
 * may come back by a rollback.
 */
static void
find_dropped(SvMeasure *measure)
{
	HASH_SEQ_STATUS status;
	Table	   *table;

	hash_seq_init(&status, measure->tables);
	while ((table = hash_seq_search(&status)) != NULL)
	{
		if (table->seen == measure->passes || table->gone)
			continue;
		table->gone = true;
		measured_of(measure, table)->dropped = true;
	}
}

/* ----------
 * Scans
 * ----------
 */

/*
 * Note the counters before a statement, or what has scanned relations after it.
 */
static void
count_scans(SvMeasure *measure, bool after)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(measure->scratch);
	HASH_SEQ_STATUS status;
	Table	   *table;
	IndexFile  *file;

	hash_seq_init(&status, measure->tables);
	while ((table = hash_seq_search(&status)) != NULL)
	{
		int64		scans;

		if (table->gone)
			continue;
		scans = scans_of(table->relation);
		if (after && scans > table->scans)
			measured_of(measure, table)->scanned = true;
		table->scans = scans;
	}
	hash_seq_init(&status, measure->files);
	while ((file = hash_seq_search(&status)) != NULL)
	{
		int64		scans;

		if (!OidIsValid(file->table))
			continue;
		scans = scans_of(file->index);
		table = after && scans > file->scans ?
			hash_search(measure->tables, &file->table, HASH_FIND, NULL) : NULL;
		if (table != NULL)
			measured_of(measure, table)->scanned = true;
		file->scans = scans;
	}
	MemoryContextSwitchTo(oldcontext);
	MemoryContextReset(measure->scratch);
}

/*
 * How often this transaction has scanned a relation so far.
 */
static int64
scans_of(Oid relation)
{
	return DatumGetInt64(DirectFunctionCall1(pg_stat_get_xact_numscans,
											 ObjectIdGetDatum(relation)));
}

/* ----------
 * What was measured
 * ----------
 */

static SvMeasured *
measured_of(SvMeasure *measure, Table *table)
{
	MemoryContext oldcontext;

	if (table->measured != NULL)
		return table->measured;
	oldcontext = MemoryContextSwitchTo(measure->context);
	table->measured = palloc0(sizeof(SvMeasured));
	table->measured->relation = table->relation;
	table->measured->name = table->name;
	measure->measured = lappend(measure->measured, table->measured);
	MemoryContextSwitchTo(oldcontext);
	return table->measured;
}

/*
 * Begin a new list.
 */
static void
forget(SvMeasure *measure)
{
	ListCell   *lc;

	foreach(lc, measure->measured)
	{
		const SvMeasured *measured = lfirst(lc);
		Table	   *table = hash_search(measure->tables, &measured->relation,
										HASH_FIND, NULL);

		table->measured = NULL;
	}
	list_free(measure->measured);
	measure->measured = NIL;
}

static int
compare_relations(const ListCell *a, const ListCell *b)
{
	Oid			first = ((const SvMeasured *) lfirst(a))->relation;
	Oid			second = ((const SvMeasured *) lfirst(b))->relation;

	return first < second ? -1 : first > second;
}
