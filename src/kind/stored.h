/*-------------------------------------------------------------------------
 *
 * stored.h
 *	  Types that there are values of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORED_H
#define SV_STORED_H

#include "pure/fact.h"

extern bool sv_stored_type(const SvFact *type);
extern bool sv_stored_by(const SvFact *user);

#endif							/* SV_STORED_H */
