/*-------------------------------------------------------------------------
 *
 * recipes.h
 *	  All recipes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RECIPES_H
#define SV_ONLINE_RECIPES_H

#include "online/recipe.h"

extern bool sv_recipes_write(SvOnlinePlan *plan, SvOperation *operation,
							 const SvOnlineSituation *situation);
extern bool sv_recipes_write_statement(SvOnlinePlan *plan,
									   const SvOnlineSituation *situation);

#endif							/* SV_ONLINE_RECIPES_H */
