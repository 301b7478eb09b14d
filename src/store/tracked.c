/*-------------------------------------------------------------------------
 *
 * tracked.c
 *	  The facts of the schemas as they were left by us, in a table.
 *
 * Table schemaver.tracked has one row at most: the facts as a run, or whoever
 * asked for it, has left them; how many runs there had been, so that it is known
 * whether there was another one since; which transactions were finished; and the
 * note of the last comparison that found no difference.  No dump contains it.  It
 * is not trusted: facts and note have seals.  Whatever the snapshot of the
 * statement is, what is there now counts.
 *
 * What our own transactions were is in schemaver.log.  A row of it counts if it
 * was written by one of the transactions that it names: after a restore none is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/xid8.h"

#include "compat.h"
#include "server/own_transactions.h"
#include "server/plain_table.h"
#include "server/query.h"
#include "store/store.h"
#include "store/tracked.h"

/* The IDs of transactions that rows of the log name. */
typedef struct Collection
{
	SvOwnTransactions *own;
	int			size;
} Collection;

static bool is_known_to_be_empty(void);
static void note_row(const SvRow *row, void *arg);
static void take_row(const SvRow *row, void *arg);
static void take_transactions(const SvRow *row, void *arg);
static void add(Collection *collection, FullTransactionId xid);
static int	compare_xids(const void *a, const void *b);
static void take_accepted(const SvRow *row, void *arg);

#define COLUMNS \
	"t.note, t.runs IS DISTINCT FROM l.runs" \
	" FROM schemaver.tracked t, schemaver.lock l"

static SvQuery fetch_facts = {"SELECT t.facts, " COLUMNS};
static SvQuery fetch = {"SELECT NULL::bytea, " COLUMNS};

static SvQuery put = {
	"INSERT INTO schemaver.tracked (facts, note, runs)"
	" SELECT $1, $2, l.runs FROM schemaver.lock l"
	" ON CONFLICT (id) DO UPDATE SET facts = excluded.facts,"
	"  note = excluded.note, runs = excluded.runs, accepted = excluded.accepted,"
	"  tracked_at = excluded.tracked_at, tracked_by = excluded.tracked_by",
	2, {BYTEAOID, TEXTOID}
};

static SvQuery put_note = {
	"UPDATE schemaver.tracked t SET note = $1"
	" FROM (SELECT f.id FROM schemaver.tracked f"
	"  FOR NO KEY UPDATE SKIP LOCKED) f WHERE f.id = t.id",
	1, {TEXTOID}
};

static SvQuery keep = {
	"UPDATE schemaver.tracked t SET runs = l.runs FROM schemaver.lock l"
	" WHERE t.runs = l.runs - 1"
};

/* The array has no NULLs, and is no matrix of any other size. */
static SvQuery own_transactions = {
	"SELECT l.transactions FROM schemaver.log l"
	" WHERE array_ndims(l.transactions) = 1"
	"  AND array_position(l.transactions, NULL) IS NULL"
	"  AND EXISTS (SELECT FROM unnest(l.transactions) AS u (id)"
	"   WHERE u.id::xid = l.xmin)"
};

static SvQuery accepted = {
	"SELECT u.id FROM schemaver.tracked t, unnest($1) AS u (id)"
	" WHERE pg_visible_in_snapshot(u.id, t.accepted)",
	1, {XID8ARRAYOID}
};

/*
 * The row, in the current memory context; NULL if there is none, or if the
 * current user may not read it.  The facts take time, and may be left out.
 */
SvTracked *
sv_tracked_fetch(bool with_facts)
{
	SvTracked  *tracked = NULL;

	if (!sv_store_may("tracked", ACL_SELECT) || !sv_store_may("lock", ACL_SELECT))
		return NULL;
	sv_query_begin_latest();
	if (!is_known_to_be_empty())
		sv_query_fetch(with_facts ? &fetch_facts : &fetch, NULL, NULL,
					   take_row, &tracked);
	sv_query_end_fresh();
	return tracked;
}

/*
 * True if the table is seen to have no row, without the plan of a query: where
 * nothing is tracked, nothing is to be paid for it.
 */
static bool
is_known_to_be_empty(void)
{
	static const SvPlainTable table = {"tracked", 1, {{"id", BOOLOID}}};
	bool		found = false;

	return sv_plain_table_read(&table, note_row, &found) && !found;
}

/* sv_plain_table_read callback of is_known_to_be_empty */
static void
note_row(const SvRow *row, void *arg)
{
	*(bool *) arg = true;
}

/*
 * True if there is such a table, and the current user may write it.
 */
bool
sv_tracked_may_write(void)
{
	return sv_store_may("tracked", ACL_SELECT | ACL_INSERT | ACL_UPDATE) &&
		sv_store_may("lock", ACL_SELECT);
}

/*
 * Store facts in place of those that are stored; "note" may be NULL.
 *
 * Errors: the current user may not.
 */
void
sv_tracked_put(bytea *facts, const char *note)
{
	Datum		values[2];
	char		nulls[2] = {' ', note == NULL ? 'n' : ' '};

	values[0] = PointerGetDatum(facts);
	values[1] = note == NULL ? (Datum) 0 : CStringGetTextDatum(note);
	sv_query_begin_latest();
	sv_query_execute(&put, values, nulls);
	sv_query_end_fresh();
}

/*
 * Store that the schemas are as the facts say.  Does nothing if that is not
 * possible without waiting, or would make others wait.
 */
void
sv_tracked_put_note(const char *note)
{
	Datum		value = CStringGetTextDatum(note);

	if (XactReadOnly || RecoveryInProgress() || IsInParallelMode() ||
		IsolationUsesXactSnapshot() || !sv_store_may("tracked", ACL_SELECT | ACL_UPDATE) ||
		!ConditionalLockRelationOid(sv_store_table("tracked"), RowExclusiveLock))
		return;
	sv_query_begin_latest();
	sv_query_execute(&put_note, &value, NULL);
	sv_query_end_fresh();
}

/*
 * A run that was counted just now changes no schema: the facts that are stored
 * still count.
 */
void
sv_tracked_keep(void)
{
	if (!sv_store_may("tracked", ACL_SELECT | ACL_UPDATE))
		return;
	sv_query_begin_latest();
	sv_query_execute(&keep, NULL, NULL);
	sv_query_end_fresh();
}

/*
 * The transactions that are ours, in the current memory context.
 */
SvOwnTransactions *
sv_tracked_own(void)
{
	SvOwnTransactions *own = palloc0(sizeof(SvOwnTransactions));
	Collection	collection = {own};

	own->first = InvalidFullTransactionId;
	if (!sv_store_may("log", ACL_SELECT) ||
		get_attnum(sv_store_table("log"), "transactions") == InvalidAttrNumber)
		return own;
	sv_query_begin_latest();
	sv_query_scan(&own_transactions, NULL, take_transactions, &collection);
	sv_query_end_fresh();
	if (own->count > 0)
		qsort(own->xids, own->count, sizeof(TransactionId), compare_xids);
	return own;
}

/*
 * True if a transaction is ours.
 */
bool
sv_tracked_is_own(const SvOwnTransactions *own, TransactionId xid)
{
	return own->count > 0 &&
		bsearch(&xid, own->xids, own->count, sizeof(TransactionId),
				compare_xids) != NULL;
}

/*
 * Those of some transactions, a list of OIDs that are their IDs, of which the
 * stored facts have what they did.
 */
List *
sv_tracked_accepted(List *xids)
{
	List	   *found = NIL;
	Datum		value;

	if (xids == NIL || !sv_store_may("tracked", ACL_SELECT))
		return NIL;
	value = sv_own_transactions_datum(xids);
	sv_query_begin_latest();
	sv_query_fetch(&accepted, &value, NULL, take_accepted, &found);
	sv_query_end_fresh();
	return found;
}

static void
take_row(const SvRow *row, void *arg)
{
	SvTracked  *tracked = palloc0(sizeof(SvTracked));

	tracked->facts = sv_row_bytes(row, 1);
	tracked->note = sv_row_string(row, 2);
	tracked->stale = sv_row_bool(row, 3);
	*(SvTracked **) arg = tracked;
}

static void
take_transactions(const SvRow *row, void *arg)
{
	ArrayType  *array = DatumGetArrayTypeP(sv_row_value(row, 1, XID8ARRAYOID));
	Datum	   *elements;
	int			count;
	int16		length;
	bool		by_value;
	char		alignment;

	get_typlenbyvalalign(XID8OID, &length, &by_value, &alignment);
	deconstruct_array(array, XID8OID, length, by_value, alignment, &elements,
					  NULL, &count);
	for (int i = 0; i < count; i++)
		add(arg, DatumGetFullTransactionId(elements[i]));
}

/*
 * Add a transaction, unless it is so old that its ID may be that of another one.
 */
static void
add(Collection *collection, FullTransactionId xid)
{
	SvOwnTransactions *own = collection->own;
	uint64		next = U64FromFullTransactionId(ReadNextFullTransactionId());
	uint64		id = U64FromFullTransactionId(xid);

	if (!TransactionIdIsNormal(XidFromFullTransactionId(xid)) || id > next ||
		next - id > PG_INT32_MAX)
		return;
	if (own->count == collection->size)
	{
		collection->size = Max(64, collection->size * 2);
		own->xids = own->xids == NULL ?
			palloc_extended(sizeof(TransactionId) * collection->size, MCXT_ALLOC_HUGE) :
			repalloc_huge(own->xids, sizeof(TransactionId) * collection->size);
	}
	own->xids[own->count++] = XidFromFullTransactionId(xid);
	if (!FullTransactionIdIsValid(own->first) ||
		id < U64FromFullTransactionId(own->first))
		own->first = xid;
}

static int
compare_xids(const void *a, const void *b)
{
	TransactionId one = *(const TransactionId *) a;
	TransactionId other = *(const TransactionId *) b;

	return one < other ? -1 : one > other;
}

static void
take_accepted(const SvRow *row, void *arg)
{
	List	  **found = arg;
	FullTransactionId xid = DatumGetFullTransactionId(sv_row_value(row, 1, XID8OID));

	*found = lappend_oid(*found, XidFromFullTransactionId(xid));
}
