/*-------------------------------------------------------------------------
 *
 * online_trial.h
 *	  Statements that are tried out before they are run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ONLINE_TRIAL_H
#define SV_PROOF_ONLINE_TRIAL_H

#include "online/recipe.h"
#include "proof/measure.h"
#include "proof/online_unit.h"

extern void *sv_online_trial_begin(SvRehearsal *rehearsal,
								   const SvOnlineUnit *unit);
extern SvFacts *sv_online_trial_run(void *trial, SvMeasure *measure,
									List **measured);
extern SvFacts *sv_online_trial_after_more(void *trial, List *statements,
										   char **problem);
extern SvFacts *sv_online_trial_after_steps(void *trial, List *steps,
											List **index_columns,
											char **problem);
extern const SvOnlineConversion *sv_online_trial_conversion(void *trial,
															Oid table,
															int column);

#endif							/* SV_PROOF_ONLINE_TRIAL_H */
