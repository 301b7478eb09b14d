/*-------------------------------------------------------------------------
 *
 * revision.c
 *	  Writing revisions: revision, merge, edit, remove.
 *
 * Whatever is written makes a well-formed graph with what is stored.  Nothing
 * depends on a new revision yet, so it takes no more than new names and
 * parents that exist.  For a change, the graph that would result is built
 * before anything is stored, and building it is what finds cycles,
 * self-references, clashes of names and links to nowhere.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/timestamp.h"

#include "command/begin.h"
#include "command/revision.h"
#include "file/script.h"
#include "graph/build.h"
#include "graph/target.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/online_form.h"
#include "store/revisions.h"
#include "store/store.h"
#include "store/verdict.h"

static void edit_online(const SvRevision *revision, const SvDraft *draft,
						const SvStored *before, const SvStored *after);
static char *edited_form(const char *given, char *before, bool keeps);
static void tell_file(const SvRevision *revision, const SvDraft *draft);
static char *create(const SvState *state, const SvDraft *draft);
static List *resolve_parents(const SvState *state, const SvDraft *draft,
							 const char *id);
static void check_heads(const SvState *state, List *parents);
static void refuse_several_heads(const SvGraph *graph, const char *argument);
static List *resolve_dependencies(const SvState *state, List *targets,
								  const char *id);
static void refuse_absent(const SvGraph *graph, int node);
static void refuse_self_reference(const char *target, const char *id);
static void check_merge(const SvState *state, List *parents);
static void check_graph_with(const SvRevision *revision);
static void require_force(const SvState *state, int node, bool force);
static void log_forced(const char *operation, const SvRevision *revision,
					   const char *script, SvChange change);

/*
 * Write a new revision; returns its id.
 */
char *
sv_revision_create(const SvDraft *draft)
{
	return create(sv_begin_adding("schemaver_revision()"), draft);
}

/*
 * Write a revision that joins others; returns its id.  The default message
 * names them.
 */
char *
sv_revision_merge(SvDraft *draft)
{
	SvState    *state = sv_begin_adding("schemaver_merge()");
	List	   *parents = resolve_parents(state, draft, draft->id);

	check_merge(state, parents);
	if (draft->message == NULL)
	{
		StringInfoData buf;
		ListCell   *lc;

		initStringInfo(&buf);
		foreach(lc, parents)
			appendStringInfo(&buf, "%s%s",
							 foreach_current_index(lc) == 0 ? "merge " : " and ",
							 sv_graph_id(state->graph, lfirst_int(lc)));
		draft->message = buf.data;
	}
	return create(state, draft);
}

/*
 * Change the parts of a revision that the draft has; returns its id.
 */
char *
sv_revision_edit(const char *target, const SvDraft *draft, bool force)
{
	SvState    *state = sv_begin_changing("schemaver_edit()");
	int			node = sv_target_resolve_one(state, target);
	SvRevision	revision = *state->graph->nodes[node].revision;
	SvStored   *stored;
	SvStored	before;

	require_force(state, node, force);
	sv_query_begin_fresh();
	stored = sv_store_find(revision.id);
	sv_query_end_fresh();
	before = *stored;

	if (draft->has_heads)
		revision.down_revisions =
			sv_graph_ids(state->graph, resolve_parents(state, draft, revision.id));
	if (draft->has_depends_on)
		revision.depends_on = resolve_dependencies(state, draft->depends_on,
												   revision.id);
	if (draft->has_branch_labels)
		revision.branch_labels = draft->branch_labels;
	if (draft->has_transactional)
		revision.transactional = draft->transactional;
	if (draft->message != NULL)
		revision.message = pstrdup(draft->message);
	if (draft->upgrade != NULL)
		stored->upgrade = pstrdup(draft->upgrade);
	if (draft->downgrade != NULL)
		stored->downgrade = pstrdup(draft->downgrade);

	check_graph_with(&revision);
	if (draft->upgrade != NULL || draft->downgrade != NULL)
		sv_script_warn(revision.id, stored->upgrade, stored->downgrade);
	sv_store_update(&revision, stored);
	edit_online(&revision, draft, &before, stored);
	tell_file(&revision, draft);
	if (draft->has_heads || draft->has_depends_on || draft->has_transactional)
		sv_verdict_forget(revision.id);
	if (state->applied[node])
		log_forced("edit", &revision, stored->upgrade, SV_CHANGE_NONE);
	return revision.id;
}

/*
 * Remove a revision that no other depends on; returns its id.  If it is
 * applied, it is removed from what is applied, too.
 */
char *
sv_revision_remove(const char *target, bool force)
{
	SvState    *state = sv_begin_changing("schemaver_remove()");
	const SvGraph *graph = state->graph;
	int			node = sv_target_resolve_one(state, target);
	char	   *id = pstrdup(sv_graph_id(graph, node));
	SvSet		above = sv_set_make(graph);

	sv_graph_visit_descendants(graph, node, SV_EDGES_ALL, above);
	above[node] = false;
	if (sv_set_list(graph, above) != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				 errmsg("cannot remove revision \"%s\" because other revisions depend on it",
						id),
				 errdetail("These depend on it: %s.",
						   sv_graph_list_text(graph, sv_set_list(graph, above))),
				 errhint("Remove them first, or give them other parents with schemaver_edit().")));
	require_force(state, node, force);

	sv_store_delete(id);
	sv_verdict_forget(id);
	if (state->applied[node])
		log_forced("remove", graph->nodes[node].revision, NULL,
				   SV_CHANGE_REMOVE);
	return id;
}

/*
 * Store online forms that somebody wrote.  One that is not given is kept if the
 * scripts are those that it belongs to.  If neither is given and the scripts
 * have changed, what was stored is outdated.
 */
static void
edit_online(const SvRevision *revision, const SvDraft *draft,
			const SvStored *before, const SvStored *after)
{
	bool		scripts = draft->upgrade != NULL || draft->downgrade != NULL;
	SvStored	written = {0};

	if (draft->online != NULL || draft->online_downgrade != NULL)
	{
		bool		keeps = !scripts && sv_online_form_is_current(before);

		written.online = edited_form(draft->online, before->online, keeps);
		written.online_downgrade = edited_form(draft->online_downgrade,
											   before->online_downgrade, keeps);
		sv_online_form_warn(revision->id, &written);
		sv_store_put_online(revision->id, written.online,
							written.online_downgrade, true);
	}
	else if (scripts && after->online_edited &&
			 !sv_online_form_is_current(after))
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("the online form of revision \"%s\" is outdated",
						revision->id),
				 errdetail("Somebody wrote it for the scripts that the revision had.  CALL schemaver_deploy() will run the plain script."),
				 errhint("Give the new online form, too, or have one derived with schemaver_online('%s').",
						 revision->id)));
}

/*
 * The online form that is stored after an edit; NULL for none.
 */
static char *
edited_form(const char *given, char *before, bool keeps)
{
	if (given != NULL)
		return given[0] != '\0' ? pstrdup(given) : NULL;
	return keeps ? before : NULL;
}

/*
 * Say that the file of a revision has not changed along with it.
 */
static void
tell_file(const SvRevision *revision, const SvDraft *draft)
{
	if (revision->filename == NULL || revision->absent)
		return;
	ereport(NOTICE,
			(errmsg("revision \"%s\" comes from file \"%s\", which has not changed",
					revision->id, revision->filename),
			 errdetail("The next time that the file is loaded, it takes the change back, or is refused."),
			 !draft->has_transactional ?
			 errhint("Change the file, too.") :
			 draft->transactional ?
			 errhint("Take \"-- Transactional: no\" out of the header of the file.") :
			 errhint("Write \"-- Transactional: no\" into the header of the file.")));
}

static char *
create(const SvState *state, const SvDraft *draft)
{
	const SvGraph *graph = state->graph;
	SvRevision	revision = {0};
	SvStored	stored = {0};

	revision.id = draft->id ? pstrdup(draft->id) : sv_graph_make_id(graph);
	revision.branch_labels = draft->branch_labels;
	sv_graph_check_new(graph, &revision);
	revision.message = pstrdup(draft->message);
	revision.created_at = GetCurrentTimestamp();
	revision.down_revisions =
		sv_graph_ids(graph, resolve_parents(state, draft, revision.id));
	revision.depends_on = resolve_dependencies(state, draft->depends_on,
											   revision.id);
	revision.transactional = draft->transactional;
	revision.reversible = draft->downgrade != NULL || draft->upgrade == NULL ||
		draft->upgrade[0] == '\0';

	stored.upgrade = pstrdup(draft->upgrade ? draft->upgrade : "");
	stored.downgrade = draft->downgrade ? pstrdup(draft->downgrade) : NULL;

	sv_script_warn(revision.id, stored.upgrade, stored.downgrade);
	sv_cache_insert(&revision, &stored);
	return revision.id;
}

/*
 * The nodes below which a revision is to hang.  A new one hangs below heads
 * only, unless it is spliced in.  "heads" are all that have no child, also
 * those that another branch depends on: these are what there is to join.
 */
static List *
resolve_parents(const SvState *state, const SvDraft *draft, const char *id)
{
	List	   *parents = NIL;
	ListCell   *lc;

	foreach(lc, draft->heads)
	{
		const char *target = lfirst(lc);
		List	   *nodes;
		ListCell   *lc2;

		if (id != NULL)
			refuse_self_reference(target, id);
		if (strcmp(target, "head") == 0)
			refuse_several_heads(state->graph,
								 draft->has_heads ? "down_revisions" : "head");
		if (strcmp(target, "heads") == 0)
			nodes = sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL);
		else
			nodes = sv_target_resolve(state, target, NULL)->nodes;
		foreach(lc2, nodes)
		{
			int			parent = lfirst_int(lc2);

			refuse_absent(state->graph, parent);
			if (list_member_int(parents, parent))
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_OBJECT),
						 errmsg("revision \"%s\" is given more than once",
								sv_graph_id(state->graph, parent))));
			parents = lappend_int(parents, parent);
		}
	}
	if (!draft->splice && !draft->has_heads)
		check_heads(state, parents);
	return parents;
}

static void
check_heads(const SvState *state, List *parents)
{
	ListCell   *lc;

	foreach(lc, parents)
	{
		if (!sv_graph_is_head(state->graph, lfirst_int(lc),
							  SV_EDGES_DOWN_REVISION))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("revision \"%s\" is not a head",
							sv_graph_id(state->graph, lfirst_int(lc))),
					 errhint("Use splice => true to create a new branch from this revision.")));
	}
}

static void
refuse_several_heads(const SvGraph *graph, const char *argument)
{
	List	   *heads = sv_graph_heads(graph, SV_EDGES_DOWN_REVISION, NULL);

	if (list_length(heads) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_SV_MULTIPLE_HEADS),
				 errmsg("there are several heads"),
				 errdetail("The heads are %s.",
						   sv_graph_list_text(graph, heads)),
				 errhint("Say below which one: %s => '{%s}', or join them with schemaver_merge() first.",
						 argument, sv_graph_id(graph, linitial_int(heads)))));
}

/*
 * What a revision depends on: a label stays a label, all else becomes an id.
 */
static List *
resolve_dependencies(const SvState *state, List *targets, const char *id)
{
	List	   *names = NIL;
	List	   *nodes = NIL;
	ListCell   *lc;

	foreach(lc, targets)
	{
		char	   *target = lfirst(lc);
		int			node = sv_graph_find(state->graph, target);

		refuse_self_reference(target, id);
		if (node < 0)
		{
			node = sv_target_resolve_one(state, target);
			target = pstrdup(sv_graph_id(state->graph, node));
		}
		refuse_absent(state->graph, node);
		if (list_member_int(nodes, node))
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("revision \"%s\" is given more than once",
							sv_graph_id(state->graph, node))));
		nodes = lappend_int(nodes, node);
		names = lappend(names, target);
	}
	return names;
}

/*
 * Nothing may depend on a revision whose file is gone: no other database can
 * have it.
 */
static void
refuse_absent(const SvGraph *graph, int node)
{
	if (graph->nodes[node].revision->absent)
		ereport(ERROR,
				(errcode(ERRCODE_SV_FILE_GONE),
				 errmsg("the file of revision \"%s\" is gone",
						sv_graph_id(graph, node)),
				 errdetail("A revision that depends on it could not be applied elsewhere."),
				 errhint("Bring the file back, or name another revision.")));
}

/*
 * A new revision is not in the graph yet, so this would be reported as
 * unknown.
 */
static void
refuse_self_reference(const char *target, const char *id)
{
	if (strcmp(target, id) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_SV_INVALID_GRAPH),
				 errmsg("revision \"%s\" refers to itself", id)));
}

/*
 * A merge joins at least two revisions of which none depends on another.
 */
static void
check_merge(const SvState *state, List *parents)
{
	const SvGraph *graph = state->graph;
	SvSet		below = sv_set_make(graph);
	ListCell   *lc;

	if (list_length(parents) < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a merge needs at least two revisions"),
				 parents == NIL ? errdetail("There is none to merge.") :
				 errdetail("There is only revision \"%s\".",
						   sv_graph_id(graph, linitial_int(parents)))));
	foreach(lc, parents)
	{
		ListCell   *lc2;

		foreach(lc2, sv_graph_links(&graph->nodes[lfirst_int(lc)].parents))
			sv_graph_visit_ancestors(graph, lfirst_int(lc2),
									 SV_EDGES_DOWN_REVISION, below);
	}
	foreach(lc, parents)
	{
		if (below[lfirst_int(lc)])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("revision \"%s\" is already below another one to be merged",
							sv_graph_id(graph, lfirst_int(lc)))));
	}
}

/*
 * Build the graph as it would be with a changed revision.
 */
static void
check_graph_with(const SvRevision *revision)
{
	List	   *others;
	List	   *all = NIL;
	ListCell   *lc;

	sv_query_begin_fresh();
	others = sv_revisions_read();
	sv_query_end_fresh();
	foreach(lc, others)
	{
		if (strcmp(((SvRevision *) lfirst(lc))->id, revision->id) != 0)
			all = lappend(all, lfirst(lc));
	}
	all = lappend(all, (void *) revision);
	sv_graph_build(all);
}

static void
require_force(const SvState *state, int node, bool force)
{
	if (state->applied[node] && !force)
		ereport(ERROR,
				(errcode(ERRCODE_SV_REVISION_APPLIED),
				 errmsg("revision \"%s\" is applied",
						sv_graph_id(state->graph, node)),
				 errdetail("What was run here is not to be changed afterwards."),
				 errhint("Downgrade it first or write a new revision; force => true does it all the same.")));
}

static void
log_forced(const char *operation, const SvRevision *revision,
		   const char *script, SvChange change)
{
	SvLogEntry	entry = {operation, revision->id, revision->message,
		GetCurrentTimestamp(),
	script ? sv_store_sha256(script) : (Datum) 0};

	sv_store_record(&entry, change);
}
