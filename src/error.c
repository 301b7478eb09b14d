/*-------------------------------------------------------------------------
 *
 * error.c
 *	  Which errors may be kept from the caller.
 *
 * Some errors are the answer to a question: a script that cannot be parsed, a
 * step of a dry run that fails.  Others have nothing to do with what was tried:
 * somebody cancels, the time is up, memory or disk is used up, the transaction
 * is a victim of another one.  These always go on to the caller, and whoever
 * catches an error asks here which it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "error.h"

/*
 * True if an error with this code is about what was tried, and may be kept.
 */
bool
sv_error_is_answer(int sqlerrcode)
{
	int			category = ERRCODE_TO_CATEGORY(sqlerrcode);

	return category != ERRCODE_OPERATOR_INTERVENTION &&
		category != ERRCODE_INSUFFICIENT_RESOURCES &&
		category != ERRCODE_SYSTEM_ERROR &&
		category != ERRCODE_TRANSACTION_ROLLBACK;
}

/*
 * In PG_CATCH(), where nothing but memory was used: forget the error, if it is
 * an answer; any other goes on.  The memory context becomes the current one.
 */
void
sv_error_forget(MemoryContext context)
{
	if (!sv_error_is_answer(geterrcode()))
		PG_RE_THROW();
	MemoryContextSwitchTo(context);
	FlushErrorState();
}

/*
 * The same, and the error is returned, in the memory context.
 */
ErrorData *
sv_error_keep(MemoryContext context)
{
	ErrorData  *error;

	if (!sv_error_is_answer(geterrcode()))
		PG_RE_THROW();
	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	return error;
}
