/*-------------------------------------------------------------------------
 *
 * nontransactional.h
 *	  Revisions that are run outside a transaction block, statement by
 *	  statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_NONTRANSACTIONAL_H
#define SV_DEPLOY_NONTRANSACTIONAL_H

#include "deploy/step.h"

extern void sv_nontransactional_run(SvDeploy *deploy, SvStored *stored,
									bool online);

#endif							/* SV_DEPLOY_NONTRANSACTIONAL_H */
