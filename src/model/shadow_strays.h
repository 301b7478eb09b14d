/*-------------------------------------------------------------------------
 *
 * shadow_strays.h
 *	  Refuses models that change objects outside their schemas.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_STRAYS_H
#define SV_MODEL_SHADOW_STRAYS_H

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

extern void sv_shadow_strays_refuse(List *namespaces, TransactionId since,
									Snapshot before);

#endif							/* SV_MODEL_SHADOW_STRAYS_H */
