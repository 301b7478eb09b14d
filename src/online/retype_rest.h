/*-------------------------------------------------------------------------
 *
 * retype_rest.h
 *	  What a statement does to other columns than those that get another type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_REST_H
#define SV_ONLINE_RETYPE_REST_H

#include "online/retype_state.h"

extern bool sv_retype_rest_write(SvRetype *retype, SvFacts *reached);

#endif							/* SV_ONLINE_RETYPE_REST_H */
