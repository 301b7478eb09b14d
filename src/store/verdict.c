/*-------------------------------------------------------------------------
 *
 * verdict.c
 *	  What verifications have found out about revisions.
 *
 * A verdict in schemaver.verified is about the scripts whose checksums it has:
 * when a script changes, nothing is known about the revision.  It was found in
 * a state of the schemas, with a number of rows in the tables.  Whoever asks
 * whether a revision is verified does not know the state: of the verdicts with
 * the same number of rows, the newest counts.  If one of these is bad, so is
 * the revision, whatever was found with other numbers of rows.  A time that is
 * still to come counts as the oldest: a file may bring one.
 *
 * The table is kept small: a new verdict about other scripts removes the old
 * ones, and few states are remembered.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "file/moment.h"
#include "file/verdict_words.h"
#include "server/bound_query.h"
#include "store/preview.h"
#include "store/store.h"
#include "store/verdict.h"
#include "strings.h"

/* The parameters that identify a verdict, and the condition made of them. */
#define KEY_NARGS 5
#define KEY_TYPES TEXTOID, BYTEAOID, BYTEAOID, TEXTOID, INT4OID
#define IS_OF_KEY \
	"v.revision = $1 AND v.upgrade_sha256 = $2 AND v.downgrade_sha256 = $3" \
	" AND v.state = $4 AND v.rows = $5"

/* Types of columns of text: seven of them. */
#define SV_TEXT_ARRAYS \
	TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, \
	TEXTARRAYOID, TEXTARRAYOID

static void add_previewed(List **columns, char *id);
static void bind_key(SvBoundQuery *bound, const SvVerdict *key);
static Datum empty_bytea(void);
static char *hex_of(const char *script);
static bool may(AclMode right);
static void set_found(const SvRow *row, void *arg);
static void add_standing(const SvRow *row, void *arg);

/*
 * Write a verdict; it replaces the one of the same revision, scripts, state and
 * rows.  It is not written if the caller may not do that.
 */
void
sv_verdict_store(const SvVerdict *verdict)
{
	static SvQuery query = {
		.kept = true,
		.text = "WITH void AS (DELETE FROM schemaver.verified v WHERE v.revision = $1"
		" AND (v.upgrade_sha256 <> $2 OR v.downgrade_sha256 <> $3"
		" OR v.rows = $5 AND v.state <> $4 AND v.state IN"
		" (SELECT o.state FROM schemaver.verified o WHERE o.revision = $1"
		" AND o.rows = $5 ORDER BY o.verified_at DESC OFFSET 15)))"
		" INSERT INTO schemaver.verified (revision, upgrade_sha256,"
		" downgrade_sha256, state, rows, verdict, finding, restore)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (revision, upgrade_sha256, downgrade_sha256, state, rows)"
		" DO UPDATE"
		" SET verdict = excluded.verdict, finding = excluded.finding,"
		" restore = excluded.restore, server_version = excluded.server_version,"
		" verified_at = excluded.verified_at, verified_by = excluded.verified_by",
		.nargs = KEY_NARGS + 3,
		.types = {KEY_TYPES, TEXTOID, TEXTOID, TEXTOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	if (XactReadOnly || !may(ACL_SELECT) || !may(ACL_INSERT) ||
		!may(ACL_UPDATE) || !may(ACL_DELETE))
		return;
	bind_key(&bound, verdict);
	sv_bound_query_set_text(&bound, KEY_NARGS + 1, verdict->verdict);
	sv_bound_query_set_text(&bound, KEY_NARGS + 2, verdict->finding);
	sv_bound_query_set_text(&bound, KEY_NARGS + 3, verdict->restore);
	sv_bound_query_execute(&bound);
}

/*
 * The verdict about a revision with these scripts in this state, found by a
 * server of this major version; NULL if there is none.
 */
SvVerdict *
sv_verdict_find(const char *revision, Datum upgrade_sha256,
				Datum downgrade_sha256, bool has_downgrade,
				const char *state, int rows)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT v.verdict, v.finding, v.restore"
		" FROM schemaver.verified v WHERE " IS_OF_KEY
		" AND v.server_version / 10000 ="
		" current_setting('server_version_num')::int4 / 10000",
		.nargs = KEY_NARGS,
		.types = {KEY_TYPES}
	};
	SvVerdict	key = {pstrdup(revision), upgrade_sha256, downgrade_sha256,
	has_downgrade, pstrdup(state), rows};
	SvBoundQuery bound = sv_bound_query_make(&query);

	if (!sv_verdict_readable())
		return NULL;
	bind_key(&bound, &key);
	if (sv_bound_query_fetch(&bound, set_found, &key) == 0)
		return NULL;
	return memcpy(palloc(sizeof(SvVerdict)), &key, sizeof(SvVerdict));
}

/*
 * Let a verdict that was found, and so holds still, be the newest one about the
 * scripts with its number of rows.
 */
void
sv_verdict_confirm(const SvVerdict *verdict)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.verified v SET verified_at = clock_timestamp()"
		" WHERE " IS_OF_KEY " AND EXISTS"
		" (SELECT FROM schemaver.verified o WHERE o.revision = $1"
		" AND o.upgrade_sha256 = $2 AND o.downgrade_sha256 = $3"
		" AND o.rows = $5 AND o.verified_at > v.verified_at)",
		.nargs = KEY_NARGS,
		.types = {KEY_TYPES}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	if (XactReadOnly || !may(ACL_SELECT) || !may(ACL_UPDATE))
		return;
	bind_key(&bound, verdict);
	sv_bound_query_execute(&bound);
}

/*
 * Delete the verdicts about a revision that is removed, or that has another
 * place in the graph now.  Those that the caller may not delete are left: they
 * do no harm.
 */
void
sv_verdict_forget(const char *revision)
{
	static SvQuery query = {
		.kept = true,
		.text = "DELETE FROM schemaver.verified WHERE revision = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};

	if (may(ACL_SELECT) && may(ACL_DELETE))
		sv_query_execute_text(&query, revision);
}

/*
 * What is known about revisions, as a list of SvStanding in the order of their
 * ids; those that do not exist are left out.  What a preview knows of a revision
 * goes along with its id: checksums, empty if they are those that are stored,
 * and what the file says.
 */
List *
sv_verdict_standings(List *revisions)
{
	/* of checksums that convert_to() can make, the one that we keep */
#define SV_ENCODING \
		"CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END"

	static SvQuery query = {
		.kept = true,
		.text = "SELECT DISTINCT ON (r.number) r.revision,"
		" r.upgrade = sha256('') AND r.downgrade IN ('', sha256('')) OR n.good,"
		" n.verdict, n.finding, n.rows, n.server_version, n.verified_at"
		" FROM (SELECT i.*, CASE WHEN i.up = '' THEN s.sha256"
		" ELSE decode(i.up, 'hex') END AS upgrade, CASE WHEN i.up <> ''"
		" THEN decode(i.down, 'hex') WHEN s.downgrade IS NULL THEN ''"
		" ELSE sha256(convert_to(s.downgrade, " SV_ENCODING ")) END AS downgrade"
		" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY"
		" i(revision, up, down, moved, verdict, rows, version, at, number)"
		" LEFT JOIN schemaver.revision s ON s.revision = i.revision AND i.up = ''"
		" WHERE i.up <> '' OR s.revision IS NOT NULL) r"
		" LEFT JOIN LATERAL (SELECT DISTINCT ON (v.rows) v.verdict, v.finding,"
		" v.rows, v.server_version, v.verified_at,"
		" v.verdict IN " SV_VERDICT_GOOD_LIST " AS good"
		" FROM (SELECT verdict, finding, rows, server_version, verified_at, state"
		" FROM schemaver.verified WHERE revision = r.revision AND r.moved = ''"
		" AND upgrade_sha256 = r.upgrade AND downgrade_sha256 = r.downgrade"
		" UNION ALL SELECT r.verdict, NULL, r.rows::int4, r.version::int4,"
		" r.at::timestamptz, '' WHERE r.verdict <> '') v"
		" ORDER BY v.rows, v.verified_at > clock_timestamp(),"
		" v.verified_at DESC, v.state) n ON true"
		" ORDER BY r.number, n.good, n.rows DESC",
		.nargs = 8,
		.types = {SV_TEXT_ARRAYS, TEXTARRAYOID}
	};
	List	   *columns[8] = {NIL};
	Datum		values[8];
	List	   *standings = NIL;
	ListCell   *lc;

	foreach(lc, revisions)
		add_previewed(columns, lfirst(lc));
	for (int i = 0; i < lengthof(columns); i++)
		values[i] = sv_strings_datum(columns[i]);
	sv_query_fetch(&query, values, NULL, add_standing, &standings);
	return standings;
}

/*
 * Add an id and what a preview knows of the revision to the columns of
 * sv_verdict_standings().
 */
static void
add_previewed(List **columns, char *id)
{
	const SvPreviewed *previewed = sv_preview_find(id);
	const SvVerdictLine *line = previewed ? previewed->verdict : NULL;
	bool		differs = previewed != NULL && previewed->stored != NULL;
	char	   *values[] = {
		id,
		differs ? hex_of(previewed->stored->upgrade) : "",
		differs ? hex_of(previewed->stored->downgrade) : "",
		previewed != NULL && previewed->moved ? "moved" : "",
		line ? pstrdup(line->verdict) : "",
		line ? psprintf("%d", line->rows) : "",
		line ? psprintf("%d", line->server_version) : "",
		line ? sv_moment_text(line->verified_at) : ""
	};

	for (int i = 0; i < lengthof(values); i++)
		columns[i] = lappend(columns[i], values[i]);
}

/*
 * The same for nodes, as an array by node, with NULL for nodes that were not
 * asked for; all are NULL if the caller may not read verdicts.
 */
SvStanding **
sv_verdict_fetch(const SvGraph *graph, List *nodes)
{
	SvStanding **slots = palloc0(sizeof(SvStanding *) * (graph->count + 1));
	ListCell   *lc;

	if (!sv_verdict_readable())
		return slots;
	foreach(lc, sv_verdict_standings(sv_graph_ids(graph, nodes)))
	{
		SvStanding *standing = lfirst(lc);
		int			node = sv_graph_find(graph, standing->revision);

		if (node >= 0)
			slots[node] = standing;
	}
	return slots;
}

/*
 * The checksum of both scripts of a revision, as bytea; downgrade may be NULL.
 */
Datum
sv_verdict_sha256(const char *upgrade, const char *downgrade)
{
	return sv_store_sha256(psprintf("%s%s", hex_of(upgrade), hex_of(downgrade)));
}

/*
 * A digest of both scripts of a revision, in hex; downgrade may be NULL.
 */
char *
sv_verdict_digest(const char *upgrade, const char *downgrade)
{
#define SV_DIGEST_LENGTH 16
	char	   *digest = palloc0(2 * SV_DIGEST_LENGTH + 1);
	Datum		sha256 = sv_verdict_sha256(upgrade, downgrade);

	hex_encode(VARDATA_ANY(DatumGetPointer(sha256)), SV_DIGEST_LENGTH, digest);
	return digest;
}

/*
 * Write verdicts that came with files (SvBroughtVerdict), unless they are there
 * already: then nothing is written.
 */
void
sv_verdict_bring(List *brought)
{
#define SV_BROUGHT \
		" FROM (SELECT r AS revision, decode(u, 'hex') AS upgrade_sha256," \
		" decode(d, 'hex') AS downgrade_sha256, n::int4 AS rows, w AS verdict," \
		" s::int4 AS server_version, a::timestamptz AS verified_at" \
		" FROM unnest($1, $2, $3, $4, $5, $6, $7) b(r, u, d, n, w, s, a)) b" \
		" WHERE NOT EXISTS (SELECT FROM schemaver.verified v" \
		" WHERE v.revision = b.revision AND v.upgrade_sha256 = b.upgrade_sha256" \
		" AND v.downgrade_sha256 = b.downgrade_sha256 AND v.state = ''" \
		" AND v.rows = b.rows AND v.verdict = b.verdict" \
		" AND v.server_version = b.server_version" \
		" AND v.verified_at = b.verified_at)"
	static SvQuery find = {
		.text = "SELECT b.revision" SV_BROUGHT " LIMIT 1",
		.nargs = 7,
		.types = {SV_TEXT_ARRAYS}
	};
	static SvQuery insert = {
		.text = "INSERT INTO schemaver.verified (revision, upgrade_sha256,"
		" downgrade_sha256, state, rows, verdict, server_version, verified_at)"
		" SELECT b.revision, b.upgrade_sha256, b.downgrade_sha256, '', b.rows,"
		" b.verdict, b.server_version, b.verified_at" SV_BROUGHT
		" ON CONFLICT (revision, upgrade_sha256, downgrade_sha256, state, rows)"
		" DO UPDATE SET verdict = excluded.verdict,"
		" server_version = excluded.server_version,"
		" verified_at = excluded.verified_at, verified_by = excluded.verified_by",
		.nargs = 7,
		.types = {SV_TEXT_ARRAYS}
	};
	List	   *columns[7] = {NIL};
	Datum		values[7];
	ListCell   *lc;

	if (brought == NIL || XactReadOnly || !sv_verdict_readable())
		return;
	foreach(lc, brought)
	{
		const SvBroughtVerdict *verdict = lfirst(lc);
		const SvVerdictLine *line = verdict->line;

		columns[0] = lappend(columns[0], verdict->revision);
		columns[1] = lappend(columns[1], hex_of(verdict->upgrade));
		columns[2] = lappend(columns[2], hex_of(verdict->downgrade));
		columns[3] = lappend(columns[3], psprintf("%d", line->rows));
		columns[4] = lappend(columns[4], pstrdup(line->verdict));
		columns[5] = lappend(columns[5], psprintf("%d", line->server_version));
		columns[6] = lappend(columns[6], sv_moment_text(line->verified_at));
	}
	for (int i = 0; i < lengthof(columns); i++)
		values[i] = sv_strings_datum(columns[i]);
	sv_query_begin_fresh();
	if (sv_query_fetch(&find, values, NULL, NULL, NULL) > 0)
		sv_query_execute(&insert, values, NULL);
	sv_query_end_fresh();
}

/*
 * The checksum of a script in hex; that of none is empty.
 */
static char *
hex_of(const char *script)
{
	Datum		sha256;
	char	   *hex;
	int			length;

	if (script == NULL)
		return pstrdup("");
	sha256 = sv_store_sha256(script);
	length = VARSIZE_ANY_EXHDR(DatumGetPointer(sha256));
	hex = palloc0(2 * length + 1);
	hex_encode(VARDATA_ANY(DatumGetPointer(sha256)), length, hex);
	return hex;
}

/*
 * True if the caller may read verdicts.
 */
bool
sv_verdict_readable(void)
{
	return may(ACL_SELECT);
}

/*
 * True if the caller has a privilege on the table, as a whole.
 */
static bool
may(AclMode right)
{
	Oid			table = sv_store_table("verified");

	return OidIsValid(table) &&
		pg_class_aclcheck(table, GetUserId(), right) == ACLCHECK_OK;
}

static void
bind_key(SvBoundQuery *bound, const SvVerdict *key)
{
	sv_bound_query_set_text(bound, 1, key->revision);
	sv_bound_query_set(bound, 2, key->upgrade_sha256);
	sv_bound_query_set(bound, 3, key->has_downgrade ? key->downgrade_sha256 :
					   empty_bytea());
	sv_bound_query_set_text(bound, 4, key->state);
	sv_bound_query_set(bound, 5, Int32GetDatum(key->rows));
}

/*
 * In place of the checksum of a script that does not exist.
 */
static Datum
empty_bytea(void)
{
	/* text and bytea have the same representation */
	return CStringGetTextDatum("");
}

/* sv_bound_query_fetch callback of sv_verdict_find */
static void
set_found(const SvRow *row, void *arg)
{
	SvVerdict  *found = arg;

	found->verdict = sv_row_text(row, 1);
	found->finding = sv_row_string(row, 2);
	found->restore = sv_row_string(row, 3);
}

/* sv_query_fetch callback of sv_verdict_standings */
static void
add_standing(const SvRow *row, void *arg)
{
	List	  **standings = arg;
	SvStanding *standing = palloc0(sizeof(SvStanding));

	standing->revision = sv_row_text(row, 1);
	standing->good = sv_row_bool(row, 2);
	standing->verdict = sv_row_string(row, 3);
	if (standing->verdict != NULL)
	{
		standing->finding = sv_row_string(row, 4);
		standing->rows = DatumGetInt32(sv_row_value(row, 5, INT4OID));
		standing->server_version = DatumGetInt32(sv_row_value(row, 6, INT4OID));
		standing->verified_at =
			DatumGetTimestampTz(sv_row_value(row, 7, TIMESTAMPTZOID));
	}
	*standings = lappend(*standings, standing);
}
