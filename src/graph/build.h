/*-------------------------------------------------------------------------
 *
 * build.h
 *	  Building and checking the graph of revisions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_BUILD_H
#define SV_GRAPH_BUILD_H

#include "graph/graph.h"

extern SvGraph *sv_graph_build(List *revisions);
extern void sv_graph_check_new(const SvGraph *graph,
							   const SvRevision *revision);
extern char *sv_graph_make_id(const SvGraph *graph);
extern bool sv_graph_append(SvGraph *graph, const SvRevision *revision);

#endif							/* SV_GRAPH_BUILD_H */
