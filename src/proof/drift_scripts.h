/*-------------------------------------------------------------------------
 *
 * drift_scripts.h
 *	  The scripts that repeat what was changed by hand, and undo it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_DRIFT_SCRIPTS_H
#define SV_PROOF_DRIFT_SCRIPTS_H

#include "diff/diff.h"

/* What leads from the schemas as they were to the schemas as they are. */
typedef struct SvDriftScripts
{
	SvDiff	   *diff;			/* the upgrade repeats it */
	SvFacts    *then;			/* what it was found in; some of the facts, if
								 * something has another name */
	SvFacts    *now;
	char	   *wrong;			/* why the scripts do not do that, in lines;
								 * NULL: they do, or were not tried out */
	char	   *not_run;		/* what could not be tried out, and why; NULL:
								 * nothing */
	char	   *rename;			/* why something could not be given its name,
								 * so that it is dropped and created; or NULL */
} SvDriftScripts;

/* What is tried out. */
typedef enum SvDriftProof
{
	SV_DRIFT_PROOF_NONE,
	SV_DRIFT_PROOF_UPGRADE,
	SV_DRIFT_PROOF_BOTH
} SvDriftProof;

extern SvDriftScripts *sv_drift_scripts_write(SvFacts *then, SvFacts *now,
											  bool privileges,
											  SvDriftProof proof);

#endif							/* SV_PROOF_DRIFT_SCRIPTS_H */
