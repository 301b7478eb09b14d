/*-------------------------------------------------------------------------
 *
 * graph.c
 *	  The revisions of a database as a directed acyclic graph.
 *
 * A graph is built from the revisions as they are written down, and checked
 * while it is built: whoever holds an SvGraph may rely on unique names, on
 * links that lead somewhere and on the absence of cycles.  All that can be
 * done to it afterwards is to put a new revision on top; any other change of
 * the revisions is a new graph.
 *
 * Walks keep their own stack and visit a node once, so that their cost is
 * linear in the part of the graph they touch, and a chain of 100,000
 * revisions needs no deep recursion.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"

#include "compat.h"
#include "graph/graph.h"

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

/* Candidates for a prefix match are longer than this (Alembic's rule). */
#define SV_PREFIX_CANDIDATE_MIN 4

static void mark(const SvGraph *graph, int node, SvEdges edges, bool up,
				 SvSet set);
static void push_unmarked(const SvLinks *links, SvSet set, List **stack);

/*
 * Enter an id or a label of a node; false, and nothing is done: the name is
 * in use.  The graph keeps the pointer.
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
 * The nodes of which the id or a label begins with the prefix; "within", if
 * not NULL, leaves out the others.  As in Alembic, names of three characters
 * or less must be written out.
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
 * The nodes that links lead to, as a list.
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
 * The ids of a list of nodes for a message: joined by commas, and cut after
 * the first ten.
 */
char *
sv_graph_list_text(const SvGraph *graph, List *nodes)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, nodes)
	{
		if (foreach_current_index(lc) > 0)
			appendStringInfoString(&buf, ", ");
		if (foreach_current_index(lc) == 10)
		{
			appendStringInfoString(&buf, "...");
			break;
		}
		appendStringInfoString(&buf, sv_graph_id(graph, lfirst_int(lc)));
	}
	return buf.data;
}

/*
 * Has the node nothing above it?  By parents only, a head that another branch
 * depends on counts as one ("effective head").
 */
bool
sv_graph_is_head(const SvGraph *graph, int node, SvEdges edges)
{
	return graph->nodes[node].children.count == 0 &&
		(edges == SV_EDGES_DOWN_REVISION ||
		 graph->nodes[node].dependents.count == 0);
}

/*
 * All heads, or those within a set.
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
 * All revisions without parents, or those within a set.
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
 * Add a node and all that it rests on to a set.  What is in the set already
 * is taken as walked before.
 */
void
sv_graph_visit_ancestors(const SvGraph *graph, int node, SvEdges edges,
						 SvSet set)
{
	mark(graph, node, edges, false, set);
}

/*
 * The same in the other direction: a node and all that rests on it.
 */
void
sv_graph_visit_descendants(const SvGraph *graph, int node, SvEdges edges,
						   SvSet set)
{
	mark(graph, node, edges, true, set);
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
mark(const SvGraph *graph, int node, SvEdges edges, bool up, SvSet set)
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
		push_unmarked(up ? &top->children : &top->parents, set, &stack);
		if (edges == SV_EDGES_ALL)
			push_unmarked(up ? &top->dependents : &top->dependencies, set,
						  &stack);
	}
}

static void
push_unmarked(const SvLinks *links, SvSet set, List **stack)
{
	for (int k = 0; k < links->count; k++)
	{
		if (set[links->node[k]])
			continue;
		set[links->node[k]] = true;
		*stack = lappend_int(*stack, links->node[k]);
	}
}
