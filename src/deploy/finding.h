/*-------------------------------------------------------------------------
 *
 * finding.h
 *	  What a preflight finds out.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_FINDING_H
#define SV_DEPLOY_FINDING_H

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

#endif							/* SV_DEPLOY_FINDING_H */
