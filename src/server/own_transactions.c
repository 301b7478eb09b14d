/*-------------------------------------------------------------------------
 *
 * own_transactions.c
 *	  The transactions in which schemaver does something.
 *
 * A version of a row carries the ID of the subtransaction that wrote it, so the
 * log has them all: that of the row itself, those that were committed below it
 * (each EXCEPTION block of a DO is one), and that of the whole.  A deploy commits
 * within a step, and CREATE INDEX CONCURRENTLY does so several times: meanwhile
 * the IDs of what is committed are collected.
 *
 * A backfill may have any number of transactions, and changes no catalog: only so
 * many are collected.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/xid8.h"

#include "server/own_transactions.h"

/* How many IDs are collected. */
#define MAX_COLLECTED 100000

/* The IDs of what this session has committed since the beginning of a step. */
typedef struct Collected
{
	bool		active;
	int			count;
	int			size;			/* for how many there is room */
	TransactionId *xids;
} Collected;

static Collected collected;

static void before_commit(XactEvent event, void *arg);
static void collect(TransactionId xid);

/*
 * From here on the transactions that this session commits are collected; those
 * of before are forgotten.
 */
void
sv_own_transactions_begin(void)
{
	static bool registered = false;

	if (!registered)
		RegisterXactCallback(before_commit, NULL);
	registered = true;
	collected.active = true;
	collected.count = 0;
}

/*
 * Collect no more, and forget what was.
 */
void
sv_own_transactions_end(void)
{
	collected.active = false;
	collected.count = collected.size = 0;
	if (collected.xids != NULL)
		pfree(collected.xids);
	collected.xids = NULL;
}

/* XactCallback */
static void
before_commit(XactEvent event, void *arg)
{
	TransactionId *children;
	int			count;

	if (!collected.active || event != XACT_EVENT_PRE_COMMIT ||
		!TransactionIdIsValid(GetTopTransactionIdIfAny()))
		return;
	collect(GetTopTransactionIdIfAny());
	count = xactGetCommittedChildren(&children);
	for (int i = 0; i < count; i++)
		collect(children[i]);
}

static void
collect(TransactionId xid)
{
	if (collected.count >= MAX_COLLECTED)
		return;
	if (collected.count == collected.size)
	{
		Size		size = Max(64, collected.size * 2);

		collected.xids = collected.xids == NULL ?
			MemoryContextAlloc(TopMemoryContext, size * sizeof(TransactionId)) :
			repalloc(collected.xids, size * sizeof(TransactionId));
		collected.size = size;
	}
	collected.xids[collected.count++] = xid;
}

/*
 * The IDs of what was collected, and of what is done now: an array of xid8 in the
 * current memory context.
 */
Datum
sv_own_transactions_list(void)
{
	TransactionId *children;
	TransactionId top = GetTopTransactionId();
	TransactionId current = GetCurrentTransactionId();
	int			count = xactGetCommittedChildren(&children);
	Datum	   *ids = palloc(sizeof(Datum) * (collected.count + count + 2));
	int			total = 0;
	int16		length;
	bool		by_value;
	char		alignment;

	for (int i = 0; i < collected.count; i++)
		ids[total++] = FullTransactionIdGetDatum(sv_own_transactions_widen(collected.xids[i]));
	for (int i = 0; i < count; i++)
		ids[total++] = FullTransactionIdGetDatum(sv_own_transactions_widen(children[i]));
	ids[total++] = FullTransactionIdGetDatum(sv_own_transactions_widen(top));
	if (current != top)
		ids[total++] = FullTransactionIdGetDatum(sv_own_transactions_widen(current));
	get_typlenbyvalalign(XID8OID, &length, &by_value, &alignment);
	return PointerGetDatum(construct_array(ids, total, XID8OID, length,
										   by_value, alignment));
}

/*
 * The full ID of a transaction that is not older than two billions of others.
 */
FullTransactionId
sv_own_transactions_widen(TransactionId xid)
{
	FullTransactionId next = ReadNextFullTransactionId();
	uint32		epoch = EpochFromFullTransactionId(next);

	if (xid > XidFromFullTransactionId(next) && epoch > 0)
		epoch--;
	return FullTransactionIdFromEpochAndXid(epoch, xid);
}

/*
 * IDs of transactions that are not too old, a list of OIDs, as an array of xid8.
 */
Datum
sv_own_transactions_datum(const List *xids)
{
	Datum	   *elements = palloc(sizeof(Datum) * list_length(xids));
	int16		length;
	bool		by_value;
	char		alignment;
	ListCell   *lc;

	get_typlenbyvalalign(XID8OID, &length, &by_value, &alignment);
	foreach(lc, xids)
		elements[foreach_current_index(lc)] =
		FullTransactionIdGetDatum(sv_own_transactions_widen(lfirst_oid(lc)));
	return PointerGetDatum(construct_array(elements, list_length(xids), XID8OID,
										   length, by_value, alignment));
}
