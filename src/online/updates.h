/*-------------------------------------------------------------------------
 *
 * updates.h
 *	  The recipe for UPDATE: a backfill.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_UPDATES_H
#define SV_ONLINE_UPDATES_H

#include "online/recipe.h"

extern const SvOnlineStatementRecipe sv_updates_recipes[];

#endif							/* SV_ONLINE_UPDATES_H */
