/*-------------------------------------------------------------------------
 *
 * fn_model.c
 *	  SQL functions about the declared schema.
 *
 * With them is the trigger on schemaver.model and schemaver.model_cache that
 * keeps the column runs_as from naming a role that the writer may not act as.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/check.h"
#include "command/model.h"
#include "command/trash_keep.h"
#include "compat.h"
#include "diff/hazard.h"
#include "server/query.h"
#include "server/rights.h"
#include "strings.h"

PG_FUNCTION_INFO_V1(schemaver_model);
PG_FUNCTION_INFO_V1(schemaver_model_files);
PG_FUNCTION_INFO_V1(schemaver_diff);
PG_FUNCTION_INFO_V1(schemaver_diff_schemas);
PG_FUNCTION_INFO_V1(schemaver_check);
PG_FUNCTION_INFO_V1(schemaver_dump);
PG_FUNCTION_INFO_V1(schemaver_diagram);
PG_FUNCTION_INFO_V1(schemaver_set_runs_as);

static int	attnum_of(TupleDesc desc, const char *name);
static bool may_write_as(HeapTuple tuple, TupleDesc desc, int column);
static Datum return_diff(FunctionCallInfo fcinfo, const SvDiff *diff);

Datum
schemaver_model(PG_FUNCTION_ARGS)
{
	const char *ddl = sv_args_require_text(fcinfo, 0, "ddl");
	List	   *schemas = sv_args_list(fcinfo, 1, "schemas");
	bool		privileges = sv_args_bool(fcinfo, 2, false);
	List	   *renames = sv_args_list(fcinfo, 3, "renames");

	PG_RETURN_DATUM(sv_strings_datum(sv_model_command_set(ddl, schemas, privileges,
														  renames)));
}

Datum
schemaver_model_files(PG_FUNCTION_ARGS)
{
	List	   *contents = sv_args_text_files(fcinfo, 0, 1);
	List	   *schemas = sv_args_list(fcinfo, 2, "schemas");
	bool		privileges = sv_args_bool(fcinfo, 3, false);
	List	   *renames = sv_args_list(fcinfo, 4, "renames");

	PG_RETURN_DATUM(sv_strings_datum(sv_model_command_set_files(contents, schemas,
																privileges,
																renames)));
}

Datum
schemaver_diff(PG_FUNCTION_ARGS)
{
	return return_diff(fcinfo, sv_check_diff(sv_args_bool(fcinfo, 0, false),
											 sv_args_list(fcinfo, 1, "renames")));
}

Datum
schemaver_diff_schemas(PG_FUNCTION_ARGS)
{
	const char *from = sv_args_require_text(fcinfo, 0, "from_schema");
	const char *to = sv_args_require_text(fcinfo, 1, "to_schema");
	bool		strict = sv_args_bool(fcinfo, 2, false);

	return return_diff(fcinfo, sv_check_diff_schemas(from, to, strict));
}

Datum
schemaver_check(PG_FUNCTION_ARGS)
{
	sv_check_require_same(sv_args_bool(fcinfo, 0, false));
	PG_RETURN_VOID();
}

Datum
schemaver_dump(PG_FUNCTION_ARGS)
{
	List	   *schemas = sv_args_list(fcinfo, 0, "schemas");
	bool		privileges = sv_args_bool(fcinfo, 1, false);

	PG_RETURN_TEXT_P(cstring_to_text(sv_model_command_dump(schemas, privileges)));
}

Datum
schemaver_diagram(PG_FUNCTION_ARGS)
{
	List	   *schemas = sv_args_list(fcinfo, 0, "schemas");
	bool		declared = sv_args_bool(fcinfo, 1, false);

	PG_RETURN_TEXT_P(cstring_to_text(sv_model_command_draw(schemas, declared)));
}

static Datum
return_diff(FunctionCallInfo fcinfo, const SvDiff *diff)
{
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, diff->differences)
	{
		SvDifference *difference = lfirst(lc);

		sv_rows_add_text(&rows, difference->kind);
		sv_rows_add_text(&rows, difference->identity);
		sv_rows_add_text(&rows, difference->action);
		sv_rows_add_text(&rows, difference->upgrade);
		sv_rows_add_text(&rows, difference->downgrade);
		sv_rows_add_text(&rows, sv_trash_keep_told(sv_hazard_sentences(difference->part->hazards),
												   difference->upgrade));
		sv_rows_add_text(&rows, sv_hazard_codes(difference->part->hazards));
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * A row trigger: the column runs_as names the current user, or a role that the
 * current user may act as.  A superuser who restores a dump keeps the names in
 * it, also those of roles that do not exist.
 */
Datum
schemaver_set_runs_as(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	HeapTuple	tuple;
	TupleDesc	desc;
	int			column;
	Datum		role;
	bool		isnull = false;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(data->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("schemaver_set_runs_as() must be called as a BEFORE ROW trigger")));
	tuple = TRIGGER_FIRED_BY_UPDATE(data->tg_event) ? data->tg_newtuple :
		data->tg_trigtuple;
	desc = RelationGetDescr(data->tg_relation);
	column = attnum_of(desc, "runs_as");
	if (may_write_as(tuple, desc, column))
		return PointerGetDatum(tuple);
	role = CStringGetTextDatum(GetUserNameFromId(GetUserId(), false));
	return PointerGetDatum(heap_modify_tuple_by_cols(tuple, desc, 1, &column,
													 &role, &isnull));
}

/*
 * The number of a column of type text.
 */
static int
attnum_of(TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (!column->attisdropped && column->atttypid == TEXTOID &&
			namestrcmp(&column->attname, name) == 0)
			return i + 1;
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("column \"%s\" of type text does not exist", name)));
}

/*
 * True if the current user may write a row with this role in the column.
 */
static bool
may_write_as(HeapTuple tuple, TupleDesc desc, int column)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, column, desc, &isnull);
	Oid			role;

	if (isnull)
		return false;
	role = get_role_oid(TextDatumGetCString(value), true);
	return OidIsValid(role) ? sv_rights_can_act_as(GetUserId(), role) :
		superuser();
}
