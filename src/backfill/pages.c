/*-------------------------------------------------------------------------
 *
 * pages.c
 *	  The batches of a backfill in a table without a key.
 *
 * A batch is some pages, which the size of a batch is translated into.  The
 * UPDATE may put the new version of a row into a page that comes later, where it
 * would be met again; the transactions for which that is so are remembered, and
 * rows that they have written are left alone.
 *
 * Others may move a row that they change from a page that comes later into one
 * that is done.  So if there is a condition, and it no longer holds for any row
 * that was changed, the pages are gone through again until there is nothing to
 * change.  Without such a condition there is no telling whether such a row was
 * changed by us.
 *
 * Pages are those of one file.  If the table gets another file (VACUUM FULL, a
 * restored dump), the job begins again if there is such a condition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "storage/bufmgr.h"
#include "storage/itemptr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "backfill/pages.h"
#include "compat.h"
#include "server/prepared.h"

/* The place at which a table without key is. */
typedef struct Place
{
	BlockNumber next;
	BlockNumber end;
	bool		settles;		/* rows that are changed no longer fulfill the
								 * condition */
	int64		changed;		/* in this pass */
	Oid			filenode;		/* of the table */
} Place;

/* Rows that were changed by place. */
typedef struct Moved
{
	const Place *place;
	BlockNumber behind;			/* the first page behind the batch */
	bool		ahead;			/* one is now in a page that comes later */
	bool		unsettled;		/* the condition still holds for one */
} Moved;

struct SvPages
{
	SvBackfillJob *job;
	const SvLeaf *leaf;
	const char *alias;			/* quoted */
	const char *from;
	MemoryContext context;		/* of the statement */
	double		density;		/* rows per page, estimated */
	SvPrepared *update;
};

/* Parameters of the statement: two places, and transactions. */
static const Oid parameters[] = {
	SV_SINCE_14(TIDOID, TIDARRAYOID), TIDOID, XIDARRAYOID
};

static Place find_place(const SvPages *pages);
static bool read_place(const SvBackfillJob *job, Place *place);
static bool read_number(const List *texts, int number, int64 *value);
static void write_place(SvBackfillJob *job, const Place *place);
pg_noreturn static void refuse_other_file(const SvPages *pages);
static BlockNumber count_pages(const SvLeaf *leaf);
static double find_density(const SvLeaf *leaf, BlockNumber count);
static Oid	file_of(const SvLeaf *leaf);
static SvPrepared *statement(SvPages *pages);
static void set_places(Datum *values, BlockNumber first, BlockNumber behind);
static Datum place_datum(BlockNumber page, OffsetNumber number);
static Datum places_datum(BlockNumber first, BlockNumber behind);
static Datum xids_datum(const List *xids);
static bool see_moved(TupleTableSlot *slot, void *arg);

/*
 * The batches of a job in a table without a key, for as long as the current
 * memory context lives.
 */
SvPages *
sv_pages_prepare(SvBackfillJob *job, const SvLeaf *leaf, const char *alias)
{
	SvPages    *pages = palloc0(sizeof(SvPages));

	pages->job = job;
	pages->leaf = leaf;
	pages->alias = pstrdup(quote_identifier(alias));
	pages->from = sv_fill_text_from(leaf, alias);
	pages->context = CurrentMemoryContext;
	pages->density = find_density(leaf, count_pages(leaf));
	return pages;
}

/*
 * Change the rows in the next pages, which have about as many rows as the size
 * says, and let the job be behind them.
 *
 * Errors: those of the UPDATE; the table has another file than when the job
 * began, and it cannot begin again.
 */
SvBatchResult
sv_pages_run(SvPages *pages, int size)
{
	SvBackfillJob *job = pages->job;
	SvBatchResult result = {0};
	Place		place = find_place(pages);
	Moved		moved = {&place};
	BlockNumber count = Max(size / pages->density, 1);
	Datum		values[3];

	count = Min(count, place.end - place.next);
	moved.behind = place.next + count;
	if (count > 0)
	{
		set_places(values, place.next, moved.behind);
		values[2] = xids_datum(job->xids);
		result.changed = sv_prepared_execute(statement(pages), values,
											 see_moved, &moved);
		result.seen = (int64) (count * pages->density);
	}
	if (moved.ahead)
		job->xids = lappend(list_copy(job->xids),
							psprintf("%u", GetCurrentTransactionId()));
	place.settles = place.settles && !moved.unsettled;
	place.changed += result.changed;
	place.next = moved.behind;
	result.end = place.next >= place.end;
	if (result.end && place.settles && place.changed > 0)
	{
		place.next = 0;
		place.changed = 0;
		place.end = count_pages(pages->leaf);
		result.end = false;
	}
	write_place(job, &place);
	return result;
}

/*
 * Where the job is, or begins.
 */
static Place
find_place(const SvPages *pages)
{
	Oid			file = file_of(pages->leaf);
	Place		place;
	bool		found = read_place(pages->job, &place);

	if (found && place.filenode == file)
		return place;
	if (found && !place.settles)
		refuse_other_file(pages);
	memset(&place, 0, sizeof(place));
	place.end = count_pages(pages->leaf);
	place.settles = pages->job->condition != NULL;
	place.filenode = file;
	return place;
}

/*
 * Read the place from the job; false if nothing is done.
 *
 * Errors: it is none.
 */
static bool
read_place(const SvBackfillJob *job, Place *place)
{
	int64		next;
	int64		end;
	int64		settles;
	int64		filenode;

	if (job->done_to == NIL)
		return false;
	if (!read_number(job->done_to, 0, &next) ||
		!read_number(job->done_to, 1, &end) || next > end ||
		end > MaxBlockNumber ||
		!read_number(job->done_to, 2, &settles) ||
		!read_number(job->done_to, 3, &place->changed) ||
		!read_number(job->done_to, 4, &filenode))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("unexpected place in table %s in table schemaver.backfill",
						job->table),
				 errhint("Correct or delete the row, which was not written by schemaver.")));
	place->next = (BlockNumber) next;
	place->end = (BlockNumber) end;
	place->settles = settles != 0;
	place->filenode = (Oid) filenode;
	return true;
}

static bool
read_number(const List *texts, int number, int64 *value)
{
	const char *text = number < list_length(texts) ?
	list_nth(texts, number) : "";
	char	   *end;

	errno = 0;
	*value = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *value >= 0 &&
		*value <= PG_INT64_MAX / 2;
}

static void
write_place(SvBackfillJob *job, const Place *place)
{
	List	   *texts = NIL;

	texts = lappend(texts, psprintf("%u", place->next));
	texts = lappend(texts, psprintf("%u", place->end));
	texts = lappend(texts, psprintf("%d", place->settles));
	texts = lappend(texts, psprintf(INT64_FORMAT, place->changed));
	texts = lappend(texts, psprintf("%u", place->filenode));
	job->done_to = texts;
}

static void
refuse_other_file(const SvPages *pages)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("cannot resume the backfill of table %s",
					pages->leaf->name),
			 errdetail("The table has no key, and was rewritten since a part of it was done; which rows are done is not known."),
			 errhint("Delete the row of backfill \"%s\" from schemaver.backfill to begin again, with a condition that fits.",
					 pages->job->id)));
}

static BlockNumber
count_pages(const SvLeaf *leaf)
{
	Relation	relation = table_open(leaf->oid, AccessShareLock);
	BlockNumber count = RelationGetNumberOfBlocks(relation);

	table_close(relation, AccessShareLock);
	return count;
}

/*
 * An estimate of the rows per page, at least 1.
 */
static double
find_density(const SvLeaf *leaf, BlockNumber count)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(leaf->oid));
	double		density = 0;

	if (HeapTupleIsValid(tuple))
	{
		const FormData_pg_class *form = (Form_pg_class) GETSTRUCT(tuple);

		if (form->reltuples > 0 && form->relpages > 0)
			density = form->reltuples / form->relpages;
		ReleaseSysCache(tuple);
	}
	/* nothing is known: as for rows of 80 bytes */
	return density > 0 ? Max(density, 1) : BLCKSZ / 80;
}

static Oid
file_of(const SvLeaf *leaf)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(leaf->oid));
	Oid			file;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", leaf->oid);
	file = ((Form_pg_class) GETSTRUCT(tuple))->relfilenode;
	ReleaseSysCache(tuple);
	return file;
}

/*
 * The UPDATE of some pages.  It returns where rows are then, and whether they
 * still fulfill the condition.
 */
static SvPrepared *
statement(SvPages *pages)
{
	MemoryContext oldcontext;
	StringInfoData buf;

	if (pages->update != NULL)
		return pages->update;
	initStringInfo(&buf);
	appendStringInfoString(&buf, sv_fill_text_update(pages->job, pages->from));
	appendStringInfo(&buf,
					 SV_SINCE_14(" WHERE %1$s.ctid OPERATOR(pg_catalog.>=) $1"
								 " AND %1$s.ctid OPERATOR(pg_catalog.<) $2",
								 " WHERE %1$s.ctid OPERATOR(pg_catalog.=) ANY ($1)")
					 " AND NOT %1$s.xmin OPERATOR(pg_catalog.=) ANY ($3)",
					 pages->alias);
	sv_fill_text_condition(&buf, pages->job);
	appendStringInfo(&buf, " RETURNING %s.ctid, true", pages->alias);
	sv_fill_text_condition(&buf, pages->job);
	oldcontext = MemoryContextSwitchTo(pages->context);
	pages->update = sv_prepared_make(buf.data, lengthof(parameters), parameters,
									 SV_SCAN_BY_PLACE);
	MemoryContextSwitchTo(oldcontext);
	return pages->update;
}

/*
 * Set the parameters that stand for pages.  Before 14 there is no scan of a
 * range of them, but one of a list of places.
 */
static void
set_places(Datum *values, BlockNumber first, BlockNumber behind)
{
	values[1] = place_datum(behind, 0);
	values[0] = parameters[0] == TIDOID ? place_datum(first, 0) :
		places_datum(first, behind);
}

static Datum
place_datum(BlockNumber page, OffsetNumber number)
{
	ItemPointer place = palloc0(sizeof(ItemPointerData));

	ItemPointerSet(place, page, number);
	return PointerGetDatum(place);
}

/*
 * All places that rows in some pages may have.
 */
static Datum
places_datum(BlockNumber first, BlockNumber behind)
{
	int			total = (behind - first) * MaxHeapTuplesPerPage;
	Datum	   *elements = palloc(sizeof(Datum) * total);
	int			count = 0;

	for (BlockNumber page = first; page < behind; page++)
	{
		for (int i = 1; i <= MaxHeapTuplesPerPage; i++)
			elements[count++] = place_datum(page, i);
	}
	return PointerGetDatum(construct_array(elements, count, TIDOID,
										   sizeof(ItemPointerData), false,
										   TYPALIGN_SHORT));
}

static Datum
xids_datum(const List *xids)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(xids) + 1));
	int			count = 0;
	ListCell   *lc;

	foreach(lc, xids)
		elements[count++] = TransactionIdGetDatum((TransactionId)
												  strtoul(lfirst(lc), NULL, 10));
	return PointerGetDatum(construct_array(elements, count, XIDOID,
										   sizeof(TransactionId), true,
										   TYPALIGN_INT));
}

/* sv_prepared_execute callback of sv_pages_run */
static bool
see_moved(TupleTableSlot *slot, void *arg)
{
	Moved	   *moved = arg;
	bool		is_null;
	ItemPointer place = (ItemPointer) DatumGetPointer(slot_getattr(slot, 1,
																   &is_null));
	BlockNumber page = ItemPointerGetBlockNumber(place);

	if (page >= moved->behind && page < moved->place->end)
		moved->ahead = true;
	if (DatumGetBool(slot_getattr(slot, 2, &is_null)))
		moved->unsettled = true;
	return true;
}
