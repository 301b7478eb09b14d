/*-------------------------------------------------------------------------
 *
 * fold.h
 *	  Operations that are done by the statement of another one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_FOLD_H
#define SV_DIFF_FOLD_H

#include "fact/operation.h"

extern void sv_fold_operations(List *sorted);

#endif							/* SV_DIFF_FOLD_H */
