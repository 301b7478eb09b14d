/*-------------------------------------------------------------------------
 *
 * snapshot.h
 *	  Reads the facts of schemas from the catalogs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SNAPSHOT_H
#define SV_SNAPSHOT_H

#include "pure/fact.h"

extern SvSnapshot *sv_snapshot_read(List *namespaces, bool with_needs);
extern void sv_snapshot_read_needs(SvSnapshot *snapshot);

#endif							/* SV_SNAPSHOT_H */
