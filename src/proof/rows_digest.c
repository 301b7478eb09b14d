/*-------------------------------------------------------------------------
 *
 * rows_digest.c
 *	  What is in tables, to find out later what has been lost of it.
 *
 * For each column there are the hashes of its values, and how often each occurs,
 * whatever the order of the rows is.  A value is lost if it occurs less often
 * than before.  NULL is no value; rows and values that were added are no loss.
 * Values are compared by their texts, numbers without trailing zeros.
 *
 * Memory is bounded: of a column with many values those with certain hashes are
 * kept, one of two, of four and so on.  The same ones are kept later, so what is
 * lost of them can be told still, and is the least that is lost.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "compat.h"
#include "proof/rows_digest.h"
#include "proof/rows_table.h"
#include "server/new_locks.h"
#include "server/query.h"

/* Hashes that are kept of a column. */
#define MAX_HASHES 20000

/* A value, and how often it occurs. */
typedef struct HashedValue
{
	uint64		hash;			/* hash key */
	int64		count;
} HashedValue;

typedef struct ColumnDigest
{
	const char *name;			/* quoted */
	bool		is_numeric;
	FmgrInfo	output;
	HTAB	   *values;			/* NULL: none yet */
	uint64		mask;			/* only hashes without these bits are kept */
	uint64		sum;			/* of all hashes */
	int64		count;			/* of all values */
} ColumnDigest;

typedef struct TableDigest
{
	const char *name;			/* hash key; quoted, with its schema */
	int64		count;
	int			ncolumns;
	ColumnDigest *columns;
	MemoryContext context;
	MemoryContext row_context;
} TableDigest;

struct SvRowsDigest
{
	List	   *tables;			/* of TableDigest, in the order of their names */
};

static TableDigest *digest_table(const SvRowsTable *table);
static void add_row(const SvRow *row, void *arg);
static uint64 hash_of(ColumnDigest *column, Datum value);
static void add_value(TableDigest *table, ColumnDigest *column, uint64 hash);
static void halve(ColumnDigest *column);
static const TableDigest *find_table(const SvRowsDigest *digest,
									 const char *name);
static const ColumnDigest *find_column(const TableDigest *table,
									   const char *name);
static List *compare_columns(List *lost, const TableDigest *before,
							 const TableDigest *after);
static int64 lost_values(const ColumnDigest *before, const ColumnDigest *after);

/*
 * What is in all tables of the rehearsal, as far as the caller may read them.
 */
SvRowsDigest *
sv_rows_digest(const SvRehearsal *rehearsal)
{
	SvRowsDigest *digest = palloc0(sizeof(SvRowsDigest));
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver reading tables",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	List	   *tables = sv_rows_table_list(sv_rehearsal_schemas(rehearsal));
	ListCell   *lc;

	MemoryContextSwitchTo(oldcontext);
	foreach(lc, tables)
	{
		const SvRowsTable *table = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		sv_new_locks_release();
		if (!table->is_empty && table->is_readable)
			digest->tables = lappend(digest->tables, digest_table(table));
	}
	MemoryContextDelete(context);
	return digest;
}

/*
 * What has been lost from one digest to a later one: a list of messages, palloc'd.
 */
List *
sv_rows_lost(const SvRowsDigest *before, const SvRowsDigest *after)
{
	List	   *lost = NIL;
	ListCell   *lc;

	foreach(lc, before->tables)
	{
		const TableDigest *was = lfirst(lc);
		const TableDigest *is = find_table(after, was->name);
		int64		rows = was->count - (is == NULL ? 0 : is->count);

		CHECK_FOR_INTERRUPTS();
		if (rows > 0)
			lost = lappend(lost,
						   psprintf("table %s: " INT64_FORMAT " of " INT64_FORMAT " rows are lost",
									was->name, rows, was->count));
		if (is != NULL)
			lost = compare_columns(lost, was, is);
	}
	return lost;
}

static TableDigest *
digest_table(const SvRowsTable *table)
{
	TableDigest *digest = palloc0(sizeof(TableDigest));
	SvQuery		query = {0};
	StringInfoData buf;

	digest->name = pstrdup(table->name);
	digest->ncolumns = table->ncolumns;
	digest->columns = palloc0(sizeof(ColumnDigest) * (table->ncolumns + 1));
	digest->context = CurrentMemoryContext;
	digest->row_context = AllocSetContextCreate(CurrentMemoryContext,
												"schemaver row",
												ALLOCSET_DEFAULT_SIZES);
	initStringInfo(&buf);
	appendStringInfoString(&buf, "SELECT ");
	for (int i = 0; i < table->ncolumns; i++)
	{
		ColumnDigest *column = &digest->columns[i];
		Oid			output;
		bool		is_varlena;

		column->name = pstrdup(quote_identifier(table->columns[i].name));
		column->is_numeric = getBaseType(table->columns[i].type) == NUMERICOID;
		getTypeOutputInfo(table->columns[i].type, &output, &is_varlena);
		fmgr_info(output, &column->output);
		appendStringInfo(&buf, "%s%s", i > 0 ? ", " : "", column->name);
	}
	appendStringInfo(&buf, " FROM %s", sv_rows_table_from(table));
	query.text = buf.data;
	sv_query_begin_latest();
	sv_query_scan(&query, NULL, add_row, digest);
	sv_query_end_fresh();
	pfree(buf.data);
	MemoryContextDelete(digest->row_context);
	return digest;
}

static void
add_row(const SvRow *row, void *arg)
{
	TableDigest *table = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(table->row_context);

	table->count++;
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (!row->nulls[i])
			add_value(table, &table->columns[i],
					  hash_of(&table->columns[i], row->values[i]));
	}
	MemoryContextSwitchTo(oldcontext);
	MemoryContextReset(table->row_context);
}

static uint64
hash_of(ColumnDigest *column, Datum value)
{
	char	   *text = column->is_numeric ?
	numeric_normalize(DatumGetNumeric(value)) :
	OutputFunctionCall(&column->output, value);

	return hash_bytes_extended((unsigned char *) text, strlen(text), 0);
}

static void
add_value(TableDigest *table, ColumnDigest *column, uint64 hash)
{
	HashedValue *value;
	bool		found;

	column->count++;
	column->sum += hash;
	if ((hash & column->mask) != 0)
		return;
	if (column->values == NULL)
	{
		HASHCTL		info = {.keysize = sizeof(uint64),.entrysize = sizeof(HashedValue),
		.hcxt = table->context};

		column->values = hash_create("schemaver values", 16, &info,
									 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	value = hash_search(column->values, &hash, HASH_ENTER, &found);
	value->count = found ? value->count + 1 : 1;
	while (hash_get_num_entries(column->values) > MAX_HASHES)
		halve(column);
}

/*
 * Keep only every second hash.
 */
static void
halve(ColumnDigest *column)
{
	HASH_SEQ_STATUS status;
	HashedValue *value;

	column->mask = column->mask << 1 | 1;
	hash_seq_init(&status, column->values);
	while ((value = hash_seq_search(&status)) != NULL)
	{
		if ((value->hash & column->mask) != 0)
			hash_search(column->values, &value->hash, HASH_REMOVE, NULL);
	}
}

/*
 * The digest of a table; NULL if it was empty or not there.
 */
static const TableDigest *
find_table(const SvRowsDigest *digest, const char *name)
{
	ListCell   *lc;

	foreach(lc, digest->tables)
	{
		const TableDigest *table = lfirst(lc);

		if (strcmp(table->name, name) == 0)
			return table;
	}
	return NULL;
}

static const ColumnDigest *
find_column(const TableDigest *table, const char *name)
{
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	}
	return NULL;
}

/*
 * Add the columns of a table that have lost values, beyond those of rows that
 * are lost.
 */
static List *
compare_columns(List *lost, const TableDigest *before, const TableDigest *after)
{
	for (int i = 0; i < before->ncolumns; i++)
	{
		const ColumnDigest *was = &before->columns[i];
		const ColumnDigest *is = find_column(after, was->name);
		int64		values = lost_values(was, is);

		if (values > Max(before->count - after->count, 0))
			lost = lappend(lost,
						   psprintf("column %s.%s: the values of " INT64_FORMAT " of " INT64_FORMAT " rows are lost",
									before->name, was->name, values,
									before->count));
	}
	return lost;
}

/*
 * How many values are lost, at least; "after" may be NULL.
 */
static int64
lost_values(const ColumnDigest *before, const ColumnDigest *after)
{
	int64		lost = 0;
	uint64		mask;
	HASH_SEQ_STATUS status;
	const HashedValue *value;

	if (after == NULL)
		return before->count;
	if (before->count == after->count && before->sum == after->sum)
		return 0;
	mask = before->mask | after->mask;
	if (before->values != NULL)
	{
		hash_seq_init(&status, before->values);
		while ((value = hash_seq_search(&status)) != NULL)
		{
			const HashedValue *left = after->values == NULL ? NULL :
			hash_search(after->values, &value->hash, HASH_FIND, NULL);
			int64		count = left == NULL ? 0 : left->count;

			if ((value->hash & mask) == 0 && value->count > count)
				lost += value->count - count;
		}
	}
	/* some are, if there are as many values, but not the same ones */
	return lost == 0 && before->count >= after->count ?
		Max(before->count - after->count, 1) : lost;
}
