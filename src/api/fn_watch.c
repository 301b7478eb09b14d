/*-------------------------------------------------------------------------
 *
 * fn_watch.c
 *	  SQL functions about changes that are not done by a revision.
 *
 * schemaver_watch() returns the rules as they are after the call.  The event
 * triggers of the extension share one function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/watch.h"
#include "command/watch_event.h"
#include "server/query.h"

PG_FUNCTION_INFO_V1(schemaver_watch);
PG_FUNCTION_INFO_V1(schemaver_watch_event);

Datum
schemaver_watch(PG_FUNCTION_ARGS)
{
	SvWatchRule rule = {.mode = sv_args_text(fcinfo, 0)};
	bool		active;
	SvRows		rows;
	List	   *rules;
	ListCell   *lc;

	if (rule.mode != NULL)
	{
		rule.schemas = sv_args_require_text(fcinfo, 1, "schemas");
		rule.role = sv_args_require_text(fcinfo, 2, "role");
		sv_watch_set(&rule);
	}
	sv_query_begin_fresh();
	rules = sv_watch_rules();
	sv_query_end_fresh();
	active = sv_watch_is_active();
	sv_rows_begin(&rows, fcinfo);
	foreach(lc, rules)
	{
		const SvWatchRule *each = lfirst(lc);

		sv_rows_add_text(&rows, each->schemas);
		sv_rows_add_text(&rows, each->role);
		sv_rows_add_text(&rows, each->mode);
		sv_rows_add(&rows, BoolGetDatum(active));
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

Datum
schemaver_watch_event(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by the event trigger manager",
						"schemaver_watch_event")));
	sv_watch_event_handle((EventTriggerData *) fcinfo->context);
	PG_RETURN_NULL();
}
