/*-------------------------------------------------------------------------
 *
 * fn_model.c
 *	  SQL functions about the declared schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "access/query.h"
#include "engine/autogen.h"
#include "face/args.h"
#include "face/rows.h"

PG_FUNCTION_INFO_V1(schemaver_model);
PG_FUNCTION_INFO_V1(schemaver_diff);
PG_FUNCTION_INFO_V1(schemaver_diff_schemas);
PG_FUNCTION_INFO_V1(schemaver_check);
PG_FUNCTION_INFO_V1(schemaver_dump);

static Datum return_diff(FunctionCallInfo fcinfo, const SvDiff *diff);

Datum
schemaver_model(PG_FUNCTION_ARGS)
{
	const char *ddl = sv_args_require_text(fcinfo, 0, "ddl");
	List	   *schemas = sv_args_list(fcinfo, 1, "schemas");
	bool		privileges = sv_args_bool(fcinfo, 2, false);

	PG_RETURN_DATUM(sv_strings_datum(sv_autogen_set_model(ddl, schemas,
														  privileges)));
}

Datum
schemaver_diff(PG_FUNCTION_ARGS)
{
	return return_diff(fcinfo, sv_autogen_diff(sv_args_bool(fcinfo, 0, false)));
}

Datum
schemaver_diff_schemas(PG_FUNCTION_ARGS)
{
	const char *from = sv_args_require_text(fcinfo, 0, "from_schema");
	const char *to = sv_args_require_text(fcinfo, 1, "to_schema");
	bool		strict = sv_args_bool(fcinfo, 2, false);

	return return_diff(fcinfo, sv_autogen_diff_schemas(from, to, strict));
}

Datum
schemaver_check(PG_FUNCTION_ARGS)
{
	sv_autogen_check(sv_args_bool(fcinfo, 0, false));
	PG_RETURN_VOID();
}

Datum
schemaver_dump(PG_FUNCTION_ARGS)
{
	List	   *schemas = sv_args_list(fcinfo, 0, "schemas");
	bool		privileges = sv_args_bool(fcinfo, 1, false);

	PG_RETURN_TEXT_P(cstring_to_text(sv_autogen_dump(schemas, privileges)));
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
		sv_rows_add_text(&rows, difference->hazard);
		sv_rows_add_text(&rows, difference->hazard_code);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}
