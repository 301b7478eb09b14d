/*-------------------------------------------------------------------------
 *
 * squash.c
 *	  One revision in place of several.
 *
 * The new revision runs the scripts of a range of the graph that is a line,
 * one after the other.  What it replaces is stored with it, and written to its
 * file: a database in which all of that is applied takes it for applied.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "command/begin.h"
#include "command/squash.h"
#include "file/line.h"
#include "file/script.h"
#include "file/tokens.h"
#include "graph/build.h"
#include "graph/name.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/verdict.h"

typedef struct Squash
{
	const SvState *state;
	const SvGraph *graph;
	List	   *nodes;			/* the range, oldest first */
	SvSet		inside;
	SvStored  **stored;			/* by node */
	SvRevision	revision;		/* what takes their place */
	SvStored	scripts;
	List	   *relinked;		/* of SvRevision: others, as they will be */
} Squash;

static void take_range(Squash *squash, const char *range);
static void check_line(const Squash *squash);
static void check_applied(const Squash *squash);
static void make_revision(Squash *squash, const char *message,
						  const char *id);
static List *outer_dependencies(const Squash *squash);
static void make_scripts(Squash *squash);
static void append_script(StringInfo buf, const SvRevision *revision,
						  const char *direction, const char *script,
						  bool is_last);
static void refuse_settings(const SvScript *script);
static void check_graph(Squash *squash);
static List *renamed(const Squash *squash, List *names, bool *changed);
static void write_all(const Squash *squash);
static void tell_online(const Squash *squash);

/*
 * Put one revision in place of a range; returns its id.  The default id is made
 * up, the default message names the ends of the range.
 */
char *
sv_squash_range(const char *range, const char *message, const char *id)
{
	Squash		squash = {0};

	squash.state = sv_begin_changing("schemaver_squash()");
	squash.graph = squash.state->graph;
	take_range(&squash, range);
	check_line(&squash);
	check_applied(&squash);
	sv_query_begin_fresh();
	squash.stored = sv_store_fetch(squash.graph, squash.nodes, false);
	sv_query_end_fresh();
	make_revision(&squash, message, id);
	make_scripts(&squash);
	check_graph(&squash);
	write_all(&squash);
	tell_online(&squash);
	return squash.revision.id;
}

static void
take_range(Squash *squash, const char *range)
{
	ListCell   *lc;

	squash->inside = sv_set_make(squash->graph);
	foreach(lc, sv_plan_history(squash->state, range))
	{
		squash->nodes = lcons_int(lfirst_int(lc), squash->nodes);
		squash->inside[lfirst_int(lc)] = true;
	}
	if (list_length(squash->nodes) < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("range \"%s\" has no two revisions to squash", range)));
}

/*
 * Each revision of the range but the first must have the one before it as its
 * only parent, and each but the last the one after it as its only child.
 */
static void
check_line(const Squash *squash)
{
	for (int i = 0; i < list_length(squash->nodes); i++)
	{
		const SvNode *node = &squash->graph->nodes[list_nth_int(squash->nodes, i)];
		bool		is_first = i == 0;
		bool		is_last = i == list_length(squash->nodes) - 1;

		if (!is_first && (node->parents.count != 1 ||
						  node->parents.node[0] != list_nth_int(squash->nodes, i - 1)))
			ereport(ERROR,
					(errcode(ERRCODE_SV_INVALID_GRAPH),
					 errmsg("cannot squash a range that is not a line"),
					 errdetail("Revision \"%s\" does not depend on exactly one revision of the range.",
							   node->revision->id)));
		if (!is_last && node->children.count != 1)
			ereport(ERROR,
					(errcode(ERRCODE_SV_INVALID_GRAPH),
					 errmsg("cannot squash a range that is not a line"),
					 errdetail("Revision \"%s\" has several children.",
							   node->revision->id)));
	}
}

static void
check_applied(const Squash *squash)
{
	List	   *pending = NIL;
	bool		transactional = squash->graph->nodes[linitial_int(squash->nodes)].revision->transactional;
	ListCell   *lc;

	foreach(lc, squash->nodes)
	{
		const SvRevision *revision = squash->graph->nodes[lfirst_int(lc)].revision;

		if (!squash->state->applied[lfirst_int(lc)])
			pending = lappend_int(pending, lfirst_int(lc));
		if (revision->transactional != transactional)
			ereport(ERROR,
					(errcode(ERRCODE_SV_NO_TRANSACTION_BLOCK),
					 errmsg("cannot squash revisions that run in a transaction with others that do not"),
					 errdetail("Revision \"%s\" is of the other kind than the first.",
							   revision->id)));
	}
	if (pending != NIL && list_length(pending) < list_length(squash->nodes))
		ereport(ERROR,
				(errcode(ERRCODE_SV_MISSING_REVISION),
				 errmsg("cannot squash revisions of which only some are applied"),
				 errdetail("Not applied: %s.",
						   sv_graph_list_text(squash->graph, pending))));
}

static void
make_revision(Squash *squash, const char *message, const char *id)
{
	const SvRevision *first = squash->graph->nodes[linitial_int(squash->nodes)].revision;
	SvRevision *revision = &squash->revision;
	ListCell   *lc;

	if (id != NULL)
		sv_name_check(id);
	if (id != NULL && sv_graph_find(squash->graph, id) >= 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("revision or branch \"%s\" already exists", id)));
	revision->id = id ? pstrdup(id) : sv_graph_make_id(squash->graph);
	revision->message = message ? pstrdup(message) :
		psprintf("squash of %s to %s", first->id,
				 sv_graph_id(squash->graph, llast_int(squash->nodes)));
	revision->created_at = first->created_at;
	revision->down_revisions = first->down_revisions;
	revision->depends_on = outer_dependencies(squash);
	revision->transactional = first->transactional;
	foreach(lc, squash->nodes)
	{
		const SvRevision *part = squash->graph->nodes[lfirst_int(lc)].revision;

		revision->branch_labels = list_concat(revision->branch_labels,
											  part->branch_labels);
		if (part->replaces != NIL)
			revision->replaces = list_concat(revision->replaces, part->replaces);
		else
			revision->replaces = lappend(revision->replaces, part->id);
	}
}

/*
 * The names of what the range depends on outside itself, once each.
 */
static List *
outer_dependencies(const Squash *squash)
{
	SvSet		seen = sv_set_copy(squash->graph, squash->inside);
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, squash->nodes)
	{
		ListCell   *lc2;

		foreach(lc2, squash->graph->nodes[lfirst_int(lc)].revision->depends_on)
		{
			int			node = sv_graph_find(squash->graph, lfirst(lc2));

			if (!seen[node])
				names = lappend(names, lfirst(lc2));
			seen[node] = true;
		}
	}
	return names;
}

/*
 * All scripts one after the other; downgrades in the reverse order, if there
 * is one of each revision that has something to undo.
 */
static void
make_scripts(Squash *squash)
{
	StringInfoData up;
	StringInfoData down;
	int			count = list_length(squash->nodes);
	bool		reversible = true;

	initStringInfo(&up);
	initStringInfo(&down);
	for (int i = 0; i < count; i++)
	{
		int			forth = list_nth_int(squash->nodes, i);
		int			back = list_nth_int(squash->nodes, count - 1 - i);
		const SvRevision *undone = squash->graph->nodes[back].revision;

		append_script(&up, squash->graph->nodes[forth].revision, "upgrade",
					  squash->stored[forth]->upgrade, i == count - 1);
		reversible &= undone->reversible;
		if (squash->stored[back]->downgrade != NULL)
			append_script(&down, undone, "downgrade",
						  squash->stored[back]->downgrade, i == count - 1);
	}
	squash->scripts.upgrade = up.data;
	squash->scripts.downgrade = reversible ? down.data : NULL;
	squash->revision.reversible = reversible;
}

/*
 * Append a script, closed with a semicolon, below a line with the id and the
 * message of its revision.
 */
static void
append_script(StringInfo buf, const SvRevision *revision,
			  const char *direction, const char *script, bool is_last)
{
	SvScript   *parsed = sv_script_parse(revision->id, direction, script);

	if (!is_last)
		refuse_settings(parsed);
	appendStringInfo(buf, "-- %s: %s\n%s", revision->id,
					 sv_line_of(revision->message), script);
	if (buf->data[buf->len - 1] != '\n')
		appendStringInfoChar(buf, '\n');
	if (sv_tokens_last(script) != ';')
		appendStringInfoString(buf, ";\n");
	if (!is_last)
		appendStringInfoChar(buf, '\n');
}

/*
 * What a script SETs ends with it; in a squashed one it would not.
 */
static void
refuse_settings(const SvScript *script)
{
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		if (IsA(lfirst_node(RawStmt, lc)->stmt, VariableSetStmt))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("cannot squash revision \"%s\": its %s script sets a parameter",
							script->revision, script->direction),
					 errdetail("What a script sets is undone at its end; the scripts after it would see it."),
					 errhint("Let the range end before this revision, or begin after it.")));
	}
}

/*
 * Build the graph as it will be, for its errors.
 */
static void
check_graph(Squash *squash)
{
	List	   *all = list_make1(&squash->revision);

	for (int i = 0; i < squash->graph->count; i++)
	{
		SvRevision *copy;
		bool		changed = false;

		if (squash->inside[i])
			continue;
		copy = palloc(sizeof(SvRevision));
		*copy = *squash->graph->nodes[i].revision;
		copy->down_revisions = renamed(squash, copy->down_revisions, &changed);
		copy->depends_on = renamed(squash, copy->depends_on, &changed);
		if (changed)
			squash->relinked = lappend(squash->relinked, copy);
		all = lappend(all, copy);
	}
	sv_graph_build(all);
}

/*
 * Names of revisions, with the new one in place of those of the range, once.
 * A label stays, unless the new one is there already: it has the label.
 */
static List *
renamed(const Squash *squash, List *names, bool *changed)
{
	List	   *result = NIL;
	bool		has_new = false;
	ListCell   *lc;

	foreach(lc, names)
	{
		int			node = sv_graph_find(squash->graph, lfirst(lc));
		bool		is_label = strcmp(sv_graph_id(squash->graph, node), lfirst(lc)) != 0;
		bool		is_inside = squash->inside[node];

		if (!is_inside || !has_new)
			result = lappend(result, is_inside && !is_label ?
							 squash->revision.id : lfirst(lc));
		*changed |= is_inside && (has_new || !is_label);
		has_new |= is_inside;
	}
	return result;
}

static void
write_all(const Squash *squash)
{
	bool		applied = squash->state->applied[linitial_int(squash->nodes)];
	ListCell   *lc;

	foreach(lc, squash->nodes)
	{
		const char *id = sv_graph_id(squash->graph, lfirst_int(lc));

		sv_store_replace(id, applied);
		sv_verdict_forget(id);
	}
	sv_store_insert(&squash->revision, &squash->scripts);
	if (applied)
		sv_store_stamp_squashed(squash->revision.id, squash->revision.message);
	foreach(lc, squash->relinked)
	{
		const SvRevision *revision = lfirst(lc);

		sv_query_begin_fresh();
		sv_store_update(revision, sv_store_find(revision->id));
		sv_query_end_fresh();
	}
}

/*
 * Say that online forms are gone: what was derived for each step is not what
 * would be derived for all of them.
 */
static void
tell_online(const Squash *squash)
{
	List	   *dropped = NIL;
	ListCell   *lc;

	foreach(lc, squash->nodes)
	{
		const SvStored *stored = squash->stored[lfirst_int(lc)];

		if (stored->online != NULL || stored->online_downgrade != NULL)
			dropped = lappend_int(dropped, lfirst_int(lc));
	}
	if (dropped != NIL)
		ereport(NOTICE,
				(errmsg("revision \"%s\" has no online form", squash->revision.id),
				 errdetail("Those of the revisions that it replaces are dropped: %s.",
						   sv_graph_list_text(squash->graph, dropped)),
				 errhint("Where it is still to be deployed, schemaver_online('%s') derives one.",
						 squash->revision.id)));
}
