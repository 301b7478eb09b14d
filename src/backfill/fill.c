/*-------------------------------------------------------------------------
 *
 * fill.c
 *	  Backfills: an UPDATE in batches, with a commit after each.
 *
 * Each batch is a transaction, which also has the record of how far the job has
 * come: so a batch is done and recorded, or neither, and the same call goes on
 * from there whatever has happened to this session or to the server.  The batch
 * itself is a subtransaction: if it meets a lock or a deadlock, it is rolled
 * back, and done again with half as many rows and with care.
 *
 * What a batch does may also be a copy of some columns into another table.
 *
 * In an online form, a backfill stands for what the server would do to rows without
 * firing triggers; these belong to whoever owns the table, and not to the role that
 * deploys, perhaps a superuser.  So what it calls has no more rights there than its
 * owner has.
 *
 * Between two batches nothing is held but the lock of the job.  The size of a
 * batch follows from the time that the last one took.
 *
 * All memory is of the portal, as that outlives our transactions; that of a
 * batch is freed with the next one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "backfill/batch.h"
#include "backfill/fill.h"
#include "backfill/fill_show.h"
#include "backfill/throttle.h"
#include "catalog/deparse_settings.h"
#include "compat.h"
#include "file/backfill.h"
#include "schemaver.h"
#include "server/prepared.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "server/rights.h"
#include "server/settings.h"
#include "server/subtransaction.h"
#include "server/transaction.h"
#include "strings.h"

/* Rows of a batch: the first one, and the most. */
#define FIRST_BATCH 100
#define LARGEST_BATCH 10000
#define LARGEST_CAREFUL 500

/* Milliseconds for which a batch waits for a lock. */
#define BATCH_LOCK_TIMEOUT 100

/* Rows that may be skipped before they are waited for. */
#define MOST_SKIPPED 1000

/* Milliseconds between two records of a place at which nothing was changed. */
#define RECORD_INTERVAL 1000

typedef struct Run
{
	const SvFill *fill;
	SvBackfillJob job;
	List	   *assigned;		/* names of columns */
	List	   *leaves;			/* of SvLeaf */
	const char *alias;

	MemoryContext context;		/* of the run */
	MemoryContext leaf_context; /* of one table */
	MemoryContext work;			/* of one batch */

	const SvLeaf *leaf;
	SvBatches  *batches;
	SvThrottle	throttle;
	int			size;
	SvBatchWay	way;
	int			tries;			/* that have failed, one after the other */
	bool		of_skipped;		/* the batch is one of the rows that were
								 * skipped */
	SvBatchResult result;
	bool		others_wait;	/* another transaction waited for the batch */
	bool		nested;			/* sv_rights_begin() */

	TimestampTz recorded_at;
	TimestampTz noticed_at;
} Run;

static void begin(Run *run, const SvFill *fill);
static void check_update(Run *run);
static bool find_job(Run *run);
static void record(Run *run, void (*write) (const SvBackfillJob *job));
static void run_leaf(Run *run, SvLeaf *leaf);
static void enter_leaf(Run *run, SvLeaf *leaf);
static void run_skipped(Run *run);
static bool try_batch(Run *run);
static void work(void *arg);
static void leave(void *arg);
static void fire_deferred(void);
static bool is_to_be_recorded(const Run *run, const SvBackfillJob *before);
static void keep_place(Run *run, const SvBackfillJob *before);
static bool is_retried(Run *run, const ErrorData *error);
static void adapt_size(Run *run, int64 elapsed);
static void sleep_backoff(Run *run);
static void add_context(void *arg);
static void finish(Run *run);

/*
 * Run a backfill, or what is left of it, to its end.  To be called at the start
 * of a transaction, by a procedure that may commit; returns after a commit.
 *
 * Errors: the texts are not what they must be; those of the UPDATE; another
 * session runs the same one; rows stay locked.  What was committed stays, and
 * the next call resumes there.
 */
void
sv_fill_run(const SvFill *fill)
{
	MemoryContext oldcontext = CurrentMemoryContext;
	Run			run;
	ErrorContextCallback callback = {error_context_stack, add_context, &run};
	ListCell   *lc;

	begin(&run, fill);
	if (find_job(&run))
	{
		error_context_stack = &callback;
		foreach(lc, run.leaves)
		{
			SvLeaf	   *leaf = lfirst(lc);

			if (!sv_strings_member(run.job.tables_done, leaf->name))
				run_leaf(&run, leaf);
		}
		error_context_stack = callback.previous;
		finish(&run);
	}
	MemoryContextSwitchTo(oldcontext);
	MemoryContextDelete(run.context);
}

static void
begin(Run *run, const SvFill *fill)
{
	Oid			root;

	memset(run, 0, sizeof(Run));
	run->fill = fill;
	run->context = AllocSetContextCreate(PortalContext, "schemaver backfill",
										 ALLOCSET_DEFAULT_SIZES);
	run->leaf_context = AllocSetContextCreate(run->context,
											  "schemaver backfill table",
											  ALLOCSET_DEFAULT_SIZES);
	run->work = AllocSetContextCreate(run->context, "schemaver batch",
									  ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(run->context);
	root = sv_leaf_root(fill->relation);
	if (fill->copy != NULL)
		run->assigned = list_make1(pstrdup(fill->copied));
	else
	{
		run->assigned = sv_backfill_check(fill->assignments, fill->condition);
		check_update(run);
	}
	run->alias = get_rel_name(root);
	run->leaves = fill->copy != NULL ? list_make1(sv_leaf_one(root)) :
		sv_leaf_list(root, run->assigned);
	run->throttle.keeper = fill->keeper;
	run->throttle.rest = fill->rest >= 0 ? fill->rest : sv_backfill_rest;
	run->noticed_at = GetCurrentTimestamp();
	run->job.relation = sv_relation_name_quote(root);
	run->job.copies = fill->copy != NULL;
	run->job.assignments = fill->copy != NULL ? fill->copy : fill->assignments;
	run->job.condition = fill->condition;
	run->job.revision = fill->revision;
	run->job.direction = fill->direction;
	run->job.statement = fill->statement;
	sv_backfill_job_identify(&run->job);
}

/*
 * Let the server analyze the one UPDATE that does the same, before anything is
 * recorded.
 */
static void
check_update(Run *run)
{
	const SvFill *fill = run->fill;

	MemoryContextSwitchTo(run->work);
	sv_prepared_make(sv_backfill_update(fill->relation, fill->assignments,
										fill->condition),
					 0, NULL, SV_SCAN_BY_PLACE);
	MemoryContextSwitchTo(run->context);
}

/*
 * Take the lock of the job, and read how far it has got, or begin it.  Returns
 * false if it is finished, and a statement of a script.
 */
static bool
find_job(Run *run)
{
	SvBackfillJob *job = &run->job;
	Oid			user;
	int			context;
	bool		found;

	if (!sv_backfill_job_lock(job))
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("another session runs this backfill of table %s",
						job->relation),
				 errhint("schemaver_progress() shows how far it is.")));
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(run->fill->keeper, context);
	found = sv_backfill_job_find(job);
	SetUserIdAndSecContext(user, context);
	if (found && job->finished && run->fill->revision != NULL)
	{
		sv_backfill_job_unlock(job);
		return false;
	}
	job->begun = found && !job->finished;
	if (!job->begun)
	{
		job->tables_done = job->key = job->done_to = job->skipped = NIL;
		job->xids = NIL;
		job->table = NULL;
		job->rows_done = job->rows_changed = job->batches = job->batch = 0;
		job->rows_total = sv_leaf_rows(run->leaves);
	}
	else
		ereport(NOTICE,
				(errmsg("resuming the backfill of table %s", job->relation),
				 errdetail("%s", sv_fill_show_text(job))));
	record(run, sv_backfill_job_begin);
	sv_transaction_commit();
	return true;
}

/*
 * Write a record of the job, as its keeper.
 */
static void
record(Run *run, void (*write) (const SvBackfillJob *job))
{
	Oid			user;
	int			context;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(run->fill->keeper, context);
	write(&run->job);
	SetUserIdAndSecContext(user, context);
}

/*
 * Change the rows of one table, if it is still there.
 */
static void
run_leaf(Run *run, SvLeaf *leaf)
{
	SvBackfillJob *job = &run->job;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(leaf->oid)))
		return;
	enter_leaf(run, leaf);
	do
	{
		sv_throttle_wait(&run->throttle, &run->job, run->leaf, run->work);
		while (!try_batch(run))
			sleep_backoff(run);
		if (list_length(job->skipped) >= MOST_SKIPPED * Max(leaf->nkeys, 1))
			run_skipped(run);
	} while (!run->result.end);
	run_skipped(run);

	MemoryContextSwitchTo(run->context);
	job->tables_done = lappend(job->tables_done, pstrdup(leaf->name));
	job->table = NULL;
	job->key = job->done_to = job->skipped = job->xids = NIL;
	job->batch = 0;
	record(run, sv_backfill_job_enter_table);
	sv_transaction_commit();
}

/*
 * Begin with a table, or go on with it.
 *
 * Errors: the key by which it was gone through is not there any more.
 */
static void
enter_leaf(Run *run, SvLeaf *leaf)
{
	SvBackfillJob *job = &run->job;
	bool		resumed = job->table != NULL && job->done_to != NIL &&
	strcmp(job->table, leaf->name) == 0;

	MemoryContextReset(run->leaf_context);
	MemoryContextSwitchTo(run->context);
	run->leaf = leaf;
	run->of_skipped = false;
	if (!resumed)
		sv_leaf_find_key(leaf, run->fill->key, run->assigned);
	else if (job->key != NIL)
		sv_leaf_find_key(leaf, job->key, run->assigned);
	if (!resumed)
	{
		job->table = leaf->name;
		job->key = sv_leaf_key_names(leaf);
		job->done_to = job->skipped = job->xids = NIL;
		job->batch = 0;
		record(run, sv_backfill_job_enter_table);
	}
	run->batches = sv_batch_prepare(job, leaf, run->alias, run->leaf_context);
	run->size = job->batch > 0 ? Min(job->batch, LARGEST_BATCH) : FIRST_BATCH;
	if (run->fill->batch > 0)
		run->size = run->fill->batch;
	run->way = SV_BATCH_FAST;
	run->tries = 0;
	sv_transaction_commit();
}

/*
 * Change the rows that were skipped, as soon as they are not locked any more.
 *
 * Errors: they stay locked for too long.
 */
static void
run_skipped(Run *run)
{
	bool		end = run->result.end;

	run->of_skipped = true;
	run->tries = 0;
	while (run->job.skipped != NIL)
	{
		sv_throttle_wait(&run->throttle, &run->job, run->leaf, run->work);
		if (try_batch(run) && run->job.skipped == NIL)
			break;
		if (run->tries++ >= sv_lock_retries)
			ereport(ERROR,
					(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
					 errmsg("gave up waiting for rows of table %s that other transactions have locked",
							run->leaf->name),
					 errdetail("%d of them are left.",
							   list_length(run->job.skipped) / run->leaf->nkeys),
					 errhint("Call it again when these transactions have ended, or increase schemaver.lock_retries.")));
		sleep_backoff(run);
	}
	run->of_skipped = false;
	run->tries = 0;
	run->result.end = end;
}

/*
 * Do a batch, record it, commit, and rest.  Returns false if it was rolled back
 * and is to be tried again; then with half as many rows.
 *
 * Errors: those of the batch, if that is of no use.
 */
static bool
try_batch(Run *run)
{
	SvBackfillJob before = run->job;
	TimestampTz start = GetCurrentTimestamp();
	int64		elapsed;
	long		rest;
	const char *reason;
	ErrorData  *error;

	CHECK_FOR_INTERRUPTS();
	MemoryContextReset(run->work);
	MemoryContextSwitchTo(run->work);
	sv_throttle_begin(&run->throttle);
	run->nested = true;
	error = sv_subtransaction_run(work, leave, run, SV_SUBTRANSACTION_COMMIT);
	if (error != NULL)
	{
		run->job = before;
		if (!is_retried(run, error))
			ReThrowError(error);
		sv_transaction_commit();
		return false;
	}
	keep_place(run, &before);
	sv_transaction_commit();
	elapsed = (GetCurrentTimestamp() - start) / 1000;
	if (!run->of_skipped)
	{
		run->tries = 0;
		adapt_size(run, elapsed);
	}
	rest = sv_throttle_rest(&run->throttle, elapsed, run->others_wait,
							&reason);
	sv_fill_show_activity(&run->job, reason);
	sv_fill_show_notice(&run->job, &run->noticed_at);
	sv_transaction_sleep(rest);
	return true;
}

/* sv_subtransaction_run callback of try_batch */
static void
work(void *arg)
{
	Run		   *run = arg;
	SvBackfillJob *job = &run->job;
	SvBackfillJob before = *job;
	int			timeout = BATCH_LOCK_TIMEOUT;
	int			nest_level;

	/* without a key, there is no other way than to wait */
	if (run->leaf->nkeys == 0 && run->tries > 0)
		timeout = Max(sv_lock_timeout, timeout);
	sv_query_begin_fresh();
	sv_settings_set("lock_timeout", psprintf("%dms", timeout), true);
	/* what is copied as text is written so that every session reads it */
	nest_level = run->job.copies ? sv_deparse_settings_begin() : 0;
	if (run->fill->as_owners)
		run->nested = sv_rights_begin(GetUserId());
	if (run->of_skipped)
		run->result = sv_batch_run_skipped(run->batches);
	else
		run->result = sv_batch_run(run->batches, run->size, run->way);
	if (run->fill->as_owners)
		fire_deferred();
	leave(run);
	if (run->job.copies)
		sv_deparse_settings_end(nest_level);
	job->rows_done += run->result.seen;
	job->rows_changed += run->result.changed;
	job->batches++;
	job->batch = run->size;
	if (is_to_be_recorded(run, &before))
		record(run, sv_backfill_job_move);
	run->others_wait = sv_throttle_others_wait();
	sv_query_end_fresh();
}

/*
 * sv_subtransaction_run callback of try_batch: the batch has ended.
 */
static void
leave(void *arg)
{
	Run		   *run = arg;

	sv_rights_end(run->nested);
	run->nested = true;
}

/*
 * Fire the triggers that are deferred, which the commit would do.
 */
static void
fire_deferred(void)
{
	ConstraintsSetStmt *set = makeNode(ConstraintsSetStmt);

	CommandCounterIncrement();
	AfterTriggerSetState(set);
}

/*
 * True unless a batch has changed nothing, and the last record is not old.
 */
static bool
is_to_be_recorded(const Run *run, const SvBackfillJob *before)
{
	return run->result.changed > 0 || run->result.end ||
		run->job.skipped != before->skipped ||
		TimestampDifferenceExceeds(run->recorded_at, GetCurrentTimestamp(),
								   RECORD_INTERVAL);
}

/*
 * The batch is done: what it has written into the job is to outlive it.
 */
static void
keep_place(Run *run, const SvBackfillJob *before)
{
	SvBackfillJob *job = &run->job;

	if (is_to_be_recorded(run, before))
		run->recorded_at = GetCurrentTimestamp();
	job->done_to = sv_strings_replace(run->context, before->done_to, job->done_to);
	job->skipped = sv_strings_replace(run->context, before->skipped, job->skipped);
	job->xids = sv_strings_replace(run->context, before->xids, job->xids);
}

/*
 * True if a batch that has failed is to be tried again: it has met locks, and
 * not too often.
 */
static bool
is_retried(Run *run, const ErrorData *error)
{
	if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
		error->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED &&
		error->sqlerrcode != ERRCODE_T_R_SERIALIZATION_FAILURE)
		return false;
	if (run->of_skipped)
		return true;
	if (run->tries++ >= sv_lock_retries)
		return false;
	run->way = SV_BATCH_CAREFUL;
	run->size = Max(Min(run->size, 2 * LARGEST_CAREFUL) / 2, 1);
	return true;
}

/*
 * Let the next batch take the time that is the target: it is at most twice as
 * large as this one, and at least half as large.
 */
static void
adapt_size(Run *run, int64 elapsed)
{
	int			target = run->fill->target > 0 ? run->fill->target :
	sv_backfill_target;
	double		factor = (double) target / Max(elapsed, 1);
	double		size = run->size * Min(Max(factor, 0.5), 2);

	if (run->way == SV_BATCH_CAREFUL && run->result.skipped == 0)
		run->way = SV_BATCH_FAST;
	if (run->fill->batch > 0)
		run->size = run->fill->batch;
	else
		run->size = (int) Min(Max(size, 10), LARGEST_BATCH);
	if (run->way == SV_BATCH_CAREFUL)
		run->size = Min(run->size, LARGEST_CAREFUL);
}

/*
 * Sleep after tries that have failed: longer each time, up to ten seconds.
 */
static void
sleep_backoff(Run *run)
{
	sv_fill_show_activity(&run->job, _("rows are locked"));
	sv_transaction_sleep(Min(50L << Min(run->tries, 8), 10000));
}

/* error context callback */
static void
add_context(void *arg)
{
	const Run  *run = arg;

	if (run->leaf != NULL)
		errcontext("backfill of table %s", run->leaf->name);
}

/*
 * All tables are done.
 */
static void
finish(Run *run)
{
	record(run, sv_backfill_job_finish);
	sv_transaction_commit();
	sv_backfill_job_unlock(&run->job);
	if (!run->job.copies)
		ereport(INFO,
				(errmsg_plural("backfill of table %s is complete: %lld row changed",
							   "backfill of table %s is complete: %lld rows changed",
							   (unsigned long) run->job.rows_changed,
							   run->job.relation,
							   (long long) run->job.rows_changed)));
	pgstat_report_activity(STATE_RUNNING,
						   debug_query_string ? debug_query_string : "");
}
