/*-------------------------------------------------------------------------
 *
 * split_rename.c
 *	  The command that makes two revisions of one that renames.
 *
 * The revision itself becomes the first part, which leaves the old names in place
 * beside the new ones, and a new one above it takes them away.  Between the two the
 * application is rolled out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "command/begin.h"
#include "command/rehearse.h"
#include "command/revision.h"
#include "command/split_rename.h"
#include "file/script.h"
#include "graph/target.h"
#include "proof/rename_views.h"
#include "schemaver.h"
#include "server/query.h"

static void check_script(const SvRehearsedStep *step);
static bool renames(const Node *statement);
static char *write(const SvRevision *revision, const SvRenameViews *views,
				   const char *id);

/*
 * Split a revision; returns the id of the one that takes the old names away, which
 * is "id", or made up if that is NULL.  "functions" is the schema of ours.
 *
 * Errors: the revision is applied, or no head; its upgrade has other statements
 * than renames; those of sv_rename_views_derive().
 */
char *
sv_split_rename_revision(const char *target, const char *id, const char *functions)
{
	SvState    *state = sv_begin_changing("schemaver_split_rename()");
	int			node = sv_target_resolve_one(state, target);
	const SvRevision *revision = state->graph->nodes[node].revision;
	SvRehearsalPlan *plan;
	SvRenameViews *views;

	if (state->applied[node])
		ereport(ERROR,
				(errcode(ERRCODE_SV_REVISION_APPLIED),
				 errmsg("revision \"%s\" is applied", revision->id),
				 errdetail("The old names are gone.")));
	if (!sv_graph_is_head(state->graph, node, SV_EDGES_DOWN_REVISION))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("revision \"%s\" is not a head", revision->id),
				 errdetail("The revision that takes the old names away comes right after it."),
				 errhint("Split it before others follow.")));
	/* it may have been written in this statement */
	sv_query_begin_fresh();
	plan = sv_rehearse_plan("schemaver_split_rename()",
							psprintf("current:%s", revision->id), false);
	sv_query_end_fresh();
	check_script(llast(plan->steps));
	views = sv_rename_views_derive(plan->start, plan->steps,
								   quote_identifier(functions));
	if (views->as_caller)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("the owners and privileges of the tables are not known"),
				 errdetail("You lack the rights to see them in a copy."),
				 errhint("Add to both revisions what gives them to the views, with schemaver_edit().")));
	return write(revision, views, id);
}

/*
 * Refuse a script that does anything but rename tables and columns.
 */
static void
check_script(const SvRehearsedStep *step)
{
	SvScript   *script = sv_script_parse(step->revision, "upgrade", step->upgrade);
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		if (!renames(lfirst_node(RawStmt, lc)->stmt))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("cannot split revision \"%s\"", step->revision),
					 errdetail("Statement %d of its upgrade renames neither a table nor a column of one.",
							   foreach_current_index(lc) + 1),
					 errhint("Put renames into a revision of their own.")));
	}
}

static bool
renames(const Node *statement)
{
	const RenameStmt *rename = (const RenameStmt *) statement;

	return IsA(statement, RenameStmt) &&
		(rename->renameType == OBJECT_TABLE ||
		 (rename->renameType == OBJECT_COLUMN &&
		  rename->relationType == OBJECT_TABLE));
}

/*
 * Store both parts; returns the id of the second one.
 */
static char *
write(const SvRevision *revision, const SvRenameViews *views, const char *id)
{
	SvDraft		first = {0};
	SvDraft		second = {0};

	first.upgrade = views->expand;
	first.downgrade = views->expand_down;
	first.transactional = first.has_transactional = true;
	(void) sv_revision_edit(revision->id, &first, false);
	second.id = id;
	second.message = psprintf("remove old names: %s", revision->message);
	second.upgrade = views->contract;
	second.downgrade = views->contract_down;
	second.heads = list_make1(pstrdup(revision->id));
	second.transactional = true;
	return sv_revision_create(&second);
}
