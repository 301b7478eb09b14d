/*-------------------------------------------------------------------------
 *
 * carry.h
 *	  What a run has changed, carried over to other facts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_CARRY_H
#define SV_DIFF_CARRY_H

#include "fact/fact.h"

extern SvFacts *sv_carry_over(const SvFacts *base, const SvFacts *before,
							  const SvFacts *after);

#endif							/* SV_DIFF_CARRY_H */
