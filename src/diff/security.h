/*-------------------------------------------------------------------------
 *
 * security.h
 *	  Operations that take protection away.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_SECURITY_H
#define SV_DIFF_SECURITY_H

#include "fact/operation.h"

extern void sv_security_find(List *operations, const SvFacts *from,
							 const SvFacts *to);

#endif							/* SV_DIFF_SECURITY_H */
