/*-------------------------------------------------------------------------
 *
 * rewrite.h
 *	  A statement of a plain script as steps of its online form.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_REWRITE_H
#define SV_ONLINE_REWRITE_H

#include "online/recipe.h"

extern bool sv_rewrite_changes_schema(const Node *statement);
extern void sv_rewrite_statement(SvOnlinePlan *plan,
								 const SvOnlineSituation *situation,
								 List *operations);

#endif							/* SV_ONLINE_REWRITE_H */
