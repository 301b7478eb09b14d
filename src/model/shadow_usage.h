/*-------------------------------------------------------------------------
 *
 * shadow_usage.h
 *	  USAGE on copied schemas for the roles that have it on the originals.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_USAGE_H
#define SV_MODEL_SHADOW_USAGE_H

extern void sv_shadow_usage_lend(Oid schema, Oid original);
extern void sv_shadow_usage_take_back(Oid schema);

#endif							/* SV_MODEL_SHADOW_USAGE_H */
