/*-------------------------------------------------------------------------
 *
 * shadow_name.h
 *	  The names of objects that are out of the way in a shadow.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_SHADOW_NAME_H
#define SV_CATALOG_SHADOW_NAME_H

#define SV_SHADOW_PREFIX "schemaver_aside_"

extern char *sv_shadow_name_make(Oid object);
extern bool sv_shadow_name_is(const char *name);

#endif							/* SV_CATALOG_SHADOW_NAME_H */
