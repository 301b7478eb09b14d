/*-------------------------------------------------------------------------
 *
 * fn_run.c
 *	  SQL functions that run revisions.
 *
 * Upgrades and downgrades return the ids of what was run, in order; stamps
 * those of the new version.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/run.h"

PG_FUNCTION_INFO_V1(schemaver_upgrade);
PG_FUNCTION_INFO_V1(schemaver_downgrade);
PG_FUNCTION_INFO_V1(schemaver_stamp);
PG_FUNCTION_INFO_V1(schemaver_stamp_targets);

Datum
schemaver_upgrade(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");

	return sv_rows_return_texts(fcinfo, sv_run_upgrade(target));
}

Datum
schemaver_downgrade(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");

	return sv_rows_return_texts(fcinfo, sv_run_downgrade(target));
}

Datum
schemaver_stamp(PG_FUNCTION_ARGS)
{
	char	   *target = sv_args_require_text(fcinfo, 0, "target");
	bool		purge = sv_args_bool(fcinfo, 1, false);

	return sv_rows_return_texts(fcinfo,
								sv_run_stamp(list_make1(target), purge));
}

Datum
schemaver_stamp_targets(PG_FUNCTION_ARGS)
{
	List	   *targets = sv_args_require_list(fcinfo, 0, "targets");
	bool		purge = sv_args_bool(fcinfo, 1, false);

	return sv_rows_return_texts(fcinfo, sv_run_stamp(targets, purge));
}
