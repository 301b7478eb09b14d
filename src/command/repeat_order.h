/*-------------------------------------------------------------------------
 *
 * repeat_order.h
 *	  The order in which repeatable scripts are run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_REPEAT_ORDER_H
#define SV_COMMAND_REPEAT_ORDER_H

#include "nodes/pg_list.h"

extern List *sv_repeat_order_sort(List *repeatables);

#endif							/* SV_COMMAND_REPEAT_ORDER_H */
