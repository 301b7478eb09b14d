/*-------------------------------------------------------------------------
 *
 * replace.c
 *	  Statements that create or replace.
 *
 * To replace is good for a change.  A statement that creates should not go
 * over what nobody knew of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fact/template.h"
#include "kind/replace.h"

/*
 * Say a statement that begins with CREATE, with or without OR REPLACE, in the
 * way that the operation needs it.
 */
void
sv_replace_emit(SvOperation *operation, const char *statement)
{
	const char *create = "CREATE ";
	const char *replace = "OR REPLACE ";
	const char *rest = statement + strlen(create);

	if (strncmp(rest, replace, strlen(replace)) == 0)
		rest += strlen(replace);
	sv_operation_emit_text(operation,
						   psprintf("%s%s%s", create,
									operation->action == SV_ACTION_CREATE ? "" : replace,
									rest));
}

/*
 * The same with the template of the kind: a hook.
 */
void
sv_replace_create(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	sv_replace_emit(operation,
					sv_template_fill(fact->kind->create, fact, NULL, NULL));
}
