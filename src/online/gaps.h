/*-------------------------------------------------------------------------
 *
 * gaps.h
 *	  What a script takes away and gives back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_GAPS_H
#define SV_ONLINE_GAPS_H

#include "online/recipe.h"

extern void sv_gaps_note(SvOnlinePlan *plan, const SvOperation *operation);
extern bool sv_gaps_close(const SvOnlinePlan *plan, List *steps,
						  bool as_written, int *groups);
extern int	sv_gaps_return(const SvOnlinePlan *plan, const SvOnlineChange *gone);
extern bool sv_gaps_writes(const SvOnlinePlan *plan, const SvOnlineStep *step);

#endif							/* SV_ONLINE_GAPS_H */
