/*-------------------------------------------------------------------------
 *
 * snapshots.c
 *	  Waits for old snapshots before a statement that would wait for them.
 *
 * A statement with CONCURRENTLY waits for all transactions that are older than
 * its own, most after a part of their work.  So it is not begun while there are
 * such transactions; a deploy that waits here holds nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "deploy/snapshots.h"
#include "deploy/step.h"
#include "schemaver.h"
#include "server/transaction.h"

static void report_snapshots(const SvDeploy *deploy, const SvBlockers *old);

/*
 * Wait until no session has an old snapshot, before a statement begins that
 * would have to wait for it with half of its work done; or, for a statement that
 * waits for these, until there is no old transaction that has written.
 *
 * Errors: schemaver.snapshot_timeout has passed; then another attempt is of no
 * use.
 */
void
sv_snapshots_wait(SvDeploy *deploy, bool writers)
{
	SvDeployTries *tries = &deploy->step.tries;
	int			reported = 0;
	int			polls = 0;

	if (tries->snapshot_deadline == 0 && sv_snapshot_timeout > 0)
		tries->snapshot_deadline =
			TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
										sv_snapshot_timeout);
	for (;;)
	{
		SvBlockers	old = writers ? sv_blockers_old_writers(sv_lock_timeout) :
		sv_blockers_old_snapshots(sv_lock_timeout);

		if (old.count == 0)
			return;
		if (sv_step_is_past(tries->snapshot_deadline))
		{
			tries->gave_up = true;
			ereport(ERROR,
					(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
					 errmsg("gave up waiting for transactions that are older than statement %d",
							deploy->position.statement),
					 errdetail_internal("%s", old.text),
					 errhint("End them, or increase schemaver.snapshot_timeout.")));
		}
		/* after the first, second, fourth, ... poll */
		if (polls++ >= reported)
		{
			reported = polls * 2;
			report_snapshots(deploy, &old);
		}
		sv_transaction_commit();
		sv_transaction_sleep(Min(100 * polls, 1000));
	}
}

static void
report_snapshots(const SvDeploy *deploy, const SvBlockers *old)
{
	const SvDeployPosition *position = &deploy->position;

	ereport(NOTICE,
			(errmsg("statement %d of revision \"%s\" waits for older transactions to end",
					position->statement, position->step->id),
			 errdetail_internal("%s", old->text)));
	sv_step_show(deploy, position->statement, position->statements,
				 " (waits for old snapshots)");
}
