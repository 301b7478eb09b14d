/*-------------------------------------------------------------------------
 *
 * statement_limit.c
 *	  The statement_timeout that a script sets for its statements.
 *
 * The server applies statement_timeout to statements of the client, when they
 * begin.  A script is part of one of these, so what it sets would have no effect.
 * Whoever writes SET statement_timeout into a script means its statements, as if
 * psql executed it: from there on each of them has that limit, in place of the
 * one of the statement of the client, whose time stands still meanwhile.
 *
 * The other timeouts need nothing: lock_timeout is read for each wait,
 * transaction_timeout (17) is applied when it is set, and the client is not idle
 * while a script runs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "storage/proc.h"
#include "utils/timestamp.h"

#include "server/statement_limit.h"
#include "server/transaction.h"

/*
 * A statement of a script begins.
 */
void
sv_statement_limit_begin(SvStatementLimit *limit)
{
	if (!limit->begun)
		limit->before = StatementTimeout;
	limit->begun = true;
	limit->started = GetCurrentTimestamp();
}

/*
 * Apply the limit that the script has set to the statement that has begun, but
 * none that is later than "latest" (0: none).
 */
void
sv_statement_limit_apply(SvStatementLimit *limit, TimestampTz latest)
{
	TimestampTz at = latest;

	if (StatementTimeout > 0)
	{
		at = TimestampTzPlusMilliseconds(limit->started, StatementTimeout);
		if (latest != 0 && latest < at)
			at = latest;
	}
	sv_transaction_set_timeout(at);
}

/*
 * The statement has ended; NULL if with an error.  It may have set the limit of
 * those that follow.
 */
void
sv_statement_limit_end(SvStatementLimit *limit, const Node *statement)
{
	const VariableSetStmt *set = (const VariableSetStmt *) statement;

	if (limit->own)
		limit->spent += GetCurrentTimestamp() - limit->started;
	if (statement == NULL)
		return;
	if (IsA(statement, VariableSetStmt) && set->name != NULL &&
		strcmp(set->name, "statement_timeout") == 0)
		limit->own = set->kind != VAR_RESET;
	else if (StatementTimeout != limit->before)
		limit->own = true;
}
