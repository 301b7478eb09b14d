/*-------------------------------------------------------------------------
 *
 * part_work.h
 *	  The work that the statements of a generated script make the server do.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_PART_WORK_H
#define SV_PROOF_PART_WORK_H

#include "diff/part.h"
#include "server/executor.h"

/* Observes one run of a script; "watch" is for sv_executor_run(). */
typedef struct SvPartWatch
{
	SvWatch		watch;
	List	   *parts;			/* of SvPart */
	SvPartWork *works;			/* of each of them, in their order */
	int			current;		/* of the last statement, from 0 */
	struct SvMeasure *measure;	/* NULL: the script has not begun */
} SvPartWatch;

extern SvPartWatch *sv_part_work_watch(List *parts);
extern void sv_part_work_settle(const SvPartWatch *observer);

#endif							/* SV_PROOF_PART_WORK_H */
