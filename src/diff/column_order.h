/*-------------------------------------------------------------------------
 *
 * column_order.h
 *	  Columns that are in another order than declared, or come from elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_COLUMN_ORDER_H
#define SV_DIFF_COLUMN_ORDER_H

#include "fact/fact.h"

extern List *sv_column_order_find(const SvFacts *from);
extern void sv_column_order_report(const SvFacts *from,
								   const char *schema);

#endif							/* SV_DIFF_COLUMN_ORDER_H */
