/*-------------------------------------------------------------------------
 *
 * steps.c
 *	  From a target to the steps that lead to it, and what is said and
 *	  recorded about a step.
 *
 * All that runs revisions, shows a plan, or writes one as a script finds its
 * steps here: a target and a direction are resolved on the state to nodes of
 * the graph, in the order in which they are to be run; nodes become steps,
 * which do not depend on the graph any more.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "command/steps.h"
#include "file/line.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "strings.h"

static List *find_nodes(const SvState *state, const SvPlace *place,
						bool upgrade, SvMissingPolicy policy);
pg_noreturn static void refuse_irreversible(const char *id);
static void log_step(const char *what, const char *message,
					 TimestampTz started_at);

/*
 * The nodes that lead from the state to the target, in order.
 *
 * Errors: revisions that are applied but not in the graph; a target that does
 * not exist or does not lie in this direction; missing revisions, if the
 * setting is to refuse them; upwards, revisions whose files are gone.
 */
List *
sv_steps_find(const SvState *state, const char *target, bool upgrade)
{
	sv_plan_require_known(state);
	return sv_steps_find_to(state, sv_target_resolve(state, target, NULL),
							upgrade);
}

/*
 * The same for a target that is resolved already.
 */
List *
sv_steps_find_to(const SvState *state, const SvPlace *place, bool upgrade)
{
	List	   *nodes = find_nodes(state, place, upgrade, sv_missing_revisions);
	ListCell   *lc;

	foreach(lc, nodes)
	{
		const SvRevision *revision = state->graph->nodes[lfirst_int(lc)].revision;

		if (upgrade && revision->absent)
			ereport(ERROR,
					(errcode(ERRCODE_SV_FILE_GONE),
					 errmsg("the file of revision \"%s\" is gone", revision->id),
					 errdetail("Nothing was run."),
					 errhint("Bring the file back, or remove what depends on the revision, and then it.")));
	}
	return nodes;
}

/*
 * The same for a report: what would be refused because of the state is left to
 * the caller to report, and missing revisions are among the nodes.
 */
List *
sv_steps_find_shown(const SvState *state, const char *target, bool upgrade)
{
	return find_nodes(state, sv_target_resolve(state, target, NULL), upgrade,
					  sv_missing_revisions == SV_MISSING_ERROR ?
					  SV_MISSING_RUN : sv_missing_revisions);
}

static List *
find_nodes(const SvState *state, const SvPlace *place, bool upgrade,
		   SvMissingPolicy policy)
{
	return upgrade ? sv_plan_upgrade(state, place, policy) :
		sv_plan_downgrade(state, place);
}

/*
 * Refuse to undo a revision that cannot be undone.
 */
void
sv_steps_require_reversible(const SvRevision *revision, bool upgrade)
{
	if (!upgrade && !revision->reversible)
		refuse_irreversible(revision->id);
}

static void
refuse_irreversible(const char *id)
{
	ereport(ERROR,
			(errcode(ERRCODE_SV_IRREVERSIBLE_REVISION),
			 errmsg("revision \"%s\" has no downgrade script", id),
			 errdetail("Nothing was run."),
			 errhint("Have one derived with schemaver_edit('%s', derive => true, force => true), or write one with downgrade => ... in place of it.",
					 id)));
}

/*
 * Nodes as steps, a list of SvStep in the current memory context.
 */
List *
sv_steps_make(const SvGraph *graph, List *nodes, bool upgrade)
{
	List	   *steps = NIL;
	ListCell   *lc;

	foreach(lc, nodes)
		steps = lappend(steps, sv_steps_make_one(graph, lfirst_int(lc), upgrade));
	return steps;
}

/*
 * A node as a step, in the current memory context and independent of the
 * graph.
 */
SvStep *
sv_steps_make_one(const SvGraph *graph, int node, bool upgrade)
{
	const SvRevision *revision = graph->nodes[node].revision;
	List	   *parents = sv_graph_links(&graph->nodes[node].parents);
	SvStep	   *step = palloc0(sizeof(SvStep));

	step->id = pstrdup(revision->id);
	step->message = pstrdup(revision->message);
	step->parents = sv_strings_join(sv_graph_ids(graph, parents), ", ");
	step->upgrade = upgrade;
	step->transactional = revision->transactional;
	step->filename = revision->filename ? pstrdup(revision->filename) : NULL;
	return step;
}

/*
 * The name of a direction, as commands, the log and the journal have it.
 */
const char *
sv_steps_direction(bool upgrade)
{
	return upgrade ? "upgrade" : "downgrade";
}

/*
 * The script of a step, from what is stored of its revision.
 *
 * Errors: there is no downgrade script; the plan was checked for that, but it
 * may have been removed since.
 */
const char *
sv_steps_script(const SvStep *step, const SvStored *stored)
{
	const char *script = step->upgrade ? stored->upgrade : stored->downgrade;

	if (script == NULL && stored->upgrade[0] != '\0')
		refuse_irreversible(step->id);
	return script ? script : "";
}

/*
 * Refuse a revision that was in the plan and does not exist any more.
 */
void
sv_steps_refuse_removed(const char *id)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("revision \"%s\" has been removed during the run", id)));
}

/*
 * Tell the client which step is run: by an INFO line, or by one that counts the
 * steps, if it has asked for that.
 */
void
sv_steps_announce(const SvStep *step, int number, int total)
{
	const char *from = step->upgrade ? step->parents : step->id;
	const char *to = step->upgrade ? step->id : step->parents;
	char	   *message = sv_line_of(step->message);

	if (sv_progress && step->upgrade)
		ereport(NOTICE,
				(errmsg("running upgrade %s -> %s, %s (%d of %d)",
						from, to, message, number, total)));
	else if (sv_progress)
		ereport(NOTICE,
				(errmsg("running downgrade %s -> %s, %s (%d of %d)",
						from, to, message, number, total)));
	else if (step->upgrade)
		ereport(INFO,
				(errmsg("running upgrade %s -> %s, %s", from, to, message)));
	else
		ereport(INFO,
				(errmsg("running downgrade %s -> %s, %s", from, to, message)));
}

/*
 * Tell the server log, and not the client, that a step was run.
 */
void
sv_steps_log(const SvStep *step, TimestampTz started_at)
{
	char	   *message = sv_line_of(step->message);

	log_step(psprintf(_("%s of revision \"%s\""),
					  sv_steps_direction(step->upgrade), step->id),
			 message, started_at);
}

/*
 * The same for a repeatable script.
 */
void
sv_steps_log_repeatable(const char *name, TimestampTz started_at)
{
	log_step(psprintf(_("repeatable script \"%s\""), name), "", started_at);
}

static void
log_step(const char *what, const char *message, TimestampTz started_at)
{
	double		milliseconds = (GetCurrentTimestamp() - started_at) / 1000.0;
	int			client = client_min_messages;

	if (sv_log_steps == 0)
		return;
	client_min_messages = ERROR;
	PG_TRY();
	{
		ereport(sv_log_steps == LOG ? LOG_SERVER_ONLY : sv_log_steps,
				(errmsg("schemaver: %s took %.3f ms%s%s", what, milliseconds,
						*message ? ": " : "", message),
				 errhidestmt(true), errhidecontext(true)));
	}
	PG_FINALLY();
	{
		client_min_messages = client;
	}
	PG_END_TRY();
}

/*
 * Record that a step was run.
 */
void
sv_steps_record(const SvStep *step, const SvStored *stored, const char *script,
				TimestampTz started_at)
{
	SvLogEntry	entry = {sv_steps_direction(step->upgrade), step->id,
		step->message, started_at,
	step->upgrade ? stored->sha256 : sv_store_sha256(script)};

	sv_store_record(&entry, step->upgrade ? SV_CHANGE_ADD : SV_CHANGE_REMOVE);
}

/*
 * Record a revision as applied that was not run, with the script that it has
 * now.
 */
void
sv_steps_record_stamp(const SvRevision *revision)
{
	SvLogEntry	entry = {"stamp", revision->id, revision->message,
	GetCurrentTimestamp(), (Datum) 0};

	sv_store_stamp_applied(revision->id);
	sv_store_record(&entry, SV_CHANGE_NONE);
}
