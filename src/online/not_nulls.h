/*-------------------------------------------------------------------------
 *
 * not_nulls.h
 *	  Recipes for NOT NULL of columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_NOT_NULLS_H
#define SV_ONLINE_NOT_NULLS_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_not_nulls_recipes[];

extern void sv_not_nulls_write(SvOnlinePlan *plan, const SvFact *column);

#endif							/* SV_ONLINE_NOT_NULLS_H */
