/*-------------------------------------------------------------------------
 *
 * preflight.h
 *	  What can be found out about a plan before its first step.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_H
#define SV_DEPLOY_PREFLIGHT_H

#include "nodes/pg_list.h"

typedef enum SvSeverity
{
	SV_FINDING_ERROR,			/* the deploy is refused */
	SV_FINDING_WARNING,
	SV_FINDING_NOTE
} SvSeverity;

typedef struct SvFinding
{
	SvSeverity	severity;
	const char *subject;		/* what was looked at, in a word */
	const char *revision;		/* NULL: none in particular */
	int			sqlstate;
	const char *finding;
	const char *detail;			/* may be NULL, as the hint */
	const char *hint;
} SvFinding;

extern List *sv_preflight_check(List *steps);
extern List *sv_preflight_run(const char *target, bool upgrade);

#endif							/* SV_DEPLOY_PREFLIGHT_H */
