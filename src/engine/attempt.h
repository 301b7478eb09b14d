/*-------------------------------------------------------------------------
 *
 * attempt.h
 *	  One attempt at a step of a deploy.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ATTEMPT_H
#define SV_ATTEMPT_H

#include "engine/step.h"

extern ErrorData *sv_attempt_run(SvDeploy *deploy);

#endif							/* SV_ATTEMPT_H */
