/*-------------------------------------------------------------------------
 *
 * trash_batches.h
 *	  Values of columns, kept in batches before a script drops them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_TRASH_BATCHES_H
#define SV_DEPLOY_TRASH_BATCHES_H

#include "deploy/deploy_state.h"
#include "file/script.h"

extern bool sv_trash_batches_run(SvDeploy *deploy, const SvScript *script,
								 int first, int last, List *plain);

extern void sv_trash_batches_clean(SvDeploy *deploy);

#endif							/* SV_DEPLOY_TRASH_BATCHES_H */
