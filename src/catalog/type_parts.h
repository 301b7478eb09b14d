/*-------------------------------------------------------------------------
 *
 * type_parts.h
 *	  Labels and attributes of types, with their addresses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_TYPE_PARTS_H
#define SV_CATALOG_TYPE_PARTS_H

#include "fact/fact.h"

extern List *sv_type_parts_read(const SvFacts *facts);

#endif							/* SV_CATALOG_TYPE_PARTS_H */
