/*-------------------------------------------------------------------------
 *
 * loops.h
 *	  Operations that wait for each other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_LOOPS_H
#define SV_DIFF_LOOPS_H

#include "fact/operation.h"

extern List *sv_loops_split_types(List *operations);
extern SvOperation *sv_loops_break(List *operations);

#endif							/* SV_DIFF_LOOPS_H */
