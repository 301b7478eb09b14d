/*-------------------------------------------------------------------------
 *
 * merge.h
 *	  Changes of a table that share the work on its rows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_MERGE_H
#define SV_DIFF_MERGE_H

#include "fact/operation.h"

extern void sv_merge_operations(List *operations);

#endif							/* SV_DIFF_MERGE_H */
