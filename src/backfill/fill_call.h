/*-------------------------------------------------------------------------
 *
 * fill_call.h
 *	  The arguments of backfills.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_FILL_CALL_H
#define SV_BACKFILL_FILL_CALL_H

#include "datatype/timestamp.h"

#include "backfill/fill.h"
#include "file/backfill.h"

extern void sv_fill_call_read(const SvBackfillCall *call, SvFill *fill);
extern void sv_fill_call_check(const SvFill *fill);
extern int	sv_fill_call_milliseconds(const Interval *interval);

#endif							/* SV_BACKFILL_FILL_CALL_H */
