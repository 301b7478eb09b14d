/*-------------------------------------------------------------------------
 *
 * preflight.h
 *	  What can be found out about a plan before its first step.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_H
#define SV_DEPLOY_PREFLIGHT_H

#include "nodes/pg_list.h"

#include "deploy/finding.h"

extern List *sv_preflight_check(List *steps, bool online);
extern List *sv_preflight_run(const char *target, bool upgrade);

#endif							/* SV_DEPLOY_PREFLIGHT_H */
