/*-------------------------------------------------------------------------
 *
 * partitions.h
 *	  Recipes for tables that become partitions, or cease to be.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_PARTITIONS_H
#define SV_ONLINE_PARTITIONS_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_partitions_recipes[];

#endif							/* SV_ONLINE_PARTITIONS_H */
