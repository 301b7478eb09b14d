/*-------------------------------------------------------------------------
 *
 * online_run.h
 *	  Runs a script, and writes the steps of its online form on the way.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ONLINE_RUN_H
#define SV_PROOF_ONLINE_RUN_H

#include "online/recipe.h"
#include "proof/rehearsal.h"

extern ErrorData *sv_online_run_script(SvRehearsal *rehearsal,
									   const SvRehearsedStep *step,
									   const SvFacts *start,
									   SvOnlinePlan *plan);

#endif							/* SV_PROOF_ONLINE_RUN_H */
