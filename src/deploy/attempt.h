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
#include "server/subtransaction.h"

extern ErrorData *sv_attempt_run(SvDeploy *deploy);
extern ErrorData *sv_attempt_run_together(SvDeploy *deploy,
										  SvSubtransactionCallback work,
										  void *arg);

#endif							/* SV_DEPLOY_ATTEMPT_H */
