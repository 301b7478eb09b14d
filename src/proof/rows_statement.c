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
#include "utils/memutils.h"

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

/* A query whose rows are passed on. */
typedef struct Reading
{
	SvQuery		query;
	SvRowCallback callback;
	void	   *arg;
} Reading;

static void read_rows(void *arg);
static ErrorData *run(Work *work);
static ErrorData *copy_error(const ErrorData *error);
static void execute(void *arg);
static uint64 execute_text(const char *text);

/*
 * Execute a statement.  Returns NULL and how many rows it wrote ("rows" may be
 * NULL); or, with nothing done, the error, with what rows_generate.c needs of it.
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

/*
 * Pass each row of a query to the callback, as sv_query_fetch() does.  Returns
 * NULL or the error; then the callback may have seen some rows.
 */
ErrorData *
sv_rows_statement_read(const char *text, SvRowCallback callback, void *arg)
{
	Reading		reading = {{.text = text}, callback, arg};
	ErrorData  *error = sv_subtransaction_run(read_rows, NULL, &reading,
											  SV_SUBTRANSACTION_COMMIT);

	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	return error;
}

static void
read_rows(void *arg)
{
	Reading    *reading = arg;

	sv_query_begin_latest();
	sv_query_fetch(&reading->query, NULL, NULL, reading->callback, reading->arg);
	sv_query_end_fresh();
}

static ErrorData *
run(Work *work)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver row statement",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	ErrorData  *error = sv_subtransaction_run(execute, NULL, work,
											  SV_SUBTRANSACTION_COMMIT);

	MemoryContextSwitchTo(oldcontext);
	if (error != NULL)
	{
		work->rows = 0;
		if (!sv_error_is_answer(error->sqlerrcode))
			ReThrowError(error);
		error = copy_error(error);
	}
	MemoryContextDelete(context);
	return error;
}

/*
 * What we need to know of an error, in the current memory context.
 */
static ErrorData *
copy_error(const ErrorData *error)
{
	ErrorData  *copy = palloc0(sizeof(ErrorData));

	copy->sqlerrcode = error->sqlerrcode;
	copy->message = pstrdup(error->message ? error->message : "");
	copy->constraint_name = error->constraint_name ?
		pstrdup(error->constraint_name) : NULL;
	copy->column_name = error->column_name ? pstrdup(error->column_name) : NULL;
	copy->datatype_name = error->datatype_name ?
		pstrdup(error->datatype_name) : NULL;
	return copy;
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
