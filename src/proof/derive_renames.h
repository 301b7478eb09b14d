/*-------------------------------------------------------------------------
 *
 * derive_renames.h
 *	  The statements that undo what a script has renamed or moved.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_DERIVE_RENAMES_H
#define SV_PROOF_DERIVE_RENAMES_H

#include "proof/rehearsal.h"
#include "proof/renamed.h"

extern SvFacts *sv_derive_renames_undo(SvRehearsal *rehearsal,
									   const SvFacts *before,
									   const List *parts,
									   SvFacts *after, List **renames);

#endif							/* SV_PROOF_DERIVE_RENAMES_H */
