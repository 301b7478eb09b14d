/*-------------------------------------------------------------------------
 *
 * inherit.h
 *	  Operations that the server does along with others.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_INHERIT_H
#define SV_DIFF_INHERIT_H

#include "fact/operation.h"

extern bool sv_inherit_is_own(const SvFact *fact);
extern List *sv_inherit_leave(List *operations);

#endif							/* SV_DIFF_INHERIT_H */
