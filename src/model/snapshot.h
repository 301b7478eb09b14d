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

extern SvSnapshot *sv_snapshot_read(List *namespaces);

#endif							/* SV_SNAPSHOT_H */
