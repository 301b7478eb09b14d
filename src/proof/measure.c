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
 *   When a foreign key is validated, the planner is asked as well: the table
 *   that has the key is read, unless its type can only be merged and has an
 *   index; the one that it refers to, if there are rows or by chance.
 * - What the executor leaves out in a trial is not seen (executor.c).
 *
 * Whatever changes a row of pg_class invalidates the relation, so only relations
 * that were invalidated are looked at: a statement costs little more than to
 * read the counters of the relations that were there before.
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
#include "utils/syscache.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "proof/measure.h"

/* A relation that was there before. */
typedef struct Table
{
	Oid			relation;		/* key */
	const char *name;
	Oid			file;
	int64		scans;			/* before the statement */
	uint32		seen;			/* the last pass that has seen it */
	bool		gone;			/* it was dropped */
	SvMeasured *measured;		/* what the statement did; NULL: nothing */
} Table;

struct SvMeasure
{
	MemoryContext context;
	MemoryContext scratch;		/* of a pass */
	HTAB	   *tables;
	HTAB	   *files;			/* of indexes: a set of Oid */
	bool		begun;			/* what is new now was not there before */
	uint32		passes;
	uint64		changes;		/* counted when we last looked */
	List	   *measured;		/* of SvMeasured, by the current statement */

	/* when the counters were read last */
	SubTransactionId subtransaction;
	CommandId	command;
};

/* The relations that were invalidated last in this session, and how many. */
#define KEPT_CHANGES 512
static Oid	changed[KEPT_CHANGES];
static uint64 change_count = 0;

static void set(const char *name);
static void note_change(Datum arg, Oid relation);
static void look(SvMeasure *measure);
static void pass(SvMeasure *measure);
static void see_changed(SvMeasure *measure, Oid relation);
static void see(SvMeasure *measure, const FormData_pg_class *row);
static void see_table(SvMeasure *measure, const FormData_pg_class *row);
static void see_index(SvMeasure *measure, const FormData_pg_class *row);
static char *qualified_name(const FormData_pg_class *row);
static bool is_of_user(Oid namespace);
static void find_dropped(SvMeasure *measure);
static void note_dropped(SvMeasure *measure, Table *table);
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
		CacheRegisterRelcacheCallback(note_change, (Datum) 0);
		registered = true;
	}
	set("track_counts");
	/* so that foreign keys are validated by a scan */
	set("enable_seqscan");
	set("enable_hashjoin");
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
	control.entrysize = sizeof(Oid);
	measure->files = hash_create("schemaver measured indexes", 256, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CommandCounterIncrement();
	pass(measure);
	measure->begun = true;
	return measure;
}

/*
 * Turn a setting on until the end of the subtransaction or function.
 */
static void
set(const char *name)
{
	(void) set_config_option(name, "on", PGC_SUSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * To be called before a statement: what was done since the last one does not
 * count, but for what only reads, in the same subtransaction.
 */
void
sv_measure_before(SvMeasure *measure)
{
	forget(measure);
	look(measure);
	forget(measure);
	if (measure->subtransaction != GetCurrentSubTransactionId() ||
		measure->command != GetCurrentCommandId(false))
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
	look(measure);
	count_scans(measure, true);
	list_sort(measure->measured, compare_relations);
	return measure->measured;
}

/*
 * A RelcacheCallbackFunction; InvalidOid: all relations were.
 */
static void
note_change(Datum arg, Oid relation)
{
	changed[change_count % KEPT_CHANGES] = relation;
	change_count += OidIsValid(relation) ? 1 : KEPT_CHANGES + 1;
}

/* ----------
 * Files
 * ----------
 */

/*
 * Note what has changed since we last looked.
 */
static void
look(SvMeasure *measure)
{
	uint64		first = measure->changes;
	uint64		end = change_count;

	if (first == end)
		return;
	measure->changes = end;
	for (uint64 i = first; i < end; i++)
	{
		/* more of them may come while we look */
		if (change_count - i > KEPT_CHANGES)
		{
			pass(measure);
			find_dropped(measure);
			return;
		}
		see_changed(measure, changed[i % KEPT_CHANGES]);
	}
}

/*
 * Read all of pg_class.
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

/*
 * A relation that was invalidated.
 */
static void
see_changed(SvMeasure *measure, Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Table	   *table;

	if (HeapTupleIsValid(tuple))
	{
		see(measure, (Form_pg_class) GETSTRUCT(tuple));
		ReleaseSysCache(tuple);
		return;
	}
	table = hash_search(measure->tables, &relation, HASH_FIND, NULL);
	if (table != NULL)
		note_dropped(measure, table);
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
		if (measure->begun || !is_of_user(row->relnamespace))
			return;
		table = hash_search(measure->tables, &row->oid, HASH_ENTER, NULL);
		table->name = MemoryContextStrdup(measure->context, qualified_name(row));
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
	Oid			relation;
	Table	   *table;
	SvMeasured *measured;
	MemoryContext oldcontext;

	if (row->oid < FirstNormalObjectId || row->relnamespace == PG_TOAST_NAMESPACE)
		return;
	(void) hash_search(measure->files, &row->relfilenode, HASH_ENTER, &found);
	if (found || !measure->begun)
		return;
	relation = IndexGetRelation(row->oid, true);
	table = hash_search(measure->tables, &relation, HASH_FIND, NULL);
	if (table == NULL)
		return;
	measured = measured_of(measure, table);
	oldcontext = MemoryContextSwitchTo(measure->context);
	measured->rebuilt = lappend(measured->rebuilt, qualified_name(row));
	MemoryContextSwitchTo(oldcontext);
}

static char *
qualified_name(const FormData_pg_class *row)
{
	return quote_qualified_identifier(get_namespace_name(row->relnamespace),
									  NameStr(row->relname));
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
		!sv_shadow_name_is(name);
}

/*
 * Note the relations that the last pass has not seen.
 */
static void
find_dropped(SvMeasure *measure)
{
	HASH_SEQ_STATUS status;
	Table	   *table;

	hash_seq_init(&status, measure->tables);
	while ((table = hash_seq_search(&status)) != NULL)
	{
		if (table->seen != measure->passes)
			note_dropped(measure, table);
	}
}

/*
 * A relation is there no longer, but may come back by a rollback.
 */
static void
note_dropped(SvMeasure *measure, Table *table)
{
	if (table->gone)
		return;
	table->gone = true;
	measured_of(measure, table)->dropped = true;
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
	measure->subtransaction = GetCurrentSubTransactionId();
	measure->command = GetCurrentCommandId(false);
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
