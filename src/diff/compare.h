/*-------------------------------------------------------------------------
 *
 * compare.h
 *	  The operations that lead from one set of facts to another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_COMPARE_H
#define SV_DIFF_COMPARE_H

#include "fact/operation.h"

extern List *sv_compare_facts(SvFacts *from, SvFacts *to,
							  bool privileges);

extern bool sv_compare_same(SvFacts *from, SvFacts *to, bool privileges);

#endif							/* SV_DIFF_COMPARE_H */
