/*-------------------------------------------------------------------------
 *
 * store.c
 *	  The tables of schema "schemaver", as structs.
 *
 * schemaver.revision has the revisions, schemaver.applied those that are in
 * effect in this database, schemaver.log what was done.  All is read and
 * written with the privileges of the caller, who may also have changed the
 * tables by hand: columns are checked when they are read (see query.c), and an
 * applied revision need not exist.
 *
 * Results are in the current memory context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "server/plain_table.h"
#include "server/query.h"
#include "server/version.h"
#include "store/bookkeeping.h"
#include "store/preview.h"
#include "store/store.h"
#include "strings.h"

/* What of the log is a run */
#define RUN_OPERATIONS "upgrade,downgrade,stamp,unstamp,repeat"

/* Result of sv_store_last_run's query. */
typedef struct LastRun
{
	TimestampTz started_at;
	char	   *operation;
} LastRun;

/* How many revisions are looked up by their ids; for more, all are read. */
#define SV_FEW 200

/* Argument of the callbacks that fill in an array by node. */
typedef struct Fetch
{
	const SvGraph *graph;
	void	  **slots;			/* by node */
	bool		only_short;		/* long scripts are null */
} Fetch;

static void **make_slots(const SvGraph *graph);
static Datum copy_bytea(Datum value);
static SvStored *read_stored(const SvRow *row, bool only_short);
static void set_stored(const SvRow *row, void *arg);
static void add_stored(const SvRow *row, void *arg);
static void add_applied(const SvRow *row, void *arg);
static bool is_run(const SvRow *row, void *arg);
static void set_last_run(const SvRow *row, void *arg);

/*
 * The rest of the row of a revision, of which this is the whole id; NULL if
 * the revision does not exist.  Of one in a preview, as that has it.
 */
SvStored *
sv_store_find(const char *revision)
{
#define SV_ONLINE "online, online_downgrade, online_sha256, online_edited"
#define SV_NO_ONLINE "NULL::text, NULL::text, NULL::bytea, false"
#define SV_ONE(online) \
		"SELECT revision, created_by, sha256, upgrade, downgrade, " online \
		" FROM schemaver.revision WHERE revision = $1"

	static SvQuery queries[] = {
		{.kept = true,.text = SV_ONE(SV_NO_ONLINE),.nargs = 1,.types = {TEXTOID}},
		{.kept = true,.text = SV_ONE(SV_ONLINE),.nargs = 1,.types = {TEXTOID}}
	};
	const SvPreviewed *previewed = sv_preview_find(revision);
	Datum		value;
	SvStored   *stored = NULL;

	if (previewed != NULL && previewed->stored != NULL)
		return previewed->stored;
	value = CStringGetTextDatum(revision);
	sv_query_fetch(&queries[sv_store_has_files()], &value, NULL, set_stored,
				   &stored);
	return stored;
}

/*
 * The rest of the rows of some nodes: an array by node, with NULL for nodes
 * that were not asked for, and for those that were removed since the graph was
 * read.  If only short scripts are wanted, "upgrade" is NULL where the scripts
 * are long, and there are no online forms, unless they are in memory.
 */
SvStored  **
sv_store_fetch(const SvGraph *graph, List *nodes, bool only_short)
{
#define SV_WANTED \
		"NOT $2 OR pg_column_size(upgrade) + coalesce(pg_column_size(downgrade), 0) < 8192"
#define SV_SOME(online) \
		"SELECT revision, created_by, sha256," \
		" CASE WHEN " SV_WANTED " THEN upgrade END," \
		" CASE WHEN " SV_WANTED " THEN downgrade END, " online \
		" FROM schemaver.revision WHERE revision = ANY ($1)"

	static SvQuery queries[] = {
		{.kept = true,.text = SV_SOME(SV_NO_ONLINE),.nargs = 2,
		.types = {TEXTARRAYOID, BOOLOID}},
		{.kept = true,.text = SV_SOME(SV_ONLINE),.nargs = 2,
		.types = {TEXTARRAYOID, BOOLOID}}
	};
	Fetch		fetch = {graph, make_slots(graph), only_short};
	Datum		values[2];
	ListCell   *lc;

	values[0] = sv_strings_datum(sv_graph_ids(graph, nodes));
	values[1] = BoolGetDatum(only_short);
	sv_query_fetch(&queries[!only_short && sv_store_has_files()], values, NULL,
				   add_stored, &fetch);
	foreach(lc, nodes)
	{
		const SvPreviewed *previewed = sv_preview_find(sv_graph_id(graph, lfirst_int(lc)));

		if (previewed != NULL && previewed->stored != NULL)
			fetch.slots[lfirst_int(lc)] = previewed->stored;
	}
	return (SvStored **) fetch.slots;
}

/*
 * The rows of schemaver.applied for the revisions of the graph: an array by
 * node, with NULL for those that are not applied.
 */
SvApplied **
sv_store_fetch_applied(const SvGraph *graph)
{
#define SV_APPLIED \
		"SELECT a.revision, a.applied_at, a.applied_by, a.sha256," \
		" a.sha256 <> r.sha256" \
		" FROM schemaver.applied a LEFT JOIN schemaver.revision r USING (revision)"

	static SvQuery query = {.text = SV_APPLIED};
	Fetch		fetch = {graph, make_slots(graph)};

	sv_query_scan(&query, NULL, add_applied, &fetch);
	return (SvApplied **) fetch.slots;
}

/*
 * The same for some of the revisions only.
 */
SvApplied **
sv_store_fetch_applied_of(const SvGraph *graph, List *nodes)
{
	static SvQuery query = {
		.kept = true,
		.text = SV_APPLIED " WHERE a.revision = ANY ($1)",
		.nargs = 1,
		.types = {TEXTARRAYOID}
	};
	Fetch		fetch = {graph};
	Datum		value;

	/* what is replaced in a preview has other ids */
	if (list_length(nodes) > SV_FEW || sv_preview_in_effect())
		return sv_store_fetch_applied(graph);
	fetch.slots = make_slots(graph);
	value = sv_strings_datum(sv_graph_ids(graph, nodes));
	sv_query_fetch(&query, &value, NULL, add_applied, &fetch);
	return (SvApplied **) fetch.slots;
}

/*
 * True if a revision, of which this is the whole id, is applied.
 */
bool
sv_store_is_applied(const char *revision)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT revision FROM schemaver.applied WHERE revision = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(revision);

	return sv_query_fetch(&query, &value, NULL, NULL, NULL) > 0;
}

/*
 * The time and the operation of the last step that was run or stamped; false
 * if there was none.
 */
bool
sv_store_last_run(TimestampTz *started_at, char **operation)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT id, started_at, operation FROM schemaver.log"
		" WHERE operation = ANY ('{" RUN_OPERATIONS "}')"
		" ORDER BY id DESC LIMIT 1"
	};
	static const SvPlainTable table = {
		"log", 3, {
			{"id", INT8OID}, {"started_at", TIMESTAMPTZOID}, {"operation", TEXTOID}
		}
	};
	LastRun		last = {0, NULL};

	if (!sv_plain_table_find_last(&table, is_run, &last))
		sv_query_fetch(&query, NULL, NULL, set_last_run, &last);
	if (last.operation == NULL)
		return false;
	*started_at = last.started_at;
	*operation = last.operation;
	return true;
}

/*
 * Write a new revision.
 */
void
sv_store_insert(const SvRevision *revision, const SvStored *stored)
{
	SvBoundQuery insert = sv_bookkeeping_insert_revision(revision, stored);

	sv_bound_query_execute(&insert);
}

/*
 * Replace all parts of a revision.
 */
void
sv_store_update(const SvRevision *revision, const SvStored *stored)
{
	SvBoundQuery update = sv_bookkeeping_update_revision(revision, stored);

	sv_bound_query_execute(&update);
}

void
sv_store_delete(const char *revision)
{
	static SvQuery query = {
		.kept = true,
		.text = "DELETE FROM schemaver.revision WHERE revision = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};

	sv_query_execute_text(&query, revision);
}

/*
 * Store the online forms of the scripts that a revision has now; NULL for none.
 * They belong to what has the checksum of sv_verdict_sha256().
 *
 * Errors: the revision does not exist; the tables are those of 1.0.
 */
void
sv_store_put_online(const char *revision, const char *online,
					const char *online_downgrade, bool edited)
{
#define SV_SCRIPT_ENCODING \
		"CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END"

	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.revision SET online = $2, online_downgrade = $3,"
		" online_edited = $4 AND ($2 IS NOT NULL OR $3 IS NOT NULL),"
		" online_sha256 = CASE WHEN $2 IS NOT NULL OR $3 IS NOT NULL"
		" THEN sha256(convert_to(encode(sha256, 'hex')"
		" || coalesce(encode(sha256(convert_to(downgrade, " SV_SCRIPT_ENCODING ")), 'hex'), ''),"
		" 'UTF8')) END WHERE revision = $1",
		.nargs = 4,
		.types = {TEXTOID, TEXTOID, TEXTOID, BOOLOID}
	};
	SvBoundQuery update = sv_bound_query_make(&query);
	uint64		updated;

	if (!sv_store_has_files())
		sv_version_refuse();
	sv_bound_query_set_text(&update, 1, revision);
	sv_bound_query_set_text(&update, 2, online);
	sv_bound_query_set_text(&update, 3, online_downgrade);
	sv_bound_query_set(&update, 4, BoolGetDatum(edited));
	sv_query_begin_fresh();
	updated = sv_bound_query_execute(&update);
	sv_query_end_fresh();
	if (updated == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("revision \"%s\" does not exist", revision)));
}

/*
 * Take the lock that a session which changes revisions holds until the end of
 * the transaction.  Neither readers nor runs are blocked by it.
 */
void
sv_store_lock_graph(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "LOCK TABLE schemaver.revision IN SHARE ROW EXCLUSIVE MODE"
	};

	sv_query_execute(&query, NULL, NULL);
}

/*
 * Count a run that changes something, see sv_bookkeeping_count_run().
 *
 * Errors: the table does not have its one row.
 */
void
sv_store_count_run(void)
{
	SvBoundQuery count = sv_bookkeeping_count_run();

	sv_store_require_row("lock", sv_bound_query_execute(&count));
}

/*
 * Check the number of rows updated in a table that must have one row.
 */
void
sv_store_require_row(const char *table, uint64 updated)
{
	if (updated != 1)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("table schemaver.%s has " UINT64_FORMAT " rows, not one",
						table, updated),
				 errhint("Delete all rows but one; if there is none, execute INSERT INTO schemaver.%s DEFAULT VALUES.",
						 table)));
}

/*
 * Record a revision as applied, with the checksum of the script that it has
 * now.
 */
void
sv_store_stamp_applied(const char *revision)
{
	static SvQuery query = {
		.kept = true,
		.text = "INSERT INTO schemaver.applied (revision, sha256)"
		" SELECT revision, sha256 FROM schemaver.revision WHERE revision = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};

	sv_query_execute_text(&query, revision);
}

/*
 * Replace the checksum of an applied revision, whose upgrade script was
 * replaced by an equivalent one; if the checksum is another one already, do
 * nothing.
 */
void
sv_store_accept(const char *revision, Datum before, Datum after)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.applied SET sha256 = $3"
		" WHERE revision = $1 AND sha256 = $2",
		.nargs = 3,
		.types = {TEXTOID, BYTEAOID, BYTEAOID}
	};
	Datum		values[3] = {CStringGetTextDatum(revision), before, after};

	sv_query_execute(&query, values, NULL);
}

/*
 * Record a revision as not applied.
 */
void
sv_store_remove_applied(const char *revision)
{
	SvBoundQuery remove = sv_bookkeeping_remove_applied(revision);

	sv_bound_query_execute(&remove);
}

/*
 * Write a row of the log for an operation that ends now, and change what is
 * applied along with it.
 */
void
sv_store_record(const SvLogEntry *entry, SvChange change)
{
	SvBoundQuery record = sv_bookkeeping_record(entry, change);

	sv_bound_query_execute(&record);
}

/*
 * Delete a revision that is replaced by a squashed one.
 */
void
sv_store_replace(const char *revision, bool applied)
{
	SvLogEntry	entry = {"squash", revision, "", GetCurrentTimestamp(),
	(Datum) 0};

	sv_store_delete(revision);
	if (applied)
		sv_store_record(&entry, SV_CHANGE_REMOVE);
}

/*
 * Record a squashed revision as applied, as all that it replaces was.
 */
void
sv_store_stamp_squashed(const char *revision, const char *message)
{
	SvLogEntry	entry = {"squash", revision, message, GetCurrentTimestamp(),
	(Datum) 0};

	sv_store_stamp_applied(revision);
	sv_store_record(&entry, SV_CHANGE_NONE);
}

/*
 * The OID of a table of ours; InvalidOid if it does not exist.
 */
Oid
sv_store_table(const char *name)
{
	Oid			namespace = get_namespace_oid("schemaver", true);

	return OidIsValid(namespace) ? get_relname_relid(name, namespace) :
		InvalidOid;
}

/*
 * True if one of our tables exists, and the current user has all of these
 * privileges on it.
 */
bool
sv_store_may(const char *table, AclMode mode)
{
	Oid			relid = sv_store_table(table);

	return OidIsValid(relid) &&
		pg_class_aclmask(relid, GetUserId(), mode, ACLMASK_ALL) == mode;
}

/*
 * True if revisions have columns for the files that they came from.  The tables
 * of 1.0 have not: this library does without them until they are updated.
 */
bool
sv_store_has_files(void)
{
	Oid			table = sv_store_table("revision");

	return OidIsValid(table) &&
		get_attnum(table, "file_sha256") != InvalidAttrNumber;
}

/*
 * The checksum of a script, as bytea: SHA-256 of the script in UTF-8, so that
 * it is the same in databases of any encoding; in SQL_ASCII, where the encoding
 * is unknown, of its bytes.
 */
Datum
sv_store_sha256(const char *script)
{
	const char *utf8 = GetDatabaseEncoding() == PG_SQL_ASCII ? script :
	pg_server_to_any(script, strlen(script), PG_UTF8);
	Datum		bytes = PointerGetDatum(cstring_to_text(utf8));

	/* text and bytea have the same representation */
	return DirectFunctionCall1(sha256_bytea, bytes);
}

/*
 * An array of NULL pointers, by node.
 */
static void **
make_slots(const SvGraph *graph)
{
	return palloc0(sizeof(void *) * (graph->count + 1));
}

static Datum
copy_bytea(Datum value)
{
	return PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
}

/*
 * Convert a row of one of the queries for SvStored.
 */
static SvStored *
read_stored(const SvRow *row, bool only_short)
{
	SvStored   *stored = palloc0(sizeof(SvStored));

	stored->created_by = sv_row_text(row, 2);
	stored->sha256 = copy_bytea(sv_row_value(row, 3, BYTEAOID));
	stored->upgrade = only_short ? sv_row_string(row, 4) :
		sv_row_text(row, 4);
	stored->downgrade = sv_row_string(row, 5);
	stored->online = sv_row_string(row, 6);
	stored->online_downgrade = sv_row_string(row, 7);
	stored->online_sha256 = sv_row_bytes(row, 8);
	stored->online_edited = sv_row_bool(row, 9);
	return stored;
}

/* sv_query_fetch callback of sv_store_find */
static void
set_stored(const SvRow *row, void *arg)
{
	*(SvStored **) arg = read_stored(row, false);
}

/* sv_query_fetch callback of sv_store_fetch */
static void
add_stored(const SvRow *row, void *arg)
{
	Fetch	   *fetch = arg;
	int			node = sv_graph_find(fetch->graph, sv_row_text(row, 1));

	if (node >= 0)
		fetch->slots[node] = read_stored(row, fetch->only_short);
}

/* sv_query_fetch callback of sv_store_fetch_applied */
static void
add_applied(const SvRow *row, void *arg)
{
	Fetch	   *fetch = arg;
	const char *name = sv_row_text(row, 1);
	const char *id = sv_preview_replacement(name);
	const SvPreviewed *previewed = sv_preview_find(id);
	int			node = sv_graph_find(fetch->graph, id);
	SvApplied  *applied = palloc0(sizeof(SvApplied));

	applied->applied_at = DatumGetTimestampTz(sv_row_value(row, 2, TIMESTAMPTZOID));
	applied->applied_by = sv_row_text(row, 3);
	applied->sha256_known = !row->nulls[3];
	if (applied->sha256_known)
		applied->sha256 = copy_bytea(sv_row_value(row, 4, BYTEAOID));
	applied->changed = sv_row_bool(row, 5);
	if (previewed != NULL && previewed->stored != NULL && !previewed->accepted)
	{
		/* what was squashed has the script that it has now */
		if (id != name)
			applied->sha256 = previewed->stored->sha256;
		applied->changed = applied->sha256_known &&
			!DatumGetBool(DirectFunctionCall2(byteaeq, applied->sha256,
											  previewed->stored->sha256));
	}
	if (node >= 0)
		fetch->slots[node] = applied;
}

/* sv_plain_table_find_last test of sv_store_last_run: what its query wants */
static bool
is_run(const SvRow *row, void *arg)
{
	const char *operation = sv_row_string(row, 3);
	bool		found = operation != NULL &&
	strstr("," RUN_OPERATIONS ",", psprintf(",%s,", operation)) != NULL;

	if (found)
		set_last_run(row, arg);
	return found;
}

/* sv_query_fetch callback of sv_store_last_run */
static void
set_last_run(const SvRow *row, void *arg)
{
	LastRun    *last = arg;

	last->started_at = DatumGetTimestampTz(sv_row_value(row, 2, TIMESTAMPTZOID));
	last->operation = sv_row_text(row, 3);
}
