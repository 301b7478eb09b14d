/*-------------------------------------------------------------------------
 *
 * order.h
 *	  The order in which revisions run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ORDER_H
#define SV_ORDER_H

#include "pure/graph.h"

extern List *sv_order_sort(const SvGraph *graph, const SvSet set);

#endif							/* SV_ORDER_H */
