/*-------------------------------------------------------------------------
 *
 * preflight.c
 *	  What can be found out about a plan before its first step.
 *
 * A deploy checks its plan here and refuses it for the first error;
 * schemaver_preflight() shows all findings, those about the state that keep a
 * plan from being made included.  Nothing is locked or changed here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/twophase.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "parser/parse_func.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "command/steps.h"
#include "compat.h"
#include "deploy/form.h"
#include "deploy/preflight.h"
#include "deploy/preflight_commits.h"
#include "deploy/preflight_drift.h"
#include "deploy/preflight_files.h"
#include "deploy/preflight_losses.h"
#include "deploy/preflight_names.h"
#include "deploy/preflight_online.h"
#include "deploy/preflight_repeatables.h"
#include "deploy/preflight_trash.h"
#include "deploy/preflight_unfinished.h"
#include "deploy/preflight_verdicts.h"
#include "deploy/preflight_waits.h"
#include "file/script.h"
#include "file/statement.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/query.h"
#include "store/cache.h"
#include "store/journal.h"

/* Findings that are being collected, in a context that outlives a step. */
typedef struct Preflight
{
	MemoryContext context;
	List	   *findings;
	bool		concurrent;		/* a step waits for old snapshots */
	bool		copies;			/* a step waits for old transactions that have
								 * written */
	bool		online;			/* online forms are run */
	SvPreflightCommits commits;
} Preflight;

static void append_finding(Preflight *check, const SvFinding *finding);
static void append_findings(Preflight *check, const List *findings);
static char *keep(Preflight *check, const char *text);
static void check_rights(Preflight *check);
static void append_missing_right(const SvRow *row, void *arg);
static void check_step(Preflight *check, const SvStep *step);
static void append_irreversible(Preflight *check, const SvStep *step);
static void append_script_error(Preflight *check, const SvStep *step,
								const ErrorData *error);
static void check_online(Preflight *check, const SvStep *step,
						 const SvStored *stored, const char *plain);
static void check_statements(Preflight *check, const SvStep *step,
							 const SvScript *script);
static void append_nontransactional(Preflight *check, const SvStep *step,
									int number);
static bool sets_role(const Node *statement);
static void check_owner(Preflight *check, const SvStep *step, int number,
						const Node *statement);
static void check_locks(Preflight *check, const SvStep *step, int locks);
static void check_hooks(Preflight *check);
static void check_hook(Preflight *check, const char *event,
					   const char *function);
static void check_snapshots(Preflight *check);
static void append_old(Preflight *check, SvBlockers old);
static void check_state(Preflight *check, const SvState *state, bool upgrade);
static void append_unknown(Preflight *check, const char *id);
static void append_missing(Preflight *check, const char *id);
static void append_changed(Preflight *check, const char *id);

/*
 * Check the steps of a deploy, which runs online forms, or does not; returns
 * findings (SvFinding) in the current memory context.  If rights are missing,
 * nothing else is checked.
 */
List *
sv_preflight_check(List *steps, bool online)
{
	Preflight	check = {CurrentMemoryContext,.commits = {CurrentMemoryContext},
	.online = online};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver preflight",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	ListCell   *lc;

	sv_query_begin_fresh();
	check_rights(&check);
	if (check.findings == NIL)
	{
		foreach(lc, steps)
		{
			CHECK_FOR_INTERRUPTS();
			check_step(&check, lfirst(lc));
			MemoryContextReset(context);
		}
		append_findings(&check, sv_preflight_unfinished_check(steps));
		append_findings(&check, sv_preflight_trash_check(steps));
		check_hooks(&check);
		check_snapshots(&check);
	}
	sv_query_end_fresh();
	MemoryContextSwitchTo(oldcontext);
	MemoryContextDelete(context);
	return check.findings;
}

/*
 * Check what a deploy to the target would find, its plan included; returns
 * findings in the current memory context.
 *
 * Errors: a target that does not exist or does not lie in this direction.
 */
List *
sv_preflight_run(const char *target, bool upgrade)
{
	Preflight	check = {CurrentMemoryContext};
	SvState    *state = sv_cache_state();
	List	   *nodes = sv_steps_find_shown(state, target, upgrade);
	List	   *steps = sv_steps_make(state->graph, nodes, upgrade);

	check_state(&check, state, upgrade);
	check.findings = list_concat(check.findings,
								 sv_preflight_files_check(state, nodes, upgrade));
	append_findings(&check, sv_preflight_waits_runs());
	append_findings(&check, sv_preflight_drift_check());
	check.findings = list_concat(check.findings, sv_preflight_check(steps, true));
	if (upgrade)
		check.findings = list_concat(check.findings,
									 sv_preflight_repeatables_check(state, nodes));
	return list_concat(check.findings, sv_preflight_verdicts_check(steps));
}

/*
 * Append a copy of a finding, in the context of the findings.
 */
static void
append_finding(Preflight *check, const SvFinding *finding)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(check->context);
	SvFinding  *copy = palloc(sizeof(SvFinding));

	*copy = *finding;
	copy->revision = keep(check, finding->revision);
	copy->finding = keep(check, finding->finding);
	copy->detail = keep(check, finding->detail);
	copy->hint = keep(check, finding->hint);
	check->findings = lappend(check->findings, copy);
	MemoryContextSwitchTo(oldcontext);
}

static void
append_findings(Preflight *check, const List *findings)
{
	ListCell   *lc;

	foreach(lc, findings)
		append_finding(check, lfirst(lc));
}

static char *
keep(Preflight *check, const char *text)
{
	return text == NULL ? NULL : MemoryContextStrdup(check->context, text);
}

/*
 * Check that the caller may write what a deploy writes.
 */
static void
check_rights(Preflight *check)
{
	static SvQuery query = {
		.text = "SELECT r.name, r.\"right\" FROM (VALUES"
		" ('revision', 'SELECT'), ('applied', 'SELECT'), ('applied', 'INSERT'),"
		" ('applied', 'DELETE'), ('log', 'SELECT'), ('log', 'INSERT'),"
		" ('lock', 'SELECT'), ('lock', 'UPDATE'), ('deploy', 'SELECT'), ('deploy', 'UPDATE'),"
		" ('partial', 'SELECT'), ('partial', 'INSERT'), ('partial', 'UPDATE'),"
		" ('partial', 'DELETE'), ('hook', 'SELECT')) r(name, \"right\")"
		" WHERE NOT has_table_privilege('schemaver.' || r.name, r.\"right\")"
	};

	sv_query_fetch(&query, NULL, NULL, append_missing_right, check);
}

/* sv_query_fetch callback of check_rights */
static void
append_missing_right(const SvRow *row, void *arg)
{
	char	   *table = sv_row_text(row, 1);
	char	   *right = sv_row_text(row, 2);
	SvFinding	finding = {
		.severity = SV_FINDING_ERROR,
		.subject = "privileges",
		.sqlstate = ERRCODE_INSUFFICIENT_PRIVILEGE,
		.finding = psprintf(_("permission denied for table %s"), table),
		.hint = psprintf(_("GRANT %s ON schemaver.%s TO %s"),
						 right, table, GetUserNameFromId(GetUserId(), false)),
	};

	append_finding(arg, &finding);
}

/*
 * Check the script of a step, as far as that can be done by its text.
 */
static void
check_step(Preflight *check, const SvStep *step)
{
	const char *direction = sv_steps_direction(step->upgrade);
	SvStored   *stored = sv_store_find(step->id);
	const char *text;
	ErrorData  *error;

	if (stored == NULL)
		return;
	if (stored->downgrade == NULL && stored->upgrade[0] != '\0')
		append_irreversible(check, step);
	text = step->upgrade ? stored->upgrade : stored->downgrade;
	if (text == NULL)
		return;
	if (sv_form_is_online(stored, step, check->online))
	{
		check_online(check, step, stored, text);
		return;
	}
	if (check->online)
		append_findings(check, sv_preflight_online_outdated(step, stored));
	error = sv_script_check(step->id, direction, text);
	if (error != NULL)
		append_script_error(check, step, error);
	else
	{
		SvScript   *script = sv_script_parse(step->id, direction, text);

		check_statements(check, step, script);
		append_findings(check, sv_preflight_losses_check(step, script));
	}
}

static void
append_script_error(Preflight *check, const SvStep *step, const ErrorData *error)
{
	SvFinding	finding = {
		.severity = SV_FINDING_ERROR,
		.subject = "script",
		.revision = step->id,
		.sqlstate = error->sqlerrcode,
		.finding = error->message,
		.detail = error->context ? psprintf(_("See %s."), error->context) : NULL,
		.hint = error->hint,
	};

	append_finding(check, &finding);
}

/*
 * Check a step that runs its online form.  What that destroys is what the plain
 * script destroys, without what the form makes for the time of the change.
 */
static void
check_online(Preflight *check, const SvStep *step, const SvStored *stored,
			 const char *plain)
{
	List	   *findings = sv_preflight_online_check(step, stored);
	const SvFinding *finding = linitial(findings);
	SvStep	   *apart;
	ErrorData  *error;
	SvScript   *script;

	append_findings(check, findings);
	if (finding->severity == SV_FINDING_ERROR)
		return;
	apart = MemoryContextAlloc(check->context, sizeof(SvStep));
	*apart = *step;
	apart->transactional = false;
	check_statements(check, apart, sv_form_make(stored, step, true)->script);
	script = sv_script_try(step->id, sv_steps_direction(step->upgrade), plain,
						   &error);
	if (script != NULL)
		append_findings(check, sv_preflight_losses_check(step, script));
}

static void
append_irreversible(Preflight *check, const SvStep *step)
{
	SvFinding	finding = {
		.severity = step->upgrade ? SV_FINDING_NOTE : SV_FINDING_ERROR,
		.subject = "downgrade",
		.revision = step->id,
		.sqlstate = ERRCODE_SV_IRREVERSIBLE_REVISION,
		.finding = psprintf(_("revision \"%s\" has no downgrade script"),
							step->id),
		.hint = psprintf(_("Have one derived with schemaver_edit('%s', derive => true), or write one with downgrade => ... in place of it."),
						 step->id),
	};

	append_finding(check, &finding);
}

static void
check_statements(Preflight *check, const SvStep *step, const SvScript *script)
{
	bool		as_caller = true;
	int			locks = 0;
	int			number = 0;
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		const Node *statement = lfirst_node(RawStmt, lc)->stmt;

		number++;
		if (sv_statement_is_concurrent_copy(statement))
			check->copies = true;
		else if (sv_statement_is_concurrent(statement))
			check->concurrent = true;
		locks += sv_lock_count(statement);
		if (step->transactional && sv_statement_is_nontransactional(statement))
			append_nontransactional(check, step, number);
		as_caller = as_caller && !sets_role(statement);
		if (as_caller)
			check_owner(check, step, number, statement);
	}
	if (step->transactional)
		check_locks(check, step, locks);
	append_findings(check, sv_preflight_commits_check(&check->commits, step,
													  script));
	append_findings(check, sv_preflight_waits_check(step, script));
	append_findings(check, sv_preflight_names_check(step, script));
}

static void
append_nontransactional(Preflight *check, const SvStep *step, int number)
{
	SvFinding	finding = {
		.severity = SV_FINDING_ERROR,
		.subject = "script",
		.revision = step->id,
		.sqlstate = ERRCODE_ACTIVE_SQL_TRANSACTION,
		.finding = psprintf(_("statement %d of revision \"%s\" cannot run inside a transaction block"),
							number, step->id),
		.hint = step->filename == NULL ?
		psprintf(_("Mark the revision with schemaver_edit('%s', transactional => false), or put the statement into one of its own."),
				 step->id) :
		psprintf(_("Write \"-- Transactional: no\" into the header of file \"%s\", or put the statement into a revision of its own."),
				 step->filename),
	};

	append_finding(check, &finding);
}

/*
 * True if a statement sets the role with whose rights the next ones run.
 */
static bool
sets_role(const Node *statement)
{
	const VariableSetStmt *set = (const VariableSetStmt *) statement;

	return IsA(statement, VariableSetStmt) && set->name != NULL &&
		(strcmp(set->name, "role") == 0 ||
		 strcmp(set->name, "session_authorization") == 0);
}

/*
 * Check that the caller owns the relations that a statement changes.
 */
static void
check_owner(Preflight *check, const SvStep *step, int number,
			const Node *statement)
{
	const char *relation = sv_lock_not_owned(statement);

	if (relation != NULL)
	{
		SvFinding	finding = {
			.severity = SV_FINDING_WARNING,
			.subject = "privileges",
			.revision = step->id,
			.sqlstate = ERRCODE_INSUFFICIENT_PRIVILEGE,
			.finding = psprintf(_("statement %d of revision \"%s\" changes relation \"%s\", which is not yours"),
								number, step->id, relation),
		};

		append_finding(check, &finding);
	}
}

/*
 * Check that the server has room for the locks of a transaction.
 */
static void
check_locks(Preflight *check, const SvStep *step, int locks)
{
	int			room = max_locks_per_xact * (MaxBackends + max_prepared_xacts);

	if (locks > room / 2)
	{
		SvFinding	finding = {
			.severity = SV_FINDING_WARNING,
			.subject = "locks",
			.revision = step->id,
			.sqlstate = ERRCODE_OUT_OF_MEMORY,
			.finding = psprintf(_("revision \"%s\" takes about %d locks in one transaction"),
								step->id, locks),
			.detail = psprintf(_("The server has room for %d, in all sessions together."),
							   room),
			.hint = _("Increase max_locks_per_transaction, or make several revisions of it."),
		};

		append_finding(check, &finding);
	}
}

/*
 * Check that the functions exist that are registered as hooks.
 */
static void
check_hooks(Preflight *check)
{
	static const char *const events[] = {"before_run", "before_step",
	"after_step", "after_run", "on_error"};

	for (int i = 0; i < lengthof(events); i++)
	{
		ListCell   *lc;

		foreach(lc, sv_journal_hooks(events[i]))
			check_hook(check, events[i], lfirst(lc));
	}
}

static void
check_hook(Preflight *check, const char *event, const char *function)
{
	Oid			argument = JSONBOID;

	if (!OidIsValid(LookupFuncName(sv_name_list(function), 1, &argument, true)))
	{
		SvFinding	finding = {
			.severity = SV_FINDING_ERROR,
			.subject = "hooks",
			.sqlstate = ERRCODE_UNDEFINED_FUNCTION,
			.finding = psprintf(_("function %s(jsonb), a hook for %s, does not exist"),
								function, event),
			.hint = _("Write its name with the schema in schemaver.hook, or delete it there."),
		};

		append_finding(check, &finding);
	}
}

/*
 * Check for transactions that statements with CONCURRENTLY would wait for.
 */
static void
check_snapshots(Preflight *check)
{
	if (check->concurrent)
		append_old(check, sv_blockers_old_snapshots(sv_lock_timeout));
	if (check->copies)
		append_old(check, sv_blockers_old_writers(sv_lock_timeout));
}

static void
append_old(Preflight *check, SvBlockers old)
{
	if (old.count > 0)
	{
		SvFinding	finding = {
			.severity = SV_FINDING_WARNING,
			.subject = "sessions",
			.sqlstate = ERRCODE_LOCK_NOT_AVAILABLE,
			.finding = psprintf(_("statements with CONCURRENTLY will wait for %d older transactions"),
								old.count),
			.detail = old.text,
		};

		append_finding(check, &finding);
	}
}

/*
 * Check the revisions that are applied but not in the graph, or missing below
 * others, or changed since they were applied.
 */
static void
check_state(Preflight *check, const SvState *state, bool upgrade)
{
	SvSet		missing = sv_state_missing(state);
	SvApplied **applied = sv_store_fetch_applied(state->graph);
	ListCell   *lc;

	foreach(lc, state->unknown)
		append_unknown(check, lfirst(lc));
	for (int i = 0; i < state->graph->count; i++)
	{
		const char *id = sv_graph_id(state->graph, i);

		if (missing[i] && upgrade)
			append_missing(check, id);
		if (applied[i] != NULL && applied[i]->changed)
			append_changed(check, id);
	}
}

static void
append_unknown(Preflight *check, const char *id)
{
	SvFinding	finding = {
		.severity = SV_FINDING_ERROR,
		.subject = "version",
		.revision = id,
		.sqlstate = ERRCODE_SV_UNKNOWN_APPLIED,
		.finding = psprintf(_("applied revision \"%s\" does not exist"), id),
	};

	append_finding(check, &finding);
}

static void
append_missing(Preflight *check, const char *id)
{
	SvFinding	finding = {
		.severity = sv_missing_revisions == SV_MISSING_ERROR ?
		SV_FINDING_ERROR : SV_FINDING_WARNING,
		.subject = "version",
		.revision = id,
		.sqlstate = ERRCODE_SV_MISSING_REVISION,
		.finding = psprintf(_("revision \"%s\" is not applied, but a revision that depends on it is"),
							id),
		.hint = _("Set schemaver.missing_revisions to \"run\" or \"ignore\"."),
	};

	append_finding(check, &finding);
}

static void
append_changed(Preflight *check, const char *id)
{
	SvFinding	finding = {
		.severity = SV_FINDING_NOTE,
		.subject = "version",
		.revision = id,
		.sqlstate = ERRCODE_SUCCESSFUL_COMPLETION,
		.finding = psprintf(_("revision \"%s\" was changed since it was applied"),
							id),
	};

	append_finding(check, &finding);
}
