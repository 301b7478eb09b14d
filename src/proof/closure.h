/*-------------------------------------------------------------------------
 *
 * closure.h
 *	  The objects that scripts can touch, and those that these need.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_CLOSURE_H
#define SV_PROOF_CLOSURE_H

#include "diff/diff.h"

typedef struct SvClosure SvClosure;

extern SvClosure *sv_closure_find(const SvDiff *diff, const SvFacts *database,
								  const SvFacts *declared);
extern SvClosure *sv_closure_of_words(List *words, const SvFacts *facts);
extern bool sv_closure_add_text(SvClosure *closure, const char *text,
								bool always);
extern SvFacts *sv_closure_subset(const SvClosure *closure,
								  const SvFacts *facts,
								  const SvFacts *same);

#endif							/* SV_PROOF_CLOSURE_H */
