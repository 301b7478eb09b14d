/*-------------------------------------------------------------------------
 *
 * graph.c
 *	  The revisions of a database as a directed acyclic graph.
 *
 * Lookups and walks.  An SvGraph has been checked when it was built (see
 * build.c): names are unique, links lead to other nodes, there is no cycle.
 *
 * Walks keep their own stack and visit a node once, so that their cost is
 * linear in the part of the graph they touch, and a chain of 100,000
 * revisions needs no deep recursion.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "compat.h"
#include "graph/graph.h"
#include "strings.h"

/* An id or a label, and the node that it names. */
typedef struct NameEntry
{
	const char *name;
	int			node;
	uint32		hash;
	char		status;
} NameEntry;

#define SH_PREFIX svname
#define SH_ELEMENT_TYPE NameEntry
#define SH_KEY_TYPE const char *
#define SH_KEY name
#define SH_HASH_KEY(tb, key) \
	hash_bytes((const unsigned char *) (key), (int) strlen(key))
#define SH_EQUAL(tb, a, b) (strcmp(a, b) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) (a)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Ids in a list for a message. */
#define SV_LIST_TEXT_MAX 10

/* Candidates for a prefix match are longer than this (Alembic's rule). */
#define SV_PREFIX_CANDIDATE_MIN 4

static bool has_present(const SvGraph *graph, const SvLinks *links);
static void walk(const SvGraph *graph, int node, SvEdges edges, bool up,
				 SvSet set);
static void push_unvisited(const SvLinks *links, SvSet set, List **stack);

/*
 * Add an id or a label of a node.  Returns false, and does nothing, if the name
 * is in use.  The graph keeps the pointer to the name.
 */
bool
sv_graph_add_name(SvGraph *graph, const char *name, int node)
{
	NameEntry  *entry;
	bool		found;

	if (graph->names == NULL)
		graph->names = svname_create(GetMemoryChunkContext(graph),
									 graph->count, NULL);
	entry = svname_insert(graph->names, name, &found);
	if (!found)
		entry->node = node;
	return !found;
}

/*
 * The node with this id or label, or -1.
 */
int
sv_graph_find(const SvGraph *graph, const char *name)
{
	NameEntry  *entry = graph->names == NULL ? NULL :
	svname_lookup(graph->names, name);

	return entry == NULL ? -1 : entry->node;
}

/*
 * The nodes whose id or one of whose labels begins with the prefix, as an
 * integer list; only members of "within", unless that is NULL.  As in Alembic,
 * names of three characters or less must be written in full.
 */
List *
sv_graph_find_prefix(const SvGraph *graph, const char *prefix,
					 const SvSet within)
{
	size_t		length = strlen(prefix);
	List	   *found = NIL;

	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;
		ListCell   *lc;
		bool		matches;

		if (within != NULL && !within[i])
			continue;
		matches = strncmp(revision->id, prefix, length) == 0 &&
			strlen(revision->id) >= SV_PREFIX_CANDIDATE_MIN;
		foreach(lc, revision->branch_labels)
		{
			const char *label = lfirst(lc);

			if (strncmp(label, prefix, length) == 0 &&
				strlen(label) >= SV_PREFIX_CANDIDATE_MIN)
				matches = true;
		}
		if (matches)
			found = lappend_int(found, i);
	}
	return found;
}

const char *
sv_graph_id(const SvGraph *graph, int node)
{
	return graph->nodes[node].revision->id;
}

/*
 * The ids of a list of nodes, as a list of char *.
 */
List *
sv_graph_ids(const SvGraph *graph, List *nodes)
{
	List	   *ids = NIL;
	ListCell   *lc;

	foreach(lc, nodes)
		ids = lappend(ids, graph->nodes[lfirst_int(lc)].revision->id);
	return ids;
}

/*
 * The nodes that links lead to, as an integer list.
 */
List *
sv_graph_links(const SvLinks *links)
{
	List	   *nodes = NIL;

	for (int k = 0; k < links->count; k++)
		nodes = lappend_int(nodes, links->node[k]);
	return nodes;
}

/*
 * The ids of a list of nodes for a message, separated by commas; the first ten
 * of them if there are more.
 */
char *
sv_graph_list_text(const SvGraph *graph, List *nodes)
{
	List	   *ids = sv_graph_ids(graph, nodes);

	if (list_length(ids) > SV_LIST_TEXT_MAX)
		ids = lappend(list_truncate(ids, SV_LIST_TEXT_MAX), "...");
	return sv_strings_join(ids, ", ");
}

/*
 * True if the node is a head: no other node depends on it.  By down_revision
 * only, a node that another branch depends on is a head too ("effective head").
 * Nodes whose files are gone are no heads, and keep no other from being one.
 */
bool
sv_graph_is_head(const SvGraph *graph, int node, SvEdges edges)
{
	const SvNode *at = &graph->nodes[node];

	return !at->revision->absent && !has_present(graph, &at->children) &&
		(edges == SV_EDGES_DOWN_REVISION || !has_present(graph, &at->dependents));
}

/*
 * True if one of the linked nodes, or one above them, has a file, or needs none.
 */
static bool
has_present(const SvGraph *graph, const SvLinks *links)
{
	SvSet		above = NULL;
	bool		found = false;

	for (int k = 0; k < links->count; k++)
		if (!graph->nodes[links->node[k]].revision->absent)
			return true;
	if (links->count == 0)
		return false;
	above = sv_set_make(graph);
	for (int k = 0; k < links->count; k++)
		sv_graph_visit_descendants(graph, links->node[k],
								   SV_EDGES_DOWN_REVISION, above);
	for (int i = 0; i < graph->count && !found; i++)
		found = above[i] && !graph->nodes[i].revision->absent;
	pfree(above);
	return found;
}

/*
 * All heads, or those within a set, as an integer list.
 */
List *
sv_graph_heads(const SvGraph *graph, SvEdges edges, const SvSet within)
{
	List	   *heads = NIL;

	for (int i = 0; i < graph->count; i++)
		if (sv_graph_is_head(graph, i, edges) && (within == NULL || within[i]))
			heads = lappend_int(heads, i);
	return heads;
}

/*
 * All nodes without parents, or those within a set, as an integer list.
 */
List *
sv_graph_bases(const SvGraph *graph, const SvSet within)
{
	List	   *bases = NIL;

	for (int i = 0; i < graph->count; i++)
		if (graph->nodes[i].parents.count == 0 &&
			(within == NULL || within[i]))
			bases = lappend_int(bases, i);
	return bases;
}

/*
 * Add a node and all that it depends on to a set.  The walk does not go beyond
 * nodes that are in the set already: their ancestors must be in it too.
 */
void
sv_graph_visit_ancestors(const SvGraph *graph, int node, SvEdges edges,
						 SvSet set)
{
	walk(graph, node, edges, false, set);
}

/*
 * The same in the other direction: a node and all that depends on it.
 */
void
sv_graph_visit_descendants(const SvGraph *graph, int node, SvEdges edges,
						   SvSet set)
{
	walk(graph, node, edges, true, set);
}

/*
 * The ancestors and the descendants of a node, and the node.
 */
SvSet
sv_graph_lineage(const SvGraph *graph, int node, SvEdges edges)
{
	SvSet		lineage = sv_set_make(graph);

	sv_graph_visit_ancestors(graph, node, edges, lineage);
	lineage[node] = false;
	sv_graph_visit_descendants(graph, node, edges, lineage);
	return lineage;
}

/*
 * An empty set of nodes.
 */
SvSet
sv_set_make(const SvGraph *graph)
{
	return palloc0(sizeof(bool) * (graph->count + 1));
}

SvSet
sv_set_copy(const SvGraph *graph, const SvSet set)
{
	SvSet		copy = sv_set_make(graph);

	memcpy(copy, set, sizeof(bool) * graph->count);
	return copy;
}

/*
 * The members of a set as a list, lowest index first.
 */
List *
sv_set_list(const SvGraph *graph, const SvSet set)
{
	List	   *list = NIL;

	for (int i = 0; i < graph->count; i++)
		if (set[i])
			list = lappend_int(list, i);
	return list;
}

/*
 * Walk up or down from a node, without recursion.
 */
static void
walk(const SvGraph *graph, int node, SvEdges edges, bool up, SvSet set)
{
	List	   *stack = NIL;

	if (set[node])
		return;
	set[node] = true;
	stack = lappend_int(stack, node);
	while (stack != NIL)
	{
		const SvNode *top = &graph->nodes[llast_int(stack)];

		stack = list_delete_last(stack);
		push_unvisited(up ? &top->children : &top->parents, set, &stack);
		if (edges == SV_EDGES_ALL)
			push_unvisited(up ? &top->dependents : &top->dependencies, set,
						   &stack);
	}
}

static void
push_unvisited(const SvLinks *links, SvSet set, List **stack)
{
	for (int k = 0; k < links->count; k++)
	{
		if (set[links->node[k]])
			continue;
		set[links->node[k]] = true;
		*stack = lappend_int(*stack, links->node[k]);
	}
}
