/*-------------------------------------------------------------------------
 *
 * preflight_drift.h
 *	  What a preflight says about changes that were made without a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_DRIFT_H
#define SV_DEPLOY_PREFLIGHT_DRIFT_H

#include "nodes/pg_list.h"

extern List *sv_preflight_drift_check(void);

#endif							/* SV_DEPLOY_PREFLIGHT_DRIFT_H */
