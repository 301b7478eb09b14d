/*-------------------------------------------------------------------------
 *
 * offline.c
 *	  Runs as scripts for psql.
 *
 * A script does what the run does: it takes the lock, makes sure that the
 * database is where the script starts, runs the statements as they were
 * written and keeps the record.  The revisions come along, so that it can be
 * run in a database that has not seen them.
 *
 * It is run in another session, in which the same text could mean something
 * else: the script begins with the settings that it was written with, and the
 * statements that are ours name operators, functions and types with their
 * schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/varlena.h"

#include "command/gate.h"
#include "command/offline.h"
#include "command/repeat.h"
#include "command/steps.h"
#include "file/line.h"
#include "file/psql.h"
#include "file/script.h"
#include "graph/plan.h"
#include "schemaver.h"
#include "store/cache.h"
#include "store/store.h"
#include "strings.h"

/* A script that is being written. */
typedef struct OfflineScript
{
	StringInfoData buf;
	const SvGraph *graph;
	SvStored  **stored;
	bool		upgrade;
	bool		bookkeeping;

	/* no statement of a user's came since these were set */
	bool		encoding_known;
	bool		strings_known;
} OfflineScript;

/* What a statement means, and how it is read, depends on these. */
static const char *const readings[] = {
	"client_encoding", "standard_conforming_strings", "backslash_quote",
	"search_path", "check_function_bodies", "DateStyle", "IntervalStyle",
	"TimeZone"
};

static char *write_run(const char *range, bool upgrade, bool bookkeeping);
static void append_repeatables(OfflineScript *script, const SvState *state,
							   List *nodes, bool only_due);
static void append_repeatable(OfflineScript *script,
							  const SvRepeatable *repeatable);
static void split(const char *range, bool demand, char **from, char **to);
static void append_begin(OfflineScript *script, const char *title);
static void append_setting(OfflineScript *script, const char *name);
static char *search_path_text(void);
static void settle(OfflineScript *script, int start, bool is_script);
static void append_bookkeeping(OfflineScript *script, SvBoundQuery bound);
static void append_lock(OfflineScript *script);
static void append_start_check(OfflineScript *script, const SvState *state,
							   List *nodes);
static void append_assertion(OfflineScript *script, List *nodes, bool applied);
static void append_step(OfflineScript *script, int node);
static void append_statements(OfflineScript *script, const char *id,
							  const char *text);
static void append_parsed(OfflineScript *script, const SvScript *parsed);
static void append_restore(OfflineScript *script, const RawStmt *statement);
static bool is_reading(const char *name);
static void append_registration(OfflineScript *script, int node);
static void append_record(OfflineScript *script, int node, const char *operation,
						  bool applied, const char *text);

/*
 * The script of an upgrade from one end of a range to the other; without a
 * range, from base.
 *
 * Errors: those of the plan, and scripts that cannot be parsed.
 */
char *
sv_offline_upgrade(const char *range, bool bookkeeping)
{
	return write_run(range, true, bookkeeping);
}

/*
 * The script of a downgrade over a range.
 */
char *
sv_offline_downgrade(const char *range, bool bookkeeping)
{
	return write_run(range, false, bookkeeping);
}

/*
 * The script of a stamp over a range; without a range, from base.
 */
char *
sv_offline_stamp(const char *range)
{
	SvState    *real = sv_cache_state();
	OfflineScript script = {.graph = real->graph,.bookkeeping = true};
	SvState    *state;
	SvSet		after;
	List	   *added = NIL;
	List	   *removed = NIL;
	ListCell   *lc;
	char	   *from;
	char	   *to;

	split(range, false, &from, &to);
	state = sv_plan_pretend(real, from);
	sv_plan_require_known(state);
	after = sv_plan_stamp(state, list_make1(to), false).after;
	for (int i = 0; i < real->graph->count; i++)
	{
		if (after[i] && !state->applied[i])
			added = lappend_int(added, i);
		if (!after[i] && state->applied[i])
			removed = lappend_int(removed, i);
	}
	script.stored = sv_store_fetch(real->graph, added, false);

	initStringInfo(&script.buf);
	append_begin(&script, psprintf("stamp %s", range));
	append_assertion(&script, added, false);
	append_assertion(&script, removed, true);
	foreach(lc, removed)
		append_record(&script, lfirst_int(lc), "unstamp", false, NULL);
	foreach(lc, added)
	{
		append_registration(&script, lfirst_int(lc));
		append_record(&script, lfirst_int(lc), "stamp", true, NULL);
	}
	appendStringInfoString(&script.buf, "\nCOMMIT;\n");
	return script.buf.data;
}

static char *
write_run(const char *range, bool upgrade, bool bookkeeping)
{
	SvState    *real = sv_cache_state();
	OfflineScript script = {.graph = real->graph,.upgrade = upgrade,
	.bookkeeping = bookkeeping};
	SvState    *state;
	List	   *nodes;
	ListCell   *lc;
	char	   *from;
	char	   *to;

	split(range, !upgrade, &from, &to);
	state = sv_plan_pretend(real, from);
	nodes = sv_steps_find(state, to, upgrade);
	if (nodes == NIL && from != NULL && strcmp(from, "current") != 0 &&
		strcmp(from, to) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("nothing to run in range \"%s\"", range)));
	if (upgrade)
		sv_gate_check(sv_graph_ids(real->graph, nodes));
	script.stored = sv_store_fetch(real->graph, nodes, false);

	initStringInfo(&script.buf);
	append_begin(&script, psprintf("%s %s", sv_steps_direction(upgrade),
								   range));
	append_start_check(&script, state, nodes);
	foreach(lc, nodes)
	{
		CHECK_FOR_INTERRUPTS();
		append_step(&script, lfirst_int(lc));
	}
	if (upgrade)
		append_repeatables(&script, state, nodes,
						   from != NULL && strcmp(from, "current") == 0);
	else if (nodes != NIL && sv_repeats_exist() && bookkeeping)
		appendStringInfo(&script.buf, "%s;\n", sv_repeats_forget_sql());
	appendStringInfoString(&script.buf, "\nCOMMIT;\n");
	return script.buf.data;
}

/*
 * Append the repeatable scripts and checks, if all heads are applied after the
 * nodes; only those that are due in this database, or all.
 */
static void
append_repeatables(OfflineScript *script, const SvState *state, List *nodes,
				   bool only_due)
{
	ListCell   *lc;

	foreach(lc, sv_repeat_find_offline(state, nodes, only_due))
		append_repeatable(script, lfirst(lc));
}

/*
 * One of them.  A check is rolled back; what is SET in it, too.
 */
static void
append_repeatable(OfflineScript *script, const SvRepeatable *repeatable)
{
	int			start = script->buf.len;

	appendStringInfo(&script->buf, "\n-- running %s\n",
					 sv_line_of(sv_repeatable_title(repeatable)));
	append_bookkeeping(script, sv_repeats_put_query(repeatable));
	if (repeatable->is_check)
		appendStringInfoString(&script->buf, "SAVEPOINT schemaver_check;\n");
	settle(script, start, false);
	append_parsed(script, sv_repeatable_parse(repeatable));
	start = script->buf.len;
	if (repeatable->is_check)
		appendStringInfoString(&script->buf, "ROLLBACK TO SAVEPOINT schemaver_check;\n"
							   "RELEASE SAVEPOINT schemaver_check;\n");
	append_bookkeeping(script, sv_repeats_record_query(repeatable));
	if (!repeatable->is_check)
	{
		SvLogEntry	entry = {"repeat", repeatable->name, "repeatable script", 0,
		sv_store_sha256(repeatable->script)};

		append_bookkeeping(script, sv_bookkeeping_log(&entry));
	}
	settle(script, start, false);
}

/*
 * Split a range; one target alone is its upper end, unless the lower one is
 * required.
 */
static void
split(const char *range, bool demand, char **from, char **to)
{
	*from = NULL;
	*to = NULL;
	if (!sv_target_split_range(range, from, to))
	{
		if (demand)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a downgrade script needs a range"),
					 errdetail("\"%s\" does not specify where it starts.", range),
					 errhint("Write \"from:to\", as in \"current:%s\".", range)));
		*to = pstrdup(range);
	}
	if (*to == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("range \"%s\" does not specify where it ends", range)));
}

static void
append_begin(OfflineScript *script, const char *title)
{
	appendStringInfo(&script->buf, "-- schemaver: %s\n"
					 "\\set ON_ERROR_STOP on\n"
					 "\\set AUTOCOMMIT on\n", sv_line_of(title));
	for (int i = 0; i < lengthof(readings); i++)
		append_setting(script, readings[i]);
	script->encoding_known = script->strings_known = true;
	appendStringInfoString(&script->buf, "BEGIN;\n");
	if (script->bookkeeping)
		appendStringInfoString(&script->buf,
							   "CREATE EXTENSION IF NOT EXISTS schemaver;\n");
	append_lock(script);
}

/*
 * Append a SET for the present value of a setting.
 */
static void
append_setting(OfflineScript *script, const char *name)
{
	const char *value = GetConfigOption(name, false, false);

	appendStringInfo(&script->buf, "SET %s = %s;\n", name,
					 pg_strcasecmp(name, "search_path") == 0 ? search_path_text() :
					 quote_literal_cstr(value));
}

/*
 * The search_path as a list of names, each quoted if it has to be.
 */
static char *
search_path_text(void)
{
	char	   *path = pstrdup(GetConfigOption("search_path", false, false));
	List	   *names = NIL;
	StringInfoData buf;
	ListCell   *lc;

	if (!SplitIdentifierString(path, ',', &names) || names == NIL)
		return pstrdup("''");
	initStringInfo(&buf);
	foreach(lc, names)
		appendStringInfo(&buf, "%s%s", foreach_current_index(lc) > 0 ? ", " : "",
						 quote_identifier(lfirst(lc)));
	return buf.data;
}

/*
 * Statements of users may have changed how the next ones are read.  If that
 * matters to the text from "start" on, SETs are inserted before it.  Our own
 * statements do not depend on how strings are read.
 */
static void
settle(OfflineScript *script, int start, bool is_script)
{
	const char *text = pstrdup(script->buf.data + start);
	bool		encoding = !script->encoding_known && !sv_psql_is_ascii(text);
	bool		strings = is_script && !script->strings_known &&
	strchr(text, '\\') != NULL;

	if (!encoding && !strings)
		return;
	script->buf.len = start;
	if (encoding)
		append_setting(script, "client_encoding");
	if (strings)
		append_setting(script, "standard_conforming_strings");
	appendStringInfoString(&script->buf, text);
	script->encoding_known |= encoding;
	script->strings_known |= strings;
}

/*
 * Append a statement that keeps the record, unless the script is without
 * bookkeeping.
 */
static void
append_bookkeeping(OfflineScript *script, SvBoundQuery bound)
{
	if (script->bookkeeping)
		appendStringInfo(&script->buf, "%s;\n", sv_bound_query_sql(&bound));
}

/*
 * Take the lock of a run, in each of the script's transactions that writes the
 * record.
 */
static void
append_lock(OfflineScript *script)
{
	append_bookkeeping(script, sv_bookkeeping_lock());
	append_bookkeeping(script, sv_bookkeeping_count_run());
}

/*
 * Let the script fail in a database that is not where it starts: what it
 * would do must not be done yet, and what that depends on must be; what it
 * would undo must be done, and nothing that depends on it.
 */
static void
append_start_check(OfflineScript *script, const SvState *state, List *nodes)
{
	SvSet		in_plan = sv_set_make(script->graph);
	SvSet		needed = sv_set_make(script->graph);
	ListCell   *lc;

	append_assertion(script, nodes, !script->upgrade);
	foreach(lc, nodes)
		in_plan[lfirst_int(lc)] = true;
	if (!script->upgrade)
	{
		foreach(lc, nodes)
			sv_graph_visit_descendants(script->graph, lfirst_int(lc),
									   SV_EDGES_ALL, needed);
		for (int i = 0; i < script->graph->count; i++)
			needed[i] = needed[i] && !in_plan[i];
		append_assertion(script, sv_set_list(script->graph, needed), false);
		return;
	}
	foreach(lc, nodes)
	{
		const SvNode *node = &script->graph->nodes[lfirst_int(lc)];

		for (int k = 0; k < node->parents.count; k++)
			needed[node->parents.node[k]] = true;
		for (int k = 0; k < node->dependencies.count; k++)
			needed[node->dependencies.node[k]] = true;
	}
	for (int i = 0; i < script->graph->count; i++)
		needed[i] = needed[i] && !in_plan[i] && state->applied[i];
	append_assertion(script, sv_set_list(script->graph, needed), true);
}

static void
append_assertion(OfflineScript *script, List *nodes, bool applied)
{
	StringInfoData body;

	if (!script->bookkeeping || nodes == NIL)
		return;
	initStringInfo(&body);
	appendStringInfo(&body,
					 "\nBEGIN\n"
					 "\tIF (SELECT pg_catalog.count(*) FROM schemaver.applied\n"
					 "\t\tWHERE revision OPERATOR(pg_catalog.=) ANY (%s)) OPERATOR(pg_catalog.<>) %d THEN\n"
					 "\t\tRAISE EXCEPTION 'the database is not where this script starts'\n"
					 "\t\t\tUSING DETAIL = %s;\n"
					 "\tEND IF;\n"
					 "END\n",
					 sv_bound_query_literal(sv_strings_datum(sv_graph_ids(script->graph, nodes)),
											TEXTARRAYOID),
					 applied ? list_length(nodes) : 0,
					 quote_literal_cstr(psprintf(applied ?
												 "These revisions must be applied: %s." :
												 "These revisions must not be applied yet: %s.",
												 sv_graph_list_text(script->graph, nodes))));
	appendStringInfo(&script->buf, "DO %s;\n", quote_literal_cstr(body.data));
}

static void
append_step(OfflineScript *script, int node)
{
	const SvRevision *revision = script->graph->nodes[node].revision;
	const SvStored *stored = script->stored[node];
	const char *text;
	int			start = script->buf.len;

	if (stored == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("revision \"%s\" does not exist", revision->id)));
	sv_steps_require_reversible(revision, script->upgrade);

	text = script->upgrade ? stored->upgrade : stored->downgrade;
	if (text == NULL)
		text = "";
	appendStringInfo(&script->buf, "\n-- running %s %s, %s\n",
					 sv_steps_direction(script->upgrade), revision->id,
					 sv_line_of(revision->message));
	if (script->upgrade)
		append_registration(script, node);
	settle(script, start, false);
	if (!revision->transactional)
		appendStringInfoString(&script->buf, "COMMIT;\n");
	append_statements(script, revision->id, text);
	if (!revision->transactional)
	{
		appendStringInfoString(&script->buf, "BEGIN;\n");
		append_lock(script);
	}
	start = script->buf.len;
	append_record(script, node, sv_steps_direction(script->upgrade),
				  script->upgrade, text);
	settle(script, start, false);
}

/*
 * The statements of a script as they were written.  In a run, what they SET
 * ends with the script; so it does here.
 */
static void
append_statements(OfflineScript *script, const char *id, const char *text)
{
	append_parsed(script, sv_script_parse(id, sv_steps_direction(script->upgrade),
										  text));
}

static void
append_parsed(OfflineScript *script, const SvScript *parsed)
{
	ListCell   *lc;

	foreach(lc, parsed->statements)
	{
		int			start = script->buf.len;

		sv_psql_append(&script->buf,
					   sv_script_statement_text(parsed, lfirst_node(RawStmt, lc)));
		settle(script, start, true);
		script->encoding_known = script->strings_known = false;
	}
	foreach(lc, parsed->statements)
		append_restore(script, lfirst_node(RawStmt, lc));
}

/*
 * Undo what a statement has SET.
 */
static void
append_restore(OfflineScript *script, const RawStmt *statement)
{
	VariableSetStmt *set = (VariableSetStmt *) statement->stmt;

	if (IsA(set, VariableSetStmt) && set->name != NULL && is_reading(set->name))
		append_setting(script, set->name);
	else if (IsA(set, VariableSetStmt) &&
			 (set->kind == VAR_SET_VALUE || set->kind == VAR_SET_CURRENT))
		appendStringInfo(&script->buf, "RESET %s;\n",
						 quote_identifier(set->name));
	else if (IsA(set, VariableSetStmt) && set->kind == VAR_RESET_ALL)
		for (int i = 0; i < lengthof(readings); i++)
			append_setting(script, readings[i]);
}

static bool
is_reading(const char *name)
{
	for (int i = 0; i < lengthof(readings); i++)
		if (pg_strcasecmp(name, readings[i]) == 0)
			return true;
	return false;
}

/*
 * Insert the revision, unless the database has it.
 */
static void
append_registration(OfflineScript *script, int node)
{
	append_bookkeeping(script,
					   sv_bookkeeping_register_revision(script->graph->nodes[node].revision,
														script->stored[node]));
}

/*
 * Record a step; "text" is the script that was run, or NULL.
 */
static void
append_record(OfflineScript *script, int node, const char *operation, bool applied,
			  const char *text)
{
	const SvRevision *revision = script->graph->nodes[node].revision;
	SvLogEntry	entry = {operation, revision->id, revision->message, 0,
	text ? sv_store_sha256(text) : (Datum) 0};

	if (applied)
		append_bookkeeping(script,
						   sv_bookkeeping_add_applied(revision->id,
													  script->stored[node]->sha256));
	else
		append_bookkeeping(script, sv_bookkeeping_remove_applied(revision->id));
	append_bookkeeping(script, sv_bookkeeping_log(&entry));
}
