/*-------------------------------------------------------------------------
 *
 * blockers.c
 *	  Sessions and prepared transactions that are in the way of this one.
 *
 * What they are is read from pg_locks and pg_stat_activity with the privileges
 * of the caller.  The start of a transaction of another role is visible to
 * some roles only, but that it is still there is visible to all: a caller that
 * asks repeatedly hands in the sightings of the last time, from which a lower
 * bound of the age follows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "server/blockers.h"
#include "server/query.h"
#include "strings.h"

/* How many blockers are described. */
#define SV_BLOCKERS_SHOWN 5

/* Parts of the description of a session. */
#define SV_PROCESS_TEXT(verb) \
	"format('Process %s of user %s, application %L,%s " verb "%s',"
#define SV_PROCESS_AGE \
	"coalesce(' in a transaction for ' || round(extract(epoch FROM clock_timestamp() - a.xact_start)::numeric, 1) || ' s,', '')"
#define SV_PROCESS_QUERY \
	"coalesce(': ' || left(regexp_replace(a.query, '\\s+', ' ', 'g'), 200), '')"

/* Argument of the callback that reads blockers. */
typedef struct Reading
{
	SvBlockers	blockers;
	const SvSightings *before;
	SvSightings now;
	StringInfoData buf;
} Reading;

static Datum conflicting_modes(LOCKMODE mode);
static void set_key(const LOCKTAG *tag, Datum *values, char *nulls);
static SvBlockers read_blockers(SvQuery *query, Datum *values,
								const char *nulls, SvSightings *sightings);
static void add_blocker(const SvRow *row, void *arg);
static TimestampTz seen_since(Reading *reading, const char *transaction);

/*
 * The sessions and prepared transactions that hold a lock in a mode with which
 * the given one conflicts, or wait for it in such a mode.  "sightings" is
 * replaced by those of this call; it may be NULL.
 */
SvBlockers
sv_blockers_of_lock(const LOCKTAG *tag, LOCKMODE mode, SvSightings *sightings)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT DISTINCT ON (l.granted, l.pid, l.virtualtransaction)"
		" coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared)) * 1000, -1)::int8,"
		" l.virtualtransaction,"
		" CASE WHEN l.pid IS NULL THEN format('Prepared transaction %L of user %s holds %s', p.gid, p.owner, l.mode)"
		" ELSE " SV_PROCESS_TEXT("%s %s")
		" l.pid, coalesce(a.usename, a.backend_type), a.application_name, " SV_PROCESS_AGE ","
		" CASE WHEN l.granted THEN 'holds' ELSE 'waits for' END, l.mode, " SV_PROCESS_QUERY ") END"
		" FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
		" LEFT JOIN pg_locks x ON l.pid IS NULL AND x.pid IS NULL AND x.locktype = 'transactionid'"
		" AND x.virtualtransaction = l.virtualtransaction"
		" LEFT JOIN pg_prepared_xacts p ON p.transaction = x.transactionid"
		" WHERE l.pid IS DISTINCT FROM pg_backend_pid()"
		" AND l.mode = ANY ($1) AND l.locktype = $2"
		" AND l.database IS NOT DISTINCT FROM $3 AND l.relation IS NOT DISTINCT FROM $4"
		" AND l.virtualxid IS NOT DISTINCT FROM $5"
		" AND l.transactionid::text IS NOT DISTINCT FROM $6"
		" AND l.classid IS NOT DISTINCT FROM $7 AND l.objid IS NOT DISTINCT FROM $8"
		" ORDER BY l.granted DESC, l.pid, l.virtualtransaction, l.mode",
		.nargs = 8,
		.types = {TEXTARRAYOID, TEXTOID, OIDOID, OIDOID, TEXTOID, TEXTOID,
		OIDOID, OIDOID}
	};
	Datum		values[8];
	char		nulls[8];

	values[0] = conflicting_modes(mode);
	nulls[0] = ' ';
	set_key(tag, values + 1, nulls + 1);
	return read_blockers(&query, values, nulls, sightings);
}

/*
 * The sessions with a snapshot that is older than "age" milliseconds: CREATE
 * INDEX CONCURRENTLY and the like wait for them.
 */
SvBlockers
sv_blockers_old_snapshots(int64 age)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::int8, '',"
		" " SV_PROCESS_TEXT("has a snapshot")
		" a.pid, a.usename, a.application_name, " SV_PROCESS_AGE ", " SV_PROCESS_QUERY ")"
		" FROM pg_stat_activity a"
		" WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
		" AND a.backend_xmin IS NOT NULL"
		" AND a.backend_type <> 'autovacuum worker'"
		" AND a.xact_start < clock_timestamp() - $1 * interval '1 ms'"
		" AND a.pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)"
		" ORDER BY a.xact_start",
		.nargs = 1,
		.types = {INT8OID}
	};
	Datum		value = Int64GetDatum(age);

	return read_blockers(&query, &value, NULL, NULL);
}

/*
 * The sessions with a transaction older than "age" milliseconds that has written
 * anything, in any database, and such prepared transactions: REPACK (CONCURRENTLY)
 * waits for them.
 */
SvBlockers
sv_blockers_old_writers(int64 age)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT (extract(epoch FROM clock_timestamp() - w.began) * 1000)::int8, '', w.text"
		" FROM (SELECT a.xact_start, " SV_PROCESS_TEXT("has written in database %L")
		"   a.pid, coalesce(a.usename, a.backend_type), a.application_name, " SV_PROCESS_AGE ","
		"   a.datname, " SV_PROCESS_QUERY ")"
		"  FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND a.backend_xid IS NOT NULL"
		" UNION ALL SELECT p.prepared, format('Prepared transaction %L of user %s, in database %L',"
		"   p.gid, p.owner, p.database) FROM pg_prepared_xacts p) AS w(began, text)"
		" WHERE w.began < clock_timestamp() - $1 * interval '1 ms' ORDER BY w.began",
		.nargs = 1,
		.types = {INT8OID}
	};
	Datum		value = Int64GetDatum(age);

	return read_blockers(&query, &value, NULL, NULL);
}

static Datum
conflicting_modes(LOCKMODE mode)
{
	List	   *modes = NIL;

	for (LOCKMODE other = AccessShareLock; other <= AccessExclusiveLock; other++)
		if (DoLockModesConflict(mode, other))
			modes = lappend(modes,
							pstrdup(GetLockmodeName(DEFAULT_LOCKMETHOD, other)));
	return sv_strings_datum(modes);
}

/*
 * The columns of pg_locks that tell what is locked: locktype, database,
 * relation, virtualxid, transactionid, classid, objid.
 */
static void
set_key(const LOCKTAG *tag, Datum *values, char *nulls)
{
	memset(nulls, 'n', 7);
	values[0] = CStringGetTextDatum(LockTagTypeNames[tag->locktag_type]);
	nulls[0] = ' ';

	switch ((LockTagType) tag->locktag_type)
	{
		case LOCKTAG_VIRTUALTRANSACTION:
			values[3] = CStringGetTextDatum(psprintf("%u/%u",
													 tag->locktag_field1,
													 tag->locktag_field2));
			nulls[3] = ' ';
			return;
		case LOCKTAG_TRANSACTION:
			values[4] = CStringGetTextDatum(psprintf("%u",
													 tag->locktag_field1));
			nulls[4] = ' ';
			return;
		case LOCKTAG_OBJECT:
		case LOCKTAG_ADVISORY:
			values[5] = ObjectIdGetDatum(tag->locktag_field2);
			values[6] = ObjectIdGetDatum(tag->locktag_field3);
			nulls[5] = nulls[6] = ' ';
			break;
		default:
			values[2] = ObjectIdGetDatum(tag->locktag_field2);
			nulls[2] = ' ';
			break;
	}
	values[1] = ObjectIdGetDatum(tag->locktag_field1);
	nulls[1] = ' ';
}

/*
 * Run a query for blockers, with columns age in milliseconds (-1: not visible),
 * virtual transaction, description.
 */
static SvBlockers
read_blockers(SvQuery *query, Datum *values, const char *nulls,
			  SvSightings *sightings)
{
	Reading		reading = {.before = sightings};

	initStringInfo(&reading.buf);
	sv_query_begin_fresh();
	sv_query_fetch(query, values, nulls, add_blocker, &reading);
	sv_query_end_fresh();
	if (sightings != NULL)
		*sightings = reading.now;
	if (reading.blockers.count > SV_BLOCKERS_SHOWN)
		appendStringInfo(&reading.buf, _("\nAnd %d more."),
						 reading.blockers.count - SV_BLOCKERS_SHOWN);
	if (reading.blockers.count > 0)
		reading.blockers.text = reading.buf.data;
	return reading.blockers;
}

/* sv_query_fetch callback of read_blockers */
static void
add_blocker(const SvRow *row, void *arg)
{
	Reading    *reading = arg;
	int64		age = DatumGetInt64(sv_row_datum(row, 1));
	TimestampTz since = seen_since(reading, sv_row_text(row, 2));

	age = Max(age, (GetCurrentTimestamp() - since) / 1000);
	reading->blockers.oldest = Max(reading->blockers.oldest, age);
	if (++reading->blockers.count <= SV_BLOCKERS_SHOWN)
		appendStringInfo(&reading->buf, "%s%s",
						 reading->buf.len > 0 ? "\n" : "",
						 sv_row_text(row, 3));
}

/*
 * Since when a transaction has been in the way, as far as it was seen.  This
 * is a sighting too.
 */
static TimestampTz
seen_since(Reading *reading, const char *transaction)
{
	const SvSightings *before = reading->before;
	SvSightings *now = &reading->now;
	TimestampTz since = GetCurrentTimestamp();

	for (int i = 0; before != NULL && i < before->count; i++)
	{
		if (strcmp(before->seen[i].transaction, transaction) == 0)
			since = before->seen[i].since;
	}
	if (now->count < SV_SIGHTINGS_MAX)
	{
		strlcpy(now->seen[now->count].transaction, transaction,
				sizeof(now->seen[now->count].transaction));
		now->seen[now->count++].since = since;
	}
	return since;
}
