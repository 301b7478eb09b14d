/*-------------------------------------------------------------------------
 *
 * lint.c
 *	  schemaver_lint().
 *
 * A target alone is what is pending up to it, looked at on a copy of the
 * database.  Nothing is stored: what is found depends on the sizes of the day.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/lint.h"
#include "command/rehearse.h"
#include "lint/lint.h"
#include "store/guard.h"

/*
 * The findings about what an upgrade to a target would run, or about a range: a
 * list of SvLintFinding.
 */
List *
sv_lint_command_find(const char *target)
{
	SvRehearsalPlan *plan;

	sv_guard_command("schemaver_lint()");
	plan = sv_rehearse_plan("schemaver_lint()", target, false);
	return list_length(plan->steps) == plan->first ? NIL :
		sv_lint_scripts(plan->start, plan->steps, plan->first);
}
