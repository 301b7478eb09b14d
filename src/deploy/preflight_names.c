/*-------------------------------------------------------------------------
 *
 * preflight_names.c
 *	  What a preflight says about old names that are to go.
 *
 * A script that removes an old name calls schemaver_require_unused() before.  What
 * that will say is found out here, before anything is begun.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"

#include "command/old_name.h"
#include "compat.h"
#include "deploy/preflight_names.h"
#include "schemaver.h"
#include "server/extension.h"

static List *strings_of(const char *array);
static List *add_findings(List *findings, const SvStep *step,
						  const SvOldNameUse *use);

/*
 * Findings about a step, in the current memory context.
 *
 * Errors: those of the arguments of such a call.
 */
List *
sv_preflight_names_check(const SvStep *step, const SvScript *script)
{
	List	   *findings = NIL;
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		const SvOldNameCall *call =
		sv_name_use_call(lfirst_node(RawStmt, lc)->stmt);

		if (call == NULL || !sv_extension_has_schema(call->schema))
			continue;
		findings = add_findings(findings, step,
								sv_old_name_look(sv_old_name_read(call->relation,
																  strings_of(call->columns))));
	}
	return findings;
}

/*
 * The elements of a text[] that is given as text, or NULL.
 */
static List *
strings_of(const char *array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *strings = NIL;

	if (array == NULL)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(OidInputFunctionCall(F_ARRAY_IN, unconstify(char *, array),
															  TEXTOID, -1)),
					  TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			strings = lappend(strings, TextDatumGetCString(elements[i]));
	}
	return strings;
}

static List *
add_findings(List *findings, const SvStep *step, const SvOldNameUse *use)
{
	SvFinding	finding = {
		.subject = SV_NAMES_SUBJECT,
		.revision = step->id,
		.sqlstate = ERRCODE_SV_OLD_NAME_IN_USE,
	};
	SvFinding  *copy;

	if (use->used != NULL)
	{
		copy = palloc(sizeof(SvFinding));
		*copy = finding;
		copy->severity = sv_old_names == SV_OLD_NAMES_ERROR ?
			SV_FINDING_ERROR : SV_FINDING_WARNING;
		copy->finding = use->used;
		copy->detail = use->detail;
		copy->hint = use->hint;
		findings = lappend(findings, copy);
	}
	if (use->unknown != NULL)
	{
		copy = palloc(sizeof(SvFinding));
		*copy = finding;
		copy->severity = SV_FINDING_WARNING;
		copy->finding = use->unknown;
		copy->detail = use->unknown_detail;
		copy->hint = use->unknown_hint;
		findings = lappend(findings, copy);
	}
	return findings;
}
