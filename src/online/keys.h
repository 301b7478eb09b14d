/*-------------------------------------------------------------------------
 *
 * keys.h
 *	  Recipes for primary keys and UNIQUE.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_KEYS_H
#define SV_ONLINE_KEYS_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_keys_recipes[];

#endif							/* SV_ONLINE_KEYS_H */
