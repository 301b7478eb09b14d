/*-------------------------------------------------------------------------
 *
 * shadow_privileges.h
 *	  Privileges on members of extensions, while a model is evaluated.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_PRIVILEGES_H
#define SV_MODEL_SHADOW_PRIVILEGES_H

extern void sv_shadow_privileges_reset(Oid role);

#endif							/* SV_MODEL_SHADOW_PRIVILEGES_H */
