/*-------------------------------------------------------------------------
 *
 * attempt.h
 *	  One attempt at a step of a deploy.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_ATTEMPT_H
#define SV_DEPLOY_ATTEMPT_H

#include "deploy/step.h"

extern ErrorData *sv_attempt_run(SvDeploy *deploy);

#endif							/* SV_DEPLOY_ATTEMPT_H */
