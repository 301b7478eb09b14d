/*-------------------------------------------------------------------------
 *
 * impact_sources.h
 *	  Where the queries come from that upgrades may break.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_SOURCES_H
#define SV_PROOF_IMPACT_SOURCES_H

#include "proof/impact_query.h"

extern List *sv_impact_sources_read(void);
extern List *sv_impact_sources_views(List *schemas);

#endif							/* SV_PROOF_IMPACT_SOURCES_H */
