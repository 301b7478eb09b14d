/*-------------------------------------------------------------------------
 *
 * query.c
 *	  The queries of the extension itself; the only user of SPI.
 *
 * Every query runs as the caller, with a search_path of pg_catalog and pg_temp
 * only, so that no object of a user can take the place of an operator or a
 * function; texts qualify all tables.
 *
 * A plan that is kept must be good for tables that grow to any size after it
 * was made, and with statistics that are old or wrong: it finds rows by
 * indexes, as sequential scans are disabled while it is made.  All other plans
 * are made for one execution.  JIT compilation is off for all.
 *
 * The server checks privileges on tables with every execution, but those on
 * schemas only when it parses.  We check the latter always, as the next
 * execution of a kept plan may be by another role.
 *
 * What a callback allocates is in the memory context that was current when the
 * query was called; callers need not know of SPI's contexts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "jit/jit.h"
#include "miscadmin.h"
#include "optimizer/cost.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "server/denied.h"
#include "server/query.h"
#include "server/read_locks.h"
#include "server/version.h"

/* The value that RestrictSearchPath() sets. */
#define SV_PINNED_PATH "pg_catalog, pg_temp"

/* In place of a nest level: the settings were pinned before. */
#define SV_PINNED_BEFORE 0

/* The schema of our tables. */
#define SV_SCHEMA "schemaver"

/* Rows that a scan has in memory at a time. */
#define SV_SCAN_SIZE 1000

/* Definitions for which relations are locked at a time. */
#define SV_DEFINITIONS_SIZE 50

static SPIPlanPtr begin_query(SvQuery *query, int *nest_level);
static int	execute(const SvQuery *query, SPIPlanPtr plan, Datum *values,
					const char *nulls, bool read_only);
static Portal open_cursor(const SvQuery *query, SPIPlanPtr plan,
						  Datum *values);
static int	pin_for(const SvQuery *query);
static void turn_off(const char *setting);
static SPIPlanPtr prepare(SvQuery *query);
static SPIPlanPtr prepare_for_other_version(SvQuery *query);
static void end_query(int nest_level);
static uint64 pass_rows(MemoryContext context, SvRowCallback callback,
						void *arg);
static void check_type(const SvRow *row, int column, Oid type);
static void refuse_array(const SvRow *row, int column);
static bool is_empty_array(Datum value);

/*
 * Execute a statement; returns the number of rows it processed.  "nulls" is as
 * for SPI: an array of 'n' or ' ', or NULL if no parameter is null.
 */
uint64
sv_query_execute(SvQuery *query, Datum *values, const char *nulls)
{
	int			nest_level;
	SPIPlanPtr	plan = begin_query(query, &nest_level);
	int			result = execute(query, plan, values, nulls, false);
	uint64		processed = SPI_processed;

	if (result < 0)
		elog(ERROR, "SPI_execute_plan returned %s: %s",
			 SPI_result_code_string(result), query->text);
	end_query(nest_level);
	return processed;
}

/*
 * The same of a statement whose only parameter is of type text.
 */
uint64
sv_query_execute_text(SvQuery *query, const char *text)
{
	Datum		value = CStringGetTextDatum(text);

	return sv_query_execute(query, &value, NULL);
}

/*
 * Execute a query and pass each row to the callback, which may be NULL;
 * returns the number of rows.  The query sees what the caller's statement sees,
 * except after sv_query_begin_fresh() or sv_query_begin_latest().
 */
uint64
sv_query_fetch(SvQuery *query, Datum *values, const char *nulls,
			   SvRowCallback callback, void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	int			nest_level;
	SPIPlanPtr	plan = begin_query(query, &nest_level);
	int			result = execute(query, plan, values, nulls, true);
	uint64		total;

	if (result < 0)
		elog(ERROR, "SPI_execute_plan returned %s: %s",
			 SPI_result_code_string(result), query->text);
	total = pass_rows(context, callback, arg);
	end_query(nest_level);
	return total;
}

/*
 * The same for a query without null parameters whose result may be large: it
 * is not held in memory as a whole.
 */
uint64
sv_query_scan(SvQuery *query, Datum *values, SvRowCallback callback, void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	int			nest_level;
	SPIPlanPtr	plan = begin_query(query, &nest_level);
	Portal		portal = open_cursor(query, plan, values);
	uint64		total = 0;
	uint64		passed;

	do
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, SV_SCAN_SIZE);
		passed = pass_rows(context, callback, arg);
		total += passed;
	} while (passed == SV_SCAN_SIZE);

	SPI_cursor_close(portal);
	end_query(nest_level);
	return total;
}

/*
 * The same for a query without null parameters that calls functions that write
 * definitions: relations that these lock are not locked for longer than it takes
 * to read some rows.
 */
uint64
sv_query_fetch_definitions(SvQuery *query, Datum *values,
						   SvRowCallback callback, void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	int			nest_level;
	SPIPlanPtr	plan = begin_query(query, &nest_level);
	SvReadLocks *locks = sv_read_locks_begin();
	Portal		portal = open_cursor(query, plan, values);
	uint64		total = 0;
	uint64		passed;

	do
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, SV_DEFINITIONS_SIZE);
		sv_read_locks_release(locks, portal->resowner);
		passed = pass_rows(context, callback, arg);
		total += passed;
	} while (passed == SV_DEFINITIONS_SIZE);

	SPI_cursor_close(portal);
	end_query(nest_level);
	return total;
}

/*
 * Pin the settings for several queries in a row, which is cheaper than for
 * each by itself; returns the nest level for sv_query_unpin().  No code of
 * users may run until then.
 */
int
sv_query_pin(void)
{
	int			nest_level;

	/* tested rather than remembered, as an error undoes it */
	if (strcmp(namespace_search_path, SV_PINNED_PATH) == 0 && !jit_enabled)
		return SV_PINNED_BEFORE;
	nest_level = NewGUCNestLevel();
	RestrictSearchPath();
	turn_off("jit");
	return nest_level;
}

/*
 * Restore the settings as they were before sv_query_pin().
 */
void
sv_query_unpin(int nest_level)
{
	if (nest_level != SV_PINNED_BEFORE)
		AtEOXact_GUC(true, nest_level);
}

/*
 * Let the queries that follow see all that was committed, or done in this
 * transaction, until now, as far as the isolation level allows.
 */
void
sv_query_begin_fresh(void)
{
	PushActiveSnapshot(GetTransactionSnapshot());
}

/*
 * The same at any isolation level: they see what catalog lookups of the
 * server see.
 */
void
sv_query_begin_latest(void)
{
	PushActiveSnapshot(GetLatestSnapshot());
}

/* End the effect of either of these. */
void
sv_query_end_fresh(void)
{
	PopActiveSnapshot();
}

/* The number of columns of a row. */
int
sv_row_count(const SvRow *row)
{
	return row->columns->natts;
}

/*
 * A column of a row, counted from 1.  The datum points into the row.
 *
 * Errors: null; users may have written into our tables, and may have dropped
 * their constraints.
 */
Datum
sv_row_datum(const SvRow *row, int column)
{
	if (row->nulls[column - 1])
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("unexpected null value in column \"%s\" of the tables of schemaver",
						NameStr(TupleDescAttr(row->columns, column - 1)->attname)),
				 errhint("Correct or delete the row, which was not written by schemaver.")));
	return row->values[column - 1];
}

/*
 * The same for a column that must be of a type: the owner of the table may
 * have altered it.
 */
Datum
sv_row_value(const SvRow *row, int column, Oid type)
{
	check_type(row, column, type);
	return sv_row_datum(row, column);
}

/*
 * A text column as a palloc'd string.
 *
 * Errors: null.
 */
char *
sv_row_text(const SvRow *row, int column)
{
	return TextDatumGetCString(sv_row_value(row, column, TEXTOID));
}

/*
 * A text column as a palloc'd string; NULL for null.
 */
char *
sv_row_string(const SvRow *row, int column)
{
	check_type(row, column, TEXTOID);
	return row->nulls[column - 1] ? NULL :
		TextDatumGetCString(row->values[column - 1]);
}

/*
 * A bytea column as a palloc'd copy; NULL for null.
 */
bytea *
sv_row_bytes(const SvRow *row, int column)
{
	check_type(row, column, BYTEAOID);
	return row->nulls[column - 1] ? NULL :
		DatumGetByteaPCopy(row->values[column - 1]);
}

/*
 * A boolean column; null is false.
 */
bool
sv_row_bool(const SvRow *row, int column)
{
	check_type(row, column, BOOLOID);
	return !row->nulls[column - 1] && DatumGetBool(row->values[column - 1]);
}

/*
 * A text[] column as a list of palloc'd strings.
 *
 * Errors: nulls in it, more than one dimension.
 */
List *
sv_row_strings(const SvRow *row, int column)
{
	Datum		value = row->values[column - 1];
	List	   *strings = NIL;
	ArrayType  *array;
	char	   *element;

	check_type(row, column, TEXTARRAYOID);
	if (row->nulls[column - 1] || is_empty_array(value))
		return NIL;
	array = DatumGetArrayTypeP(value);
	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		refuse_array(row, column);
	element = ARR_DATA_PTR(array);
	for (int i = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)); i > 0; i--)
	{
		strings = lappend(strings, text_to_cstring((text *) element));
		element += INTALIGN(VARSIZE_ANY(element));
	}
	if ((Pointer) array != DatumGetPointer(value))
		pfree(array);
	return strings;
}

/*
 * An oid[] column as a list of OIDs.
 *
 * Errors: null, nulls in it, more than one dimension.
 */
List *
sv_row_oids(const SvRow *row, int column)
{
	ArrayType  *array = DatumGetArrayTypeP(sv_row_value(row, column,
														OIDARRAYOID));
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	List	   *oids = NIL;

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		refuse_array(row, column);
	for (int i = 0; i < count; i++)
		oids = lappend_oid(oids, ((Oid *) ARR_DATA_PTR(array))[i]);
	return oids;
}

/*
 * Connect to SPI and pin the settings; returns the plan of the query.  An error
 * undoes all of it with the transaction.
 */
static SPIPlanPtr
begin_query(SvQuery *query, int *nest_level)
{
	SPIPlanPtr volatile plan = NULL;

	*nest_level = pin_for(query);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (query->plan == NULL)
		query->is_of_tables = strstr(query->text, SV_SCHEMA ".") != NULL;
	PG_TRY();
	{
		if (query->is_of_tables)
			(void) LookupExplicitNamespace(SV_SCHEMA, false);
		plan = query->plan != NULL ? query->plan : prepare(query);
	}
	PG_CATCH();
	{
		sv_denied_rethrow(query->text);
	}
	PG_END_TRY();
	if (query->kept && query->plan == NULL)
	{
		if (SPI_keepplan(plan) != 0)
			elog(ERROR, "SPI_keepplan failed");
		query->plan = plan;
	}
	return plan;
}

/*
 * Execute a plan, as SPI does.
 *
 * Errors: those of the query; missing privileges, with the ones that are needed.
 */
static int
execute(const SvQuery *query, SPIPlanPtr plan, Datum *values,
		const char *nulls, bool read_only)
{
	volatile int result = 0;

	PG_TRY();
	{
		result = SPI_execute_plan(plan, values, nulls, read_only, 0);
	}
	PG_CATCH();
	{
		sv_denied_rethrow(query->text);
	}
	PG_END_TRY();
	return result;
}

/*
 * The same for a plan of which the rows are fetched one after the other.
 */
static Portal
open_cursor(const SvQuery *query, SPIPlanPtr plan, Datum *values)
{
	Portal volatile portal = NULL;

	PG_TRY();
	{
		portal = SPI_cursor_open(NULL, plan, values, NULL, true);
	}
	PG_CATCH();
	{
		sv_denied_rethrow(query->text);
	}
	PG_END_TRY();
	return portal;
}

/*
 * Pin the settings for a query.  The server may replan a kept one with any
 * execution, so sequential scans are disabled for each.
 */
static int
pin_for(const SvQuery *query)
{
	int			nest_level = sv_query_pin();

	if (query->kept && enable_seqscan)
	{
		if (nest_level == SV_PINNED_BEFORE)
			nest_level = NewGUCNestLevel();
		turn_off("enable_seqscan");
	}
	return nest_level;
}

static void
turn_off(const char *setting)
{
	(void) set_config_option(setting, "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

static SPIPlanPtr
prepare(SvQuery *query)
{
	SPIPlanPtr	plan;

	if (query->is_of_tables && sv_version_differs())
		plan = prepare_for_other_version(query);
	else
		plan = SPI_prepare(query->text, query->nargs, query->types);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare returned %s: %s",
			 SPI_result_code_string(SPI_result), query->text);
	return plan;
}

/*
 * The same where our tables are of another version: if they lack what the query
 * names, the error is about that.
 */
static SPIPlanPtr
prepare_for_other_version(SvQuery *query)
{
	MemoryContext context = CurrentMemoryContext;
	SPIPlanPtr volatile plan = NULL;

	PG_TRY();
	{
		plan = SPI_prepare(query->text, query->nargs, query->types);
	}
	PG_CATCH();
	{
		switch (geterrcode())
		{
			case ERRCODE_UNDEFINED_COLUMN:
			case ERRCODE_UNDEFINED_FUNCTION:
			case ERRCODE_UNDEFINED_TABLE:
				MemoryContextSwitchTo(context);
				FlushErrorState();
				sv_version_refuse();
				break;
			default:
				PG_RE_THROW();
		}
	}
	PG_END_TRY();
	return plan;
}

static void
end_query(int nest_level)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
	sv_query_unpin(nest_level);
}

/*
 * Pass the rows that SPI has fetched to the callback, with the given memory
 * context as the current one, and free them.
 */
static uint64
pass_rows(MemoryContext context, SvRowCallback callback, void *arg)
{
	TupleDesc	columns = SPI_tuptable->tupdesc;

	/* not in the context of the callback, which may reset it */
	SvRow		row = {palloc(sizeof(Datum) * (columns->natts + 1)),
	palloc(sizeof(bool) * (columns->natts + 1)), columns};
	uint64		count = SPI_processed;
	MemoryContext spi_context = MemoryContextSwitchTo(context);

	for (uint64 i = 0; callback != NULL && i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		heap_deform_tuple(SPI_tuptable->vals[i], columns, row.values,
						  row.nulls);
		callback(&row, arg);
	}
	MemoryContextSwitchTo(spi_context);
	pfree(row.values);
	pfree(row.nulls);
	SPI_freetuptable(SPI_tuptable);
	return count;
}

static void
check_type(const SvRow *row, int column, Oid type)
{
	const FormData_pg_attribute *attribute = TupleDescAttr(row->columns,
														   column - 1);

	if (attribute->atttypid != type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of the tables of schemaver is of type %s, not %s",
						NameStr(attribute->attname),
						format_type_be(attribute->atttypid),
						format_type_be(type))));
}

static void
refuse_array(const SvRow *row, int column)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("unexpected array in column \"%s\" of the tables of schemaver",
					NameStr(TupleDescAttr(row->columns, column - 1)->attname)),
			 errdetail("The array has more than one dimension, or contains nulls."),
			 errhint("Correct or delete the row, which was not written by schemaver.")));
}

/*
 * True if an array has no elements.  Most of ours have none: it is worth
 * finding out without a copy.
 */
static bool
is_empty_array(Datum value)
{
	struct varlena *array = (struct varlena *) DatumGetPointer(value);

	return !VARATT_IS_EXTERNAL(array) && !VARATT_IS_COMPRESSED(array) &&
		VARSIZE_ANY_EXHDR(array) == ARR_OVERHEAD_NONULLS(0) - VARHDRSZ;
}
