/*-------------------------------------------------------------------------
 *
 * progress.c
 *	  The deploys and backfills that run.
 *
 * What runs holds its lock, a deploy that on schemaver.lock, a backfill one on
 * its job, so a row that was left by a crash is not shown.  The statement comes
 * from application_name, which every role may see.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "store/progress.h"
#include "store/store.h"

/*
 * Pass each deploy and each backfill that runs to the callback, with the columns
 * of the type schemaver.progress.
 *
 * Errors: the role may not see them.
 */
void
sv_progress_read(SvRowCallback callback, void *arg)
{
	static SvQuery query = {
		.text =
		"SELECT l.pid, coalesce(d.session_user_name, b.session_user_name), d.direction,"
		" coalesce(d.target, b.relation), d.step, d.steps, d.revision,"
		" coalesce(d.statement, substring(a.application_name FROM '^schemaver \\d+/\\d+ (\\d{1,9})/\\d+')::integer),"
		" coalesce(d.statements, substring(a.application_name FROM '^schemaver \\d+/\\d+ \\d+/(\\d{1,9})')::integer),"
		" CASE WHEN a.query LIKE 'schemaver:%' THEN a.query END,"
		" a.wait_event_type || ': ' || a.wait_event,"
		" nullif(pg_blocking_pids(l.pid), '{}'),"
		" coalesce(d.started_at, b.started_at), clock_timestamp() - coalesce(d.started_at, b.started_at),"
		" clock_timestamp() - d.step_started_at,"
		" i.phase,"
		" round(100.0 * CASE WHEN i.lockers_total > i.lockers_done THEN 0"
		" WHEN i.tuples_total > 0 THEN i.tuples_done::numeric / i.tuples_total"
		" WHEN i.blocks_total > 0 THEN i.blocks_done::numeric / i.blocks_total END, 1),"
		" d.phase,"
		" b.rows_done, greatest(b.rows_total, b.rows_done), round(b.rate, 1),"
		" CASE WHEN b.rate > 0 THEN make_interval(secs => least(round(greatest(b.rows_total - b.rows_done, 0)"
		" / b.rate), 1e9)::double precision) END"
		" FROM (SELECT l.pid, bool_or(l.locktype = 'relation') AS deploys, (max(l.objid::bigint))::oid AS job"
		" FROM pg_locks l"
		" WHERE l.granted AND l.mode = 'ExclusiveLock'"
		" AND (l.locktype = 'relation' AND l.relation = $1"
		" OR l.locktype = 'object' AND l.classid = $2)"
		" AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
		" GROUP BY l.pid) l"
		" JOIN pg_stat_activity a ON a.pid = l.pid"
		" LEFT JOIN schemaver.deploy d ON d.backend_pid = l.pid AND d.state = 'running' AND l.deploys"
		" LEFT JOIN (SELECT f.*, (f.rows_done - f.rows_before)"
		" / nullif(extract(epoch FROM f.updated_at - f.resumed_at)::numeric, 0) AS rate"
		" FROM schemaver.backfill f) b"
		" ON b.backend_pid = l.pid AND b.finished_at IS NULL AND b.job LIKE lpad(to_hex(l.job::bigint), 8, '0') || '%'"
		" LEFT JOIN pg_stat_progress_create_index i ON i.pid = l.pid",
		.nargs = 2,
		.types = {OIDOID, OIDOID}
	};
	Datum		values[2] = {
		ObjectIdGetDatum(sv_store_table("lock")),
		ObjectIdGetDatum(sv_store_table("backfill"))
	};

	sv_query_begin_fresh();
	sv_query_fetch(&query, values, NULL, callback, arg);
	sv_query_end_fresh();
}
