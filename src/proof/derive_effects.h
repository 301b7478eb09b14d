/*-------------------------------------------------------------------------
 *
 * derive_effects.h
 *	  What the statements of a script do besides changing the schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_DERIVE_EFFECTS_H
#define SV_PROOF_DERIVE_EFFECTS_H

#include "fact/fact.h"
#include "server/executor.h"

typedef struct SvDerivedEffects SvDerivedEffects;

extern SvDerivedEffects *sv_derive_effects_begin(const SvFacts *before,
												 SvWatch *watch);
extern List *sv_derive_effects_lines(const SvDerivedEffects *effects,
									 const SvFacts *after);

#endif							/* SV_PROOF_DERIVE_EFFECTS_H */
