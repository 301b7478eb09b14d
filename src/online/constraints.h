/*-------------------------------------------------------------------------
 *
 * constraints.h
 *	  Recipes for checks, foreign keys and constraints of domains.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_CONSTRAINTS_H
#define SV_ONLINE_CONSTRAINTS_H

#include "online/recipe.h"

extern const SvOnlineRecipe sv_constraints_recipes[];

extern char *sv_constraints_unchecked(const SvFact *constraint,
									  const char *name);
extern void sv_constraints_validate(SvOnlinePlan *plan,
									const SvFact *constraint,
									const char *name, SvPhase phase);

#endif							/* SV_ONLINE_CONSTRAINTS_H */
