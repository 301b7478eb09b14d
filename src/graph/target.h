/*-------------------------------------------------------------------------
 *
 * target.h
 *	  Targets: the texts that name revisions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_TARGET_H
#define SV_GRAPH_TARGET_H

#include "graph/state.h"

/* The place in the graph that a target names. */
typedef struct SvPlace
{
	const char *text;			/* the target as it was written */
	List	   *nodes;			/* NIL: base, below all revisions */
	int			branch;			/* node before the "@"; if there is none, the
								 * node from which the steps start; or -1 */
	bool		relative;		/* only steps: relative to the origin */
	int			distance;		/* sum of the steps */
} SvPlace;

/* What a target without a symbol is relative to; NULL: the version. */
typedef struct SvOrigin
{
	List	   *nodes;
	bool		clamp;			/* stop where the graph ends: no error */
} SvOrigin;

extern SvPlace *sv_target_resolve(const SvState *state, const char *text,
								  const SvOrigin *origin);
extern int	sv_target_resolve_one(const SvState *state, const char *text);
extern void sv_target_require_one(const SvState *state, const SvPlace *place);
extern bool sv_target_is_relative(const char *text);
extern bool sv_target_split_range(const char *text, char **from, char **to);

#endif							/* SV_GRAPH_TARGET_H */
