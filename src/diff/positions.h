/*-------------------------------------------------------------------------
 *
 * positions.h
 *	  Where a new sequence begins if there are numbers already.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_POSITIONS_H
#define SV_DIFF_POSITIONS_H

#include "nodes/pg_list.h"

extern void sv_positions_keep(List *operations);

#endif							/* SV_DIFF_POSITIONS_H */
