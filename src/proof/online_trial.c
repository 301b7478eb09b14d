/*-------------------------------------------------------------------------
 *
 * online_trial.c
 *	  Statements that are tried out before they are run.
 *
 * The recipe for types of columns (online/retype.c) compares several ways from the
 * same state: the statements alone, the statements and what gives other names to
 * what they have made, and the steps of the online form.  All of them begin where
 * the statements are about to be run, and are rolled back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"

#include "catalog/conversion.h"
#include "catalog/index_columns.h"
#include "online/layout.h"
#include "proof/live.h"
#include "proof/online_trial.h"

typedef struct Trial
{
	MemoryContext context;		/* of what is found out */
	SvRehearsal *rehearsal;
	const SvOnlineUnit *unit;	/* the statements */

	/* what is being tried */
	List	   *scripts;		/* of char *: one after the other */
	SvMeasure  *measure;		/* what the first one does is measured; or
								 * NULL */
	List	   *measured;
	SvFacts    *facts;			/* after them */
	List	  **index_columns;	/* what is called otherwise then; or NULL */
} Trial;

static SvFacts *try_scripts(Trial *trial, List *scripts, char **problem);
static void play(SvRehearsal *rehearsal, void *arg);
static List *find_index_columns(const SvOnlineUnit *unit);

/*
 * A trial of statements that are about to be run.  All that it finds out is in the
 * current memory context.
 */
void *
sv_online_trial_begin(SvRehearsal *rehearsal, const SvOnlineUnit *unit)
{
	Trial	   *trial = palloc0(sizeof(Trial));
	ListCell   *lc;

	trial->context = CurrentMemoryContext;
	trial->rehearsal = rehearsal;
	trial->unit = unit;
	foreach(lc, unit->conversions)
	{
		SvConversion *conversion = lfirst(lc);

		sv_conversion_write(conversion);
		sv_conversion_read_numbers(conversion,
								   sv_live_relation(rehearsal, conversion->relation));
	}
	return trial;
}

/*
 * The facts after the statements, and what they were seen to do, as
 * sv_measure_after() has it; NULL if one of them fails.
 */
SvFacts *
sv_online_trial_run(void *trial, SvMeasure *measure, List **measured)
{
	Trial	   *tried = trial;
	SvFacts    *facts;
	char	   *problem;

	tried->measure = measure;
	facts = try_scripts(tried, list_make1(tried->unit->text), &problem);
	tried->measure = NULL;
	*measured = tried->measured;
	return facts;
}

/*
 * SvOnlineSituation
 */
SvFacts *
sv_online_trial_after_more(void *trial, List *statements, char **problem)
{
	Trial	   *tried = trial;

	return try_scripts(tried, lcons(tried->unit->text,
									list_copy(statements)), problem);
}

/*
 * SvOnlineSituation
 */
SvFacts *
sv_online_trial_after_steps(void *trial, List *steps, List **index_columns,
							char **problem)
{
	Trial	   *tried = trial;
	SvOnlinePlan plan = {steps};
	SvFacts    *facts;

	tried->index_columns = index_columns;
	*index_columns = NIL;
	facts = try_scripts(tried, list_make1(sv_layout_proof(&plan, SV_LAYOUT_BY_PHASES)),
						problem);
	tried->index_columns = NULL;
	return facts;
}

/*
 * SvOnlineSituation
 */
const SvOnlineConversion *
sv_online_trial_conversion(void *trial, Oid table, int column)
{
	ListCell   *lc;

	foreach(lc, ((Trial *) trial)->unit->conversions)
	{
		const SvConversion *conversion = lfirst(lc);

		if (conversion->relation == table && conversion->column == column)
			return &conversion->how;
	}
	return NULL;
}

/*
 * The facts after some scripts; NULL, and its message, if one of them fails.
 */
static SvFacts *
try_scripts(Trial *trial, List *scripts, char **problem)
{
	ErrorData  *error;

	trial->scripts = scripts;
	trial->facts = NULL;
	error = sv_rehearsal_undone(trial->rehearsal, play, trial);
	*problem = error == NULL ? NULL : error->message;
	return error == NULL ? trial->facts : NULL;
}

/*
 * SvRehearsalCallback
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Trial	   *trial = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(trial->context);
	ListCell   *lc;

	if (trial->measure != NULL)
		sv_measure_before(trial->measure);
	foreach(lc, trial->scripts)
	{
		ErrorData  *error = sv_online_unit_run(rehearsal, lfirst(lc));

		if (error != NULL)
			ReThrowError(error);
		CommandCounterIncrement();
	}
	if (trial->measure != NULL)
		trial->measured = sv_measure_after(trial->measure);
	trial->facts = sv_rehearsal_facts(rehearsal, true);
	if (trial->index_columns != NULL)
		*trial->index_columns = find_index_columns(trial->unit);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * The columns of indexes, of the tables whose columns are converted, that are
 * called otherwise.
 */
static List *
find_index_columns(const SvOnlineUnit *unit)
{
	List	   *tables = NIL;
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, unit->conversions)
	{
		tables = list_append_unique_oid(tables,
										((const SvConversion *) lfirst(lc))->relation);
	}
	foreach(lc, tables)
	{
		columns = list_concat(columns, sv_index_columns_apart(lfirst_oid(lc)));
	}
	return columns;
}
