/*-------------------------------------------------------------------------
 *
 * needs.h
 *	  Dependencies between facts, read from the catalogs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_NEEDS_H
#define SV_CATALOG_NEEDS_H

#include "fact/fact.h"
#include "server/query.h"

extern void sv_needs_read(SvFacts *facts);
extern SvAddress sv_needs_address(const SvRow *row, int column);

#endif							/* SV_CATALOG_NEEDS_H */
