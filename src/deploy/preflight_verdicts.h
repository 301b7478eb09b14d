/*-------------------------------------------------------------------------
 *
 * preflight_verdicts.h
 *	  What a preflight says about verdicts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_VERDICTS_H
#define SV_DEPLOY_PREFLIGHT_VERDICTS_H

#include "nodes/pg_list.h"

extern List *sv_preflight_verdicts_check(List *steps);

#endif							/* SV_DEPLOY_PREFLIGHT_VERDICTS_H */
