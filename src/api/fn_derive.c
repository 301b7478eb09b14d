/*-------------------------------------------------------------------------
 *
 * fn_derive.c
 *	  The SQL function that derives downgrades.
 *
 * It writes nothing; what is reported besides the script is for
 * command/derive.c to decide.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "api/args.h"
#include "command/derive.h"

PG_FUNCTION_INFO_V1(schemaver_derive);

Datum
schemaver_derive(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "revision");

	PG_RETURN_TEXT_P(cstring_to_text(sv_derive_revision(target)));
}
