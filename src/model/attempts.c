/*-------------------------------------------------------------------------
 *
 * attempts.c
 *	  Executes the statements of a model, whatever their order is.
 *
 * A model may consist of many files, and what is in one may need what is in
 * another.  Its statements are executed in the order in which they are written.
 * If one fails, those that seem to need something that comes later are moved to
 * the end (forward.c), and what fails then is set aside and tried again after
 * the rest, in rounds, until a round gets nothing done.  Whatever is left is
 * reported, each statement with its place.
 *
 * A statement that fails rolls back the subtransaction in which it is, with
 * those before it.  These are executed again, in a subtransaction that ends
 * before the failure.  So a statement is executed twice at most for each one
 * that fails after it, and there are as many subtransactions as failures.
 *
 * A SET has effect for the statements after it in the same file, and no other
 * ones, whenever they are executed: before a statement that is not executed in
 * its place, the SETs before it are executed again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "compat.h"
#include "error.h"
#include "file/script_place.h"
#include "file/statement.h"
#include "model/attempts.h"
#include "model/forward.h"
#include "server/executor.h"
#include "server/new_locks.h"
#include "server/subtransaction.h"

/* How many statements that fail are shown, besides the first one. */
#define MAX_SHOWN 20

/* A statement that was set aside. */
typedef struct Failure
{
	int			number;
	ErrorData  *error;
} Failure;

/*
 * Statements to be executed: numbers[i], counted from 1.  settings[n] is the
 * last SET before statement n in its file; 0: there is none.
 */
typedef struct Attempts
{
	const SvScript *script;
	int		   *settings;
	int		   *numbers;
	int			count;

	/* those in a subtransaction */
	int			from;
	int			to;
	SvWatch		watch;
} Attempts;

static void find_settings(Attempts *attempts);
static List *run_round(Attempts *attempts);
static Failure *run_part(Attempts *attempts);
static void run_statements(void *arg);
static int	append_settings(const Attempts *attempts, List **chosen, int number,
							int after);
static bool is_setting(const Attempts *attempts, int number);
static int	place_of(const Attempts *attempts, int number);
static bool may_succeed_later(const Attempts *attempts, const Failure *failure);
pg_noreturn static void report(const Attempts *attempts, List *failures);
static int	compare_numbers(const ListCell *a, const ListCell *b);
static char *others_as_text(List *failures, const Failure *first);

/*
 * Executes a model, in a subtransaction that is rolled back later.
 *
 * Errors: those of its statements, with their places as context.
 */
void
sv_attempts_run(SvScript *script)
{
	int			total = list_length(script->statements);
	Attempts	attempts = {.script = script};
	List	   *failures = NIL;
	int			last;

	script->repeatable = true;
	attempts.settings = palloc0((total + 1) * sizeof(int));
	attempts.numbers = palloc((total + 1) * sizeof(int));
	find_settings(&attempts);
	attempts.to = attempts.count;
	if (run_part(&attempts) == NULL)
		return;
	do
	{
		ListCell   *lc;

		last = attempts.count;
		sv_forward_sort(script, attempts.numbers, attempts.count);
		failures = run_round(&attempts);
		attempts.count = 0;
		foreach(lc, failures)
			attempts.numbers[attempts.count++] = ((Failure *) lfirst(lc))->number;
	} while (attempts.count > 0 && attempts.count < last);
	if (failures != NIL)
		report(&attempts, failures);
}

/*
 * All statements that have not been left out, and the SETs before them.
 */
static void
find_settings(Attempts *attempts)
{
	const SvScript *script = attempts->script;
	int			file = -1;
	int			setting = 0;
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		int			number = foreach_current_index(lc) + 1;
		int			here = sv_script_place_file(script->files, number);

		if (here != file)
			setting = 0;
		file = here;
		attempts->settings[number] = setting;
		if (lfirst_node(RawStmt, lc)->stmt == NULL)
			continue;
		attempts->numbers[attempts->count++] = number;
		if (is_setting(attempts, number))
			setting = number;
	}
}

/*
 * Executes all statements once; returns those that fail, as Failures.
 */
static List *
run_round(Attempts *attempts)
{
	List	   *failures = NIL;
	Failure    *known = NULL;	/* of the statement at "to" */

	attempts->from = 0;
	while (attempts->from < attempts->count)
	{
		Failure    *failure;

		attempts->to = known != NULL ? place_of(attempts, known->number) :
			attempts->count;
		failure = attempts->from == attempts->to ? NULL : run_part(attempts);
		if (failure == NULL)
		{
			attempts->from = attempts->to;
			failure = known;
		}
		else if (failure->number != attempts->numbers[attempts->from])
		{
			known = failure;
			continue;
		}
		known = NULL;
		if (failure == NULL)
			continue;
		failures = lappend(failures, failure);
		attempts->from++;
	}
	return failures;
}

/*
 * Executes some statements in a subtransaction, and rolls it back if one fails.
 */
static Failure *
run_part(Attempts *attempts)
{
	int			told = sv_new_locks_told();
	Failure    *failure;
	ErrorData  *error;

	CHECK_FOR_INTERRUPTS();
	sv_new_locks_release_all();
	memset(&attempts->watch, 0, sizeof(SvWatch));
	error = sv_subtransaction_run(run_statements, NULL, attempts,
								  SV_SUBTRANSACTION_COMMIT);
	if (error == NULL)
		return NULL;
	sv_new_locks_roll_back(told);
	failure = palloc(sizeof(Failure));
	failure->number = attempts->watch.number;
	failure->error = error;
	if (!may_succeed_later(attempts, failure))
		ReThrowError(error);
	return failure;
}

/*
 * SvSubtransactionCallback: executes them, each with the settings of its place.
 */
static void
run_statements(void *arg)
{
	Attempts   *attempts = arg;
	List	   *chosen = NIL;
	int			file = -1;
	int			setting = 0;

	for (int i = attempts->from; i < attempts->to; i++)
	{
		int			number = attempts->numbers[i];
		int			here = sv_script_place_file(attempts->script->files,
												number);

		if (here != file || attempts->settings[number] < setting)
		{
			/* begin again with the settings of the caller */
			sv_executor_run_chosen(attempts->script, chosen, &attempts->watch);
			chosen = NIL;
			setting = 0;
		}
		file = here;
		setting = append_settings(attempts, &chosen, number, setting);
		chosen = lappend_int(chosen, number);
		if (is_setting(attempts, number))
			setting = number;
	}
	sv_executor_run_chosen(attempts->script, chosen, &attempts->watch);
	sv_new_locks_release_all();
}

/*
 * Appends the SETs before a statement and after another one of them; returns the
 * last one.
 */
static int
append_settings(const Attempts *attempts, List **chosen, int number, int after)
{
	List	   *settings = NIL;
	int			last = attempts->settings[number];

	for (int i = last; i > after; i = attempts->settings[i])
		settings = lcons_int(i, settings);
	*chosen = list_concat(*chosen, settings);
	return Max(last, after);
}

static bool
is_setting(const Attempts *attempts, int number)
{
	return sv_statement_is_setting(list_nth_node(RawStmt, attempts->script->statements,
												 number - 1)->stmt);
}

/*
 * Where a statement is among those to be executed.
 */
static int
place_of(const Attempts *attempts, int number)
{
	int			place = attempts->from;

	while (attempts->numbers[place] != number)
		place++;
	return place;
}

/*
 * True if a statement that has failed may succeed after others.  That another
 * session has a lock, that something cannot be done in a transaction, or that the
 * role may not do it, does not change.
 */
static bool
may_succeed_later(const Attempts *attempts, const Failure *failure)
{
	int			code = failure->error->sqlerrcode;

	return failure->number > 0 && !is_setting(attempts, failure->number) &&
		sv_error_is_answer(code) && code != ERRCODE_LOCK_NOT_AVAILABLE &&
		code != ERRCODE_INSUFFICIENT_PRIVILEGE &&
		ERRCODE_TO_CATEGORY(code) != ERRCODE_INVALID_TRANSACTION_STATE;
}

/*
 * Throws the error of a statement, with those of others as detail.  It is one
 * that does not seem to fail for the others.
 */
static void
report(const Attempts *attempts, List *failures)
{
	int			number = sv_forward_find_cause(attempts->script,
											   attempts->numbers,
											   attempts->count);
	const Failure *first = NULL;
	ErrorData  *error;
	ListCell   *lc;

	foreach(lc, failures)
	{
		if (((const Failure *) lfirst(lc))->number == number)
			first = lfirst(lc);
	}
	list_sort(failures, compare_numbers);
	error = first->error;
	if (list_length(failures) > 1)
		error->detail = psprintf("%s%s%s", error->detail ? error->detail : "",
								 error->detail ? "\n" : "",
								 others_as_text(failures, first));
	ReThrowError(error);
}

static int
compare_numbers(const ListCell *a, const ListCell *b)
{
	return ((const Failure *) lfirst(a))->number -
		((const Failure *) lfirst(b))->number;
}

/*
 * A line for each of the other statements that fail.
 */
static char *
others_as_text(List *failures, const Failure *first)
{
	StringInfoData text;
	int			left = list_length(failures) - 1;
	int			shown = 0;
	ListCell   *lc;

	initStringInfo(&text);
	appendStringInfo(&text, ngettext("%d other statement fails, too:",
									 "%d other statements fail, too:", left),
					 left);
	foreach(lc, failures)
	{
		const Failure *failure = lfirst(lc);
		const char *place = failure->error->context;

		if (failure == first)
			continue;
		if (shown++ == MAX_SHOWN)
		{
			appendStringInfoString(&text, "\n...");
			break;
		}
		appendStringInfo(&text, "\n%.*s: %s", (int) strcspn(place, "\n"), place,
						 failure->error->message);
	}
	return text.data;
}
