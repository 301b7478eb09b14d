/*-------------------------------------------------------------------------
 *
 * trial.h
 *	  Tests the scripts of a revision on a copy of the schemas.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_TRIAL_H
#define SV_PROOF_TRIAL_H

#include "diff/diff.h"
#include "model/model.h"

extern char *sv_trial_scripts(SvModel *model, SvDiff *diff,
							  SvFacts *declared, SvFacts *database);

#endif							/* SV_PROOF_TRIAL_H */
