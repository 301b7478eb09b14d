/*-------------------------------------------------------------------------
 *
 * preflight_losses.h
 *	  What a preflight says about data that is to be destroyed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_LOSSES_H
#define SV_DEPLOY_PREFLIGHT_LOSSES_H

#include "deploy/finding.h"
#include "file/script.h"
#include "store/journal.h"

extern List *sv_preflight_losses_check(const SvStep *step,
									   const SvScript *script);

#endif							/* SV_DEPLOY_PREFLIGHT_LOSSES_H */
