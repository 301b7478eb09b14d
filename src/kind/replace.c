/*-------------------------------------------------------------------------
 *
 * replace.c
 *	  CREATE and CREATE OR REPLACE.
 *
 * OR REPLACE is for changes only: a statement that is to create an object
 * must not overwrite one that it did not know of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fact/template.h"
#include "kind/replace.h"

/*
 * Emit a statement that begins with CREATE, with OR REPLACE if the operation
 * is a change, and without it otherwise.
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
 * The same with the create template of the kind; a create_hook.
 */
void
sv_replace_create(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	sv_replace_emit(operation,
					sv_template_fill(fact->kind->create, fact, NULL, NULL));
}
