/*-------------------------------------------------------------------------
 *
 * graph.h
 *	  The revisions of a database as a directed acyclic graph.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_GRAPH_H
#define SV_GRAPH_GRAPH_H

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

/* A revision as it is written down: names, not links. */
typedef struct SvRevision
{
	char	   *id;
	char	   *message;
	TimestampTz created_at;
	List	   *down_revisions; /* of char *, in order */
	List	   *depends_on;		/* of char *: ids or labels */
	List	   *branch_labels;	/* of char * */
	List	   *replaces;		/* of char *: what it was squashed from */
	bool		transactional;
	bool		reversible;		/* has a downgrade script, or needs none */
	char	   *filename;		/* of the file it came from; NULL: none */
	bool		absent;			/* there is no such file any more */
	bytea	   *sha256;			/* of its upgrade script; NULL: not known */
	bytea	   *file_sha256;	/* of the file; NULL: it says something else */
} SvRevision;

/* Links of a node: indexes of other nodes. */
typedef struct SvLinks
{
	int			count;
	int			space;			/* of children and dependents: allocated */
	int		   *node;
} SvLinks;

/*
 * A node.  Nodes are kept in the order of (created_at, id), so that the lower
 * index goes first wherever the graph leaves the order open.
 */
typedef struct SvNode
{
	const SvRevision *revision;
	SvLinks		parents;		/* by down_revision */
	SvLinks		dependencies;	/* by depends_on */
	SvLinks		children;		/* nodes whose parent this is */
	SvLinks		dependents;		/* nodes that depend on this */
} SvNode;

typedef struct SvGraph
{
	int			count;
	int			space;			/* nodes that are allocated */
	SvNode	   *nodes;
	struct svname_hash *names;	/* ids and labels */
} SvGraph;

/* A set of nodes: one flag a node. */
typedef bool *SvSet;

/* Which links a walk follows. */
typedef enum SvEdges
{
	SV_EDGES_DOWN_REVISION,		/* parents, children */
	SV_EDGES_ALL				/* dependencies and dependents too */
} SvEdges;

extern SvSet sv_set_make(const SvGraph *graph);
extern SvSet sv_set_copy(const SvGraph *graph, const SvSet set);
extern List *sv_set_list(const SvGraph *graph, const SvSet set);

extern bool sv_graph_add_name(SvGraph *graph, const char *name, int node);
extern int	sv_graph_find(const SvGraph *graph, const char *name);
extern List *sv_graph_find_prefix(const SvGraph *graph, const char *prefix,
								  const SvSet within);
extern const char *sv_graph_id(const SvGraph *graph, int node);
extern List *sv_graph_ids(const SvGraph *graph, List *nodes);
extern List *sv_graph_links(const SvLinks *links);
extern char *sv_graph_list_text(const SvGraph *graph, List *nodes);
extern bool sv_graph_is_head(const SvGraph *graph, int node, SvEdges edges);
extern List *sv_graph_heads(const SvGraph *graph, SvEdges edges,
							const SvSet within);
extern List *sv_graph_bases(const SvGraph *graph, const SvSet within);
extern void sv_graph_visit_ancestors(const SvGraph *graph, int node,
									 SvEdges edges, SvSet set);
extern void sv_graph_visit_descendants(const SvGraph *graph, int node,
									   SvEdges edges, SvSet set);
extern SvSet sv_graph_lineage(const SvGraph *graph, int node, SvEdges edges);

#endif							/* SV_GRAPH_GRAPH_H */
