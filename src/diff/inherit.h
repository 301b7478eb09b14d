/*-------------------------------------------------------------------------
 *
 * inherit.h
 *	  What is inherited comes and goes with what it is inherited from.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_INHERIT_H
#define SV_DIFF_INHERIT_H

#include "fact/operation.h"

extern List *sv_inherit_leave(List *operations);

#endif							/* SV_DIFF_INHERIT_H */
