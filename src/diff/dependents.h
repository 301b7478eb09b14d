/*-------------------------------------------------------------------------
 *
 * dependents.h
 *	  Objects that operations on others affect.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_DEPENDENTS_H
#define SV_DIFF_DEPENDENTS_H

#include "diff/worklist.h"

extern void sv_dependents_find(SvWorklist *worklist);

#endif							/* SV_DIFF_DEPENDENTS_H */
