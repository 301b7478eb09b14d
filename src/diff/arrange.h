/*-------------------------------------------------------------------------
 *
 * arrange.h
 *	  Operations in an order in which they can be run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_ARRANGE_H
#define SV_DIFF_ARRANGE_H

#include "fact/operation.h"

extern List *sv_arrange_operations(List *operations);

#endif							/* SV_DIFF_ARRANGE_H */
