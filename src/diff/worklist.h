/*-------------------------------------------------------------------------
 *
 * worklist.h
 *	  Operations that are found, and those whose dependents are to be checked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_WORKLIST_H
#define SV_DIFF_WORKLIST_H

#include "fact/operation.h"

typedef struct SvWorklist
{
	const char *role;
	List	   *operations;
	List	   *queue;			/* whose dependents are to be looked at */
} SvWorklist;

extern SvOperation *sv_worklist_add(SvWorklist *worklist, SvAction action,
									SvFact *from, SvFact *to);
extern void sv_worklist_recreate(SvWorklist *worklist, SvFact *from,
								 bool differs);

#endif							/* SV_DIFF_WORKLIST_H */
