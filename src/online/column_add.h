/*-------------------------------------------------------------------------
 *
 * column_add.h
 *	  Recipes for new columns whose values are computed row by row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_COLUMN_ADD_H
#define SV_ONLINE_COLUMN_ADD_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_column_add_recipes[];

#endif							/* SV_ONLINE_COLUMN_ADD_H */
