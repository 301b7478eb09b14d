/*-------------------------------------------------------------------------
 *
 * fn_impact.c
 *	  SQL function about the queries that upgrades break.
 *
 * It takes its arguments and returns its rows; command/impact.c does the work.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/impact.h"

PG_FUNCTION_INFO_V1(schemaver_impact);

Datum
schemaver_impact(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	bool		untouched = sv_args_bool(fcinfo, 1, false);
	List	   *found = sv_impact_command_find(target, untouched);
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, found)
	{
		const SvImpactRow *row = lfirst(lc);

		sv_rows_add_text(&rows, row->source);
		sv_rows_add_text(&rows, row->name);
		sv_rows_add_text(&rows, row->query);
		sv_rows_add_text(&rows, row->effect);
		sv_rows_add_text(&rows, row->sqlstate);
		sv_rows_add_text(&rows, row->message);
		sv_rows_add_text(&rows, row->detail);
		sv_rows_add_text(&rows, row->hint);
		sv_rows_add_text(&rows, row->context);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}
