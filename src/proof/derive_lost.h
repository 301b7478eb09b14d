/*-------------------------------------------------------------------------
 *
 * derive_lost.h
 *	  What a script loses for good.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_DERIVE_LOST_H
#define SV_PROOF_DERIVE_LOST_H

#include "diff/diff.h"

extern List *sv_derive_lost_lines(const SvFacts *before, const SvFacts *after,
								  const SvDiff *downgrade);

#endif							/* SV_PROOF_DERIVE_LOST_H */
