/*-------------------------------------------------------------------------
 *
 * graph.c
 *	  The revisions of a database as a directed acyclic graph.
 *
 * A graph is built from the revisions as they are written down, and checked
 * while it is built: whoever holds an SvGraph may rely on unique names, on
 * links that lead somewhere and on the absence of cycles.  It is never
 * changed afterwards; a changed set of revisions is a new graph.
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
#include "mb/pg_wchar.h"

#include "pure/graph.h"
#include "schemaver.h"

/* An id or a label, and the node that it names. */
typedef struct SvName
{
	const char *name;
	int			node;
	uint32		hash;
	char		status;
} SvName;

#define SH_PREFIX svname
#define SH_ELEMENT_TYPE SvName
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
static void add_names(SvGraph *graph);
static void add_name(SvGraph *graph, const char *name, int node);
static void link_nodes(SvGraph *graph);
static void resolve_links(const SvGraph *graph, int node, List *names,
						  SvLinks *links);
static void check_acyclic(const SvGraph *graph);
static void report_cycle(const SvGraph *graph, const int *waiting)
			pg_attribute_noreturn();
static bool has_space_or_control(const char *name);
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
	graph->nodes = MemoryContextAllocHuge(CurrentMemoryContext,
										  sizeof(SvNode) * (list_length(revisions) + 1));
	foreach(lc, revisions)
	{
		SvNode	   *node = &graph->nodes[graph->count++];

		memset(node, 0, sizeof(SvNode));
		node->revision = lfirst(lc);
	}

	add_names(graph);
	link_nodes(graph);
	check_acyclic(graph);
	return graph;
}

/*
 * Check that a string may name a revision or a branch.
 */
void
sv_graph_check_name(const char *name)
{
	if (name[0] == '\0' || strlen(name) > 255)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid length of revision identifier or branch label \"%.64s%s\"",
						name, strlen(name) > 64 ? "..." : ""),
				 errdetail("A name has 1 to 255 bytes.")));
	if (strpbrk(name, "@:+-") != NULL || has_space_or_control(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid character in revision identifier or branch label \"%s\"",
						name),
				 errdetail("The characters @ : + - have a meaning in targets; white space and control characters are not allowed either.")));
	if (strcmp(name, "head") == 0 || strcmp(name, "heads") == 0 ||
		strcmp(name, "base") == 0 || strcmp(name, "current") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_RESERVED_NAME),
				 errmsg("\"%s\" cannot name a revision or a branch", name),
				 errdetail("The words head, heads, base and current have a meaning in targets.")));
}

/*
 * The node with this id or label, or -1.
 */
int
sv_graph_find(const SvGraph *graph, const char *name)
{
	SvName	   *entry = svname_lookup(graph->names, name);

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
sv_graph_mark_ancestors(const SvGraph *graph, int node, SvEdges edges,
						SvSet set)
{
	mark(graph, node, edges, false, set);
}

/*
 * The same in the other direction: a node and all that rests on it.
 */
void
sv_graph_mark_descendants(const SvGraph *graph, int node, SvEdges edges,
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

	sv_graph_mark_ancestors(graph, node, edges, lineage);
	lineage[node] = false;
	sv_graph_mark_descendants(graph, node, edges, lineage);
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
	const SvRevision *ra = lfirst(a);
	const SvRevision *rb = lfirst(b);

	if (ra->created_at != rb->created_at)
		return ra->created_at < rb->created_at ? -1 : 1;
	return strcmp(ra->id, rb->id);
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
	SvName	   *entry;
	bool		found;

	sv_graph_check_name(name);
	entry = svname_insert(graph->names, name, &found);
	if (found)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("branch label \"%s\" of revision \"%s\" is already in use",
						name, sv_graph_id(graph, node)),
				 strcmp(name, sv_graph_id(graph, entry->node)) == 0 ?
				 errdetail("There is a revision \"%s\".", name) :
				 errdetail("It is a label of revision \"%s\".",
						   sv_graph_id(graph, entry->node))));
	entry->node = node;
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

		if (node->children.count > 0)
			node->children.node = palloc(sizeof(int) * node->children.count);
		if (node->dependents.count > 0)
			node->dependents.node = palloc(sizeof(int) * node->dependents.count);
		node->children.count = 0;
		node->dependents.count = 0;
	}

	for (int i = 0; i < graph->count; i++)
	{
		const SvNode *node = &graph->nodes[i];

		for (int k = 0; k < node->parents.count; k++)
		{
			SvLinks    *links = &graph->nodes[node->parents.node[k]].children;

			links->node[links->count++] = i;
		}
		for (int k = 0; k < node->dependencies.count; k++)
		{
			SvLinks    *links = &graph->nodes[node->dependencies.node[k]].dependents;

			links->node[links->count++] = i;
		}
	}
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
 * Take away what rests on nothing, until nothing is left; what can not be
 * taken away lies on a cycle or above one.
 */
static void
check_acyclic(const SvGraph *graph)
{
	int		   *waiting = MemoryContextAllocHuge(CurrentMemoryContext,
												 sizeof(int) * (graph->count + 1));
	int		   *ready = MemoryContextAllocHuge(CurrentMemoryContext,
											   sizeof(int) * (graph->count + 1));
	int			nready = 0;
	int			done = 0;

	for (int i = 0; i < graph->count; i++)
	{
		waiting[i] = graph->nodes[i].parents.count +
			graph->nodes[i].dependencies.count;
		if (waiting[i] == 0)
			ready[nready++] = i;
	}
	while (done < nready)
	{
		const SvNode *node = &graph->nodes[ready[done++]];

		for (int k = 0; k < node->children.count; k++)
			if (--waiting[node->children.node[k]] == 0)
				ready[nready++] = node->children.node[k];
		for (int k = 0; k < node->dependents.count; k++)
			if (--waiting[node->dependents.node[k]] == 0)
				ready[nready++] = node->dependents.node[k];
	}
	if (done < graph->count)
		report_cycle(graph, waiting);
	pfree(ready);
	pfree(waiting);
}

/*
 * Walk down from a node that is still waiting, always to one that is waiting
 * too, until a node comes twice: that is the cycle.
 */
static void
report_cycle(const SvGraph *graph, const int *waiting)
{
	List	   *path = NIL;
	List	   *cycle = NIL;
	SvSet		seen = sv_set_make(graph);
	int			at = 0;

	while (waiting[at] == 0)
		at++;
	while (!seen[at])
	{
		const SvNode *node = &graph->nodes[at];
		int			next = -1;

		seen[at] = true;
		path = lappend_int(path, at);
		for (int k = 0; k < node->parents.count && next < 0; k++)
			if (waiting[node->parents.node[k]] > 0)
				next = node->parents.node[k];
		for (int k = 0; k < node->dependencies.count && next < 0; k++)
			if (waiting[node->dependencies.node[k]] > 0)
				next = node->dependencies.node[k];
		at = next;
	}
	while (path != NIL && linitial_int(path) != at)
		path = list_delete_first(path);
	cycle = lappend_int(path, at);

	ereport(ERROR,
			(errcode(ERRCODE_SV_INVALID_GRAPH),
			 errmsg("cycle detected in revisions"),
			 errdetail("Each of these rests on the next: %s.",
					   sv_graph_list_text(graph, cycle))));
}

/*
 * White space and control characters: ASCII ones, and in UTF-8 those of
 * Unicode (General_Category Cc, White_Space) too.
 */
static bool
has_space_or_control(const char *name)
{
	bool		is_utf8 = GetDatabaseEncoding() == PG_UTF8;

	for (const char *p = name; *p != '\0';)
	{
		pg_wchar	c = (unsigned char) *p;

		if (c <= 0x20 || c == 0x7F)
			return true;
		if (!IS_HIGHBIT_SET(*p))
		{
			p++;
			continue;
		}
		if (is_utf8)
			c = utf8_to_unicode((const unsigned char *) p);
		if (is_utf8 &&
			(c <= 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
			 c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
			 c == 0x3000))
			return true;
		p += pg_mblen(p);
	}
	return false;
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
