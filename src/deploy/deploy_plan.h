/*-------------------------------------------------------------------------
 *
 * deploy_plan.h
 *	  The plan of a deploy: which steps there are, and which is the next.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DEPLOY_PLAN_H
#define SV_DEPLOY_DEPLOY_PLAN_H

#include "deploy/deploy_state.h"

extern void sv_deploy_plan_make(SvDeploy *deploy);
extern void sv_deploy_plan_check(const SvDeploy *deploy);
extern bool sv_deploy_plan_is_stale(const SvDeploy *deploy);
extern bool sv_deploy_plan_begin_step(SvDeploy *deploy);
extern const SvStep *sv_deploy_plan_following(const SvDeploy *deploy);
extern void sv_deploy_plan_end_step(SvDeploy *deploy);

#endif							/* SV_DEPLOY_DEPLOY_PLAN_H */
