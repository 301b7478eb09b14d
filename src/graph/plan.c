/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  Which revisions a command concerns, and in which order.
 *
 * The rules are those of sets: an upgrade runs the revisions that its target
 * depends on and that are not applied; a downgrade undoes those that depend on
 * the children of its target and are applied.  Which rows a version table
 * would have never matters.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/order.h"
#include "graph/plan.h"

static void check_missing(const SvState *state, SvSet need,
						  SvMissingPolicy policy);
static List *downgrade_roots(const SvState *state, const SvPlace *place);
static List *reverse(List *list);
static List *resolve_stamp(const SvState *state, List *targets, bool purge);
static bool is_label(const SvGraph *graph, const char *name);
static SvSet related_to(const SvState *state, List *places);
static void resolve_range(const SvState *state, const char *range,
						  SvPlace **lower, SvPlace **upper);

/*
 * The revisions that an upgrade to a place runs, in order, as an integer list.
 *
 * Errors: a place below the version, missing revisions if the policy is to
 * refuse them.
 */
List *
sv_plan_upgrade(const SvState *state, const SvPlace *place,
				SvMissingPolicy policy)
{
	SvSet		need = sv_set_make(state->graph);
	ListCell   *lc;

	if (place->relative && place->distance <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target \"%s\" does not lead up", place->text),
				 errhint("To go down, use schemaver_downgrade().")));

	foreach(lc, place->nodes)
		sv_graph_visit_ancestors(state->graph, lfirst_int(lc), SV_EDGES_ALL,
								 need);
	for (int i = 0; i < state->graph->count; i++)
		if (state->applied[i])
			need[i] = false;
	check_missing(state, need, policy);
	return sv_order_sort(state->graph, need);
}

/*
 * The revisions that a downgrade to a place undoes, in order, as an integer
 * list.
 *
 * Errors: a place above the version or not applied, one that is not a single
 * revision, a branch that excludes everything that could be undone.
 */
List *
sv_plan_downgrade(const SvState *state, const SvPlace *place)
{
	const SvGraph *graph = state->graph;
	SvSet		drop = sv_set_make(graph);
	bool		empty = true;
	ListCell   *lc;

	if (place->relative && place->distance >= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target \"%s\" does not lead down", place->text),
				 errhint("To go up, use schemaver_upgrade().")));
	sv_target_require_one(state, place);

	foreach(lc, downgrade_roots(state, place))
		sv_graph_visit_descendants(graph, lfirst_int(lc), SV_EDGES_ALL, drop);
	for (int i = 0; i < graph->count; i++)
	{
		drop[i] = drop[i] && state->applied[i];
		empty = empty && !drop[i];
	}

	if (empty && place->nodes != NIL &&
		!state->applied[linitial_int(place->nodes)])
		ereport(ERROR,
				(errcode(ERRCODE_SV_NOT_APPLIED),
				 errmsg("cannot downgrade to revision \"%s\", which is not applied",
						sv_graph_id(graph, linitial_int(place->nodes)))));
	return reverse(sv_order_sort(graph, drop));
}

/*
 * The revisions that are applied after a stamp with a list of targets (char *).
 *
 * A target concerns the lines it lies on: the current revisions there are
 * replaced by the target and all that it depends on.  Current revisions on
 * other lines stay, unless all is purged.
 */
SvStamp
sv_plan_stamp(const SvState *state, List *targets, bool purge)
{
	const SvGraph *graph = state->graph;
	List	   *places = resolve_stamp(state, targets, purge);
	SvSet		related = related_to(state, places);
	SvSet		stays = sv_set_make(graph);
	SvStamp		stamp = {sv_set_make(graph), sv_set_make(graph)};
	ListCell   *lc;

	foreach(lc, sv_state_version(state))
	{
		if (!related[lfirst_int(lc)] && !purge)
			sv_graph_visit_ancestors(graph, lfirst_int(lc), SV_EDGES_ALL, stays);
	}
	foreach(lc, places)
	{
		ListCell   *lc2;

		foreach(lc2, ((SvPlace *) lfirst(lc))->nodes)
			sv_graph_visit_ancestors(graph, lfirst_int(lc2), SV_EDGES_ALL,
									 stamp.meant);
	}
	for (int i = 0; i < graph->count; i++)
		stamp.after[i] = stamp.meant[i] || (stays[i] && state->applied[i]);
	return stamp;
}

/*
 * The revisions of a range, both ends included, newest first.
 *
 * Errors: no range, or ends of which the lower is not below the upper.
 */
List *
sv_plan_history(const SvState *state, const char *range)
{
	const SvGraph *graph = state->graph;
	SvPlace    *lower;
	SvPlace    *upper;
	SvSet		shown = sv_set_make(graph);
	SvSet		below = sv_set_make(graph);
	SvSet		above = sv_set_make(graph);
	ListCell   *lc;

	resolve_range(state, range, &lower, &upper);
	foreach(lc, upper->nodes)
		sv_graph_visit_ancestors(graph, lfirst_int(lc), SV_EDGES_ALL, shown);
	foreach(lc, lower->nodes)
	{
		int			node = lfirst_int(lc);

		if (!shown[node])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("range \"%s\" does not lead from a revision up to one that depends on it",
							range),
					 errdetail("Revision \"%s\" is not below the upper end.",
							   sv_graph_id(graph, node))));
		sv_graph_visit_ancestors(graph, node, SV_EDGES_ALL, below);
		sv_graph_visit_descendants(graph, node, SV_EDGES_DOWN_REVISION, above);
	}
	foreach(lc, lower->nodes)
		below[lfirst_int(lc)] = false;
	for (int i = 0; i < graph->count; i++)
		shown[i] = shown[i] && !below[i] && (lower->nodes == NIL || above[i]);
	return reverse(sv_order_sort(graph, shown));
}

/*
 * The state of a database that is at a target: "current" is the state as it is,
 * NULL that of an empty database.
 */
SvState *
sv_plan_pretend(const SvState *state, const char *from)
{
	SvState    *pretended = palloc0(sizeof(SvState));
	ListCell   *lc;

	if (from != NULL && strcmp(from, "current") == 0)
	{
		*pretended = *state;
		return pretended;
	}
	pretended->graph = state->graph;
	pretended->applied = sv_set_make(state->graph);
	if (from != NULL)
		foreach(lc, sv_target_resolve(state, from, NULL)->nodes)
			sv_graph_visit_ancestors(state->graph, lfirst_int(lc), SV_EDGES_ALL,
									 pretended->applied);
	return pretended;
}

/*
 * The reason why a step of a plan cannot be run, for the user; NULL if it can.
 */
const char *
sv_plan_problem(const SvGraph *graph, int node, bool upgrade)
{
	const SvRevision *revision = graph->nodes[node].revision;

	if (upgrade && revision->absent)
		return _("its file is gone");
	if (!upgrade && !revision->reversible)
		return _("no downgrade script");
	if (!revision->transactional)
		return _("cannot run in a transaction block");
	return NULL;
}

/*
 * Refuse to plan from a state in which revisions are applied that are not in
 * the graph.
 */
void
sv_plan_require_known(const SvState *state)
{
	if (state->unknown != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_UNKNOWN_APPLIED),
				 errmsg("applied revision \"%s\" does not exist",
						(char *) linitial(state->unknown)),
				 errdetail_plural("The database has %d applied revision that is not in the graph.",
								  "The database has %d applied revisions that are not in the graph.",
								  list_length(state->unknown),
								  list_length(state->unknown)),
				 errhint("Add the revision, or reset the version with schemaver_stamp(..., purge => true).")));
}

/*
 * Apply the policy for revisions that should have run before others that are
 * applied: report them, or remove them from the set, or leave them in it.
 */
static void
check_missing(const SvState *state, SvSet need, SvMissingPolicy policy)
{
	SvSet		missing;
	List	   *list = NIL;

	if (policy == SV_MISSING_RUN)
		return;
	missing = sv_state_missing(state);
	for (int i = 0; i < state->graph->count; i++)
		if (need[i] && missing[i])
			list = lappend_int(list, i);
	if (policy == SV_MISSING_IGNORE)
	{
		ListCell   *lc;

		foreach(lc, list)
			need[lfirst_int(lc)] = false;
	}
	else if (list != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_MISSING_REVISION),
				 errmsg("revision \"%s\" is not applied, but a revision that depends on it is",
						sv_graph_id(state->graph, linitial_int(list))),
				 errdetail("Missing: %s.",
						   sv_graph_list_text(state->graph, list)),
				 errhint("Set schemaver.missing_revisions to \"run\" to run it now or to \"ignore\" to leave it out, or call schemaver_stamp('current') to record it as applied.")));
}

/*
 * The lowest revisions that a downgrade undoes: the children of its target, or
 * the bases.  If there are several, a branch selects those on its own line.
 */
static List *
downgrade_roots(const SvState *state, const SvPlace *place)
{
	const SvGraph *graph = state->graph;
	List	   *roots = NIL;
	List	   *kept = NIL;
	SvSet		line;
	ListCell   *lc;

	if (place->nodes == NIL)
		roots = sv_graph_bases(graph, NULL);
	else
		roots = sv_graph_links(&graph->nodes[linitial_int(place->nodes)].children);
	if (place->branch < 0 || list_length(roots) < 2)
		return roots;

	line = sv_set_make(graph);
	sv_graph_visit_ancestors(graph, place->branch, SV_EDGES_DOWN_REVISION, line);
	foreach(lc, roots)
	{
		if (line[lfirst_int(lc)])
			kept = lappend_int(kept, lfirst_int(lc));
	}
	if (kept == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target \"%s\" does not say which branch to undo",
						place->text),
				 errdetail("Above it are %s, and revision \"%s\" depends on none of them.",
						   sv_graph_list_text(graph, roots),
						   sv_graph_id(graph, place->branch)),
				 errhint("Write one of them before the \"@\", or leave out the branch to undo all.")));
	return kept;
}

static List *
reverse(List *list)
{
	List	   *reversed = NIL;

	for (int i = list_length(list) - 1; i >= 0; i--)
		reversed = lappend_int(reversed, list_nth_int(list, i));
	return reversed;
}

/*
 * The places that the targets of a stamp name.
 *
 * Where nothing is applied, or all is purged, there is nothing from which steps
 * down could start.  As in Alembic they then start from the heads, or from
 * those that have the label before the "@"; with any other name there, they end
 * at base.
 */
static List *
resolve_stamp(const SvState *state, List *targets, bool purge)
{
	SvOrigin	heads = {sv_graph_heads(state->graph, SV_EDGES_ALL, NULL), true};
	SvOrigin	base = {NIL, true};
	bool		empty = purge || sv_state_version(state) == NIL;
	List	   *places = NIL;
	ListCell   *lc;

	foreach(lc, targets)
	{
		const char *target = lfirst(lc);
		const char *steps = strpbrk(target, "+-");
		const char *at = strchr(target, '@');
		const SvOrigin *origin = NULL;

		if (empty && sv_target_is_relative(target) && steps[0] == '-')
			origin = at == NULL || is_label(state->graph,
											pnstrdup(target, at - target)) ?
				&heads : &base;
		places = lappend(places, sv_target_resolve(state, target, origin));
	}
	return places;
}

static bool
is_label(const SvGraph *graph, const char *name)
{
	int			node = sv_graph_find(graph, name);

	return node >= 0 && strcmp(sv_graph_id(graph, node), name) != 0;
}

/*
 * The revisions on the same lines as any of the targets, where dependencies
 * count as well.  A target that is current already replaces nothing.  Base
 * concerns the line of its branch, or all revisions.
 */
static SvSet
related_to(const SvState *state, List *places)
{
	const SvGraph *graph = state->graph;
	List	   *version = sv_state_version(state);
	SvSet		related = sv_set_make(graph);
	SvSet		above = sv_set_make(graph);
	bool		all = places == NIL;
	ListCell   *lc;

	foreach(lc, places)
	{
		const SvPlace *place = lfirst(lc);
		List	   *nodes = place->nodes;
		ListCell   *lc2;

		if (nodes == NIL && place->branch < 0)
			all = true;
		if (nodes == NIL && place->branch >= 0)
			nodes = list_make1_int(place->branch);
		else if (list_difference_int(nodes, version) == NIL)
			continue;
		foreach(lc2, nodes)
		{
			sv_graph_visit_ancestors(graph, lfirst_int(lc2), SV_EDGES_ALL,
									 related);
			sv_graph_visit_descendants(graph, lfirst_int(lc2), SV_EDGES_ALL,
									   above);
		}
	}
	for (int i = 0; i < graph->count; i++)
		related[i] = related[i] || above[i] || all;
	return related;
}

/*
 * The ends of "a:b".  An end that consists of steps is relative to the other
 * end, and stops where the graph ends; if both do, they are relative to the
 * version.
 */
static void
resolve_range(const SvState *state, const char *range,
			  SvPlace **lower, SvPlace **upper)
{
	SvOrigin	origin = {NIL, true};
	char	   *from;
	char	   *to;
	bool		from_relative;
	bool		to_relative;

	if (!sv_target_split_range(range, &from, &to))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid range \"%s\"", range),
				 errdetail("It has no colon."),
				 errhint("A range is \"from:to\"; without \"from\" it begins at base, without \"to\" it ends at the heads.")));
	if (from == NULL)
		from = "base";
	if (to == NULL)
		to = "heads";

	from_relative = sv_target_is_relative(from);
	to_relative = sv_target_is_relative(to);
	if (from_relative == to_relative)
	{
		origin.nodes = sv_state_version(state);
		*lower = sv_target_resolve(state, from, &origin);
		*upper = sv_target_resolve(state, to, &origin);
	}
	else if (from_relative)
	{
		*upper = sv_target_resolve(state, to, NULL);
		origin.nodes = (*upper)->nodes;
		*lower = sv_target_resolve(state, from, &origin);
	}
	else
	{
		*lower = sv_target_resolve(state, from, NULL);
		origin.nodes = (*lower)->nodes;
		*upper = sv_target_resolve(state, to, &origin);
	}
}
