/*-------------------------------------------------------------------------
 *
 * subtransaction.c
 *	  Runs work in a subtransaction, and commits or rolls it back.
 *
 * In any case the caller continues in the transaction, the memory context and
 * the resource owner in which it was; an error is returned in place of being
 * thrown.  error.h has which errors the caller may keep.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/resowner.h"

#include "server/subtransaction.h"

static ErrorData *run(SvSubtransactionCallback work,
					  SvSubtransactionCallback leave, void *arg,
					  const bool *commits);

/*
 * Runs "work" in a subtransaction, in the current memory context.  Before the
 * subtransaction ends, "leave" is called, unless it is NULL: it resets what a
 * rollback does not, and must not fail.
 *
 * Returns NULL if the work has succeeded; else the error, allocated in the
 * current memory context, with the subtransaction rolled back.
 */
ErrorData *
sv_subtransaction_run(SvSubtransactionCallback work,
					  SvSubtransactionCallback leave, void *arg,
					  SvSubtransactionEnd end)
{
	bool		commits = end == SV_SUBTRANSACTION_COMMIT;

	return run(work, leave, arg, &commits);
}

/*
 * The same, where the work decides by setting *commits how it ends.
 */
ErrorData *
sv_subtransaction_decide(SvSubtransactionCallback work, void *arg,
						 const bool *commits)
{
	return run(work, NULL, arg, commits);
}

static ErrorData *
run(SvSubtransactionCallback work, SvSubtransactionCallback leave, void *arg,
	const bool *commits)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		work(arg);
		if (leave != NULL)
			leave(arg);
		if (*commits)
			ReleaseCurrentSubTransaction();
		else
			RollbackAndReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		/* a second cancel must not leave the session half restored */
		HOLD_INTERRUPTS();
		/* before anything that may fail for want of memory */
		if (leave != NULL)
			leave(arg);
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}
