/*-------------------------------------------------------------------------
 *
 * fn_rename.c
 *	  SQL functions of renames whose old names stay for a while.
 *
 * schemaver_old_name() and schemaver_require_unused() are called by the scripts
 * that schemaver_split_rename() writes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "api/args.h"
#include "command/old_name.h"
#include "command/split_rename.h"

PG_FUNCTION_INFO_V1(schemaver_split_rename);
PG_FUNCTION_INFO_V1(schemaver_old_name);
PG_FUNCTION_INFO_V1(schemaver_require_unused);

static SvOldName *read_name(FunctionCallInfo fcinfo);

Datum
schemaver_split_rename(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "revision");
	const char *id = sv_args_text(fcinfo, 1);
	Oid			schema = get_func_namespace(fcinfo->flinfo->fn_oid);

	PG_RETURN_TEXT_P(cstring_to_text(sv_split_rename_revision(target, id,
															  get_namespace_name(schema))));
}

Datum
schemaver_old_name(PG_FUNCTION_ARGS)
{
	sv_old_name_begin(read_name(fcinfo));
	PG_RETURN_VOID();
}

Datum
schemaver_require_unused(PG_FUNCTION_ARGS)
{
	sv_old_name_require(read_name(fcinfo));
	PG_RETURN_VOID();
}

/*
 * The name that both take as arguments.
 */
static SvOldName *
read_name(FunctionCallInfo fcinfo)
{
	return sv_old_name_read(sv_args_require_text(fcinfo, 0, "relation"),
							sv_args_list(fcinfo, 1, "columns"));
}
