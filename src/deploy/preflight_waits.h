/*-------------------------------------------------------------------------
 *
 * preflight_waits.h
 *	  What a preflight says about what a deploy would wait for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_WAITS_H
#define SV_DEPLOY_PREFLIGHT_WAITS_H

#include "deploy/finding.h"
#include "file/script.h"
#include "store/journal.h"

extern List *sv_preflight_waits_check(const SvStep *step,
									  const SvScript *script);
extern List *sv_preflight_waits_runs(void);

#endif							/* SV_DEPLOY_PREFLIGHT_WAITS_H */
