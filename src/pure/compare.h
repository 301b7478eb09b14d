/*-------------------------------------------------------------------------
 *
 * compare.h
 *	  The operations that lead from one snapshot to another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMPARE_H
#define SV_COMPARE_H

#include "pure/operation.h"

extern List *sv_compare_snapshots(SvSnapshot *from, SvSnapshot *to,
								  bool privileges);

#endif							/* SV_COMPARE_H */
