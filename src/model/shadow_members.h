/*-------------------------------------------------------------------------
 *
 * shadow_members.h
 *	  Moves extensions and their members into the schemas of a shadow.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_MEMBERS_H
#define SV_MODEL_SHADOW_MEMBERS_H

#include "model/statements.h"

/* A schema that was moved out of the way, and the one in its place. */
typedef struct SvShadowMove
{
	Oid			from;			/* InvalidOid if it does not exist */
	Oid			to;
} SvShadowMove;

extern void sv_shadow_members_move(List *moves, const SvStatements *statements,
								   Oid role);

#endif							/* SV_MODEL_SHADOW_MEMBERS_H */
