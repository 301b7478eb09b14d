/*-------------------------------------------------------------------------
 *
 * replication.c
 *	  Triggers that keep logical replication out of our tables.
 *
 * Logical replication carries rows, but no DDL.  If it carried the rows of our
 * tables, a subscriber would record revisions as applied that never ran there.
 * So every table of ours has triggers, enabled for replicas only, that keep a
 * logical replication worker from changing it: a row trigger that discards the
 * change, and for TRUNCATE, which no trigger can suppress, a pair that saves
 * the rows before it and restores them after it.
 *
 * Everything else that writes with session_replication_role = replica is
 * allowed: a restore, or a user's trigger in the worker, which may well run
 * revisions.
 *
 * An error here would stop the replication of all other tables too.  So the
 * rows are restored without regard to privileges, policies and triggers.
 *
 * The contents of tables that are being truncated are held in static variables
 * between the two triggers of a statement; they go with the transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "replication/logicalworker.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"

/* The state of a sequence. */
typedef struct SequencePosition
{
	Oid			sequence;
	int64		last_value;
	bool		is_called;
} SequencePosition;

/* The contents of a table before TRUNCATE. */
typedef struct TableContents
{
	Oid			relid;
	Tuplestorestate *rows;
	List	   *positions;		/* of the sequences that it owns */
} TableContents;

/*
 * List of TableContents for the tables that are being truncated, in a child of
 * the transaction's context.
 */
static MemoryContext contents_context = NULL;
static List *contents_list = NIL;

static bool is_replicated(void);
static void check_enabled(const TriggerData *trigger);
static void save_contents(Relation relation);
static void forget_contents(void *arg);
static Tuplestorestate *read_rows(Relation relation);
static SequencePosition *read_position(Oid sequence);
static void restore_contents(Relation relation);
static void write_rows(Relation relation, Tuplestorestate *rows);
static void write_position(const SequencePosition *position);

PG_FUNCTION_INFO_V1(schemaver_not_replicated);

/*
 * The trigger on every table of ours.
 */
Datum
schemaver_not_replicated(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		trigger->tg_relation->rd_rel->relkind != RELKIND_RELATION)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager for a table",
						"schemaver_not_replicated")));
	check_enabled(trigger);

	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
	{
		if (is_replicated())
			return PointerGetDatum(NULL);
		return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
							   trigger->tg_newtuple : trigger->tg_trigtuple);
	}

	if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event) && is_replicated())
	{
		if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
			save_contents(trigger->tg_relation);
		else
			restore_contents(trigger->tg_relation);
	}
	return PointerGetDatum(NULL);
}

/*
 * True if a change comes from the publisher.  What a worker of logical
 * replication does in triggers that it fires is the subscriber's own.
 */
static bool
is_replicated(void)
{
	return IsLogicalWorker() &&
		DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, (Datum) 0)) == 1;
}

/*
 * Warn, once in a session, of a trigger that does not fire where it is needed:
 * ALTER TABLE ... ENABLE TRIGGER ALL, with which pg_restore --disable-triggers
 * ends, makes it one that fires everywhere but on replicas.
 */
static void
check_enabled(const TriggerData *trigger)
{
	static bool warned = false;
	char		enabled = trigger->tg_trigger->tgenabled;

	if (warned || enabled != TRIGGER_FIRES_ON_ORIGIN)
		return;
	warned = true;
	ereport(WARNING,
			(errmsg("trigger \"%s\" of table \"%s\" does not fire in logical replication",
					trigger->tg_trigger->tgname,
					RelationGetRelationName(trigger->tg_relation)),
			 errdetail("Rows of a publisher could overwrite those of this database."),
			 errhint("Enable it, and those of the other tables, with ALTER TABLE ... ENABLE REPLICA TRIGGER.")));
}

/*
 * Before TRUNCATE: save the rows of the table and the state of its sequences.
 */
static void
save_contents(Relation relation)
{
	MemoryContext oldcontext;
	TableContents *contents;
	ListCell   *lc;

	if (contents_context == NULL)
	{
		MemoryContextCallback *callback;

		contents_context = AllocSetContextCreate(TopTransactionContext,
												 "schemaver truncated tables",
												 ALLOCSET_DEFAULT_SIZES);
		callback = MemoryContextAlloc(contents_context, sizeof(*callback));
		callback->func = forget_contents;
		callback->arg = NULL;
		MemoryContextRegisterResetCallback(contents_context, callback);
	}

	oldcontext = MemoryContextSwitchTo(contents_context);
	contents = palloc(sizeof(TableContents));
	contents->relid = RelationGetRelid(relation);
	contents->rows = read_rows(relation);
	contents->positions = NIL;
	foreach(lc, getOwnedSequences(contents->relid))
		contents->positions = lappend(contents->positions,
									  read_position(lfirst_oid(lc)));
	contents_list = lcons(contents, contents_list);
	MemoryContextSwitchTo(oldcontext);
}

/* callback of contents_context, when the transaction ends */
static void
forget_contents(void *arg)
{
	contents_context = NULL;
	contents_list = NIL;
}

/*
 * All rows of a table, detoasted, as minimal tuples in the current memory
 * context.
 */
static Tuplestorestate *
read_rows(Relation relation)
{
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot,
										  0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		HeapTuple	whole = toast_flatten_tuple(tuple,
												RelationGetDescr(relation));

		CHECK_FOR_INTERRUPTS();
		tuplestore_puttuple(rows, whole);
		heap_freetuple(whole);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	return rows;
}

static SequencePosition *
read_position(Oid sequence)
{
	SequencePosition *position = palloc(sizeof(SequencePosition));
	Relation	relation = table_open(sequence, AccessShareLock);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot,
										  0, NULL);
	HeapTuple	tuple = systable_getnext(scan);
	bool		isnull;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "sequence \"%s\" has no row",
			 RelationGetRelationName(relation));
	position->sequence = sequence;
	position->last_value =
		DatumGetInt64(heap_getattr(tuple, get_attnum(sequence, "last_value"),
								   RelationGetDescr(relation), &isnull));
	position->is_called =
		DatumGetBool(heap_getattr(tuple, get_attnum(sequence, "is_called"),
								  RelationGetDescr(relation), &isnull));
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(relation, AccessShareLock);
	return position;
}

/*
 * After TRUNCATE: restore what was saved.
 */
static void
restore_contents(Relation relation)
{
	ListCell   *lc;

	foreach(lc, contents_list)
	{
		TableContents *contents = lfirst(lc);
		ListCell   *position;

		if (contents->relid != RelationGetRelid(relation))
			continue;
		contents_list = list_delete_ptr(contents_list, contents);
		write_rows(relation, contents->rows);
		tuplestore_end(contents->rows);
		foreach(position, contents->positions)
			write_position(lfirst(position));
		return;
	}
}

/*
 * Insert rows into a table as the executor does it for logical replication,
 * but fire no triggers.
 */
static void
write_rows(Relation relation, Tuplestorestate *rows)
{
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *target = makeNode(ResultRelInfo);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(relation),
													&TTSOpsMinimalTuple);

	InitResultRelInfo(target, relation, 0, NULL, 0);
	target->ri_TrigDesc = NULL;
	ExecOpenIndices(target, false);
	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		ExecSimpleRelationInsert(target, estate, slot);
		ResetPerTupleExprContext(estate);
	}
	ExecCloseIndices(target);
	ExecDropSingleTupleTableSlot(slot);
	FreeExecutorState(estate);
}

/*
 * Restore the state of a sequence, if it was restarted.
 */
static void
write_position(const SequencePosition *position)
{
	SequencePosition *now = read_position(position->sequence);

	if (now->last_value < position->last_value ||
		(now->last_value == position->last_value &&
		 position->is_called && !now->is_called))
		DirectFunctionCall3(setval3_oid,
							ObjectIdGetDatum(position->sequence),
							Int64GetDatum(position->last_value),
							BoolGetDatum(position->is_called));
}
