/*-------------------------------------------------------------------------
 *
 * retry.h
 *	  Whether and when a step of a deploy is tried again.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_RETRY_H
#define SV_DEPLOY_RETRY_H

#include "deploy/step.h"

extern bool sv_retry_wait(SvDeploy *deploy, const ErrorData *error);

#endif							/* SV_DEPLOY_RETRY_H */
