/*-------------------------------------------------------------------------
 *
 * impact_analysis.h
 *	  Analyzes queries without executing anything of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_ANALYSIS_H
#define SV_PROOF_IMPACT_ANALYSIS_H

#include "parser/parse_node.h"

#include "proof/impact_query.h"
#include "server/subtransaction.h"

extern ErrorData *sv_impact_analysis_try(SvSubtransactionCallback work,
										 void *arg,
										 const SvImpactQuery *query);
extern List *sv_impact_analysis_statements(const SvImpactQuery *query);
extern List *sv_impact_analysis_view(const SvImpactQuery *query);
extern List *sv_impact_analysis_sql(const SvImpactQuery *query);
extern List *sv_impact_analysis_targets(Query *query);
extern void sv_impact_analysis_rewrite(Query *query);

#endif							/* SV_PROOF_IMPACT_ANALYSIS_H */
