/*-------------------------------------------------------------------------
 *
 * retype_sync.h
 *	  The trigger that keeps two columns alike while a type changes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_SYNC_H
#define SV_ONLINE_RETYPE_SYNC_H

#include "online/retype_state.h"

extern char *sv_retype_sync_name(const SvRetype *retype, const SvFact *table);
extern char *sv_retype_sync_function(const SvRetype *retype, const SvFact *table);
extern void sv_retype_sync_write(SvRetype *retype, const SvFact *table);
extern void sv_retype_sync_drop(SvRetype *retype, const SvFact *table,
								SvPhase phase, int group);
extern char *sv_retype_sync_after(const SvRetype *retype, const SvFact *table);

#endif							/* SV_ONLINE_RETYPE_SYNC_H */
