/*-------------------------------------------------------------------------
 *
 * fn_backfill.c
 *	  SQL functions of backfills.
 *
 * schemaver_backfill() is a procedure that commits, so it must be a statement of
 * the client by itself.  A deploy does not call it, but what it calls.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "api/args.h"
#include "backfill/fill.h"
#include "backfill/fill_call.h"
#include "backfill/leaf.h"
#include "server/transaction.h"
#include "store/backfill_job.h"
#include "store/guard.h"

PG_FUNCTION_INFO_V1(schemaver_backfill);
PG_FUNCTION_INFO_V1(schemaver_pause_backfill);
PG_FUNCTION_INFO_V1(schemaver_resume_backfill);

static void require_top(FunctionCallInfo fcinfo);
static int64 set_paused(FunctionCallInfo fcinfo, bool paused);

Datum
schemaver_backfill(PG_FUNCTION_ARGS)
{
	SvFill		fill = {.keeper = GetUserId()};

	require_top(fcinfo);
	sv_guard_command("CALL schemaver_backfill()");
	fill.relation = sv_args_require_text(fcinfo, 0, "relation");
	fill.assignments = sv_args_require_text(fcinfo, 1, "assignments");
	fill.condition = sv_args_text(fcinfo, 2);
	fill.key = sv_args_list(fcinfo, 3, "key");
	if (!PG_ARGISNULL(4))
		fill.batch = PG_GETARG_INT32(4);
	if (!PG_ARGISNULL(5))
		fill.target = sv_fill_call_milliseconds(PG_GETARG_INTERVAL_P(5));
	fill.rest = PG_ARGISNULL(6) ? -1 : PG_GETARG_FLOAT8(6);
	sv_fill_call_check(&fill);
	sv_fill_run(&fill);
	PG_RETURN_VOID();
}

Datum
schemaver_pause_backfill(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(set_paused(fcinfo, true));
}

Datum
schemaver_resume_backfill(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(set_paused(fcinfo, false));
}

static void
require_top(FunctionCallInfo fcinfo)
{
	if (!sv_transaction_is_top(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("CALL schemaver_backfill() must be a statement of the client, outside a transaction block"),
				 errdetail("It commits after each batch."),
				 errhint("Send it by itself, with autocommit on, or put it, with constant arguments, into a revision with transactional => false for CALL schemaver_deploy(). In a transaction, use an UPDATE.")));
}

static int64
set_paused(FunctionCallInfo fcinfo, bool paused)
{
	const char *relation = sv_args_text(fcinfo, 0);

	return sv_backfill_job_pause(relation == NULL ? NULL :
								 sv_leaf_name_of(relation), paused);
}
