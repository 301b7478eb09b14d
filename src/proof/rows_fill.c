/*-------------------------------------------------------------------------
 *
 * rows_fill.c
 *	  Rows for the tables of a rehearsal that are empty.
 *
 * A table comes after those that it must reference, and if possible after those
 * that it may reference.  Where tables must reference each other in a cycle, the
 * first one may not be filled before the others; so what is left empty is tried
 * again as long as any table gets rows.
 *
 * What is inserted runs as the caller, with the triggers of users.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "proof/rows_fill.h"
#include "proof/rows_generate.h"
#include "proof/rows_sample.h"
#include "proof/rows_table.h"
#include "server/new_locks.h"

/* A table among others. */
typedef struct Entry
{
	Oid			oid;			/* hash key */
	SvRowsTable *table;
	bool		visited;
} Entry;

/* Tables in the order in which they get rows. */
typedef struct Order
{
	HTAB	   *entries;
	List	   *tables;
} Order;

static List *in_order(List *tables);
static void visit(Order *order, SvRowsTable *table);
static SvRowsRefusal *make_refusal(const char *table, const char *message);
static List *fill_tables(List *tables, int count);

/*
 * Give each table that is empty up to so many rows: "sample" takes them from the
 * real tables, if there are any.
 *
 * Returns a list of SvRowsRefusal.
 */
List *
sv_rows_fill(const SvRehearsal *rehearsal, int count, bool sample)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver filling tables",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	List	   *tables = in_order(sv_rows_table_list(sv_rehearsal_schemas(rehearsal)));
	List	   *refusals;
	List	   *result = NIL;
	ListCell   *lc;

	if (sample)
		tables = sv_rows_sample_copy(rehearsal, tables, count);
	refusals = fill_tables(tables, count);
	MemoryContextSwitchTo(oldcontext);
	foreach(lc, refusals)
	{
		const SvRowsRefusal *refusal = lfirst(lc);

		result = lappend(result, make_refusal(refusal->table, refusal->message));
	}
	MemoryContextDelete(context);
	return result;
}

/*
 * The tables that are empty, each after those that it references.
 */
static List *
in_order(List *tables)
{
	HASHCTL		info = {.keysize = sizeof(Oid),.entrysize = sizeof(Entry),
	.hcxt = CurrentMemoryContext};
	Order		order = {
		.entries = hash_create("schemaver tables", 256, &info,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT)
	};
	ListCell   *lc;

	foreach(lc, tables)
	{
		SvRowsTable *table = lfirst(lc);
		Entry	   *entry = hash_search(order.entries, &table->oid, HASH_ENTER,
										NULL);

		entry->table = table;
		entry->visited = false;
	}
	foreach(lc, tables)
	{
		visit(&order, lfirst(lc));
	}
	return order.tables;
}

/*
 * Put a table into the order, after those that it must reference and those that
 * it may.
 */
static void
visit(Order *order, SvRowsTable *table)
{
	Entry	   *entry = hash_search(order->entries, &table->oid, HASH_FIND,
									NULL);
	ListCell   *lc;

	check_stack_depth();
	if (entry->visited)
		return;
	entry->visited = true;
	for (int nullable = 0; nullable <= 1; nullable++)
	{
		foreach(lc, table->references)
		{
			const SvRowsReference *reference = lfirst(lc);
			Entry	   *parent = hash_search(order->entries, &reference->parent,
											 HASH_FIND, NULL);

			if (parent != NULL && reference->nullable == (nullable == 1))
				visit(order, parent->table);
		}
	}
	if (table->is_empty && table->ncolumns > 0)
		order->tables = lappend(order->tables, table);
}

static SvRowsRefusal *
make_refusal(const char *table, const char *message)
{
	SvRowsRefusal *refusal = palloc(sizeof(SvRowsRefusal));

	refusal->table = pstrdup(table);
	refusal->message = pstrdup(message);
	return refusal;
}

/*
 * Generate rows; returns the tables that took none, as SvRowsRefusal.
 */
static List *
fill_tables(List *tables, int count)
{
	List	   *refusals = NIL;
	List	   *waiting;		/* those of tables that wait for others */
	bool		any;

	do
	{
		List	   *left = NIL;
		ListCell   *lc;

		any = false;
		waiting = NIL;
		foreach(lc, tables)
		{
			SvRowsTable *table = lfirst(lc);
			char	   *reason;
			SvRowsRefusal *refusal;
			bool		waits;

			CHECK_FOR_INTERRUPTS();
			sv_new_locks_release();
			if (sv_rows_generate_table(table, count, &reason, &waits) > 0)
			{
				any = true;
				continue;
			}
			refusal = make_refusal(table->bare_name,
								   psprintf(_("table %s takes no rows: %s"),
											table->name, reason));
			if (!waits)
				refusals = lappend(refusals, refusal);
			else
			{
				left = lappend(left, table);
				waiting = lappend(waiting, refusal);
			}
		}
		tables = left;
	} while (any && tables != NIL);

	return list_concat(refusals, waiting);
}
