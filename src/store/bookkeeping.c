/*-------------------------------------------------------------------------
 *
 * bookkeeping.c
 *	  The statements that record revisions and runs.
 *
 * A run executes them; a script for psql has the same statements as text, to
 * be executed in another session.  So their texts depend on no search_path:
 * operators and functions are written with their schema.
 *
 * Columns that are not named here have defaults: the user, the client, and the
 * time where it is not known before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "store/bookkeeping.h"
#include "strings.h"

/*
 * Parameters of the statements on schemaver.revision: those of
 * SV_REVISION_COLUMNS, and created_by where that is not the session's user.
 */
#define REVISION_TYPES \
	TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID, \
	TEXTARRAYOID, TEXTARRAYOID, BOOLOID, TIMESTAMPTZOID

/*
 * Statements on schemaver.applied and schemaver.log, which can be one: the
 * parameters have the same numbers in all of them.
 */
#define RUN_NARGS 5
#define RUN_TYPES TEXTOID, BYTEAOID, TEXTOID, TEXTOID, TIMESTAMPTZOID
#define ADD_APPLIED \
	"INSERT INTO schemaver.applied (revision, sha256)\n" \
	"VALUES ($1, $2)"
#define REMOVE_APPLIED \
	"DELETE FROM schemaver.applied WHERE revision OPERATOR(pg_catalog.=) $1"
#define INSERT_LOG(more_columns, more_values) \
	"INSERT INTO schemaver.log (operation, revision, message, sha256" \
	more_columns ")\n" \
	"VALUES ($3, $1, $4, $2" more_values ")"
#define INSERT_TIMED_LOG \
	INSERT_LOG(", started_at, duration", \
		", $5, pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) $5")

static void bind_revision(SvBoundQuery *bound, const SvRevision *revision,
						  const SvStored *stored);
static void bind_entry(SvBoundQuery *bound, const SvLogEntry *entry);

/*
 * Waits for other runs.
 */
SvBoundQuery
sv_bookkeeping_lock(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "LOCK TABLE schemaver.lock IN SHARE ROW EXCLUSIVE MODE"
	};

	return sv_bound_query_make(&query);
}

/*
 * Counts a run that changes something.  All runs update the same row, so that
 * one that does not see what another did before it (REPEATABLE READ) fails.
 * The number itself is of no use, and must not stop a run when it is at its
 * limit.
 */
SvBoundQuery
sv_bookkeeping_count_run(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.lock SET runs ="
		" CASE WHEN runs OPERATOR(pg_catalog.<) 9223372036854775807"
		" THEN runs OPERATOR(pg_catalog.+) 1 ELSE 0 END"
	};

	return sv_bound_query_make(&query);
}

/*
 * Inserts a new revision, of the user of the session.
 */
SvBoundQuery
sv_bookkeeping_insert_revision(const SvRevision *revision,
							   const SvStored *stored)
{
	static SvQuery query = {
		.kept = true,
		.text = "INSERT INTO schemaver.revision (" SV_REVISION_COLUMNS ")"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		.nargs = SV_REVISION_NCOLUMNS,
		.types = {REVISION_TYPES}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	bind_revision(&bound, revision, stored);
	return bound;
}

/*
 * Inserts a revision that was made in another database, unless one with its
 * id is there.
 */
SvBoundQuery
sv_bookkeeping_register_revision(const SvRevision *revision,
								 const SvStored *stored)
{
	static SvQuery query = {
		.text = "INSERT INTO schemaver.revision (" SV_REVISION_COLUMNS
		", created_by)\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)\n"
		"ON CONFLICT DO NOTHING",
		.nargs = SV_REVISION_NCOLUMNS + 1,
		.types = {REVISION_TYPES, TEXTOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	bind_revision(&bound, revision, stored);
	sv_bound_query_set_text(&bound, SV_REVISION_NCOLUMNS + 1, stored->created_by);
	return bound;
}

/*
 * Replaces all of a revision but its id and its author.
 */
SvBoundQuery
sv_bookkeeping_update_revision(const SvRevision *revision,
							   const SvStored *stored)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.revision SET message = $2, upgrade = $3,"
		" downgrade = $4, down_revisions = $5, depends_on = $6,"
		" branch_labels = $7, replaces = $8, transactional = $9,"
		" created_at = $10 WHERE revision OPERATOR(pg_catalog.=) $1",
		.nargs = SV_REVISION_NCOLUMNS,
		.types = {REVISION_TYPES}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	bind_revision(&bound, revision, stored);
	return bound;
}

/*
 * Records a revision as applied, with the checksum of its upgrade script.
 */
SvBoundQuery
sv_bookkeeping_add_applied(const char *revision, Datum sha256)
{
	static SvQuery query = {
		.kept = true,
		.text = ADD_APPLIED,
		.nargs = 2,
		.types = {TEXTOID, BYTEAOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, revision);
	sv_bound_query_set(&bound, 2, sha256);
	return bound;
}

/*
 * Records that a revision is not applied.
 */
SvBoundQuery
sv_bookkeeping_remove_applied(const char *revision)
{
	static SvQuery query = {
		.kept = true,
		.text = REMOVE_APPLIED,
		.nargs = 1,
		.types = {TEXTOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, revision);
	return bound;
}

/*
 * Writes a row of the log when it is not known how long the operation took:
 * started_at of the entry is not used.
 */
SvBoundQuery
sv_bookkeeping_log(const SvLogEntry *entry)
{
	static SvQuery query = {
		.text = INSERT_LOG("", ""),
		.nargs = RUN_NARGS,
		.types = {RUN_TYPES}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	bind_entry(&bound, entry);
	return bound;
}

/*
 * Writes a row of the log for an operation that ends now, and changes what is
 * applied along with it.
 */
SvBoundQuery
sv_bookkeeping_record(const SvLogEntry *entry, SvChange change)
{
	static SvQuery queries[] = {
		[SV_CHANGE_NONE] = {
			.kept = true,
			.text = INSERT_TIMED_LOG,
			.nargs = RUN_NARGS,
			.types = {RUN_TYPES}
		},
		[SV_CHANGE_ADD] = {
			.kept = true,
			.text = "WITH applied AS (" ADD_APPLIED ") " INSERT_TIMED_LOG,
			.nargs = RUN_NARGS,
			.types = {RUN_TYPES}
		},
		[SV_CHANGE_REMOVE] = {
			.kept = true,
			.text = "WITH applied AS (" REMOVE_APPLIED ") " INSERT_TIMED_LOG,
			.nargs = RUN_NARGS,
			.types = {RUN_TYPES}
		}
	};
	SvBoundQuery bound = sv_bound_query_make(&queries[change]);

	bind_entry(&bound, entry);
	return bound;
}

static void
bind_revision(SvBoundQuery *bound, const SvRevision *revision,
			  const SvStored *stored)
{
	sv_bound_query_set_text(bound, 1, revision->id);
	sv_bound_query_set_text(bound, 2, revision->message);
	sv_bound_query_set_text(bound, 3, stored->upgrade);
	sv_bound_query_set_text(bound, 4, stored->downgrade);
	sv_bound_query_set(bound, 5, sv_strings_datum(revision->down_revisions));
	sv_bound_query_set(bound, 6, sv_strings_datum(revision->depends_on));
	sv_bound_query_set(bound, 7, sv_strings_datum(revision->branch_labels));
	sv_bound_query_set(bound, 8, sv_strings_datum(revision->replaces));
	sv_bound_query_set(bound, 9, BoolGetDatum(revision->transactional));
	sv_bound_query_set(bound, 10, TimestampTzGetDatum(revision->created_at));
}

static void
bind_entry(SvBoundQuery *bound, const SvLogEntry *entry)
{
	sv_bound_query_set_text(bound, 1, entry->revision);
	if (entry->sha256 != (Datum) 0)
		sv_bound_query_set(bound, 2, entry->sha256);
	sv_bound_query_set_text(bound, 3, entry->operation);
	sv_bound_query_set_text(bound, 4, entry->message);
	sv_bound_query_set(bound, 5, TimestampTzGetDatum(entry->started_at));
}
