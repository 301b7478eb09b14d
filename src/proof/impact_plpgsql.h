/*-------------------------------------------------------------------------
 *
 * impact_plpgsql.h
 *	  Analyzes the statements and expressions of functions in PL/pgSQL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_PLPGSQL_H
#define SV_PROOF_IMPACT_PLPGSQL_H

#include "proof/impact_query.h"

extern List *sv_impact_plpgsql_run(const SvImpactQuery *query);

#endif							/* SV_PROOF_IMPACT_PLPGSQL_H */
