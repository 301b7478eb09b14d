/*-------------------------------------------------------------------------
 *
 * shadow_globals.h
 *	  Objects outside schemas, while a model is evaluated.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_GLOBALS_H
#define SV_MODEL_SHADOW_GLOBALS_H

#include "catalog/objectaddress.h"
#include "nodes/pg_list.h"

extern void sv_shadow_globals_move_aside(Oid role);
extern void sv_shadow_globals_move_one_aside(const ObjectAddress *object);
extern List *sv_shadow_globals_disable_triggers(void);
extern void sv_shadow_globals_restore_triggers(List *triggers);

#endif							/* SV_MODEL_SHADOW_GLOBALS_H */
