/*-------------------------------------------------------------------------
 *
 * dryrun.h
 *	  Dry runs: what the steps of a plan do when they are run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DRYRUN_H
#define SV_DEPLOY_DRYRUN_H

#include "deploy/dryrun_effect.h"
#include "file/repeatable.h"
#include "store/journal.h"

/* A step of a dry run. */
typedef struct SvDryrunStep
{
	SvStep	   *step;
	const SvRepeatable *repeatable; /* which the step is about; NULL: it is
									 * about a revision */
	const char *outcome;		/* ok, failed, skipped */
	int64		duration;		/* in microseconds */
	uint64		rows;
	SvDryrunEffect *effect;		/* NULL unless it is ok */
	const char *error;			/* NULL if it is ok */
} SvDryrunStep;

extern List *sv_dryrun_run(const char *target, bool upgrade);

#endif							/* SV_DEPLOY_DRYRUN_H */
