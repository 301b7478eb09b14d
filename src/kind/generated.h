/*-------------------------------------------------------------------------
 *
 * generated.h
 *	  Generated columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_GENERATED_H
#define SV_KIND_GENERATED_H

#include "fact/operation.h"

extern bool sv_generated_needs_recreate(const SvFact *from, const SvFact *to);
extern bool sv_generated_is_stored(const char *generated);
extern void sv_generated_alter(SvOperation *operation);

#endif							/* SV_KIND_GENERATED_H */
