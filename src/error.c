/*-------------------------------------------------------------------------
 *
 * error.c
 *	  Which errors may be kept from the caller.
 *
 * Some errors are the result of what was tried: a script that cannot be parsed,
 * a step of a dry run that fails.  Others are not: a cancel or a timeout, memory
 * or disk is exhausted, a deadlock or a serialization failure.  These must
 * always reach the caller.  All code that catches an error and does not throw
 * it again decides here which of the two it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "error.h"

/*
 * True if an error with this code is a result of what was tried.
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
 * In PG_CATCH(), where nothing but memory was used: forget the error if it is a
 * result, and throw it again otherwise.  Switches to the memory context.
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
 * The same, and return the error, allocated in the memory context.
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

/*
 * Let a function add to the context of errors, until error_context_stack is
 * set to callback->previous.
 */
void
sv_error_context_push(ErrorContextCallback *callback,
					  void (*function) (void *arg), void *arg)
{
	callback->callback = function;
	callback->arg = arg;
	callback->previous = error_context_stack;
	error_context_stack = callback;
}
