/*-------------------------------------------------------------------------
 *
 * rows.c
 *	  Result sets, row by row and column by column.
 *
 * A row is put when it is complete, into a tuplestore; what its columns needed
 * is freed with it.  That the columns are as many as those of the type is
 * checked for each row.  A type of an older version may lack the last ones, which
 * are then left out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "api/rows.h"
#include "compat.h"
#include "server/query.h"
#include "server/version.h"
#include "strings.h"

static void add_column(SvRows *rows, Datum value, bool is_null);

/*
 * Begin the result set of a function that returns SETOF a composite type.
 * Until its end, the current memory context is that of a row.
 */
void
sv_rows_begin(SvRows *rows, FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, 0);
	rows->rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	rows->count = 0;
	if (rows->rsinfo->setDesc->natts > SV_ROWS_MAX_COLUMNS)
		elog(ERROR, "result has %d columns, more than %d",
			 rows->rsinfo->setDesc->natts, SV_ROWS_MAX_COLUMNS);
	rows->context = AllocSetContextCreate(CurrentMemoryContext, "schemaver row",
										  ALLOCSET_SMALL_SIZES);
	rows->oldcontext = MemoryContextSwitchTo(rows->context);
}

/*
 * The columns added so far are a row.
 */
void
sv_rows_put(SvRows *rows)
{
	int			wanted = rows->rsinfo->setDesc->natts;

	if (rows->count < wanted ||
		(rows->count > wanted && !sv_version_differs()))
		elog(ERROR, "row has %d columns, not %d",
			 rows->count, wanted);
	tuplestore_putvalues(rows->rsinfo->setResult, rows->rsinfo->setDesc,
						 rows->values, rows->nulls);
	rows->count = 0;
	MemoryContextReset(rows->context);
}

/*
 * End the result set; what the function has to return.
 */
Datum
sv_rows_end(SvRows *rows)
{
	MemoryContextSwitchTo(rows->oldcontext);
	MemoryContextDelete(rows->context);
	return (Datum) 0;
}

/*
 * The result of a function that returns SETOF text.
 */
Datum
sv_rows_return_texts(FunctionCallInfo fcinfo, List *texts)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	foreach(lc, texts)
	{
		Datum		value = CStringGetTextDatum(lfirst(lc));
		bool		isnull = false;

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, &value,
							 &isnull);
	}
	return (Datum) 0;
}

void
sv_rows_add(SvRows *rows, Datum value)
{
	add_column(rows, value, false);
}

void
sv_rows_add_null(SvRows *rows)
{
	add_column(rows, (Datum) 0, true);
}

/*
 * Add a text; NULL is null.
 */
void
sv_rows_add_text(SvRows *rows, const char *text)
{
	if (text != NULL)
		sv_rows_add(rows, CStringGetTextDatum(text));
	else
		sv_rows_add_null(rows);
}

void
sv_rows_add_strings(SvRows *rows, List *strings)
{
	sv_rows_add(rows, sv_strings_datum(strings));
}

static void
add_column(SvRows *rows, Datum value, bool is_null)
{
	if (rows->count >= SV_ROWS_MAX_COLUMNS)
		elog(ERROR, "row has more than %d columns", SV_ROWS_MAX_COLUMNS);
	rows->values[rows->count] = value;
	rows->nulls[rows->count] = is_null;
	rows->count++;
}
