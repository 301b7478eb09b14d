/*-------------------------------------------------------------------------
 *
 * shadow_globals.h
 *	  What is outside of schemas, for the time of a look.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_GLOBALS_H
#define SV_MODEL_SHADOW_GLOBALS_H

#include "nodes/pg_list.h"

extern void sv_shadow_globals_clear(Oid role);
extern List *sv_shadow_globals_silence(void);
extern void sv_shadow_globals_unsilence(List *triggers);

#endif							/* SV_MODEL_SHADOW_GLOBALS_H */
