/*-------------------------------------------------------------------------
 *
 * bodies.h
 *	  Operations that run functions of which it is not known what they use.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_BODIES_H
#define SV_DIFF_BODIES_H

#include "fact/operation.h"

extern void sv_bodies_postpone(List *operations);
extern int	sv_bodies_compare(const SvOperation *a, const SvOperation *b);

#endif							/* SV_DIFF_BODIES_H */
