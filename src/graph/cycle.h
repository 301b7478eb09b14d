/*-------------------------------------------------------------------------
 *
 * cycle.h
 *	  Finds cycles in what should be an acyclic graph.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_CYCLE_H
#define SV_GRAPH_CYCLE_H

#include "graph/graph.h"

extern void sv_cycle_check(const SvGraph *graph);

#endif							/* SV_GRAPH_CYCLE_H */
