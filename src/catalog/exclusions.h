/*-------------------------------------------------------------------------
 *
 * exclusions.h
 *	  Objects that are left out of a snapshot.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_EXCLUSIONS_H
#define SV_CATALOG_EXCLUSIONS_H

#include "fact/fact.h"

typedef struct SvExclusions SvExclusions;

extern SvExclusions *sv_exclusions_read(void);
extern bool sv_exclusions_cover(const SvExclusions *exclusions,
								const SvFact *fact);

#endif							/* SV_CATALOG_EXCLUSIONS_H */
