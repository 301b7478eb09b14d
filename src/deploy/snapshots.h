/*-------------------------------------------------------------------------
 *
 * snapshots.h
 *	  Waits for old snapshots before a statement that would wait for them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_SNAPSHOTS_H
#define SV_DEPLOY_SNAPSHOTS_H

#include "deploy/deploy_state.h"

extern void sv_snapshots_wait(SvDeploy *deploy, bool writers);

#endif							/* SV_DEPLOY_SNAPSHOTS_H */
