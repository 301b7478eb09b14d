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
#include "port/pg_bitutils.h"

#include "compat.h"
#include "graph/cycle.h"
#include "graph/graph.h"
#include "graph/name.h"
#include "schemaver.h"

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

static int	compare_revisions(const ListCell *a, const ListCell *b);
static int	compare_two(const SvRevision *a, const SvRevision *b);
static void add_names(SvGraph *graph);
static void add_name(SvGraph *graph, const char *name, int node);
pg_noreturn static void report_clash(const SvGraph *graph, const char *name,
									 const char *id);
static void link_nodes(SvGraph *graph);
static void make_room(SvLinks *links);
static void add_link(SvLinks *links, int node);
static void resolve_links(const SvGraph *graph, int node, List *names,
						  SvLinks *links);
static void mark(const SvGraph *graph, int node, SvEdges edges, bool up,
				 SvSet set);
static void push_unmarked(const SvLinks *links, SvSet set, List **stack);

/*
 * Build the graph of a list of SvRevision, in the current memory context.
 * The graph keeps pointers into the revisions.
 *
 * Errors: names that break the rules or clash, links that lead nowhere or to
 * the revision itself, cycles.
 */
SvGraph *
sv_graph_build(List *revisions)
{
	SvGraph    *graph = palloc0(sizeof(SvGraph));
	ListCell   *lc;

	list_sort(revisions, compare_revisions);
	graph->space = list_length(revisions) + 1;
	graph->nodes = MemoryContextAllocHuge(CurrentMemoryContext,
										  sizeof(SvNode) * graph->space);
	foreach(lc, revisions)
	{
		SvNode	   *node = &graph->nodes[graph->count++];

		memset(node, 0, sizeof(SvNode));
		node->revision = lfirst(lc);
	}

	add_names(graph);
	link_nodes(graph);
	sv_cycle_check(graph);
	return graph;
}

/*
 * Check that the names of a new revision can be added to a graph.
 */
void
sv_graph_check_new(const SvGraph *graph, const SvRevision *revision)
{
	ListCell   *lc;

	sv_name_check(revision->id);
	if (sv_graph_find(graph, revision->id) >= 0)
		report_clash(graph, revision->id, revision->id);
	foreach(lc, revision->branch_labels)
	{
		const char *label = lfirst(lc);
		ListCell   *lc2;

		sv_name_check(label);
		if (sv_graph_find(graph, label) >= 0)
			report_clash(graph, label, revision->id);
		foreach(lc2, revision->branch_labels)
		{
			if (lc2 != lc && strcmp(lfirst(lc2), label) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_OBJECT),
						 errmsg("branch label \"%s\" of revision \"%s\" is given more than once",
								label, revision->id)));
		}
		if (strcmp(label, revision->id) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("branch label \"%s\" is the identifier of the revision",
							label)));
	}
}

/*
 * A random identifier that nobody in the graph has.
 */
char *
sv_graph_make_id(const SvGraph *graph)
{
	char	   *id;

	do
		id = sv_name_make();
	while (sv_graph_find(graph, id) >= 0);
	return id;
}

/*
 * Put a revision on top of a graph, in the current memory context, which must
 * be that of the graph.  The caller has checked the names, and that its links
 * lead to others.  False, and nothing is done: it does not come last in the
 * order of nodes.
 */
bool
sv_graph_append(SvGraph *graph, const SvRevision *revision)
{
	int			index = graph->count;
	SvNode	   *node;
	ListCell   *lc;

	if (index > 0 && compare_two(graph->nodes[index - 1].revision, revision) >= 0)
		return false;
	if (index == graph->space)
	{
		graph->space *= 2;
		graph->nodes = repalloc_huge(graph->nodes,
									 sizeof(SvNode) * graph->space);
	}
	node = &graph->nodes[index];
	memset(node, 0, sizeof(SvNode));
	node->revision = revision;
	graph->count++;

	add_name(graph, revision->id, index);
	foreach(lc, revision->branch_labels)
		add_name(graph, lfirst(lc), index);
	resolve_links(graph, index, revision->down_revisions, &node->parents);
	resolve_links(graph, index, revision->depends_on, &node->dependencies);
	for (int k = 0; k < node->parents.count; k++)
		add_link(&graph->nodes[node->parents.node[k]].children, index);
	for (int k = 0; k < node->dependencies.count; k++)
		add_link(&graph->nodes[node->dependencies.node[k]].dependents, index);
	return true;
}

/*
 * The node with this id or label, or -1.
 */
int
sv_graph_find(const SvGraph *graph, const char *name)
{
	NameEntry  *entry = svname_lookup(graph->names, name);

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

/* list_sort comparator: older first, then by id in byte order */
static int
compare_revisions(const ListCell *a, const ListCell *b)
{
	return compare_two(lfirst(a), lfirst(b));
}

static int
compare_two(const SvRevision *a, const SvRevision *b)
{
	if (a->created_at != b->created_at)
		return a->created_at < b->created_at ? -1 : 1;
	return strcmp(a->id, b->id);
}

/*
 * Enter ids and then labels, so that it is the label that is blamed when the
 * two clash.
 */
static void
add_names(SvGraph *graph)
{
	graph->names = svname_create(CurrentMemoryContext, graph->count, NULL);
	for (int i = 0; i < graph->count; i++)
		add_name(graph, graph->nodes[i].revision->id, i);
	for (int i = 0; i < graph->count; i++)
	{
		ListCell   *lc;

		foreach(lc, graph->nodes[i].revision->branch_labels)
			add_name(graph, lfirst(lc), i);
	}
}

static void
add_name(SvGraph *graph, const char *name, int node)
{
	NameEntry  *entry;
	bool		found;

	sv_name_check(name);
	entry = svname_insert(graph->names, name, &found);
	if (found)
		report_clash(graph, name, sv_graph_id(graph, node));
	entry->node = node;
}

/*
 * A name that revision "id" wants to have is in use.
 */
static void
report_clash(const SvGraph *graph, const char *name, const char *id)
{
	const char *owner = sv_graph_id(graph, sv_graph_find(graph, name));

	if (strcmp(name, id) == 0 && strcmp(name, owner) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("revision \"%s\" already exists", name)));
	if (strcmp(name, id) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("\"%s\" is already a branch label, of revision \"%s\"",
						name, owner)));
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT),
			 errmsg("branch label \"%s\" of revision \"%s\" is already in use",
					name, id),
			 strcmp(name, owner) == 0 ?
			 errdetail("There is a revision \"%s\".", name) :
			 errdetail("It is a label of revision \"%s\".", owner)));
}

/*
 * Turn names into links, in both directions.
 */
static void
link_nodes(SvGraph *graph)
{
	for (int i = 0; i < graph->count; i++)
	{
		SvNode	   *node = &graph->nodes[i];

		resolve_links(graph, i, node->revision->down_revisions, &node->parents);
		resolve_links(graph, i, node->revision->depends_on, &node->dependencies);
		for (int k = 0; k < node->parents.count; k++)
			graph->nodes[node->parents.node[k]].children.count++;
		for (int k = 0; k < node->dependencies.count; k++)
			graph->nodes[node->dependencies.node[k]].dependents.count++;
	}

	for (int i = 0; i < graph->count; i++)
	{
		SvNode	   *node = &graph->nodes[i];

		make_room(&node->children);
		make_room(&node->dependents);
	}

	for (int i = 0; i < graph->count; i++)
	{
		const SvNode *node = &graph->nodes[i];

		for (int k = 0; k < node->parents.count; k++)
			add_link(&graph->nodes[node->parents.node[k]].children, i);
		for (int k = 0; k < node->dependencies.count; k++)
			add_link(&graph->nodes[node->dependencies.node[k]].dependents, i);
	}
}

/*
 * Make room for as many links as have been counted, and begin anew.
 */
static void
make_room(SvLinks *links)
{
	if (links->count > 0)
		links->node = palloc(sizeof(int) * pg_nextpower2_32(links->count));
	links->space = links->count > 0 ? pg_nextpower2_32(links->count) : 0;
	links->count = 0;
}

static void
add_link(SvLinks *links, int node)
{
	if (links->space == 0)
		links->node = palloc(sizeof(int) * (links->space = 1));
	else if (links->count == links->space)
		links->node = repalloc(links->node, sizeof(int) * (links->space *= 2));
	links->node[links->count++] = node;
}

/*
 * The nodes that a list of names stands for.  A label among down_revisions
 * means the revision that declares it, as it does in depends_on.
 */
static void
resolve_links(const SvGraph *graph, int node, List *names, SvLinks *links)
{
	ListCell   *lc;

	if (names == NIL)
		return;
	links->node = palloc(sizeof(int) * list_length(names));
	foreach(lc, names)
	{
		const char *name = lfirst(lc);
		int			other = sv_graph_find(graph, name);

		if (other < 0)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("revision \"%s\", which revision \"%s\" refers to, does not exist",
							name, sv_graph_id(graph, node))));
		if (other == node)
			ereport(ERROR,
					(errcode(ERRCODE_SV_INVALID_GRAPH),
					 errmsg("revision \"%s\" refers to itself",
							sv_graph_id(graph, node))));
		for (int k = 0; k < links->count; k++)
			if (links->node[k] == other)
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_OBJECT),
						 errmsg("revision \"%s\" refers to revision \"%s\" more than once",
								sv_graph_id(graph, node),
								sv_graph_id(graph, other))));
		links->node[links->count++] = other;
	}
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
