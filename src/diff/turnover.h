/*-------------------------------------------------------------------------
 *
 * turnover.h
 *	  Partitions that come and go.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_TURNOVER_H
#define SV_DIFF_TURNOVER_H

#include "fact/fact.h"

extern void sv_turnover_omit(SvFacts *then, SvFacts *now);

#endif							/* SV_DIFF_TURNOVER_H */
