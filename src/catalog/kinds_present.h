/*-------------------------------------------------------------------------
 *
 * kinds_present.h
 *	  Which kinds of objects there are at all.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_KINDS_PRESENT_H
#define SV_CATALOG_KINDS_PRESENT_H

#include "fact/fact.h"

typedef struct SvCensus SvCensus;

extern SvCensus *sv_census_make(List *namespaces);
extern bool sv_census_has(SvCensus *census, const SvKind *kind);

#endif							/* SV_CATALOG_KINDS_PRESENT_H */
