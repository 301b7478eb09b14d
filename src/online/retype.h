/*-------------------------------------------------------------------------
 *
 * retype.h
 *	  The recipe for columns that get another type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_H
#define SV_ONLINE_RETYPE_H

#include "online/recipe.h"

extern bool sv_retype_write(SvOnlinePlan *plan,
							const SvOnlineSituation *situation);

#endif							/* SV_ONLINE_RETYPE_H */
