/*-------------------------------------------------------------------------
 *
 * guard.c
 *	  When a command may write, and what a script may not do to us.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "store/guard.h"
#include "store/store.h"

/*
 * Is a model being tried out?  Is a script being run?  And what was our
 * identity when that began?
 */
static bool in_model = false;
static bool in_script = false;
static Oid	identity = InvalidOid;

/*
 * Refuse a command that writes where nothing can be written, or from within
 * a script that is being run: the plan of that run would not hold any more.
 * What a model did would be undone.
 * "command" is the name for messages.
 */
void
sv_guard_command(const char *command)
{
	PreventCommandDuringRecovery(command);
	PreventCommandIfReadOnly(command);
	if (InSecurityRestrictedOperation())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("cannot execute %s within security-restricted operation",
						command)));
	if (in_model)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("cannot execute %s in a model", command),
				 errhint("A model says what there is: leave the statement out of it.")));
	if (in_script)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("cannot execute %s while the script of a revision is being run",
						command),
				 errhint("Let the revision depend on another one instead.")));
}

/*
 * From here on scripts are run, until sv_guard_leave_script(), which must be
 * called also after an error.
 */
void
sv_guard_enter_script(void)
{
	identity = sv_store_table("lock");
	in_script = true;
}

void
sv_guard_leave_script(void)
{
	in_script = false;
}

/*
 * From here on a model is tried out, until sv_guard_leave_model() is called
 * with the result, also after an error.
 */
bool
sv_guard_enter_model(void)
{
	bool		before = in_model;

	in_model = true;
	return before;
}

void
sv_guard_leave_model(bool before)
{
	in_model = before;
}

/*
 * A script may have the right to drop the extension; but then there is
 * nothing left in which its run could be put on record.
 */
void
sv_guard_identity(const char *revision)
{
	if (identity != sv_store_table("lock"))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the script of revision \"%s\" drops the extension schemaver",
						revision),
				 errhint("Drop the extension outside of a run.")));
}
