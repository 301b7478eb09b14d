/*-------------------------------------------------------------------------
 *
 * batch.c
 *	  The batches of a backfill in one table.
 *
 * A batch is the rows between the last key that is done and another one,
 * which is found by looking at the rows that follow, in the order of the key.
 * Then one UPDATE changes the rows between these two.  If it meets rows that
 * others have locked, it fails, and the batch is done again with care: rows are
 * locked first, those that cannot be are skipped, and their keys are kept for
 * later.  Each key is passed once, so each row is changed once.
 *
 * Tables without a key are gone through by pages.c.
 *
 * How far a batch has come is written into the job, as text; that of the last
 * batch is read from there, by the input functions of the types, so it does not
 * matter whether this session has written it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"

#include "backfill/batch.h"
#include "backfill/fill_text.h"
#include "backfill/pages.h"
#include "compat.h"
#include "server/prepared.h"

/* How many rows are looked at, for one that is to be changed. */
#define SV_BATCH_LOOK 20

/*
 * The parts of a statement that limit it to some keys: up to a key, or also after
 * another one.  To the latter is added how many columns at the beginning of the
 * key are equal in both: a comparison of whole keys would let the server read an
 * index to the end of all that begins with the first of them.
 */
enum
{
	FROM_BEGINNING,
	AFTER_LAST,
	RANGES = AFTER_LAST + INDEX_MAX_KEYS
};

struct SvBatches
{
	SvBackfillJob *job;
	const SvLeaf *leaf;
	const char *from;			/* name and alias, as in FROM */
	const char *alias;			/* quoted */
	MemoryContext context;		/* of the statements */
	Oid		   *types;			/* of parameters: the key, and the key again */
	SvPages    *pages;			/* without a key */

	/* statements, made when they are needed first */
	SvPrepared *look[RANGES];
	SvPrepared *update[RANGES];
	SvPrepared *lock[RANGES];
	SvPrepared *find[RANGES];
	SvPrepared *update_one;
	SvPrepared *lock_one;
	SvPrepared *find_one;
};

/* Rows that are being looked at. */
typedef struct Look
{
	const SvLeaf *leaf;
	int			size;			/* rows to be changed */
	int64		seen;
	int64		matching;
	bool		more;			/* the size was reached */
	Datum	   *key;			/* of the last row */
} Look;

/* Keys of rows that are read. */
typedef struct Keys
{
	const SvLeaf *leaf;
	List	   *keys;			/* of Datum * */
} Keys;

static Oid *make_types(const SvLeaf *leaf);
static SvBatchResult run_keys(SvBatches *batches, int size, SvBatchWay way);
static int	run_careful(SvBatches *batches, int range, Datum *values,
						SvBatchResult *result);
static int	count_same(const SvLeaf *leaf, const Datum *a, const Datum *b);
static bool same_key(const SvLeaf *leaf, const Datum *a, const Datum *b);
static bool see_row(TupleTableSlot *slot, void *arg);
static bool add_key(TupleTableSlot *slot, void *arg);
static Datum *copy_key(const SvLeaf *leaf, TupleTableSlot *slot,
					   Datum *previous);
static List *write_key(const SvLeaf *leaf, const Datum *key, List *texts);
static void read_key(const SvLeaf *leaf, const List *texts, int first,
					 Datum *key);
pg_noreturn static void refuse_key(const SvLeaf *leaf);
static int	pin_formats(void);
static SvPrepared *look_statement(SvBatches *batches, int range);
static SvPrepared *range_statement(SvBatches *batches, SvPrepared **prepared,
								   int range, const char *begin,
								   const char *end);
static SvPrepared *one_statement(SvBatches *batches, SvPrepared **prepared,
								 const char *begin, const char *end);
static char *key_columns(const SvBatches *batches);
static char *select_begin(const SvBatches *batches);
static char *lock_end(const SvBatches *batches);
static void append_comparison(StringInfo buf, const SvBatches *batches,
							  const char *operator, int parameter, int from,
							  int to);
static SvPrepared *prepare(const SvBatches *batches, const char *text,
						   int nargs);

/*
 * The batches of a job in one of its tables, for as long as the context lives.
 * "alias" is the name that the texts of the caller know the table by.
 */
SvBatches *
sv_batch_prepare(SvBackfillJob *job, const SvLeaf *leaf, const char *alias,
				 MemoryContext context)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	SvBatches  *batches = palloc0(sizeof(SvBatches));

	batches->job = job;
	batches->leaf = leaf;
	batches->alias = pstrdup(quote_identifier(alias));
	batches->from = sv_fill_text_from(leaf, alias);
	batches->context = context;
	batches->types = make_types(leaf);
	if (leaf->nkeys == 0)
		batches->pages = sv_pages_prepare(job, leaf, alias);
	MemoryContextSwitchTo(oldcontext);
	return batches;
}

/*
 * Do the next batch, of a size that counts rows, or pages if the table has no
 * key, and let the job be behind it.  The caller rolls back what a batch did that
 * fails, and restores the job.
 *
 * Errors: those of the statements.
 */
SvBatchResult
sv_batch_run(SvBatches *batches, int size, SvBatchWay way)
{
	return batches->pages != NULL ? sv_pages_run(batches->pages, size) :
		run_keys(batches, size, way);
}

/*
 * Try to change the rows that were skipped, and let the job have those that are
 * still locked.
 *
 * Errors: those of the statements.
 */
SvBatchResult
sv_batch_run_skipped(SvBatches *batches)
{
	SvBackfillJob *job = batches->job;
	const SvLeaf *leaf = batches->leaf;
	Datum	   *key = palloc(sizeof(Datum) * Max(leaf->nkeys, 1));
	SvPrepared *lock;
	SvPrepared *update;
	SvPrepared *find;
	SvBatchResult result = {0};
	List	   *left = NIL;

	if (leaf->nkeys == 0)
		refuse_key(leaf);
	lock = one_statement(batches, &batches->lock_one, select_begin(batches),
						 lock_end(batches));
	update = one_statement(batches, &batches->update_one,
						   sv_fill_text_update(batches->job, batches->from),
						   sv_fill_text_end(batches->job));
	find = one_statement(batches, &batches->find_one, select_begin(batches), "");
	for (int i = 0; i + leaf->nkeys <= list_length(job->skipped);
		 i += leaf->nkeys)
	{
		Keys		locked = {leaf, NIL};
		Keys		found = {leaf, NIL};

		CHECK_FOR_INTERRUPTS();
		read_key(leaf, job->skipped, i, key);
		sv_prepared_execute(lock, key, add_key, &locked);
		if (locked.keys != NIL)
		{
			result.changed += sv_prepared_execute(update, key, NULL, NULL);
			continue;
		}
		/* it is locked, or gone, or has been changed */
		sv_prepared_execute(find, key, add_key, &found);
		if (found.keys != NIL)
		{
			left = write_key(leaf, key, left);
			result.skipped++;
		}
	}
	job->skipped = left;
	return result;
}

/*
 * The types of the parameters: the key twice.
 */
static Oid *
make_types(const SvLeaf *leaf)
{
	Oid		   *types = palloc(sizeof(Oid) * (2 * leaf->nkeys + 1));

	for (int i = 0; i < leaf->nkeys; i++)
		types[i] = types[leaf->nkeys + i] = leaf->keys[i].type;
	return types;
}

/*
 * Do a batch by key.
 */
static SvBatchResult
run_keys(SvBatches *batches, int size, SvBatchWay way)
{
	SvBackfillJob *job = batches->job;
	const SvLeaf *leaf = batches->leaf;
	int			range = job->done_to == NIL ? FROM_BEGINNING : AFTER_LAST;
	int			nlower = range == AFTER_LAST ? leaf->nkeys : 0;
	Datum	   *values = palloc0(sizeof(Datum) * 2 * leaf->nkeys);
	Look		look = {leaf, size};
	SvBatchResult result = {0};

	if (range == AFTER_LAST)
		read_key(leaf, job->done_to, 0, values);
	sv_prepared_execute(look_statement(batches, range), values, see_row, &look);
	result.seen = look.seen;
	result.end = !look.more;
	if (look.seen == 0)
		return result;

	memcpy(values + nlower, look.key, sizeof(Datum) * leaf->nkeys);
	if (range == AFTER_LAST)
		range += Min(count_same(leaf, values, look.key), leaf->nkeys - 1);
	if (look.matching > 0 && way == SV_BATCH_FAST)
		result.changed =
			sv_prepared_execute(range_statement(batches, batches->update, range,
												sv_fill_text_update(batches->job, batches->from),
												sv_fill_text_end(batches->job)),
								values, NULL, NULL);
	else if (look.matching > 0)
		result.skipped = run_careful(batches, range, values, &result);
	job->done_to = write_key(leaf, look.key, NIL);
	return result;
}

/*
 * Change the rows between two keys that can be locked, and add the keys of the
 * others to the job.  Returns how many these are.
 */
static int
run_careful(SvBatches *batches, int range, Datum *values,
			SvBatchResult *result)
{
	const SvLeaf *leaf = batches->leaf;
	Keys		locked = {leaf, NIL};
	Keys		found = {leaf, NIL};
	List	   *skipped = NIL;
	int			count = 0;
	ListCell   *next;
	ListCell   *lc;
	SvPrepared *update = one_statement(batches, &batches->update_one,
									   sv_fill_text_update(batches->job, batches->from),
									   sv_fill_text_end(batches->job));

	sv_prepared_execute(range_statement(batches, batches->lock, range,
										select_begin(batches),
										lock_end(batches)),
						values, add_key, &locked);
	sv_prepared_execute(range_statement(batches, batches->find, range,
										select_begin(batches),
										psprintf(" ORDER BY %s",
												 key_columns(batches))),
						values, add_key, &found);
	foreach(lc, batches->job->skipped)
		skipped = lappend(skipped, pstrdup(lfirst(lc)));
	next = list_head(locked.keys);
	foreach(lc, found.keys)
	{
		/* both are in the order of the key */
		if (next != NULL && same_key(leaf, lfirst(next), lfirst(lc)))
		{
			next = lnext(locked.keys, next);
			continue;
		}
		skipped = write_key(leaf, lfirst(lc), skipped);
		count++;
	}
	foreach(lc, locked.keys)
		result->changed += sv_prepared_execute(update, lfirst(lc), NULL, NULL);
	batches->job->skipped = skipped;
	return count;
}

/*
 * True if two keys are equal as they are stored.
 */
static bool
same_key(const SvLeaf *leaf, const Datum *a, const Datum *b)
{
	return count_same(leaf, a, b) == leaf->nkeys;
}

/*
 * How many columns at the beginning of two keys are.
 */
static int
count_same(const SvLeaf *leaf, const Datum *a, const Datum *b)
{
	int			count = 0;

	while (count < leaf->nkeys &&
		   datumIsEqual(a[count], b[count], leaf->keys[count].by_value,
						leaf->keys[count].length))
		count++;
	return count;
}

/* sv_prepared_execute callback of run_keys: the last column is the condition */
static bool
see_row(TupleTableSlot *slot, void *arg)
{
	Look	   *look = arg;
	bool		is_null;
	Datum		matches = slot_getattr(slot, look->leaf->nkeys + 1, &is_null);

	look->seen++;
	if (!is_null && DatumGetBool(matches))
		look->matching++;
	look->key = copy_key(look->leaf, slot, look->key);
	look->more = look->matching >= look->size ||
		look->seen >= (int64) look->size * SV_BATCH_LOOK;
	return !look->more;
}

/* sv_prepared_execute callback of those that return keys */
static bool
add_key(TupleTableSlot *slot, void *arg)
{
	Keys	   *keys = arg;

	keys->keys = lappend(keys->keys, copy_key(keys->leaf, slot, NULL));
	return true;
}

/*
 * Copy the key of a row, in place of another one, or into new memory.  Values
 * do not refer to the table any more.
 */
static Datum *
copy_key(const SvLeaf *leaf, TupleTableSlot *slot, Datum *previous)
{
	Datum	   *key = previous != NULL ? previous :
	palloc(sizeof(Datum) * leaf->nkeys);

	for (int i = 0; i < leaf->nkeys; i++)
	{
		const SvKeyColumn *column = &leaf->keys[i];
		bool		is_null;
		Datum		value = slot_getattr(slot, i + 1, &is_null);

		if (is_null)
			elog(ERROR, "column \"%s\" is null", column->name);
		if (column->by_value)
		{
			key[i] = value;
			continue;
		}
		if (previous != NULL)
			pfree(DatumGetPointer(key[i]));
		if (column->length == -1)
			key[i] = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
		else
			key[i] = datumCopy(value, false, column->length);
	}
	return key;
}

/*
 * Append a key to texts.
 */
static List *
write_key(const SvLeaf *leaf, const Datum *key, List *texts)
{
	int			nest_level = pin_formats();

	for (int i = 0; i < leaf->nkeys; i++)
		texts = lappend(texts,
						OidOutputFunctionCall(leaf->keys[i].output, key[i]));
	AtEOXact_GUC(true, nest_level);
	return texts;
}

/*
 * Read a key from texts.
 *
 * Errors: it is none.
 */
static void
read_key(const SvLeaf *leaf, const List *texts, int first, Datum *key)
{
	int			nest_level = pin_formats();

	if (list_length(texts) < first + leaf->nkeys)
		refuse_key(leaf);
	for (int i = 0; i < leaf->nkeys; i++)
		key[i] = OidInputFunctionCall(leaf->keys[i].input,
									  list_nth(texts, first + i),
									  leaf->keys[i].io_param, -1);
	AtEOXact_GUC(true, nest_level);
}

static void
refuse_key(const SvLeaf *leaf)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("unexpected key of table %s in table schemaver.backfill",
					leaf->name),
			 errhint("Correct or delete the row, which was not written by schemaver.")));
}

/*
 * Let values be written so that each session reads them back; returns the nest
 * level of the settings.
 */
static int
pin_formats(void)
{
	static const char *const settings[][2] = {
		{"DateStyle", "ISO, YMD"}, {"IntervalStyle", "postgres"},
		{"TimeZone", "GMT"}, {"bytea_output", "hex"},
		{"extra_float_digits", "1"}, {"lc_monetary", "C"}
	};
	int			nest_level = NewGUCNestLevel();

	for (int i = 0; i < lengthof(settings); i++)
		(void) set_config_option(settings[i][0], settings[i][1], PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
								 false);
	return nest_level;
}

/*
 * The statement that looks at rows: their keys, and whether they fulfill the
 * condition.
 */
static SvPrepared *
look_statement(SvBatches *batches, int range)
{
	StringInfoData buf;

	if (batches->look[range] != NULL)
		return batches->look[range];
	initStringInfo(&buf);
	appendStringInfo(&buf, "SELECT %s, true", key_columns(batches));
	sv_fill_text_condition(&buf, batches->job);
	appendStringInfo(&buf, " FROM %s", batches->from);
	if (range == AFTER_LAST)
	{
		appendStringInfoString(&buf, " WHERE ");
		append_comparison(&buf, batches, ">", 1, 0, batches->leaf->nkeys);
	}
	appendStringInfo(&buf, " ORDER BY %s", key_columns(batches));
	batches->look[range] = prepare(batches, buf.data,
								   range == AFTER_LAST ? batches->leaf->nkeys : 0);
	return batches->look[range];
}

/*
 * A statement about the rows between two keys that fulfill the condition.
 */
static SvPrepared *
range_statement(SvBatches *batches, SvPrepared **prepared, int range,
				const char *begin, const char *end)
{
	int			nkeys = batches->leaf->nkeys;
	int			lower = range >= AFTER_LAST ? nkeys : 0;
	int			same = range >= AFTER_LAST ? range - AFTER_LAST : 0;
	StringInfoData buf;

	if (prepared[range] != NULL)
		return prepared[range];
	initStringInfo(&buf);
	appendStringInfo(&buf, "%s WHERE ", begin);
	if (same > 0)
	{
		append_comparison(&buf, batches, "=", 1, 0, same);
		appendStringInfoString(&buf, " AND ");
	}
	if (lower > 0)
	{
		append_comparison(&buf, batches, ">", 1, same, nkeys);
		appendStringInfoString(&buf, " AND ");
	}
	append_comparison(&buf, batches, "<=", lower + 1, same, nkeys);
	sv_fill_text_condition(&buf, batches->job);
	appendStringInfoString(&buf, end);
	prepared[range] = prepare(batches, buf.data, lower + nkeys);
	return prepared[range];
}

/*
 * A statement about the row of a key, if it fulfills the condition.
 */
static SvPrepared *
one_statement(SvBatches *batches, SvPrepared **prepared, const char *begin,
			  const char *end)
{
	StringInfoData buf;

	if (*prepared != NULL)
		return *prepared;
	initStringInfo(&buf);
	appendStringInfo(&buf, "%s WHERE ", begin);
	append_comparison(&buf, batches, "=", 1, 0, batches->leaf->nkeys);
	sv_fill_text_condition(&buf, batches->job);
	appendStringInfoString(&buf, end);
	*prepared = prepare(batches, buf.data, batches->leaf->nkeys);
	return *prepared;
}

static char *
key_columns(const SvBatches *batches)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < batches->leaf->nkeys; i++)
		appendStringInfo(&buf, "%s%s.%s", i > 0 ? ", " : "", batches->alias,
						 quote_identifier(batches->leaf->keys[i].name));
	return buf.data;
}

static char *
select_begin(const SvBatches *batches)
{
	return psprintf("SELECT %s FROM %s", key_columns(batches), batches->from);
}

/*
 * The end of a SELECT that locks its rows as the UPDATE would.
 */
static char *
lock_end(const SvBatches *batches)
{
	return psprintf(" ORDER BY %s FOR %s OF %s SKIP LOCKED",
					key_columns(batches),
					batches->leaf->locks_key ? "UPDATE" : "NO KEY UPDATE",
					batches->alias);
}

/*
 * Append a comparison of some columns of the key with parameters; that of the
 * first column of the key has the given number.
 */
static void
append_comparison(StringInfo buf, const SvBatches *batches,
				  const char *operator, int parameter, int from, int to)
{
	appendStringInfoString(buf, "ROW(");
	for (int i = from; i < to; i++)
		appendStringInfo(buf, "%s%s.%s", i > from ? ", " : "", batches->alias,
						 quote_identifier(batches->leaf->keys[i].name));
	appendStringInfo(buf, ") OPERATOR(%s.%s) ROW(", batches->leaf->operators,
					 operator);
	for (int i = from; i < to; i++)
		appendStringInfo(buf, "%s$%d", i > from ? ", " : "", parameter + i);
	appendStringInfoChar(buf, ')');
}

static SvPrepared *
prepare(const SvBatches *batches, const char *text, int nargs)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(batches->context);
	SvPrepared *prepared = sv_prepared_make(text, nargs, batches->types,
											SV_SCAN_BY_KEY);

	MemoryContextSwitchTo(oldcontext);
	return prepared;
}
