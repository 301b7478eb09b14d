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
	const char *role;			/* of the "from" side: who runs statements */
	struct SvAsideNames *aside_names;
	List	   *operations;		/* of SvOperation: all */
	List	   *queue;			/* those whose dependents are to be checked */
} SvWorklist;

extern SvOperation *sv_worklist_add(SvWorklist *worklist, SvAction action,
									SvFact *from, SvFact *to);
extern void sv_worklist_recreate(SvWorklist *worklist, SvFact *from,
								 bool differs);

#endif							/* SV_DIFF_WORKLIST_H */
