/*-------------------------------------------------------------------------
 *
 * picture.c
 *	  The graph of revisions as SVG, or as a page of HTML.
 *
 * Graphviz draws the SVG if it is installed: it gets what the server writes for
 * it.  Else, and in the page, which needs nothing else, there is a line for each
 * revision, the newest first, as git log --graph has it: an edge leaves a
 * revision, goes down in a column of its own, or in that of another edge to the
 * same parent, and ends there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <unistd.h>

#include "cli/connection.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/program.h"
#include "cli/query.h"
#include "cli/report.h"

#define HEIGHT 26				/* height of a revision, in pixels */
#define COLUMN 18

typedef struct Node
{
	char	   *revision;
	char	  **parents;		/* and what it depends on; ends with NULL */
	int			parent_count;	/* those that are parents go first */
	int			column;
	int		   *columns;		/* in which its edges go down */
} Node;

typedef struct Layout
{
	const PGresult *result;
	Node	   *nodes;
	int			count;
	int			width;			/* number of columns */
} Layout;

typedef struct StateColor
{
	const char *state;
	const char *color;
} StateColor;

static const StateColor colors[] = {
	{"applied", "#2e7d32"},
	{"pending", "#ffffff"},
	{"missing", "#ef6c00"},
	{"changed since it was applied", "#f9a825"},
	{"not in the graph", "#9e9e9e"},
};

/* ----------
 * Where everything is
 * ----------
 */

/* The columns of edges that still go down: each is wanted by a revision. */
typedef struct Columns
{
	char	  **wanted;			/* NULL: free */
	int			count;
} Columns;

/* The column of the edges to a revision; a free one if there are none. */
static int
find_column(Columns *columns, char *revision)
{
	int			unused = -1;

	for (int i = 0; i < columns->count; i++)
	{
		if (columns->wanted[i] == NULL)
			unused = unused < 0 ? i : unused;
		else if (strcmp(columns->wanted[i], revision) == 0)
			return i;
	}
	if (unused < 0)
	{
		columns->wanted = pg_realloc(columns->wanted, (columns->count + 1) * sizeof(char *));
		unused = columns->count++;
	}
	columns->wanted[unused] = revision;
	return unused;
}

/* Parents, and what it depends on */
static void
read_links(Node *node, const PGresult *result, int row)
{
	int			count;
	char	  **others;

	node->parents = cli_query_elements(result, row, "down_revisions", &node->parent_count);
	others = cli_query_elements(result, row, "depends_on", &count);
	node->parents = pg_realloc(node->parents, (node->parent_count + count + 1) * sizeof(char *));
	memcpy(node->parents + node->parent_count, others, (count + 1) * sizeof(char *));
	node->columns = pg_malloc0((node->parent_count + count + 1) * sizeof(int));
}

static Layout
read_layout(void)
{
	Layout		layout = {0};
	Columns		columns = {0};

	layout.result = cli_query_run("SELECT * FROM @.schemaver_history('base:heads'::pg_catalog.text)", NULL);
	layout.count = PQntuples(layout.result);
	layout.nodes = pg_malloc0((layout.count + 1) * sizeof(Node));
	for (int row = 0; row < layout.count; row++)
	{
		Node	   *node = &layout.nodes[row];

		node->revision = cli_query_column(layout.result, row, "revision");
		read_links(node, layout.result, row);
		node->column = find_column(&columns, node->revision);
		columns.wanted[node->column] = NULL;
		for (int i = 0; node->parents[i]; i++)
			node->columns[i] = find_column(&columns, node->parents[i]);
	}
	layout.width = columns.count;
	return layout;
}

static int
find_row(const Layout *layout, const char *revision)
{
	for (int row = 0; row < layout->count; row++)
	{
		if (strcmp(layout->nodes[row].revision, revision) == 0)
			return row;
	}
	return -1;
}

/* ----------
 * As text
 * ----------
 */

/* Text for XML and HTML; what these may not have is left out. */
static char *
escape(const char *text)
{
	PQExpBufferData escaped;

	initPQExpBuffer(&escaped);
	for (; *text; text++)
	{
		if (*text == '<')
			appendPQExpBufferStr(&escaped, "&lt;");
		else if (*text == '>')
			appendPQExpBufferStr(&escaped, "&gt;");
		else if (*text == '&')
			appendPQExpBufferStr(&escaped, "&amp;");
		else if (*text == '"')
			appendPQExpBufferStr(&escaped, "&quot;");
		else if ((unsigned char) *text >= ' ' && *text != 0x7f)
			appendPQExpBufferChar(&escaped, *text);
		else
			appendPQExpBufferChar(&escaped, ' ');
	}
	return escaped.data;
}

/* The column of a revision, escaped */
static char *
cell(const Layout *layout, int row, const char *column)
{
	return escape(cli_query_column(layout->result, row, column));
}

static const char *
color_of(const char *state)
{
	for (int i = 0; i < lengthof(colors); i++)
	{
		if (strcmp(colors[i].state, state) == 0)
			return colors[i].color;
	}
	return "#9e9e9e";
}

/* "(head)", "(current)", labels */
static char *
marks_of(const Layout *layout, int row)
{
	char	   *labels = cli_query_joined(layout->result, row, "branch_labels");

	return escape(psprintf("%s%s%s%s%s", labels[0] ? "(" : "", labels, labels[0] ? ") " : "",
						   cli_query_flag(layout->result, row, "is_head") ? "(head) " : "",
						   cli_query_flag(layout->result, row, "is_current") ? "(current) " : ""));
}

static int
x_of(int column)
{
	return COLUMN / 2 + column * COLUMN;
}

static int
y_of(int row)
{
	return HEIGHT / 2 + row * HEIGHT;
}

/* An edge: into its column, down, and to where it ends */
static void
append_edge(PQExpBuffer svg, const Layout *layout, int row, int number)
{
	const Node *node = &layout->nodes[row];
	int			end = find_row(layout, node->parents[number]);
	int			x = x_of(node->columns[number]);
	const char *dashed = number >= node->parent_count ? " stroke-dasharray=\"3 3\"" : "";

	if (end < 0)
		return;
	appendPQExpBuffer(svg, "<path d=\"M%d %d L%d %d L%d %d L%d %d\"%s/>\n", x_of(node->column), y_of(row),
					  x, y_of(row) + HEIGHT / 2, x, y_of(end) - HEIGHT / 2, x_of(layout->nodes[end].column), y_of(end), dashed);
}

/* The edges, and the revisions over them; with texts, if they stand alone. */
static char *
draw(const Layout *layout, bool with_texts)
{
	PQExpBufferData svg;
	int			width = layout->width * COLUMN;

	initPQExpBuffer(&svg);
	appendPQExpBuffer(&svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n",
					  width + (with_texts ? 900 : 0), Max(layout->count, 1) * HEIGHT);
	appendPQExpBufferStr(&svg, "<g fill=\"none\" stroke=\"#546e7a\" stroke-width=\"2\" stroke-linejoin=\"round\">\n");
	for (int row = 0; row < layout->count; row++)
	{
		for (int i = 0; layout->nodes[row].parents[i]; i++)
			append_edge(&svg, layout, row, i);
	}
	appendPQExpBufferStr(&svg, "</g>\n<g stroke=\"#263238\" stroke-width=\"1.5\">\n");
	for (int row = 0; row < layout->count; row++)
		appendPQExpBuffer(&svg, "<circle cx=\"%d\" cy=\"%d\" r=\"6\" fill=\"%s\"><title>%s: %s</title></circle>\n",
						  x_of(layout->nodes[row].column), y_of(row), color_of(cli_query_column(layout->result, row, "state")),
						  cell(layout, row, "revision"), cell(layout, row, "state"));
	appendPQExpBufferStr(&svg, "</g>\n");
	for (int row = 0; with_texts && row < layout->count; row++)
		appendPQExpBuffer(&svg, "<text x=\"%d\" y=\"%d\"><tspan font-weight=\"bold\">%s</tspan> %s%s</text>\n",
						  width + 8, y_of(row) + 5, cell(layout, row, "revision"), marks_of(layout, row),
						  cell(layout, row, "message"));
	appendPQExpBufferStr(&svg, "</svg>\n");
	return svg.data;
}

/* ----------
 * SVG
 * ----------
 */

/* What Graphviz makes of the graph */
static char *
run_dot(const char *graph)
{
	const char *folder = getenv("TMPDIR");
	char	   *path = psprintf("%s/schemaver.XXXXXX", folder && folder[0] ? folder : "/tmp");
	char	   *argv[] = {"dot", "-Tsvg", path, NULL};
	int			fd = mkstemp(path);
	size_t		length = strlen(graph);
	char	   *svg;

	if (fd < 0 || write(fd, graph, length) != (ssize_t) length || close(fd) != 0)
		cli_report_fail(CLI_ERROR, "could not write file \"%s\": %m", path);
	svg = cli_program_output(".", argv, "the drawing by Graphviz");
	unlink(path);
	return svg;
}

void
cli_picture_print_svg(void)
{
	char	   *version[] = {"dot", "-V", NULL};

	if (cli_program_succeeds(version))
		cli_output_text(run_dot(cli_query_value("SELECT @.schemaver_graph('dot'::pg_catalog.text)", NULL)));
	else
	{
		Layout		layout = read_layout();

		cli_output_text(draw(&layout, true));
	}
}

/* ----------
 * HTML
 * ----------
 */
static const char *const style =
"body { font: 14px/1.4 sans-serif; margin: 2em; color: #263238 }\n"
"h1 { font-size: 20px } h1 small { font-weight: normal; color: #607d8b }\n"
".graph { position: relative; overflow-x: auto }\n"
".graph svg { position: absolute; left: 0; top: 0 }\n"
"table { border-collapse: collapse; white-space: nowrap }\n"
"td { height: 26px; padding: 0 1em 0 0; line-height: 26px; box-sizing: border-box }\n"
"tr:hover td { background: #eceff1 }\n"
"code { font-weight: bold } .marks { color: #ad6800 } .dim { color: #607d8b }\n"
".key i { display: inline-block; width: 10px; height: 10px; border: 1.5px solid #263238; border-radius: 6px; margin: 0 4px 0 12px }\n";

static void
print_status(void)
{
	PGresult   *result = cli_query_run("SELECT * FROM @.schemaver_status()", NULL);

	cli_output_print("<p>%s: %s applied, %s pending, %s missing, %s changed</p>\n",
					 escape(cli_query_column(result, 0, "state")), cli_query_column(result, 0, "applied"),
					 cli_query_column(result, 0, "pending"), cli_query_column(result, 0, "missing"),
					 cli_query_column(result, 0, "changed"));
	cli_output_text("<p class=\"key\">");
	for (int i = 0; i < lengthof(colors); i++)
		cli_output_print("<i style=\"background: %s\"></i>%s", colors[i].color, colors[i].state);
	cli_output_text("</p>\n");
}

void
cli_picture_print_html(void)
{
	Layout		layout = read_layout();
	char	   *database = escape(cli_connection_database());

	cli_output_print("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
					 "<title>%s: revisions</title>\n<style>\n%s</style>\n</head>\n<body>\n"
					 "<h1>%s <small>revisions, by schemaver</small></h1>\n", database, style, database);
	print_status();
	cli_output_text("<div class=\"graph\">\n");
	cli_output_text(draw(&layout, false));
	cli_output_print("<table style=\"margin-left: %dpx\">\n", layout.width * COLUMN + 8);
	for (int row = 0; row < layout.count; row++)
		cli_output_print("<tr><td><code>%s</code></td><td><span class=\"marks\">%s</span>%s</td>"
						 "<td class=\"dim\">%s</td><td class=\"dim\">%s</td></tr>\n",
						 cell(&layout, row, "revision"), marks_of(&layout, row), cell(&layout, row, "message"),
						 cell(&layout, row, "state"), cell(&layout, row, "applied_at"));
	cli_output_text("</table>\n</div>\n</body>\n</html>\n");
}
