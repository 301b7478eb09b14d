/*-------------------------------------------------------------------------
 *
 * retype.h
 *	  Conversions of columns from one type to another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_RETYPE_H
#define SV_KIND_RETYPE_H

extern const char *sv_retype_cast(const char *from, const char *to);
extern bool sv_retype_find(const char *name, Oid *type, int32 *typmod);
extern bool sv_retype_is_domain(const char *name);
extern bool sv_retype_narrows(const char *from, const char *to);

#endif							/* SV_KIND_RETYPE_H */
