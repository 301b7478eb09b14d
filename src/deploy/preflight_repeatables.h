/*-------------------------------------------------------------------------
 *
 * preflight_repeatables.h
 *	  What a preflight finds out about repeatable scripts and checks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_REPEATABLES_H
#define SV_DEPLOY_PREFLIGHT_REPEATABLES_H

#include "graph/state.h"

extern List *sv_preflight_repeatables_check(const SvState *state, List *nodes);

#endif							/* SV_DEPLOY_PREFLIGHT_REPEATABLES_H */
