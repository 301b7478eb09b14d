/*-------------------------------------------------------------------------
 *
 * replay.h
 *	  The schemas as revisions make them from nothing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_REPLAY_H
#define SV_PROOF_REPLAY_H

#include "fact/fact.h"

extern SvFacts *sv_replay_facts(List *steps, List *repeated);

#endif							/* SV_PROOF_REPLAY_H */
