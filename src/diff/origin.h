/*-------------------------------------------------------------------------
 *
 * origin.h
 *	  Columns of child tables that become the table's own.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_ORIGIN_H
#define SV_DIFF_ORIGIN_H

#include "diff/worklist.h"

extern bool sv_origin_changes(const SvFact *table);
extern void sv_origin_find(SvWorklist *worklist, const List *facts);

#endif							/* SV_DIFF_ORIGIN_H */
