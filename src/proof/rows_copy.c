/*-------------------------------------------------------------------------
 *
 * rows_copy.c
 *	  Copies rows of a real table into that of a rehearsal.
 *
 * The server copies them: the columns that exist on both sides, converted by way
 * of their texts if their types differ.  A type of users is another one in the
 * rehearsal, so it does.
 *
 * A row that the copy refuses because of a foreign key is tried again without
 * the reference, which is set later if the other row has come; else it is left
 * out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "compat.h"
#include "proof/rows_copy.h"
#include "proof/rows_statement.h"
#include "proof/rows_type.h"
#include "server/new_locks.h"
#include "strings.h"

static bool copy_one(SvRowsSample *sample, const SvRowsPlace *place);
static Bitmapset *references_named(const SvRowsTable *table, const char *name);
static char *insert_text(const SvRowsSample *sample, const List *places, const Bitmapset *without);
static bool is_given(const SvRowsSample *sample, int column);
static char *converted(const SvRowsSample *sample, int column);
static char *link_text(const SvRowsSample *sample, SvRowsPlace *place, const SvRowsReference *reference);

/*
 * Copy the rows of a table, unless it has some; returns true if any was copied.
 * That is done by one statement, or else one by one, as long as any is accepted,
 * as they may reference each other.
 */
bool
sv_rows_copy_insert(SvRowsSample *sample)
{
	List	   *places = sample->places;

	if (places == NIL || sample->copied > 0 ||
		(sample->error != NULL &&
		 sample->error->sqlerrcode != ERRCODE_FOREIGN_KEY_VIOLATION))
		return false;
	sv_new_locks_release();
	sample->error = sv_rows_statement_insert(sample->table,
											 insert_text(sample, places, NULL),
											 &sample->copied);
	if (sample->error == NULL)
		return sample->copied > 0;
	for (bool any = true; any && places != NIL;)
	{
		List	   *refused = NIL;
		ListCell   *lc;

		any = false;
		foreach(lc, places)
		{
			CHECK_FOR_INTERRUPTS();
			if (copy_one(sample, lfirst(lc)))
				any = true;
			else
				refused = lappend(refused, lfirst(lc));
		}
		places = refused;
	}
	return sample->copied > 0;
}

/*
 * Set references that could not be set before.  Without a primary key, the row
 * of the copy is not found.
 */
void
sv_rows_copy_link(SvRowsSample *sample)
{
	const SvRowsTable *table = sample->table;
	ListCell   *lc;

	if (sample->key == NIL)
		return;
	foreach(lc, sample->unlinked)
	{
		ListCell   *lc2;

		CHECK_FOR_INTERRUPTS();
		foreach(lc2, table->references)
		{
			const SvRowsReference *reference = lfirst(lc2);
			uint64		rows;

			/* what is still not there is an error, and stays NULL */
			(void) sv_rows_statement_insert(table,
											link_text(sample, lfirst(lc), reference),
											&rows);
		}
	}
}

/*
 * Let sequences go on after the numbers that were copied.
 */
void
sv_rows_copy_set_sequences(const SvRowsSample *sample)
{
	const SvRowsTable *table = sample->table;

	for (int i = 0; i < table->ncolumns && sample->copied > 0; i++)
	{
		const SvRowsColumn *column = &table->columns[i];

		if (column->is_counted)
			(void) sv_rows_statement_try(psprintf("SELECT pg_catalog.setval("
												  "CAST(pg_catalog.pg_get_serial_sequence(%s, %s) AS pg_catalog.regclass),"
												  " CAST(pg_catalog.max(%s) AS pg_catalog.int8))"
												  " FROM %s HAVING pg_catalog.max(%s) IS NOT NULL",
												  quote_literal_cstr(table->name),
												  quote_literal_cstr(column->name),
												  quote_identifier(column->name),
												  sv_rows_table_from(table),
												  quote_identifier(column->name)),
										 NULL);
	}
}

/*
 * Places as a table of a FROM clause.
 */
void
sv_rows_copy_append_places(StringInfo buf, const List *places)
{
	StringInfoData relations;
	StringInfoData tids;
	ListCell   *lc;

	initStringInfo(&relations);
	initStringInfo(&tids);
	foreach(lc, places)
	{
		const SvRowsPlace *place = lfirst(lc);
		const char *comma = tids.len > 0 ? "," : "";

		appendStringInfo(&relations, "%s%u", comma, place->relation);
		appendStringInfo(&tids, "%s\"(%u,%u)\"", comma,
						 ItemPointerGetBlockNumberNoCheck(&place->tid),
						 ItemPointerGetOffsetNumberNoCheck(&place->tid));
	}
	/* the server takes this unnest for its own, whatever the search_path is */
	appendStringInfo(buf, "unnest(CAST('{%s}' AS pg_catalog.oid[]),"
					 " CAST('{%s}' AS pg_catalog.tid[])) AS place (relation, tid)",
					 relations.data, tids.data);
	pfree(relations.data);
	pfree(tids.data);
}

/*
 * The rows of the real table at these places.
 */
void
sv_rows_copy_append_real(StringInfo buf, const SvRowsSample *sample)
{
	appendStringInfo(buf, " JOIN %s AS c"
					 " ON c.ctid OPERATOR(pg_catalog.=) place.tid"
					 " AND c.tableoid OPERATOR(pg_catalog.=) place.relation",
					 sample->from);
}

/*
 * Copy a row; if it references what is not there, without the reference.
 */
static bool
copy_one(SvRowsSample *sample, const SvRowsPlace *place)
{
	Bitmapset  *without = NULL;
	List	   *places = list_make1(unconstify(SvRowsPlace *, place));

	for (;;)
	{
		uint64		rows;
		Bitmapset  *named;
		ErrorData  *error = sv_rows_statement_insert(sample->table,
													 insert_text(sample, places, without),
													 &rows);

		if (error == NULL)
		{
			sample->copied += rows;
			if (without != NULL)
				sample->unlinked = lappend(sample->unlinked,
										   linitial(places));
			return true;
		}
		sample->error = error;
		if (error->sqlerrcode != ERRCODE_FOREIGN_KEY_VIOLATION)
			return false;
		named = references_named(sample->table, error->constraint_name);
		if (bms_is_subset(named, without))
			return false;
		without = bms_add_members(without, named);
	}
}

/*
 * The columns that may be NULL of a foreign key, by its name.
 */
static Bitmapset *
references_named(const SvRowsTable *table, const char *name)
{
	Bitmapset  *columns = NULL;
	ListCell   *lc;

	foreach(lc, table->references)
	{
		const SvRowsReference *reference = lfirst(lc);

		for (int i = 0; i < reference->nkeys; i++)
		{
			if (sv_strings_equal(reference->name, name) &&
				table->columns[reference->columns[i]].nullable)
				columns = bms_add_member(columns, reference->columns[i]);
		}
	}
	return columns;
}

/*
 * The statement that copies rows, with NULL for some of the columns.
 */
static char *
insert_text(const SvRowsSample *sample, const List *places, const Bitmapset *without)
{
	const SvRowsTable *table = sample->table;
	StringInfoData names;
	StringInfoData buf;
	StringInfoData values;

	initStringInfo(&names);
	initStringInfo(&values);
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (!is_given(sample, i))
			continue;
		appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "",
						 quote_identifier(table->columns[i].name));
		appendStringInfo(&values, "%s%s", values.len > 0 ? ", " : "",
						 bms_is_member(i, without) ? "NULL" : converted(sample, i));
	}
	initStringInfo(&buf);
	appendStringInfo(&buf, "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM ",
					 table->name, names.data, values.data);
	sv_rows_copy_append_places(&buf, places);
	sv_rows_copy_append_real(&buf, sample);
	return buf.data;
}

/*
 * True if the statement must have a value for a column.
 */
static bool
is_given(const SvRowsSample *sample, int column)
{
	const SvRowsColumn *target = &sample->table->columns[column];

	return OidIsValid(sample->types[column]) ||
		(!target->nullable && !target->has_default);
}

/*
 * A real column as a value of the column of the copy; or any value, if there is
 * none.
 */
static char *
converted(const SvRowsSample *sample, int column)
{
	const SvRowsColumn *target = &sample->table->columns[column];
	char	   *name = psprintf("c.%s", quote_identifier(target->name));
	char	   *value;

	if (!OidIsValid(sample->types[column]))
	{
		value = sv_rows_type_value(target->type, target->typmod, 1);
		return value != NULL ? value : "NULL";
	}
	if (sample->types[column] == target->type)
		return name;
	return psprintf("CAST(CAST(%s AS pg_catalog.text) AS %s)", name,
					format_type_extended(target->type, target->typmod,
										 FORMAT_TYPE_TYPEMOD_GIVEN |
										 FORMAT_TYPE_FORCE_QUALIFY));
}

/*
 * The statement that sets the columns of a foreign key of a row.
 */
static char *
link_text(const SvRowsSample *sample, SvRowsPlace *place, const SvRowsReference *reference)
{
	const SvRowsTable *table = sample->table;
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfo(&buf, "UPDATE %s AS copy SET ", table->name);
	for (int i = 0; i < reference->nkeys; i++)
	{
		int			column = reference->columns[i];

		appendStringInfo(&buf, "%s%s = %s", i > 0 ? ", " : "",
						 quote_identifier(table->columns[column].name),
						 converted(sample, column));
	}
	appendStringInfoString(&buf, " FROM ");
	sv_rows_copy_append_places(&buf, list_make1(place));
	sv_rows_copy_append_real(&buf, sample);
	appendStringInfoString(&buf, " WHERE true");
	foreach(lc, sample->key)
	{
		const char *name = lfirst(lc);

		appendStringInfo(&buf, " AND CAST(copy.%s AS pg_catalog.text)"
						 " OPERATOR(pg_catalog.=) CAST(c.%s AS pg_catalog.text)",
						 name, name);
	}
	return buf.data;
}
