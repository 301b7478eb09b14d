/*-------------------------------------------------------------------------
 *
 * inherit.h
 *	  What is inherited comes and goes with what it is inherited from.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_INHERIT_H
#define SV_INHERIT_H

#include "pure/operation.h"

extern List *sv_inherit_leave(List *operations);

#endif							/* SV_INHERIT_H */
