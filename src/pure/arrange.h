/*-------------------------------------------------------------------------
 *
 * arrange.h
 *	  Operations in an order in which they can be run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ARRANGE_H
#define SV_ARRANGE_H

#include "pure/operation.h"

extern List *sv_arrange_operations(List *operations);

#endif							/* SV_ARRANGE_H */
