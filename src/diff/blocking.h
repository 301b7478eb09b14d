/*-------------------------------------------------------------------------
 *
 * blocking.h
 *	  Who waits while the statement of an operation works.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_BLOCKING_H
#define SV_DIFF_BLOCKING_H

#include "fact/operation.h"

extern void sv_blocking_find(List *operations);

#endif							/* SV_DIFF_BLOCKING_H */
