/*-------------------------------------------------------------------------
 *
 * repacks.h
 *	  The recipe for statements that copy a table as a whole.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_REPACKS_H
#define SV_ONLINE_REPACKS_H

#include "online/recipe.h"

extern const SvOnlineStatementRecipe sv_repacks_recipes[];

#endif							/* SV_ONLINE_REPACKS_H */
