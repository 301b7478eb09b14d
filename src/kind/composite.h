/*-------------------------------------------------------------------------
 *
 * composite.h
 *	  Composite types.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMPOSITE_H
#define SV_COMPOSITE_H

#include "pure/operation.h"

extern char *sv_composite_convert(SvOperation *operation, const SvFact *user,
								  const char *type, const char *value);

#endif							/* SV_COMPOSITE_H */
