/*-------------------------------------------------------------------------
 *
 * deploy_repeat.h
 *	  Repeatable scripts and checks at the end of a deploy.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DEPLOY_REPEAT_H
#define SV_DEPLOY_DEPLOY_REPEAT_H

#include "deploy/deploy_state.h"

extern bool sv_deploy_repeat_wanted(const SvDeploy *deploy);
extern void sv_deploy_repeat_begin(const SvDeploy *deploy);
extern int	sv_deploy_repeat_run(SvDeploy *deploy);

#endif							/* SV_DEPLOY_DEPLOY_REPEAT_H */
