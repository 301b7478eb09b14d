/*-------------------------------------------------------------------------
 *
 * transaction.c
 *	  The transactions of a procedure that commits.
 *
 * What the COMMIT of a procedure does is done here without SPI, as VACUUM does
 * it.  So between our transactions the stack of SPI is empty, and statements
 * that commit by themselves (CREATE INDEX CONCURRENTLY) can be handed to the
 * server as if the client had sent them.
 *
 * Right after a commit the session is in a transaction that has no snapshot,
 * no transaction id and no lock but those of the session: nobody waits for
 * it, for as long as it likes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/plannodes.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "tcop/pquery.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "server/transaction.h"

static bool is_statement_of_client(Oid procedure);

/*
 * Refuse a call of a procedure that commits, unless it is a statement of the
 * client by itself, outside of a transaction block.  "command" is the name
 * for messages.
 *
 * From a DO block or another procedure one may commit too; but there the
 * stack of SPI is theirs.
 */
void
sv_transaction_require_top(FunctionCallInfo fcinfo, const char *command)
{
	const CallContext *context = (CallContext *) fcinfo->context;

	if (IsInTransactionBlock(true))
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s cannot run inside a transaction block", command),
				 errdetail("It commits after each revision."),
				 errhint("Send it by itself, with autocommit on, or run schemaver_upgrade() or schemaver_downgrade() in the transaction.")));
	if (context == NULL || !IsA(context, CallContext) || context->atomic ||
		!is_statement_of_client(fcinfo->flinfo->fn_oid))
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s must be a statement of the client", command),
				 errdetail("It commits after each revision, so it cannot run inside a function, another procedure or a DO block, nor with settings or rights of its own."),
				 errhint("Send it by itself, with autocommit on, or run schemaver_upgrade() or schemaver_downgrade() in its place.")));
}

/*
 * Commit, and begin the next transaction.  The memory context stays the same;
 * it must not be one of the transaction.
 */
void
sv_transaction_commit(void)
{
	MemoryContext context = CurrentMemoryContext;

	ForgetPortalSnapshots();
	CommitTransactionCommand();
	StartTransactionCommand();
	MemoryContextSwitchTo(context);
}

/*
 * Roll back all there is, subtransactions included, and begin the next
 * transaction.  Locks of the session go too.
 */
void
sv_transaction_abort(void)
{
	MemoryContext context = CurrentMemoryContext;

	AbortOutOfAnyTransaction();
	ActivePortal->portalSnapshot = NULL;
	StartTransactionCommand();
	MemoryContextSwitchTo(context);
}

/*
 * Sleep, right after a commit.  A cancel ends it with an error.
 */
void
sv_transaction_sleep(long milliseconds)
{
	TimestampTz until = TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													milliseconds);

	for (;;)
	{
		long		left;

		CHECK_FOR_INTERRUPTS();
		left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), until);
		if (left <= 0)
			break;
		(void) WaitLatch(MyLatch,
						 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 left, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
}

/*
 * When the statement of the client will be canceled by statement_timeout; 0:
 * never.
 */
TimestampTz
sv_transaction_timeout(void)
{
	return get_timeout_active(STATEMENT_TIMEOUT) ?
		get_timeout_finish_time(STATEMENT_TIMEOUT) : 0;
}

/*
 * Have it canceled at another time; 0: not at all.
 */
void
sv_transaction_set_timeout(TimestampTz at)
{
	if (get_timeout_active(STATEMENT_TIMEOUT))
		disable_timeout(STATEMENT_TIMEOUT, false);
	if (at != 0)
		enable_timeout_at(STATEMENT_TIMEOUT, at);
}

/*
 * Is the procedure what the client has called, with nothing in between?
 */
static bool
is_statement_of_client(Oid procedure)
{
	const PlannedStmt *planned;
	const CallStmt *call;

	if (ActivePortal == NULL || list_length(ActivePortal->stmts) != 1)
		return false;
	planned = linitial_node(PlannedStmt, ActivePortal->stmts);
	call = (CallStmt *) planned->utilityStmt;
	return call != NULL && IsA(call, CallStmt) &&
		call->funcexpr->funcid == procedure;
}
