/*-------------------------------------------------------------------------
 *
 * draw.c
 *	  Drawings of a graph: for a terminal, for Mermaid, for Graphviz.
 *
 * Only the first line of a message is shown.  Ids, labels and messages are
 * texts of users: none of them may end a label or a line.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "file/line.h"
#include "graph/draw.h"
#include "graph/order.h"
#include "strings.h"

/* How a node is written: its id and its message, in a label. */
typedef struct NodeStyle
{
	bool		is_mermaid;		/* Graphviz otherwise */
	const char *begin;			/* a format for the number of the node */
	const char *between;
	const char *end;
	const char *end_applied;
} NodeStyle;

static void draw_joins(StringInfo buf, List **lanes, int column, int node);
static void draw_forks(StringInfo buf, List **lanes, int column,
					   const SvLinks *parents);
static void append_ascii_text(StringInfo buf, const SvState *state, int node,
							  const SvSet missing, const SvSet current);
static void append_nodes(StringInfo buf, const SvState *state,
						 const NodeStyle *style);
static void append_escaped(StringInfo buf, const char *text, bool is_mermaid);
static void append_edges(StringInfo buf, const SvGraph *graph,
						 const char *solid, const char *dashed);
static SvSet set_of(const SvGraph *graph, List *nodes);
static char *make_row(int nlanes);
static void append_row(StringInfo buf, char *row, int length);

/*
 * The graph as "git log --graph" would draw it, newest first.  Each line of
 * descent is a lane: a column that leads to the node which is drawn next on it.
 */
char *
sv_draw_ascii(const SvState *state)
{
	const SvGraph *graph = state->graph;
	SvSet		all = sv_set_make(graph);
	SvSet		missing = sv_state_missing(state);
	SvSet		current = set_of(graph, sv_state_version(state));
	List	   *lanes = NIL;
	List	   *order;
	StringInfoData buf;

	initStringInfo(&buf);
	memset(all, true, sizeof(bool) * graph->count);
	order = sv_order_sort(graph, all);
	for (int i = list_length(order) - 1; i >= 0; i--)
	{
		int			node = list_nth_int(order, i);
		int			column = 0;

		CHECK_FOR_INTERRUPTS();
		while (column < list_length(lanes) &&
			   list_nth_int(lanes, column) != node)
			column++;
		if (column == list_length(lanes))
			lanes = lappend_int(lanes, node);
		draw_joins(&buf, &lanes, column, node);
		for (int k = 0; k < list_length(lanes); k++)
			appendStringInfoString(&buf, k != column ? "| " :
								   state->applied[node] ? "* " : "o ");
		append_ascii_text(&buf, state, node, missing, current);
		draw_forks(&buf, &lanes, column, &graph->nodes[node].parents);
	}
	return buf.data;
}

/*
 * The graph as a Mermaid flowchart.
 */
char *
sv_draw_mermaid(const SvState *state)
{
	static const NodeStyle style = {
		.is_mermaid = true,
		.begin = "    r%d[\"",
		.between = "<br/>",
		.end = "\"]\n",
		.end_applied = "\"]:::applied\n"
	};
	const SvGraph *graph = state->graph;
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "flowchart BT\n");
	append_nodes(&buf, state, &style);
	append_edges(&buf, graph, "    r%d --> r%d\n", "    r%d -.-> r%d\n");
	appendStringInfoString(&buf, "    classDef applied fill:#d5e8d4,stroke:#82b366\n");
	return buf.data;
}

/*
 * The graph in the language of Graphviz.
 */
char *
sv_draw_dot(const SvState *state)
{
	static const NodeStyle style = {
		.begin = "    r%d [label=\"",
		.between = "\\n",
		.end = "\"];\n",
		.end_applied = "\", style=filled, fillcolor=\"#d5e8d4\"];\n"
	};
	const SvGraph *graph = state->graph;
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "digraph schemaver {\n"
						   "    rankdir=BT;\n"
						   "    node [shape=box, fontname=\"sans-serif\"];\n");
	append_nodes(&buf, state, &style);
	append_edges(&buf, graph, "    r%d -> r%d;\n",
				 "    r%d -> r%d [style=dashed];\n");
	appendStringInfoString(&buf, "}\n");
	return buf.data;
}

/*
 * Draw how the lanes that lead to a node join the one in "column", and remove
 * them; the lanes to the right of them move to the left.
 */
static void
draw_joins(StringInfo buf, List **lanes, int column, int node)
{
	for (int other = list_length(*lanes) - 1; other > column; other--)
	{
		int			count = list_length(*lanes);
		char	   *row;

		if (list_nth_int(*lanes, other) != node)
			continue;
		row = make_row(count);
		for (int k = 0; k < count; k++)
			row[k < other ? 2 * k : 2 * k - 1] = k < other ? '|' : '/';
		for (int k = column; k < other - 1; k++)
			row[2 * k + 1] = '_';
		append_row(buf, row, 2 * count);
		*lanes = list_delete_nth_cell(*lanes, other);
	}
}

/*
 * Continue the lane of a node to its parents: it ends at a base, and at a merge
 * point the other parents get lanes to the right of it.
 */
static void
draw_forks(StringInfo buf, List **lanes, int column, const SvLinks *parents)
{
	if (parents->count == 0)
	{
		int			count = list_length(*lanes);
		char	   *row = make_row(count);

		for (int k = 0; k < count; k++)
			if (k != column)
				row[k < column ? 2 * k : 2 * k - 1] = k < column ? '|' : '/';
		if (column < count - 1)
			append_row(buf, row, 2 * count);
		*lanes = list_delete_nth_cell(*lanes, column);
		return;
	}

	lfirst_int(list_nth_cell(*lanes, column)) = parents->node[0];
	for (int p = 1; p < parents->count; p++)
	{
		int			count = list_length(*lanes);
		char	   *row = make_row(count + 1);

		for (int k = 0; k < count; k++)
			row[k <= column ? 2 * k : 2 * k + 1] = k <= column ? '|' : '\\';
		row[2 * column + 1] = '\\';
		append_row(buf, row, 2 * count + 2);
		*lanes = list_insert_nth_int(*lanes, column + 1, parents->node[p]);
	}
}

/*
 * Append the text of a node: id, labels, flags and message.
 */
static void
append_ascii_text(StringInfo buf, const SvState *state, int node,
				  const SvSet missing, const SvSet current)
{
	const SvGraph *graph = state->graph;
	const SvRevision *revision = graph->nodes[node].revision;

	appendStringInfoString(buf, revision->id);
	if (revision->branch_labels != NIL)
		appendStringInfo(buf, " (%s)",
						 sv_strings_join(revision->branch_labels, ", "));
	if (sv_graph_is_head(graph, node, SV_EDGES_ALL))
		appendStringInfoString(buf, " (head)");
	else if (sv_graph_is_head(graph, node, SV_EDGES_DOWN_REVISION))
		appendStringInfoString(buf, " (effective head)");
	if (current[node])
		appendStringInfoString(buf, " (current)");
	if (missing[node])
		appendStringInfoString(buf, " (missing)");
	appendStringInfo(buf, " %s", sv_line_of(revision->message));
	if (revision->depends_on != NIL)
		appendStringInfo(buf, " [depends on %s]",
						 sv_strings_join(revision->depends_on, ", "));
	appendStringInfoChar(buf, '\n');
}

static void
append_nodes(StringInfo buf, const SvState *state, const NodeStyle *style)
{
	const SvGraph *graph = state->graph;

	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;

		appendStringInfo(buf, style->begin, i);
		append_escaped(buf, revision->id, style->is_mermaid);
		appendStringInfoString(buf, style->between);
		append_escaped(buf, revision->message, style->is_mermaid);
		appendStringInfoString(buf, state->applied[i] ? style->end_applied :
							   style->end);
	}
}

/*
 * Append the first line of a text to a quoted label.  Special characters are
 * entities in Mermaid, and escaped with a backslash in Graphviz.
 */
static void
append_escaped(StringInfo buf, const char *text, bool is_mermaid)
{
	for (const char *p = sv_line_of(text); *p != '\0'; p++)
	{
		if (is_mermaid && strchr("\"#<>&;", *p) != NULL)
			appendStringInfo(buf, "#%d;", *p);
		else if (!is_mermaid && strchr("\"\\", *p) != NULL)
			appendStringInfo(buf, "\\%c", *p);
		else
			appendStringInfoChar(buf, *p);
	}
}

/*
 * Append an edge from the lower to the upper node for each link.  The formats
 * take two node numbers.
 */
static void
append_edges(StringInfo buf, const SvGraph *graph, const char *solid,
			 const char *dashed)
{
	for (int i = 0; i < graph->count; i++)
	{
		const SvNode *node = &graph->nodes[i];

		for (int k = 0; k < node->parents.count; k++)
			appendStringInfo(buf, solid, node->parents.node[k], i);
		for (int k = 0; k < node->dependencies.count; k++)
			appendStringInfo(buf, dashed, node->dependencies.node[k], i);
	}
}

static SvSet
set_of(const SvGraph *graph, List *nodes)
{
	SvSet		set = sv_set_make(graph);
	ListCell   *lc;

	foreach(lc, nodes)
		set[lfirst_int(lc)] = true;
	return set;
}

/*
 * A row of blanks, two for each lane.
 */
static char *
make_row(int nlanes)
{
	char	   *row = palloc(2 * nlanes + 1);

	memset(row, ' ', 2 * nlanes + 1);
	return row;
}

static void
append_row(StringInfo buf, char *row, int length)
{
	while (length > 0 && row[length - 1] == ' ')
		length--;
	appendBinaryStringInfo(buf, row, length);
	appendStringInfoChar(buf, '\n');
	pfree(row);
}
