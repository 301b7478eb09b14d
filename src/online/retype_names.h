/*-------------------------------------------------------------------------
 *
 * retype_names.h
 *	  Names of the columns of indexes after the swap.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_NAMES_H
#define SV_ONLINE_RETYPE_NAMES_H

#include "online/retype_state.h"

extern void sv_retype_names_write(SvRetype *retype, SvFacts *reached,
								  const List *index_columns, int last);

#endif							/* SV_ONLINE_RETYPE_NAMES_H */
