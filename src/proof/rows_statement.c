/*-------------------------------------------------------------------------
 *
 * rows_statement.c
 *	  Statements that may fail, in a rehearsal.
 *
 * They run as a script does: as the caller, with the caller's settings, so that
 * triggers of users fire as they would.  The text of a statement must mean the
 * same with any search_path.
 *
 * Locks on objects of the rehearsal are not released after each statement: in a
 * subtransaction, those from before it cannot be.  Callers do that in between.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"

#include "error.h"
#include "file/script.h"
#include "proof/rows_statement.h"
#include "server/executor.h"
#include "server/subtransaction.h"
#include "strings.h"

/* Statements one after the other, and how many rows the first one wrote. */
typedef struct Work
{
	const char *text;
	const char *check;			/* NULL: there is no more */
	uint64		rows;
} Work;

static ErrorData *run(Work *work);
static void execute(void *arg);
static uint64 execute_text(const char *text);

/*
 * Execute a statement.  Returns NULL and how many rows it wrote ("rows" may be
 * NULL); or, with nothing done, the error.
 *
 * Errors: those that are no answer (error.h).
 */
ErrorData *
sv_rows_statement_try(const char *text, uint64 *rows)
{
	Work		work = {.text = text};
	ErrorData  *error = run(&work);

	if (rows != NULL)
		*rows = work.rows;
	return error;
}

/*
 * The same of an INSERT or UPDATE of a table, with constraints checked that are
 * otherwise checked at the end of the transaction.
 */
ErrorData *
sv_rows_statement_insert(const SvRowsTable *table, const char *text,
						 uint64 *rows)
{
	Work		work = {.text = text};
	ErrorData  *error;

	if (table->deferred != NIL)
	{
		char	   *names = sv_strings_join(table->deferred, ", ");

		work.check = psprintf("SET CONSTRAINTS %s IMMEDIATE;"
							  " SET CONSTRAINTS %s DEFERRED", names, names);
	}
	error = run(&work);
	*rows = work.rows;
	return error;
}

static ErrorData *
run(Work *work)
{
	ErrorData  *error = sv_subtransaction_run(execute, NULL, work,
											  SV_SUBTRANSACTION_COMMIT);

	if (error != NULL)
	{
		work->rows = 0;
		if (!sv_error_is_answer(error->sqlerrcode))
			ReThrowError(error);
	}
	return error;
}

static void
execute(void *arg)
{
	Work	   *work = arg;

	work->rows = execute_text(work->text);
	if (work->check != NULL)
		(void) execute_text(work->check);
}

static uint64
execute_text(const char *text)
{
	SvWatch		watch = {0};

	sv_executor_run(sv_script_parse(NULL, "rows", text), &watch);
	return watch.rows;
}
