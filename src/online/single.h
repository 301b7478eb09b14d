/*-------------------------------------------------------------------------
 *
 * single.h
 *	  Operations on one fact, apart from all others.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_SINGLE_H
#define SV_ONLINE_SINGLE_H

#include "fact/operation.h"

extern SvOperation *sv_single_create(const SvOperation *like, SvFact *fact);
extern SvOperation *sv_single_drop(const SvOperation *like, SvFact *fact);
extern SvOperation *sv_single_alter(const SvOperation *like, SvFact *from,
									SvFact *to);
extern SvOperation *sv_single_set_not_null(const SvOperation *like,
										   const SvFact *column);
extern SvFact *sv_single_bare_column(const SvFact *column);

#endif							/* SV_ONLINE_SINGLE_H */
