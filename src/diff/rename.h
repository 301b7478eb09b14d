/*-------------------------------------------------------------------------
 *
 * rename.h
 *	  Objects that are dropped and created, and only have another name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_RENAME_H
#define SV_DIFF_RENAME_H

#include "diff/worklist.h"

extern void sv_rename_find(SvWorklist *worklist);

#endif							/* SV_DIFF_RENAME_H */
