/*-------------------------------------------------------------------------
 *
 * cache.h
 *	  The graph, cached for the session, and what is applied on it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_CACHE_H
#define SV_STORE_CACHE_H

#include "store/store.h"

extern SvState *sv_cache_state(void);
extern void sv_cache_insert(const SvRevision *revision, const SvStored *stored);
extern const SvGraph *sv_cache_graph(void);
extern uint64 sv_cache_generation(void);

#endif							/* SV_STORE_CACHE_H */
