/*-------------------------------------------------------------------------
 *
 * preflight_names.h
 *	  What a preflight says about old names that are to go.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_NAMES_H
#define SV_DEPLOY_PREFLIGHT_NAMES_H

#include "command/steps.h"
#include "deploy/finding.h"
#include "file/script.h"

/* the subject of its findings */
#define SV_NAMES_SUBJECT "names"

extern List *sv_preflight_names_check(const SvStep *step,
									  const SvScript *script);

#endif							/* SV_DEPLOY_PREFLIGHT_NAMES_H */
