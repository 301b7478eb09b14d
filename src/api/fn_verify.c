/*-------------------------------------------------------------------------
 *
 * fn_verify.c
 *	  SQL functions that prove revisions.
 *
 * All rows of a result are there before the first one is returned, as they come
 * from work that is rolled back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/verify.h"

/* More rows than this are no use, and take long. */
#define MAX_ROWS 10000

static void put_result(SvRows *rows, const SvVerifyResult *result);
static int	require_rows(FunctionCallInfo fcinfo, int number);

PG_FUNCTION_INFO_V1(schemaver_verify);

Datum
schemaver_verify(PG_FUNCTION_ARGS)
{
	SvVerifyRequest request = {0};
	List	   *results;
	SvRows		rows;
	ListCell   *lc;

	request.range = sv_args_require_text(fcinfo, 0, "range");
	request.options.rows = require_rows(fcinfo, 1);
	request.options.sample = sv_args_bool(fcinfo, 2, false);
	request.in_place = request.options.in_place =
		sv_args_bool(fcinfo, 3, false);
	request.again = sv_args_bool(fcinfo, 4, false);
	if (request.options.sample && request.options.rows == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a sample needs a number of rows"),
				 errhint("Call schemaver_verify(..., rows => 100, sample => true).")));
	results = sv_verify_range(&request);
	sv_rows_begin(&rows, fcinfo);
	foreach(lc, results)
	{
		put_result(&rows, lfirst(lc));
	}
	return sv_rows_end(&rows);
}

static void
put_result(SvRows *rows, const SvVerifyResult *result)
{
	sv_rows_add_text(rows, result->revision);
	sv_rows_add_text(rows, result->verdict);
	sv_rows_add_text(rows, result->finding);
	sv_rows_add_text(rows, result->restore);
	if (result->duration < 0)
		sv_rows_add_null(rows);
	else
	{
		Interval   *duration = palloc0(sizeof(Interval));

		duration->time = result->duration;
		sv_rows_add(rows, IntervalPGetDatum(duration));
	}
	sv_rows_put(rows);
}

/*
 * An argument that is a number of rows; 0 for null.
 */
static int
require_rows(FunctionCallInfo fcinfo, int number)
{
	int			rows = PG_ARGISNULL(number) ? 0 : PG_GETARG_INT32(number);

	if (rows < 0 || rows > MAX_ROWS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of rows must be between 0 and %d", MAX_ROWS)));
	return rows;
}
