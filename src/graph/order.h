/*-------------------------------------------------------------------------
 *
 * order.h
 *	  The order in which revisions run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_ORDER_H
#define SV_GRAPH_ORDER_H

#include "graph/graph.h"

extern List *sv_order_sort(const SvGraph *graph, const SvSet set);

#endif							/* SV_GRAPH_ORDER_H */
