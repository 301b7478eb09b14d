/*-------------------------------------------------------------------------
 *
 * retype_keys.h
 *	  Primary keys of columns that get another type, and what refers to them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_KEYS_H
#define SV_ONLINE_RETYPE_KEYS_H

#include "online/retype_state.h"

extern bool sv_retype_keys_is_foreign(const SvRetypedPart *part);
extern bool sv_retype_keys_is_primary(const SvRetypedPart *part);
extern const SvFact *sv_retype_keys_whole(const SvFact *part);
extern void sv_retype_keys_find(SvRetype *retype);
extern char *sv_retype_keys_index(const SvFact *key, const char *name);
extern void sv_retype_keys_write_indexes(SvRetype *retype);
extern void sv_retype_keys_succeed(SvRetype *retype, const SvFact *key);

#endif							/* SV_ONLINE_RETYPE_KEYS_H */
