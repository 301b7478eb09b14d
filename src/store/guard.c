/*-------------------------------------------------------------------------
 *
 * guard.c
 *	  Checks that commands and scripts do not interfere.
 *
 * A command plans from the state of the graph and then runs scripts, or
 * evaluates a model: arbitrary code of users, which must not call another such
 * command.  So it is state of the session, held in this module, whether a
 * script runs or a model is evaluated.  Both are reset by those who set them,
 * also after an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "store/guard.h"
#include "store/preview.h"
#include "store/store.h"

static bool in_model = false;	/* a model is being evaluated */
static bool in_script = false;	/* scripts are being run */
static Oid	identity = InvalidOid;	/* OID of schemaver.lock at their start */

static bool is_same_extension(void);

/*
 * Refuse a command that writes where nothing can be written, and within the
 * script of a revision, as the plan of that run would become wrong, or within a
 * model, as all that a model does is rolled back.  "command" is the name for
 * messages.
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
				 errhint("A model declares what exists.  Leave the statement out of it.")));
	if (in_script)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("cannot execute %s while the script of a revision is being run",
						command),
				 errhint("Let the revision depend on another one instead.")));
}

/*
 * The same for a command that changes revisions, or what is applied: it must
 * not act on a preview of files that are not loaded.
 */
void
sv_guard_change(const char *command)
{
	sv_guard_command(command);
	sv_guard_preview(command);
}

void
sv_guard_preview(const char *command)
{
	if (sv_preview_in_effect())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("cannot execute %s while a preview of files is in effect",
						command),
				 errhint("End the transaction first.  schemaver_load_files() brings the files into the database.")));
}

/*
 * Begin to run scripts, until sv_guard_leave_script(), which must be called
 * also after an error.
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
 * Begin to evaluate a model, until sv_guard_leave_model() is called with the
 * result, also after an error.
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
 * True while a model is evaluated, or scripts are run in a copy: nothing that is
 * written stays, and no statement is one of an application.
 */
bool
sv_guard_in_model(void)
{
	return in_model;
}

/*
 * Refuse a script that has dropped the extension, or has recreated it: its run
 * could not be recorded.
 */
void
sv_guard_identity(const char *revision)
{
	if (!is_same_extension())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the script of revision \"%s\" drops the extension schemaver",
						revision),
				 errhint("Drop the extension outside a run.")));
}

/*
 * The same for a script that belongs to no revision; "title" is what it is, with
 * its name.
 */
void
sv_guard_identity_of(const char *title)
{
	if (!is_same_extension())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("%s drops the extension schemaver", title),
				 errhint("Drop the extension outside a run.")));
}

static bool
is_same_extension(void)
{
	return identity == sv_store_table("lock");
}
