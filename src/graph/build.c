/*-------------------------------------------------------------------------
 *
 * build.c
 *	  Building and checking the graph of revisions.
 *
 * Revisions refer to each other by name.  Building turns names into links, in
 * both directions, and checks what the rest of the code relies on: names are
 * valid and unique, links lead to other revisions, and there is no cycle.
 *
 * The only change to a graph that exists is a new revision on top of it.  Any
 * other change of the revisions requires a new graph.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "compat.h"
#include "graph/build.h"
#include "graph/name.h"
#include "schemaver.h"

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
static void check_cycles(const SvGraph *graph);
pg_noreturn static void report_cycle(const SvGraph *graph, const int *waiting);

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
	check_cycles(graph);
	return graph;
}

/*
 * Check that the names of a new revision can be added to a graph.
 *
 * Errors: names that break the rules, or are in use.
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
 * A random identifier that is not in use in the graph.
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
 * be that of the graph.  The caller has checked its names, and that its links
 * lead to other revisions.  Returns false, and does nothing, if it does not
 * come last in the order of nodes.
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
	sv_name_check(name);
	if (!sv_graph_add_name(graph, name, node))
		report_clash(graph, name, sv_graph_id(graph, node));
}

/*
 * Report that a name of revision "id" is in use.
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
			 errdetail("It is the identifier of a revision.") :
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
 * Allocate as many links as have been counted, and reset the count.
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
 * Check that a graph has no cycle.
 *
 * As in Kahn's algorithm (CACM 5, 1962), repeatedly remove a node that depends
 * on none of those left.  The nodes that cannot be removed are on a cycle or
 * above one.
 */
static void
check_cycles(const SvGraph *graph)
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
 * Walk down from a node that could not be removed to others of this sort,
 * until a node is seen twice: it is on a cycle.
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
			 errdetail("Each of these revisions depends on the next: %s.",
					   sv_graph_list_text(graph, cycle))));
}
