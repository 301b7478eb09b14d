/*-------------------------------------------------------------------------
 *
 * indexes.h
 *	  Recipes for indexes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_INDEXES_H
#define SV_ONLINE_INDEXES_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_indexes_recipes[];

extern const SvFact *sv_indexes_whole(const SvFact *index);
extern bool sv_indexes_is_exclusion(const SvFact *constraint);
extern List *sv_indexes_parts(const SvFact *index);
extern void sv_indexes_attach(SvOnlinePlan *plan, const SvFact *index,
							  SvPhase phase, int group);

#endif							/* SV_ONLINE_INDEXES_H */
