/*-------------------------------------------------------------------------
 *
 * draw.h
 *	  Drawings of a graph.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_DRAW_H
#define SV_GRAPH_DRAW_H

#include "graph/state.h"

extern char *sv_draw_ascii(const SvState *state);
extern char *sv_draw_mermaid(const SvState *state);
extern char *sv_draw_dot(const SvState *state);

#endif							/* SV_GRAPH_DRAW_H */
