/*-------------------------------------------------------------------------
 *
 * rows_sample.c
 *	  Rows of the real tables, for the tables of a rehearsal.
 *
 * Of each real table those rows are taken that have the lowest and the highest
 * primary keys, and those that these reference, and so on.  They are known by
 * their places (tableoid and ctid), and copied by rows_copy.c.
 *
 * The real tables are read as the caller, who sees what privileges and row
 * security allow, and under no lock but ACCESS SHARE.  They may change between
 * two statements, so a row may have gone, or one that it references.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "proof/rows_copy.h"
#include "proof/rows_sample.h"
#include "proof/rows_statement.h"
#include "strings.h"

/* Rows of a table that others may need, if the sample is smaller. */
#define MAX_NEEDED 1000

typedef struct Copy
{
	HTAB	   *samples;
	List	   *order;			/* of SvRowsSample: referenced tables first */
} Copy;

static void add_sample(Copy *copy, const SvRehearsal *rehearsal,
					   SvRowsTable *table, int count);
static void read_columns(SvRowsSample *sample, Oid real);
static void add_key_column(const SvRow *row, void *arg);
static void choose_rows(SvRowsSample *sample, int count);
static void add_place(const SvRow *row, void *arg);
static bool follow(Copy *copy, SvRowsSample *sample);
static void follow_reference(SvRowsSample *sample, const SvRowsReference *reference,
							 SvRowsSample *parent, int from);
static char *operator_text(Oid operator);
static bool is_left(const SvRowsSample *sample);

/*
 * Copy up to so many rows of each real table, and those that they reference,
 * into the tables, which are empty, and of which referenced ones come first.
 * Returns the tables for which rows must be generated: those without a real
 * table, and those to which no row could be copied, of which a notice tells.
 */
List *
sv_rows_sample_copy(const SvRehearsal *rehearsal, List *tables, int count)
{
	HASHCTL		info = {.keysize = sizeof(Oid),.entrysize = sizeof(SvRowsSample),
	.hcxt = CurrentMemoryContext};
	Copy		copy = {
		.samples = hash_create("schemaver samples", 256, &info,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT)
	};
	List	   *left = NIL;
	ListCell   *lc;
	bool		again;

	foreach(lc, tables)
	{
		CHECK_FOR_INTERRUPTS();
		add_sample(&copy, rehearsal, lfirst(lc), count);
	}
	do
	{
		again = false;
		for (int i = list_length(copy.order) - 1; i >= 0; i--)
		{
			again |= follow(&copy, list_nth(copy.order, i));
		}
	} while (again);
	/* once more for those that reference each other, if there is progress */
	do
	{
		again = false;
		foreach(lc, copy.order)
		{
			again |= sv_rows_copy_insert(lfirst(lc));
		}
	} while (again);
	foreach(lc, copy.order)
	{
		sv_rows_copy_link(lfirst(lc));
		sv_rows_copy_set_sequences(lfirst(lc));
	}
	foreach(lc, tables)
	{
		SvRowsTable *table = lfirst(lc);

		if (is_left(hash_search(copy.samples, &table->oid, HASH_FIND, NULL)))
			left = lappend(left, table);
	}
	return left;
}

/*
 * Choose the rows of a table, if there is a real one.
 */
static void
add_sample(Copy *copy, const SvRehearsal *rehearsal, SvRowsTable *table,
		   int count)
{
	const char *schema = sv_rehearsal_live_schema(rehearsal, table->schema);
	Oid			namespace = schema == NULL ? InvalidOid :
	get_namespace_oid(schema, true);
	Oid			real = OidIsValid(namespace) ?
	get_relname_relid(table->bare_name, namespace) : InvalidOid;
	char		kind = OidIsValid(real) ? get_rel_relkind(real) : '\0';
	HASHCTL		info = {.keysize = sizeof(SvRowsPlace),.entrysize = sizeof(SvRowsPlace),
	.hcxt = CurrentMemoryContext};
	SvRowsSample *sample;

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		return;
	sample = hash_search(copy->samples, &table->oid, HASH_ENTER, NULL);
	memset(sample, 0, sizeof(SvRowsSample));
	sample->oid = table->oid;
	sample->table = table;
	sample->from = psprintf("%s%s", kind == RELKIND_RELATION ? "ONLY " : "",
							quote_qualified_identifier(schema, table->bare_name));
	sample->known = hash_create("schemaver places", 64, &info,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	sample->limit = Max(count, MAX_NEEDED);
	read_columns(sample, real);
	choose_rows(sample, count);
	copy->order = lappend(copy->order, sample);
}

static void
read_columns(SvRowsSample *sample, Oid real)
{
	static SvQuery query = {
		"SELECT pg_catalog.quote_ident(a.attname)"
		" FROM pg_catalog.pg_index i,"
		"  pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, number)"
		" JOIN pg_catalog.pg_attribute a ON a.attrelid = $1 AND a.attnum = k.attnum"
		" WHERE i.indrelid = $1 AND i.indisprimary AND k.number <= i.indnkeyatts"
		" ORDER BY k.number",
		1, {OIDOID}
	};
	const SvRowsTable *table = sample->table;
	Datum		value = ObjectIdGetDatum(real);

	sample->types = palloc0(sizeof(Oid) * (table->ncolumns + 1));
	for (int i = 0; i < table->ncolumns; i++)
	{
		AttrNumber	attnum = get_attnum(real, table->columns[i].name);

		if (attnum > 0)
			sample->types[i] = get_atttype(real, attnum);
	}
	sv_query_begin_latest();
	sv_query_fetch(&query, &value, NULL, add_key_column, &sample->key);
	sv_query_end_fresh();
}

static void
add_key_column(const SvRow *row, void *arg)
{
	List	  **key = arg;

	*key = lappend(*key, sv_row_text(row, 1));
}

/*
 * Choose rows: half of them from each end of the primary key.
 */
static void
choose_rows(SvRowsSample *sample, int count)
{
	const char *tails[2] = {"", NULL};

	if (sample->key != NIL)
	{
		tails[0] = psprintf("ORDER BY %s", sv_strings_join(sample->key, ", "));
		tails[1] = psprintf("ORDER BY %s DESC",
							sv_strings_join(sample->key, " DESC, "));
	}
	for (int i = 0; i < 2 && tails[i] != NULL && sample->error == NULL; i++)
	{
		int			limit = tails[1] == NULL ? count : (count + 1 - i) / 2;

		sample->error =
			sv_rows_statement_read(psprintf("SELECT tableoid, ctid FROM %s %s LIMIT %d",
											sample->from, tails[i], limit),
								   add_place, sample);
	}
}

static void
add_place(const SvRow *row, void *arg)
{
	SvRowsSample *sample = arg;
	SvRowsPlace place;
	bool		found;

	memset(&place, 0, sizeof(SvRowsPlace));
	place.relation = DatumGetObjectId(sv_row_datum(row, 1));
	place.tid = *(ItemPointer) DatumGetPointer(sv_row_datum(row, 2));
	if (list_length(sample->places) >= sample->limit)
		return;
	(void) hash_search(sample->known, &place, HASH_ENTER, &found);
	if (!found)
	{
		SvRowsPlace *kept = palloc(sizeof(SvRowsPlace));

		*kept = place;
		sample->places = lappend(sample->places, kept);
	}
}

/*
 * Find the rows that those of a table reference; returns false if there was
 * nothing left to do.
 */
static bool
follow(Copy *copy, SvRowsSample *sample)
{
	int			from = sample->followed;
	ListCell   *lc;

	if (from == list_length(sample->places))
		return false;
	sample->followed = list_length(sample->places);
	foreach(lc, sample->table->references)
	{
		const SvRowsReference *reference = lfirst(lc);
		SvRowsSample *parent = hash_search(copy->samples, &reference->parent,
										   HASH_FIND, NULL);

		CHECK_FOR_INTERRUPTS();
		if (parent != NULL && parent->error == NULL)
			follow_reference(sample, reference, parent, from);
	}
	return true;
}

/*
 * Find the rows that are referenced by a foreign key.  If the real tables do not
 * have its columns, there are none.
 */
static void
follow_reference(SvRowsSample *sample, const SvRowsReference *reference,
				 SvRowsSample *parent, int from)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "SELECT DISTINCT p.tableoid, p.ctid FROM ");
	sv_rows_copy_append_places(&buf, list_copy_tail(sample->places, from));
	sv_rows_copy_append_real(&buf, sample);
	appendStringInfo(&buf, " JOIN %s AS p ON true", parent->from);
	for (int i = 0; i < reference->nkeys; i++)
	{
		int			column = reference->columns[i];
		int			parent_column = sv_rows_table_column(parent->table,
														 reference->parent_attnums[i]);

		if (parent_column < 0 || !OidIsValid(sample->types[column]) ||
			!OidIsValid(parent->types[parent_column]))
			return;
		appendStringInfo(&buf, " AND p.%s %s c.%s",
						 quote_identifier(parent->table->columns[parent_column].name),
						 operator_text(reference->operators[i]),
						 quote_identifier(sample->table->columns[column].name));
	}
	appendStringInfoString(&buf, " ORDER BY 1, 2");
	(void) sv_rows_statement_read(buf.data, add_place, parent);
}

/*
 * An operator, with its schema.
 */
static char *
operator_text(Oid operator)
{
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(operator));
	Form_pg_operator row;
	char	   *text;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", operator);
	row = (Form_pg_operator) GETSTRUCT(tuple);
	text = psprintf("OPERATOR(%s.%s)",
					quote_identifier(get_namespace_name(row->oprnamespace)),
					NameStr(row->oprname));
	ReleaseSysCache(tuple);
	return text;
}

/*
 * True if rows must be generated for a table.  If there is a real one, a notice
 * says why.  "sample" may be NULL.
 */
static bool
is_left(const SvRowsSample *sample)
{
	if (sample == NULL)
		return true;
	if (sample->copied > 0 || (sample->error == NULL && sample->places == NIL))
		return false;
	ereport(NOTICE,
			(errmsg("rows of table %s are generated", sample->table->name),
			 sample->error != NULL ?
			 errdetail("Real ones could not be copied: %s.",
					   sample->error->message) : 0));
	return true;
}
