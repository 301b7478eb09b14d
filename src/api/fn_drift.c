/*-------------------------------------------------------------------------
 *
 * fn_drift.c
 *	  SQL functions about what was changed without a revision.
 *
 * With them is the default of a column of the log: the transactions in which
 * schemaver does something.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/drift.h"
#include "command/drift_record.h"
#include "diff/hazard.h"
#include "server/own_transactions.h"

PG_FUNCTION_INFO_V1(schemaver_drift);
PG_FUNCTION_INFO_V1(schemaver_track);
PG_FUNCTION_INFO_V1(schemaver_record);
PG_FUNCTION_INFO_V1(schemaver_undo_drift);
PG_FUNCTION_INFO_V1(schemaver_transactions);

Datum
schemaver_drift(PG_FUNCTION_ARGS)
{
	SvDriftOptions options = {NIL};
	List	   *found;
	SvRows		rows;
	ListCell   *lc;

	options.schemas = sv_args_list(fcinfo, 0, "schemas");
	options.replay = sv_args_bool(fcinfo, 1, false);
	options.partitions = sv_args_bool(fcinfo, 2, false);
	found = sv_drift_find(&options);
	sv_rows_begin(&rows, fcinfo);
	foreach(lc, found)
	{
		const SvDriftRow *row = lfirst(lc);

		sv_rows_add_text(&rows, row->kind);
		sv_rows_add_text(&rows, row->identity);
		sv_rows_add_text(&rows, row->action);
		sv_rows_add_text(&rows, row->before);
		sv_rows_add_text(&rows, row->after);
		sv_rows_add_text(&rows, row->upgrade);
		sv_rows_add_text(&rows, row->downgrade);
		sv_rows_add_text(&rows, row->hazard);
		sv_rows_add_text(&rows, row->hazard_code);
		if (row->changed_at != 0)
			sv_rows_add(&rows, TimestampTzGetDatum(row->changed_at));
		else
			sv_rows_add_null(&rows);
		if (TransactionIdIsValid(row->xid))
			sv_rows_add(&rows, TransactionIdGetDatum(row->xid));
		else
			sv_rows_add_null(&rows);
		sv_rows_add_strings(&rows, row->seen_by);
		sv_rows_add_text(&rows, row->changed_by);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

Datum
schemaver_track(PG_FUNCTION_ARGS)
{
	sv_drift_record_track();
	PG_RETURN_VOID();
}

Datum
schemaver_record(PG_FUNCTION_ARGS)
{
	SvDriftOptions options = {NIL};
	SvDraft		draft = {0};
	char	   *id;

	draft.message = sv_args_require_text(fcinfo, 0, "message");
	draft.heads = sv_args_require_list(fcinfo, 1, "head");
	draft.splice = sv_args_bool(fcinfo, 2, false);
	draft.id = sv_args_text(fcinfo, 3);
	draft.transactional = true;
	options.replay = sv_args_bool(fcinfo, 4, false);
	id = sv_drift_record_revision(&draft, &options);
	if (id == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

Datum
schemaver_undo_drift(PG_FUNCTION_ARGS)
{
	bool		dry_run = sv_args_bool(fcinfo, 0, true);
	SvDriftOptions options = {NIL};
	List	   *undone;
	SvRows		rows;
	ListCell   *lc;

	options.replay = sv_args_bool(fcinfo, 1, false);
	undone = sv_drift_record_undo(!dry_run, &options);
	sv_rows_begin(&rows, fcinfo);
	foreach(lc, undone)
	{
		const SvDriftUndone *each = lfirst(lc);
		const SvDifference *difference = each->difference;

		sv_rows_add_text(&rows, difference->kind);
		sv_rows_add_text(&rows, difference->identity);
		sv_rows_add_text(&rows, difference->action);
		sv_rows_add_text(&rows, difference->upgrade);
		sv_rows_add_text(&rows, each->hazard);
		sv_rows_add_text(&rows, sv_hazard_codes(difference->part->hazards));
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * The transactions in which schemaver does something: those that a deploy has
 * committed for a step, and the present one.
 */
Datum
schemaver_transactions(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(sv_own_transactions_list());
}
