/*-------------------------------------------------------------------------
 *
 * cycle.h
 *	  Finds cycles in what should be an acyclic graph.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CYCLE_H
#define SV_CYCLE_H

#include "pure/graph.h"

extern void sv_cycle_check(const SvGraph *graph);

#endif							/* SV_CYCLE_H */
