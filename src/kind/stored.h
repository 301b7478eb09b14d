/*-------------------------------------------------------------------------
 *
 * stored.h
 *	  Types of which there are stored values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_STORED_H
#define SV_KIND_STORED_H

#include "fact/fact.h"

extern bool sv_stored_type(const SvFact *type);
extern bool sv_stored_by(const SvFact *user);
extern bool sv_stored_is_tied(const SvFact *type);

#endif							/* SV_KIND_STORED_H */
