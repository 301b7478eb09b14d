/*-------------------------------------------------------------------------
 *
 * trial.h
 *	  Scripts, tried on schemas without rows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_TRIAL_H
#define SV_PROOF_TRIAL_H

#include "diff/diff.h"
#include "model/model.h"

extern char *sv_trial_scripts(SvModel *model, const SvDiff *diff,
							  SvFacts *declared);

#endif							/* SV_PROOF_TRIAL_H */
