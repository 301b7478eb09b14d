/*-------------------------------------------------------------------------
 *
 * impact_check.h
 *	  What plpgsql_check says about functions, where it is installed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_CHECK_H
#define SV_PROOF_IMPACT_CHECK_H

#include "proof/impact_query.h"

extern const char *sv_impact_check_find(void);
extern List *sv_impact_check_run(const char *checker,
								 const SvImpactQuery *query);

#endif							/* SV_PROOF_IMPACT_CHECK_H */
