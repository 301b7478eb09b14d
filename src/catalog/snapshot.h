/*-------------------------------------------------------------------------
 *
 * snapshot.h
 *	  Reads the facts of schemas from the catalogs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_SNAPSHOT_H
#define SV_CATALOG_SNAPSHOT_H

#include "fact/fact.h"

extern SvFacts *sv_snapshot_read(List *namespaces, bool with_needs);
extern const char *sv_snapshot_role(void);
extern void sv_snapshot_read_needs(SvFacts *facts);

#endif							/* SV_CATALOG_SNAPSHOT_H */
