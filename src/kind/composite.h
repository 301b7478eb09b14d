/*-------------------------------------------------------------------------
 *
 * composite.h
 *	  Composite types.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_COMPOSITE_H
#define SV_KIND_COMPOSITE_H

#include "fact/operation.h"

extern char *sv_composite_convert(SvOperation *operation, const SvFact *user,
								  const char *type, const char *value);

#endif							/* SV_KIND_COMPOSITE_H */
