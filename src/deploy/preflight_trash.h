/*-------------------------------------------------------------------------
 *
 * preflight_trash.h
 *	  What a check before a deploy says about columns that are being kept.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_TRASH_H
#define SV_DEPLOY_PREFLIGHT_TRASH_H

#include "nodes/pg_list.h"

extern List *sv_preflight_trash_check(List *steps);

#endif							/* SV_DEPLOY_PREFLIGHT_TRASH_H */
