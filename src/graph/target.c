/*-------------------------------------------------------------------------
 *
 * target.c
 *	  Targets: the texts that name revisions.
 *
 *		target	=  [ branch "@" ] [ symbol ] { ( "+" | "-" ) digits }
 *		symbol	=  "head" | "heads" | "base" | "current" | name
 *		name	=  an id or a label, or a prefix that only one has
 *		range	=  [ target ] ":" [ target ]
 *
 * The grammar is Alembic's.  A target means the same in every command; anything
 * that does not match the grammar exactly is an error, and so is a target that
 * could mean two things.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "compat.h"
#include "graph/target.h"
#include "schemaver.h"

/* The parts of a target. */
typedef struct Target
{
	const char *text;
	char	   *branch;			/* NULL: none */
	char	   *symbol;			/* NULL: none */
	List	   *steps;			/* of int, none of them 0 */
} Target;

/* The lookup of a target. */
typedef struct Lookup
{
	const SvState *state;
	const Target *target;
	const SvOrigin *origin;
	SvSet		lineage;		/* of the branch; NULL: no branch */
} Lookup;

static Target *parse_target(const char *text);
static List *parse_steps(const char *text, const char *steps);
pg_noreturn static void syntax_error(const char *text, const char *detail);
static const char *clip(const char *text);
static int	find_name(const Lookup *lookup, const char *name, bool is_branch);
static List *resolve_symbol(const Lookup *lookup);
static List *resolve_head(const Lookup *lookup);
static List *resolve_origin(const Lookup *lookup);
static List *version_to_leave(const Lookup *lookup);
static bool is_way_up(const Lookup *lookup, int node);
static bool is_below_another(const SvGraph *graph, const SvLinks *parents,
							 int number);
static List *take_step(const Lookup *lookup, List *from, bool up);
static const char *branch_name(const SvGraph *graph, int node);
static List *filter(List *nodes, const SvSet set);

/*
 * The place that a target names, in the current memory context.
 *
 * Errors: a target that is malformed, names nothing, or could mean several
 * things.  "heads" and "current" may name several revisions: a caller that
 * needs one calls sv_target_require_one().
 */
SvPlace *
sv_target_resolve(const SvState *state, const char *text,
				  const SvOrigin *origin)
{
	Target	   *target = parse_target(text);
	Lookup		lookup = {state, target, origin, NULL};
	SvPlace    *place = palloc0(sizeof(SvPlace));
	ListCell   *lc;

	place->text = text;
	place->branch = -1;
	if (target->branch != NULL)
	{
		place->branch = find_name(&lookup, target->branch, true);
		lookup.lineage = sv_graph_lineage(state->graph, place->branch,
										  SV_EDGES_DOWN_REVISION);
	}

	place->relative = target->symbol == NULL;
	place->nodes = place->relative ? resolve_origin(&lookup) :
		resolve_symbol(&lookup);
	if (place->relative && place->branch < 0 && place->nodes != NIL)
		place->branch = linitial_int(place->nodes);

	foreach(lc, target->steps)
	{
		int			step = lfirst_int(lc);

		place->distance += step;
		for (int i = 0; i < abs(step); i++)
		{
			List	   *next = take_step(&lookup, place->nodes, step > 0);

			/* clamped: nowhere to go from a head or from base */
			if (next == NIL && (step > 0 || place->nodes == NIL))
				break;
			place->nodes = next;
		}
	}
	return place;
}

/*
 * The one revision that a target names.
 */
int
sv_target_resolve_one(const SvState *state, const char *text)
{
	SvPlace    *place = sv_target_resolve(state, text, NULL);

	if (place->nodes == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target \"%s\" names no revision", clip(text)),
				 errdetail("It leads to base, below all revisions.")));
	sv_target_require_one(state, place);
	return linitial_int(place->nodes);
}

/*
 * Refuse a target that names more than one revision.
 */
void
sv_target_require_one(const SvState *state, const SvPlace *place)
{
	if (list_length(place->nodes) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_AMBIGUOUS_REVISION),
				 errmsg("target \"%s\" names several revisions",
						clip(place->text)),
				 errdetail("It names %s.",
						   sv_graph_list_text(state->graph, place->nodes)),
				 errhint("Name one of them.")));
}

/*
 * True if a target consists of steps only, so that it depends on the origin.
 */
bool
sv_target_is_relative(const char *text)
{
	return parse_target(text)->symbol == NULL;
}

/*
 * Split "a:b"; an empty part becomes NULL.  Returns false if it is no range.
 */
bool
sv_target_split_range(const char *text, char **from, char **to)
{
	const char *colon = strchr(text, ':');

	if (colon == NULL)
		return false;
	if (strchr(colon + 1, ':') != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid range \"%s\"", clip(text)),
				 errdetail("A range has one colon.")));
	*from = colon == text ? NULL : pnstrdup(text, colon - text);
	*to = colon[1] == '\0' ? NULL : pstrdup(colon + 1);
	return true;
}

static Target *
parse_target(const char *text)
{
	Target	   *target = palloc0(sizeof(Target));
	const char *rest = text;
	const char *at = strchr(text, '@');
	size_t		length;

	target->text = text;
	if (text[0] == '\0')
		syntax_error(text, gettext_noop("It is empty."));
	if (strchr(text, ':') != NULL)
		syntax_error(text, gettext_noop("A range is not allowed here."));
	for (const unsigned char *p = (const unsigned char *) text; *p; p++)
		if (*p <= ' ' || *p == 0x7F)
			syntax_error(text, gettext_noop("It contains whitespace or a control character."));

	if (at != NULL)
	{
		if (at == text)
			syntax_error(text, gettext_noop("The branch before the \"@\" is missing."));
		if (strpbrk(text, "+-") != NULL && strpbrk(text, "+-") < at)
			syntax_error(text, gettext_noop("Steps come after the \"@\"."));
		target->branch = pnstrdup(text, at - text);
		rest = at + 1;
		if (*rest == '\0')
			syntax_error(text, gettext_noop("Nothing follows the \"@\"."));
		if (strchr(rest, '@') != NULL)
			syntax_error(text, gettext_noop("It has more than one \"@\"."));
	}

	length = strcspn(rest, "+-");
	if (length > 0)
		target->symbol = pnstrdup(rest, length);
	target->steps = parse_steps(text, rest + length);
	return target;
}

static List *
parse_steps(const char *text, const char *steps)
{
	List	   *list = NIL;

	while (*steps != '\0')
	{
		bool		down = *steps++ == '-';
		size_t		ndigits = strspn(steps, "0123456789");
		int			count = 0;

		if (ndigits == 0)
			syntax_error(text, gettext_noop("A sign is followed by a number of steps."));
		for (size_t i = 0; i < ndigits; i++)
		{
			/* more steps than any graph has: enough to fail later on */
			if (count < 100000000)
				count = count * 10 + (steps[i] - '0');
		}
		if (count == 0)
			syntax_error(text, gettext_noop("The number of steps is zero."));
		steps += ndigits;
		if (*steps != '\0' && *steps != '+' && *steps != '-')
			syntax_error(text, gettext_noop("Something else follows the number of steps."));
		list = lappend_int(list, down ? -count : count);
	}
	return list;
}

static void
syntax_error(const char *text, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid target \"%s\"", clip(text)),
			 errdetail_internal("%s", _(detail)),
			 errhint("A target is head, heads, base, current, a revision, a unique prefix of one, or a branch label; \"branch@\" before it narrows it to a branch, +N or -N after it goes up or down.")));
}

/*
 * A target for a message: a long one is cut.
 */
static const char *
clip(const char *text)
{
	int			length = pg_mbcliplen(text, strlen(text), 64);

	return text[length] == '\0' ? text :
		psprintf("%.*s...", length, text);
}

/*
 * The node with this id, label, or unique prefix of one.  A name after a branch
 * must belong to that branch.
 */
static int
find_name(const Lookup *lookup, const char *name, bool is_branch)
{
	const SvGraph *graph = lookup->state->graph;
	const		SvSet lineage = is_branch ? NULL : lookup->lineage;
	int			node = sv_graph_find(graph, name);
	List	   *found;

	if (node >= 0)
		found = list_make1_int(node);
	else if ((found = sv_graph_find_prefix(graph, name, lineage)) == NIL)
		found = sv_graph_find_prefix(graph, name, NULL);

	if (found == NIL && is_branch)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("branch \"%s\" does not exist", clip(name))));
	if (found == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("revision \"%s\" does not exist", clip(name)),
				 name[0] == '{' ?
				 errhint("Several targets are an array: write '%s'::text[].",
						 clip(name)) : 0));
	if (lineage != NULL && !lineage[linitial_int(found)])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("revision \"%s\" is not a member of branch \"%s\"",
						sv_graph_id(graph, linitial_int(found)),
						lookup->target->branch)));
	if (list_length(found) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_AMBIGUOUS_REVISION),
				 errmsg("revision \"%s\" is ambiguous", clip(name)),
				 errdetail("It may be %s.", sv_graph_list_text(graph, found)),
				 errhint("Write more characters of the one that you mean.")));
	return linitial_int(found);
}

static List *
resolve_symbol(const Lookup *lookup)
{
	const SvGraph *graph = lookup->state->graph;
	const char *symbol = lookup->target->symbol;

	if (strcmp(symbol, "base") == 0)
		return NIL;
	if (strcmp(symbol, "head") == 0)
		return resolve_head(lookup);

	/*
	 * The heads are the revisions that no other one depends on.  Within a
	 * branch, a head counts although another branch depends on it.
	 */
	if (strcmp(symbol, "heads") == 0)
		return sv_graph_heads(graph,
							  lookup->lineage == NULL ? SV_EDGES_ALL :
							  SV_EDGES_DOWN_REVISION, lookup->lineage);
	if (strcmp(symbol, "current") == 0)
		return filter(sv_state_version(lookup->state), lookup->lineage);
	return list_make1_int(find_name(lookup, symbol, false));
}

static List *
resolve_head(const Lookup *lookup)
{
	const SvGraph *graph = lookup->state->graph;
	List	   *heads = sv_graph_heads(graph, SV_EDGES_DOWN_REVISION,
									   lookup->lineage);

	if (list_length(heads) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_MULTIPLE_HEADS),
				 lookup->lineage == NULL ?
				 errmsg("there are several heads") :
				 errmsg("there are several heads in branch \"%s\"",
						lookup->target->branch),
				 errdetail("The heads are %s.",
						   sv_graph_list_text(graph, heads)),
				 errhint("Name one of them, or \"%s@head\" for the head of its branch, or \"%s\" for all.",
						 branch_name(graph, linitial_int(heads)),
						 lookup->lineage == NULL ? "heads" :
						 psprintf("%s@heads", lookup->target->branch))));
	return heads;
}

/*
 * The nodes at which a target without a symbol starts: those of the origin, or
 * the current ones.  Within a branch of which no revision is current, the last
 * ones of it that are applied.
 */
static List *
resolve_origin(const Lookup *lookup)
{
	const SvState *state = lookup->state;
	List	   *nodes;

	if (lookup->origin != NULL)
		nodes = filter(lookup->origin->nodes, lookup->lineage);
	else
		nodes = filter(version_to_leave(lookup), lookup->lineage);

	if (nodes == NIL && lookup->origin == NULL && lookup->lineage != NULL)
	{
		SvState		part = *state;

		part.applied = sv_set_copy(state->graph, state->applied);
		for (int i = 0; i < state->graph->count; i++)
			part.applied[i] = part.applied[i] && lookup->lineage[i];
		nodes = sv_state_version(&part);
	}

	if (list_length(nodes) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_AMBIGUOUS_REVISION),
				 errmsg("target \"%s\" is ambiguous",
						clip(lookup->target->text)),
				 errdetail("It may be relative to %s.",
						   sv_graph_list_text(state->graph, nodes)),
				 errhint("Say which branch: \"%s@%s\".",
						 branch_name(state->graph, linitial_int(nodes)),
						 strpbrk(lookup->target->text, "+-"))));
	return nodes;
}

/*
 * The version, from which steps start.  Those that go up do not start from
 * revisions whose files are gone.
 */
static List *
version_to_leave(const Lookup *lookup)
{
	const SvGraph *graph = lookup->state->graph;
	const List *steps = lookup->target->steps;
	SvState		present = *lookup->state;

	if (steps == NIL || linitial_int(steps) < 0)
		return sv_state_version(lookup->state);
	present.applied = sv_set_copy(graph, present.applied);
	for (int i = 0; i < graph->count; i++)
		present.applied[i] = present.applied[i] && !graph->nodes[i].revision->absent;
	return sv_state_version(&present);
}

/*
 * True if a step up may lead to a node: it is in the branch, and has a file if
 * it came from one.
 */
static bool
is_way_up(const Lookup *lookup, int node)
{
	return (lookup->lineage == NULL || lookup->lineage[node]) &&
		!lookup->state->graph->nodes[node].revision->absent;
}

/*
 * True if one of several parents is below another one of them, so that the
 * other one is the next step down.
 */
static bool
is_below_another(const SvGraph *graph, const SvLinks *parents, int number)
{
	for (int k = 0; k < parents->count; k++)
	{
		SvSet		below = NULL;
		bool		found;

		if (k == number)
			continue;
		below = sv_set_make(graph);
		sv_graph_visit_ancestors(graph, parents->node[k], SV_EDGES_DOWN_REVISION,
								 below);
		found = below[parents->node[number]];
		pfree(below);
		if (found)
			return true;
	}
	return false;
}

/*
 * One step up or down from a place, along parents and children only.  A step up
 * stays in the branch.  NIL is base; with an origin that clamps it is also
 * returned if there is no further step.
 */
static List *
take_step(const Lookup *lookup, List *from, bool up)
{
	const SvGraph *graph = lookup->state->graph;
	bool		clamp = lookup->origin != NULL && lookup->origin->clamp;
	const char *text = clip(lookup->target->text);
	List	   *next = NIL;

	if (list_length(from) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_AMBIGUOUS_REVISION),
				 errmsg("target \"%s\" is ambiguous", text),
				 errdetail("Its steps may start from %s.",
						   sv_graph_list_text(graph, from)),
				 errhint("Name the one from which to count.")));
	if (from == NIL && up)
		next = sv_graph_bases(graph, lookup->lineage);
	else if (from != NIL)
	{
		const SvNode *node = &graph->nodes[linitial_int(from)];
		const SvLinks *links = up ? &node->children : &node->parents;

		for (int k = 0; k < links->count; k++)
			if (up ? is_way_up(lookup, links->node[k]) :
				!is_below_another(graph, links, k))
				next = lappend_int(next, links->node[k]);
	}

	if (next == NIL && up && !clamp)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("target \"%s\" goes beyond the head", text),
				 from == NIL ? errdetail("There are no revisions.") :
				 errdetail("There is nothing above revision \"%s\".",
						   sv_graph_id(graph, linitial_int(from)))));
	if (from == NIL && !up && !clamp)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("target \"%s\" goes below base", text)));
	if (list_length(next) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_AMBIGUOUS_REVISION),
				 errmsg("target \"%s\" is ambiguous", text),
				 errdetail("The next step may be any of %s.",
						   sv_graph_list_text(graph, next)),
				 up ?
				 errhint("Say which branch, as in \"%s@+1\", or name the revision.",
						 branch_name(graph, linitial_int(next))) :
				 errhint("Name the revision to go down to.")));
	return next;
}

/*
 * The name to write before the "@" for the branch of a node: the label on its
 * line, if it has one down to where other lines join it, or its id.
 */
static const char *
branch_name(const SvGraph *graph, int node)
{
	const SvNode *at = &graph->nodes[node];

	while (at->revision->branch_labels == NIL && at->parents.count == 1 &&
		   graph->nodes[at->parents.node[0]].children.count == 1)
		at = &graph->nodes[at->parents.node[0]];
	return at->revision->branch_labels != NIL ?
		linitial(at->revision->branch_labels) : sv_graph_id(graph, node);
}

/*
 * Those of the nodes that are in a set; all of them if the set is NULL.
 */
static List *
filter(List *nodes, const SvSet set)
{
	List	   *kept = NIL;
	ListCell   *lc;

	if (set == NULL)
		return nodes;
	foreach(lc, nodes)
	{
		if (set[lfirst_int(lc)])
			kept = lappend_int(kept, lfirst_int(lc));
	}
	return kept;
}
