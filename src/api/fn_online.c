/*-------------------------------------------------------------------------
 *
 * fn_online.c
 *	  The SQL function that derives online forms.
 *
 * It returns the form of the upgrade; what is reported besides is for
 * command/online.c to decide.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "api/args.h"
#include "command/online.h"
#include "command/online_undo.h"

PG_FUNCTION_INFO_V1(schemaver_online);
PG_FUNCTION_INFO_V1(schemaver_online_undo);

Datum
schemaver_online(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "revision");
	const SvOnlineForms *forms = sv_online_command(target);

	if (forms->upgrade.text == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(forms->upgrade.text));
}

Datum
schemaver_online_undo(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "revision");

	PG_RETURN_TEXT_P(cstring_to_text(sv_online_undo_revision(target)));
}
