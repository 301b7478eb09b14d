/*-------------------------------------------------------------------------
 *
 * fn_trash.c
 *	  The SQL functions about kept rows.
 *
 * Without an argument, what is over by now is dropped; with one, what is kept until
 * then at most.  The rows of the result say what it was.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "utils/timestamp.h"

#include "api/rows.h"
#include "command/trash.h"
#include "command/trash_sync.h"
#include "store/trash.h"

PG_FUNCTION_INFO_V1(schemaver_empty_trash);
PG_FUNCTION_INFO_V1(schemaver_keep_values);

Datum
schemaver_empty_trash(PG_FUNCTION_ARGS)
{
	TimestampTz until = PG_ARGISNULL(0) ? GetCurrentTransactionStartTimestamp() :
	PG_GETARG_TIMESTAMPTZ(0);
	List	   *emptied = sv_trash_empty(until);
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, emptied)
	{
		const SvEmptied *each = lfirst(lc);

		sv_rows_add_text(&rows, each->kind);
		sv_rows_add_text(&rows, each->identity);
		sv_rows_add_text(&rows, each->revision);
		if (each->rows == SV_TRASH_NOT_COUNTED)
			sv_rows_add_null(&rows);
		else
			sv_rows_add(&rows, Int64GetDatum(each->rows));
		sv_rows_add(&rows, Int64GetDatum(each->bytes));
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * The trigger of a table with a column whose values are being kept.
 */
Datum
schemaver_keep_values(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(data->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager",
						"schemaver_keep_values")));
	sv_trash_sync_row(data);
	return PointerGetDatum(NULL);
}
