/*-------------------------------------------------------------------------
 *
 * online_undo.c
 *	  The command that undoes an online form of which a part was run.
 *
 * What was run is taken for the script of the revision, and the downgrade of that
 * is derived: all that the revision depends on is made from nothing, then come the
 * statements that are recorded as done, without transactions, and a backfill as
 * the one UPDATE that does the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "command/online_undo.h"
#include "command/derive.h"
#include "command/rehearse.h"
#include "compat.h"
#include "file/backfill.h"
#include "graph/target.h"
#include "online/script.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/guard.h"
#include "store/journal.h"
#include "store/online_form.h"
#include "store/store.h"

static SvPartial *find_partial(const char *id);
static char *what_was_run(const char *id, const SvStored *stored,
						  const SvPartial *partial);
static void append_statement(StringInfo buf, const SvScript *script, int number);

/*
 * The statements that undo what was run of an online form, and the one that
 * forgets that it was.  What they do not bring back is reported to the client.
 *
 * Errors: no part of an online form was run; it was changed since; those of
 * sv_derive_script().
 */
char *
sv_online_undo_revision(const char *target)
{
	SvState    *state;
	SvRehearsalPlan *plan;
	SvRehearsedStep *step;
	SvPartial  *partial;
	const char *id;
	char	   *script;

	sv_guard_command("schemaver_online_undo()");
	state = sv_cache_state();
	id = pstrdup(sv_graph_id(state->graph, sv_target_resolve_one(state, target)));
	sv_query_begin_fresh();
	partial = find_partial(id);
	plan = sv_rehearse_plan("schemaver_online_undo()", psprintf("base:%s", id),
							false);
	sv_query_end_fresh();
	step = llast(plan->steps);
	if (!partial->upgrade)
	{
		/* a downgrade begins after the upgrade */
		step = memcpy(palloc(sizeof(SvRehearsedStep)), step,
					  sizeof(SvRehearsedStep));
		plan->steps = lappend(plan->steps, step);
	}
	step->upgrade = what_was_run(id, plan->stored[list_length(plan->nodes) - 1],
								 partial);
	step->downgrade = NULL;
	step->transactional = false;
	script = sv_derive_script(plan);
	if (partial->started)
		ereport(NOTICE,
				(errmsg("statement %d of the online form was begun", partial->done + 1),
				 errdetail("It may have left an invalid index, or a partition that is being detached.")));
	return psprintf("%s%sDELETE FROM schemaver.partial WHERE revision = %s;\n",
					script,
					script[0] == '\0' || script[strlen(script) - 1] == '\n' ? "" : "\n",
					quote_literal_cstr(id));
}

static SvPartial *
find_partial(const char *id)
{
	SvPartial  *partial = sv_journal_partial(id);

	if (partial == NULL || !partial->online ||
		(partial->done == 0 && !partial->started))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no online form of revision \"%s\" was begun", id),
				 errhint("What was run as a whole is undone by a downgrade.")));
	return partial;
}

/*
 * The statements that were run, as a script.
 */
static char *
what_was_run(const char *id, const SvStored *stored, const SvPartial *partial)
{
	const char *text = partial->upgrade ? stored->online :
	stored->online_downgrade;
	SvScript   *script = text == NULL ? NULL :
	sv_online_parse(id, sv_online_form_direction(partial->upgrade), text)->script;
	StringInfoData buf;

	if (script == NULL || partial->done > list_length(script->statements) ||
		!DatumGetBool(DirectFunctionCall2(byteaeq, partial->sha256,
										  sv_store_sha256(sv_script_text_until(script,
																			   partial->done)))))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the online form of revision \"%s\" is not the one that was begun",
						id),
				 errhint("Restore it with schemaver_edit('%s', %s => ...).", id,
						 partial->upgrade ? "online" : "online_downgrade")));
	initStringInfo(&buf);
	for (int i = 1; i <= partial->done; i++)
		append_statement(&buf, script, i);
	return buf.data;
}

static void
append_statement(StringInfo buf, const SvScript *script, int number)
{
	const RawStmt *raw = list_nth_node(RawStmt, script->statements, number - 1);
	const SvBackfillCall *call = IsA(raw->stmt, CallStmt) ?
	sv_backfill_of((const CallStmt *) raw->stmt) : NULL;

	if (IsA(raw->stmt, TransactionStmt))
		return;
	appendStringInfo(buf, "%s;\n", call == NULL ?
					 sv_script_statement_text(script, raw) :
					 sv_backfill_update(call->relation, call->assignments,
										call->condition));
}
