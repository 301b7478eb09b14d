/*-------------------------------------------------------------------------
 *
 * retype_swap.h
 *	  The moment at which a column of another type takes the place of the old one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_SWAP_H
#define SV_ONLINE_RETYPE_SWAP_H

#include "online/retype_state.h"

extern const char *sv_retype_swap_write(SvRetype *retype, int first);
extern void sv_retype_swap_contract(SvRetype *retype);

#endif							/* SV_ONLINE_RETYPE_SWAP_H */
