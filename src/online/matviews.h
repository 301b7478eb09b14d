/*-------------------------------------------------------------------------
 *
 * matviews.h
 *	  Recipes for materialized views.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_MATVIEWS_H
#define SV_ONLINE_MATVIEWS_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_matviews_recipes[];

#endif							/* SV_ONLINE_MATVIEWS_H */
