/*-------------------------------------------------------------------------
 *
 * frozen.h
 *	  Snapshots as bytes, to be kept.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FROZEN_H
#define SV_FROZEN_H

#include "model/scan.h"
#include "pure/fact.h"

extern bytea *sv_frozen_write(const SvSnapshot *snapshot, const SvScan *scan);
extern SvSnapshot *sv_frozen_read(bytea *bytes, SvScan **scan);

#endif							/* SV_FROZEN_H */
