/*-------------------------------------------------------------------------
 *
 * transaction.c
 *	  The transactions of a procedure that commits.
 *
 * The work of a procedure's COMMIT is done here without SPI, as VACUUM does it.
 * So between our transactions the SPI stack is empty, and statements that
 * commit by themselves (CREATE INDEX CONCURRENTLY) can be passed to the server
 * as if the client had sent them.
 *
 * Right after a commit the session is in a transaction that has no snapshot,
 * no transaction id and no locks but those of the session: no other session
 * waits for it, however long it lasts.
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
 * Refuse a call of a procedure that commits, unless it is a statement sent by
 * the client, outside a transaction block.  "command" is the name for messages.
 *
 * A procedure may also commit when it is called from a DO block or another
 * procedure, but then the SPI stack is not empty.
 */
void
sv_transaction_require_top(FunctionCallInfo fcinfo, const char *command)
{
	if (IsInTransactionBlock(true))
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s cannot run inside a transaction block", command),
				 errdetail("It commits after each revision."),
				 errhint("Send it by itself, with autocommit on, or run schemaver_upgrade() or schemaver_downgrade() in the transaction.")));
	if (!sv_transaction_is_top(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s must be a statement of the client", command),
				 errdetail("It commits after each revision, so it cannot run inside a function, another procedure or a DO block, nor with SET or SECURITY DEFINER."),
				 errhint("Send it by itself, with autocommit on, or run schemaver_upgrade() or schemaver_downgrade() in its place.")));
}

/*
 * True if a procedure that commits is the statement of the client, outside a
 * transaction block.
 */
bool
sv_transaction_is_top(FunctionCallInfo fcinfo)
{
	const CallContext *context = (CallContext *) fcinfo->context;

	return !IsInTransactionBlock(true) &&
		context != NULL && IsA(context, CallContext) && !context->atomic &&
		is_statement_of_client(fcinfo->flinfo->fn_oid);
}

/*
 * Commit, and begin the next transaction.  The memory context stays the
 * current one; it must not be one of the transaction.
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
 * Roll back the transaction with all subtransactions, and begin the next one.
 * This also releases the locks of the session.  The memory context stays the
 * current one; it must not be one of the transaction.
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
 * Sleep.  The caller has just committed, so that no other session waits for
 * this one.
 *
 * Errors: a cancel.
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
 * The time at which the statement of the client will be canceled by
 * statement_timeout; 0: never.
 */
TimestampTz
sv_transaction_timeout(void)
{
	return get_timeout_active(STATEMENT_TIMEOUT) ?
		get_timeout_finish_time(STATEMENT_TIMEOUT) : 0;
}

/*
 * Set the time at which it is canceled; 0: never.
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
 * True if the statement of the client is CALL of the procedure itself.
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
