/*-------------------------------------------------------------------------
 *
 * kinds_present.h
 *	  Kinds of which there are objects.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_KINDS_PRESENT_H
#define SV_CATALOG_KINDS_PRESENT_H

#include "fact/fact.h"

typedef struct SvKindsPresent SvKindsPresent;

extern SvKindsPresent *sv_kinds_present_make(List *namespaces);
extern bool sv_kinds_present_has(SvKindsPresent *present, const SvKind *kind);

#endif							/* SV_CATALOG_KINDS_PRESENT_H */
