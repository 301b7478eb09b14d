/*-------------------------------------------------------------------------
 *
 * shadow_functions.h
 *	  Texts of functions that name the schema they are in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_FUNCTIONS_H
#define SV_MODEL_SHADOW_FUNCTIONS_H

extern void sv_shadow_functions_rename(Oid schema, const char *from,
									   const char *to);

#endif							/* SV_MODEL_SHADOW_FUNCTIONS_H */
