/*-------------------------------------------------------------------------
 *
 * outsiders.h
 *	  Objects that are not compared, and stand in the way of a change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_OUTSIDERS_H
#define SV_CATALOG_OUTSIDERS_H

#include "fact/fact.h"

extern List *sv_outsiders_find(const SvFacts *facts, const List *drops,
							   const List *changes);

#endif							/* SV_CATALOG_OUTSIDERS_H */
