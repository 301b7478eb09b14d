/*-------------------------------------------------------------------------
 *
 * rehearse.h
 *	  From a range of revisions to the steps of a rehearsal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_REHEARSE_H
#define SV_COMMAND_REHEARSE_H

#include "graph/graph.h"
#include "proof/rehearsal.h"
#include "store/store.h"

/* Steps to be rehearsed, in the order of an upgrade. */
typedef struct SvRehearsalPlan
{
	const SvGraph *graph;
	SvRehearsalStart start;
	List	   *steps;			/* of SvRehearsedStep */
	List	   *nodes;			/* of the graph, one for each step */
	SvStored  **stored;			/* of each step */
	int			first;			/* the first step that is asked about, from 0;
								 * those before it only lead there */
} SvRehearsalPlan;

extern SvRehearsalPlan *sv_rehearse_plan(const char *command,
										 const char *range, bool in_place);

#endif							/* SV_COMMAND_REHEARSE_H */
