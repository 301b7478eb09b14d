/*-------------------------------------------------------------------------
 *
 * adoption.h
 *	  Which of several equal indexes of a partition belongs to the parent's.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_ADOPTION_H
#define SV_DIFF_ADOPTION_H

#include "diff/worklist.h"

extern void sv_adoption_check(SvWorklist *worklist,
							  const SvOperation *operation);
extern void sv_adoption_link(SvOperation *operation);

#endif							/* SV_DIFF_ADOPTION_H */
