/*-------------------------------------------------------------------------
 *
 * shadow_members.h
 *	  Extensions and their members, moved into other schemas.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_MEMBERS_H
#define SV_MODEL_SHADOW_MEMBERS_H

#include "nodes/pg_list.h"

/* A schema that has stepped aside for another one. */
typedef struct SvShadowMove
{
	Oid			from;
	Oid			to;
} SvShadowMove;

extern void sv_shadow_members_move(List *moves, List *extensions, Oid role);

#endif							/* SV_MODEL_SHADOW_MEMBERS_H */
