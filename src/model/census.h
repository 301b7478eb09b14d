/*-------------------------------------------------------------------------
 *
 * census.h
 *	  Which kinds of objects there are at all.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CENSUS_H
#define SV_CENSUS_H

#include "pure/fact.h"

typedef struct SvCensus SvCensus;

extern SvCensus *sv_census_make(List *namespaces);
extern bool sv_census_has(SvCensus *census, const SvKind *kind);

#endif							/* SV_CENSUS_H */
