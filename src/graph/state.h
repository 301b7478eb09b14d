/*-------------------------------------------------------------------------
 *
 * state.h
 *	  What is applied in a database, in terms of its graph.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_STATE_H
#define SV_GRAPH_STATE_H

#include "graph/graph.h"

typedef struct SvState
{
	const SvGraph *graph;
	SvSet		applied;
	List	   *unknown;		/* of char *: applied, but not in the graph */
	SvSet		changed;		/* applied, and their scripts have changed
								 * since; NULL: not known */
} SvState;

extern List *sv_state_version(const SvState *state);
extern SvSet sv_state_missing(const SvState *state);
extern List *sv_state_pending_heads(const SvState *state);
extern List *sv_state_absent(const SvState *state);

#endif							/* SV_GRAPH_STATE_H */
