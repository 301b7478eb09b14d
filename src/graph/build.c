/*-------------------------------------------------------------------------
 *
 * build.c
 *	  Builds the graph of the revisions of a database, and checks it.
 *
 * A graph is built from the revisions as they are written down, and checked
 * while it is built: whoever holds an SvGraph may rely on unique names, on
 * links that lead somewhere and on the absence of cycles.  All that can be
 * done to it afterwards is to put a new revision on top; any other change of
 * the revisions is a new graph.
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
 * Check that a graph has no cycle.
 *
 * Take away what rests on nothing, until nothing is left; what can not be
 * taken away lies on a cycle or above one.
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
