/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  Which revisions a command concerns, and in which order.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_PLAN_H
#define SV_GRAPH_PLAN_H

#include "graph/target.h"
#include "schemaver.h"

/* The result of a stamp. */
typedef struct SvStamp
{
	SvSet		after;			/* applied after it */
	SvSet		meant;			/* the targets and what they depend on */
} SvStamp;

extern List *sv_plan_upgrade(const SvState *state, const SvPlace *place,
							 SvMissingPolicy policy);
extern List *sv_plan_downgrade(const SvState *state, const SvPlace *place);
extern SvStamp sv_plan_stamp(const SvState *state, List *targets, bool purge);
extern List *sv_plan_history(const SvState *state, const char *range);
extern SvState *sv_plan_pretend(const SvState *state, const char *from);
extern const char *sv_plan_problem(const SvGraph *graph, int node,
								   bool upgrade);
extern void sv_plan_require_known(const SvState *state);

#endif							/* SV_GRAPH_PLAN_H */
