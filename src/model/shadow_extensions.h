/*-------------------------------------------------------------------------
 *
 * shadow_extensions.h
 *	  Extensions that scripts create and drop, moved out of the way.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_EXTENSIONS_H
#define SV_MODEL_SHADOW_EXTENSIONS_H

#include "nodes/pg_list.h"

extern List *sv_shadow_extensions_replaceable(List *words);
extern void sv_shadow_extensions_move_aside(List *names);

#endif							/* SV_MODEL_SHADOW_EXTENSIONS_H */
