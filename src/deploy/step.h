/*-------------------------------------------------------------------------
 *
 * step.h
 *	  What goes with each step of a deploy: limits, records, hooks, and what
 *	  other sessions see of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_STEP_H
#define SV_DEPLOY_STEP_H

#include "deploy/deploy_state.h"
#include "store/store.h"

extern void sv_step_announce(SvDeploy *deploy);
extern void sv_step_show(const SvDeploy *deploy, int statement, int statements,
						 const char *what);
extern void sv_step_set_timeout(const SvDeploy *deploy, int milliseconds);
extern bool sv_step_is_past(TimestampTz deadline);
extern int64 sv_step_patience(const SvDeploy *deploy);
extern void sv_step_extend_limit(SvDeploy *deploy);
extern void sv_step_end_statements(SvDeploy *deploy);
extern void sv_step_call_hooks(const SvDeploy *deploy, const char *event,
							   const SvFailure *failure);
extern void sv_step_record(SvDeploy *deploy, const SvStored *stored,
						   const char *script);
extern void sv_step_end_tries(SvDeploy *deploy);
extern void sv_step_end(SvDeploy *deploy);

#endif							/* SV_DEPLOY_STEP_H */
