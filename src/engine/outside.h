/*-------------------------------------------------------------------------
 *
 * outside.h
 *	  Revisions that are run outside of a transaction block, statement by
 *	  statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_OUTSIDE_H
#define SV_OUTSIDE_H

#include "engine/step.h"

extern void sv_outside_run(SvDeploy *deploy, SvStored *stored);

#endif							/* SV_OUTSIDE_H */
