/*-------------------------------------------------------------------------
 *
 * preflight_online.h
 *	  What a check before a deploy says about online forms.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_ONLINE_H
#define SV_DEPLOY_PREFLIGHT_ONLINE_H

#include "store/journal.h"
#include "store/store.h"

extern List *sv_preflight_online_check(const SvStep *step,
									   const SvStored *stored);
extern List *sv_preflight_online_outdated(const SvStep *step,
										  const SvStored *stored);

#endif							/* SV_DEPLOY_PREFLIGHT_ONLINE_H */
