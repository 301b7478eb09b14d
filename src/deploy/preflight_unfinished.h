/*-------------------------------------------------------------------------
 *
 * preflight_unfinished.h
 *	  What a check before a deploy says about revisions of which a part was run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_UNFINISHED_H
#define SV_DEPLOY_PREFLIGHT_UNFINISHED_H

#include "nodes/pg_list.h"

extern List *sv_preflight_unfinished_check(List *steps);

#endif							/* SV_DEPLOY_PREFLIGHT_UNFINISHED_H */
