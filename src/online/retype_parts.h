/*-------------------------------------------------------------------------
 *
 * retype_parts.h
 *	  What hangs on columns that get another type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_PARTS_H
#define SV_ONLINE_RETYPE_PARTS_H

#include "online/retype_state.h"

extern void sv_retype_parts_find(SvRetype *retype);
extern const char *sv_retype_parts_refuse(const SvRetypedPart *part);
extern void sv_retype_parts_write(SvRetype *retype);
extern bool sv_retype_parts_inherits_not_null(const SvRetypedColumn *column);

#endif							/* SV_ONLINE_RETYPE_PARTS_H */
