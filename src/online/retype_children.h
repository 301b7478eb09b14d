/*-------------------------------------------------------------------------
 *
 * retype_children.h
 *	  Tables that have inherited columns which get another type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_CHILDREN_H
#define SV_ONLINE_RETYPE_CHILDREN_H

#include "online/retype_state.h"

extern const SvFact *sv_retype_children_origin(const SvFact *column);
extern const char *sv_retype_children_refuse(const SvRetype *retype,
											 const SvRetypedColumn *column);
extern const SvFact *sv_retype_children_root(const SvRetype *retype,
											 const SvFact *table);
extern List *sv_retype_children_of(const SvRetype *retype,
								   const SvFact *table);
extern bool sv_retype_children_is_local(const SvRetypedColumn *column);

#endif							/* SV_ONLINE_RETYPE_CHILDREN_H */
