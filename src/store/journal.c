/*-------------------------------------------------------------------------
 *
 * journal.c
 *	  The progress of a deploy, as it is recorded and announced.
 *
 * schemaver.deploy has one row: where the current deploy is, or the last one
 * was.  A row that still says "running" when the next deploy begins, under the
 * lock of a deploy, is of a session that was lost.  schemaver.partial has a row
 * for each revision of which some statements were executed and committed; it
 * does not count any more when the log has a later row for the revision.
 *
 * What is written becomes visible with the commit of the caller.  An event is
 * a jsonb object, which hooks get as their argument and listeners on the
 * channel "schemaver" as the payload.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "server/bound_query.h"
#include "store/journal.h"
#include "store/store.h"
#include "strings.h"

static void set_number(SvBoundQuery *bound, int number, int value);
static const char *direction_of(bool upgrade);
static void set_partial(const SvRow *row, void *arg);
static void add_id(const SvRow *row, void *arg);
static void set_string(const SvRow *row, void *arg);

/*
 * Record that a deploy begins.  If the session of the last one was lost,
 * that is logged first, as a failure of the step where it was; then the result
 * is true.
 *
 * Errors: schemaver.deploy does not have its one row.
 */
bool
sv_journal_begin(const SvDeployPosition *position)
{
	static SvQuery lost = {
		.kept = true,
		.text = "INSERT INTO schemaver.log (operation, revision, message, started_at,"
		" duration, session_user_name, backend_pid, statement, error)"
		" SELECT concat('failed ', d.direction), d.revision, r.message,"
		" coalesce(d.step_started_at, d.started_at, clock_timestamp()), NULL,"
		" coalesce(d.session_user_name, ''), coalesce(d.backend_pid, 0), d.statement,"
		" 'the session was lost'"
		" FROM schemaver.deploy d LEFT JOIN schemaver.revision r USING (revision)"
		" WHERE d.state = 'running' AND d.revision IS NOT NULL"
	};
	static SvQuery begin = {
		.kept = true,
		.text = "UPDATE schemaver.deploy SET state = 'running', backend_pid = pg_backend_pid(),"
		" session_user_name = SESSION_USER, direction = $1, target = $2, step = 0, steps = 0,"
		" revision = NULL, statement = NULL, statements = NULL,"
		" started_at = clock_timestamp(), step_started_at = NULL, finished_at = NULL",
		.nargs = 2,
		.types = {TEXTOID, TEXTOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&begin);
	uint64		found = sv_query_execute(&lost, NULL, NULL);

	sv_bound_query_set_text(&bound, 1, direction_of(position->upgrade));
	sv_bound_query_set_text(&bound, 2, position->target);
	sv_store_require_row("deploy", sv_bound_query_execute(&bound));
	return found > 0;
}

/*
 * Record the step or the statement to which a deploy has come.
 */
void
sv_journal_move(const SvDeployPosition *position)
{
#define SV_MOVE \
		"UPDATE schemaver.deploy SET step = $1, steps = $2," \
		" step_started_at = CASE WHEN revision = $3 THEN step_started_at" \
		" ELSE clock_timestamp() END," \
		" revision = $3, statement = $4, statements = $5"

	static SvQuery queries[] = {
		{
			.kept = true,
			.text = SV_MOVE,
			.nargs = 5,
			.types = {INT4OID, INT4OID, TEXTOID, INT4OID, INT4OID}
		},
		{
			.kept = true,
			.text = SV_MOVE ", phase = $6",
			.nargs = 6,
			.types = {INT4OID, INT4OID, TEXTOID, INT4OID, INT4OID, TEXTOID}
		}
	};
	bool		has_phase = sv_store_has_files();
	SvBoundQuery bound = sv_bound_query_make(&queries[has_phase]);

	set_number(&bound, 1, position->number);
	set_number(&bound, 2, position->total);
	sv_bound_query_set_text(&bound, 3,
							position->step ? position->step->id : NULL);
	set_number(&bound, 4, position->statement);
	set_number(&bound, 5, position->statements);
	if (has_phase)
		sv_bound_query_set_text(&bound, 6, position->phase);
	sv_bound_query_execute(&bound);
}

/*
 * Record that a deploy has ended; state is "done" or "failed".
 */
void
sv_journal_end(const char *state)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.deploy SET state = $1, finished_at = clock_timestamp()",
		.nargs = 1,
		.types = {TEXTOID}
	};

	sv_query_execute_text(&query, state);
}

/*
 * Log that a step was stopped before a phase of its online form.
 */
void
sv_journal_pause(const SvDeployPosition *position, TimestampTz started_at)
{
	static SvQuery query = {
		.kept = true,
		.text = "INSERT INTO schemaver.log (operation, revision, message, started_at,"
		" duration, statement)"
		" VALUES ('paused ' || $1, $2, $3, $4, clock_timestamp() - $4, $5)",
		.nargs = 5,
		.types = {TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, INT4OID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, direction_of(position->upgrade));
	sv_bound_query_set_text(&bound, 2, position->step->id);
	sv_bound_query_set_text(&bound, 3, position->step->message);
	sv_bound_query_set(&bound, 4, TimestampTzGetDatum(started_at));
	set_number(&bound, 5, position->statement);
	sv_bound_query_execute(&bound);
}

/*
 * Log that a step has failed.
 */
void
sv_journal_fail(const SvDeployPosition *position, const SvFailure *failure)
{
	static SvQuery query = {
		.kept = true,
		.text = "INSERT INTO schemaver.log (operation, revision, message, started_at,"
		" duration, statement, line, sqlstate, error)"
		" VALUES ('failed ' || $1, $2, $3, $4, clock_timestamp() - $4, $5, $6, $7, $8)",
		.nargs = 8,
		.types = {TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, INT4OID, INT4OID,
		TEXTOID, TEXTOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, direction_of(position->upgrade));
	sv_bound_query_set_text(&bound, 2, position->step->id);
	sv_bound_query_set_text(&bound, 3, position->step->message);
	sv_bound_query_set(&bound, 4, TimestampTzGetDatum(failure->started_at));
	set_number(&bound, 5, failure->statement);
	set_number(&bound, 6, failure->line);
	sv_bound_query_set_text(&bound, 7, failure->sqlstate);
	sv_bound_query_set_text(&bound, 8, failure->message);
	sv_bound_query_execute(&bound);
}

/*
 * How much of a revision was executed, in the current memory context; NULL if
 * nothing was, or if the revision was run or stamped since.
 *
 * Errors: a row that no deploy can have written.
 */
SvPartial *
sv_journal_partial(const char *revision)
{
#define SV_PARTIAL(online) \
		"SELECT direction, done, started, statements, sha256, invalid_indexes," \
		" revision, " online " FROM schemaver.partial p WHERE revision = $1" \
		" AND NOT EXISTS (SELECT FROM schemaver.log l" \
		" WHERE l.id > p.log_id AND l.revision = p.revision" \
		" AND l.operation IN ('upgrade', 'downgrade', 'stamp', 'unstamp'))"

	static SvQuery queries[] = {
		{.kept = true,.text = SV_PARTIAL("false"),.nargs = 1,.types = {TEXTOID}},
		{.kept = true,.text = SV_PARTIAL("online"),.nargs = 1,.types = {TEXTOID}}
	};
	Datum		value = CStringGetTextDatum(revision);
	SvPartial  *partial = NULL;

	sv_query_fetch(&queries[sv_store_has_files()], &value, NULL, set_partial,
				   &partial);
	return partial;
}

/*
 * The ids of all revisions with a row in schemaver.partial.
 */
List *
sv_journal_partials(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT revision FROM schemaver.partial ORDER BY revision"
	};
	List	   *ids = NIL;

	sv_query_fetch(&query, NULL, NULL, add_id, &ids);
	return ids;
}

/*
 * The id of a revision on which this one depends, directly or not, and that
 * was downgraded after a part of this one was executed; NULL if there is none.
 * What that part has created may have been dropped along with it.
 */
char *
sv_journal_undone_below(const SvGraph *graph, const char *revision)
{
	static SvQuery query = {
		.text = "SELECT l.revision FROM schemaver.partial p"
		" JOIN schemaver.log l ON l.id > p.log_id"
		" WHERE p.revision = $1 AND p.direction = 'upgrade'"
		" AND l.operation = 'downgrade' AND l.revision = ANY ($2)"
		" ORDER BY l.id LIMIT 1",
		.nargs = 2,
		.types = {TEXTOID, TEXTARRAYOID}
	};
	SvSet		below = sv_set_make(graph);
	List	   *ids = NIL;
	Datum		values[2];

	sv_graph_visit_ancestors(graph, sv_graph_find(graph, revision),
							 SV_EDGES_ALL, below);
	values[0] = CStringGetTextDatum(revision);
	values[1] = sv_strings_datum(sv_graph_ids(graph, sv_set_list(graph, below)));
	sv_query_fetch(&query, values, NULL, add_id, &ids);
	return ids ? linitial(ids) : NULL;
}

/*
 * Record how much of a revision was executed.
 */
void
sv_journal_put_partial(const char *revision, const SvPartial *partial)
{
#define SV_PUT_PARTIAL(column, value, change) \
		"INSERT INTO schemaver.partial AS p (revision, direction, done, started," \
		" statements, sha256, invalid_indexes, log_id" column ")" \
		" VALUES ($1, $2, $3, $4, $5, $6, $7," \
		" coalesce((SELECT id FROM schemaver.log ORDER BY id DESC LIMIT 1), 0)" value ")" \
		" ON CONFLICT (revision) DO UPDATE SET direction = excluded.direction," \
		" done = excluded.done, started = excluded.started," \
		" statements = excluded.statements, sha256 = excluded.sha256," \
		" invalid_indexes = excluded.invalid_indexes, log_id = excluded.log_id," \
		" updated_at = clock_timestamp()" change

	static SvQuery queries[] = {
		{
			.kept = true,
			.text = SV_PUT_PARTIAL("", "", ""),
			.nargs = 7,
			.types = {TEXTOID, TEXTOID, INT4OID, BOOLOID, INT4OID, BYTEAOID,
			OIDARRAYOID}
		},
		{
			.kept = true,
			.text = SV_PUT_PARTIAL(", online", ", $8", ", online = excluded.online"),
			.nargs = 8,
			.types = {TEXTOID, TEXTOID, INT4OID, BOOLOID, INT4OID, BYTEAOID,
			OIDARRAYOID, BOOLOID}
		}
	};
	bool		has_online = sv_store_has_files();
	SvBoundQuery bound = sv_bound_query_make(&queries[has_online]);

	sv_bound_query_set_text(&bound, 1, revision);
	sv_bound_query_set_text(&bound, 2, direction_of(partial->upgrade));
	sv_bound_query_set(&bound, 3, Int32GetDatum(partial->done));
	sv_bound_query_set(&bound, 4, BoolGetDatum(partial->started));
	sv_bound_query_set(&bound, 5, Int32GetDatum(partial->statements));
	sv_bound_query_set(&bound, 6, partial->sha256);
	sv_bound_query_set(&bound, 7, sv_oids_datum(partial->invalid_indexes));
	if (has_online)
		sv_bound_query_set(&bound, 8, BoolGetDatum(partial->online));
	sv_bound_query_execute(&bound);
}

/*
 * Delete that record.
 */
void
sv_journal_drop_partial(const char *revision)
{
	static SvQuery query = {
		.kept = true,
		.text = "DELETE FROM schemaver.partial WHERE revision = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};

	sv_query_execute_text(&query, revision);
}

/*
 * The functions to call at an event, as a list of strings: what the user has
 * written into schemaver.hook, which need not be valid names.
 */
List *
sv_journal_hooks(const char *event)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT function FROM schemaver.hook WHERE event = $1 ORDER BY function",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(event);
	List	   *functions = NIL;

	sv_query_fetch(&query, &value, NULL, add_id, &functions);
	return functions;
}

/*
 * The object that describes an event, as the text of a jsonb.  Failure may be
 * NULL.
 */
char *
sv_journal_event(const char *event, const SvDeployPosition *position,
				 const SvFailure *failure)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT jsonb_strip_nulls(jsonb_build_object('event', $1,"
		" 'operation', $2, 'target', left($3, 500), 'revision', $4,"
		" 'message', left($5, 500), 'step', $6, 'steps', $7, 'statement', $8,"
		" 'phase', $11, 'sqlstate', $9, 'error', left($10, 500),"
		" 'pid', pg_backend_pid()))::text",
		.nargs = 11,
		.types = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID, INT4OID,
		INT4OID, TEXTOID, TEXTOID, TEXTOID}
	};
	const SvStep *step = position->step;
	SvBoundQuery bound = sv_bound_query_make(&query);
	char	   *json = NULL;

	sv_bound_query_set_text(&bound, 1, event);
	sv_bound_query_set_text(&bound, 2, direction_of(position->upgrade));
	sv_bound_query_set_text(&bound, 3, position->target);
	sv_bound_query_set_text(&bound, 4, step ? step->id : NULL);
	sv_bound_query_set_text(&bound, 5, step ? step->message : NULL);
	set_number(&bound, 6, position->number);
	set_number(&bound, 7, position->total);
	set_number(&bound, 8, failure ? failure->statement : position->statement);
	sv_bound_query_set_text(&bound, 9, failure ? failure->sqlstate : NULL);
	sv_bound_query_set_text(&bound, 10, failure ? failure->message : NULL);
	sv_bound_query_set_text(&bound, 11, position->phase);
	sv_query_begin_fresh();
	sv_bound_query_fetch(&bound, set_string, &json);
	sv_query_end_fresh();
	return json;
}

/*
 * Notify listeners of an event when the transaction commits.  If the object is
 * too long for a payload, the texts of users are removed from it.
 */
void
sv_journal_notify(const char *event)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT pg_notify('schemaver', CASE WHEN octet_length($1) < 7900 THEN $1"
		" ELSE ($1::jsonb - '{target,message,error}'::text[])::text END)",
		.nargs = 1,
		.types = {TEXTOID}
	};

	sv_query_execute_text(&query, event);
}

/*
 * Set an integer parameter; 0 is null.
 */
static void
set_number(SvBoundQuery *bound, int number, int value)
{
	if (value != 0)
		sv_bound_query_set(bound, number, Int32GetDatum(value));
}

static const char *
direction_of(bool upgrade)
{
	return upgrade ? "upgrade" : "downgrade";
}

/* sv_query_fetch callback of sv_journal_partial */
static void
set_partial(const SvRow *row, void *arg)
{
	SvPartial  *partial = palloc0(sizeof(SvPartial));

	const char *direction = sv_row_text(row, 1);

	partial->upgrade = strcmp(direction, "upgrade") == 0;
	partial->done = DatumGetInt32(sv_row_value(row, 2, INT4OID));
	partial->started = sv_row_bool(row, 3);
	partial->statements = DatumGetInt32(sv_row_value(row, 4, INT4OID));
	partial->sha256 =
		PointerGetDatum(PG_DETOAST_DATUM_COPY(sv_row_value(row, 5, BYTEAOID)));
	partial->invalid_indexes = sv_row_oids(row, 6);
	partial->online = sv_row_bool(row, 8);
	if (partial->done < 0 ||
		(!partial->upgrade && strcmp(direction, "downgrade") != 0))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("unexpected row for revision \"%s\" in table schemaver.partial",
						sv_row_text(row, 7)),
				 errhint("Correct or delete the row, which was not written by schemaver.")));
	*(SvPartial **) arg = partial;
}

/* sv_query_fetch callback of lists of strings */
static void
add_id(const SvRow *row, void *arg)
{
	List	  **strings = arg;

	*strings = lappend(*strings, sv_row_text(row, 1));
}

/* sv_query_fetch callback of sv_journal_event */
static void
set_string(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}
