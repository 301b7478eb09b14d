/*-------------------------------------------------------------------------
 *
 * failure.h
 *	  What is left to do when a deploy has failed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_FAILURE_H
#define SV_DEPLOY_FAILURE_H

#include "deploy/step.h"

extern void sv_failure_write(SvDeploy *deploy, ErrorData *reason);

#endif							/* SV_DEPLOY_FAILURE_H */
