/*-------------------------------------------------------------------------
 *
 * rows_source.c
 *	  The values of a column, of which each row gets one.
 *
 * The first choice is a value by the number of the row, or one of those that a
 * constraint has a list of.  Of three rows, the second has NULL where that is
 * allowed, and the third has the default if there is one, so that statements
 * which cannot cope with either fail.  Another choice is any value that the type
 * of the column accepts: those in or next to constants of constraints, NULL, the
 * default, and some that constraints often ask for.  Columns that are counted by
 * a sequence always have the next number, as rows that are inserted later get
 * one too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "proof/rows_check.h"
#include "proof/rows_source.h"
#include "proof/rows_statement.h"
#include "proof/rows_type.h"

/* What stands in place of an expression. */
static char *const null_value = "NULL";
static char *const default_value = "DEFAULT";

/* A choice; a number from 0 is an index into the values. */
#define PLAIN_VALUE (-1)		/* of the number of the row */
#define FRESH_VALUE (-2)		/* of a number that was not used yet */

/* Values of keys begin here: scripts may insert rows with the first numbers. */
#define FIRST_KEY 1000
#define FIRST_FRESH_KEY 2000

struct SvRowsSource
{
	const SvRowsTable *table;
	const SvRowsColumn *column;
	int			index;			/* of the column */
	SvRowsHints hints;
	bool		has_hints;		/* these have been read */
	bool		depends;		/* a check relates it to other columns */
	List	   *values;			/* that its type accepts; NIL: not known yet */
	int			nlikely;		/* so many of them may be what is needed */
	int			number;			/* of the row, from 1 */
	int			choice;
	int			fresh;			/* for FRESH_VALUE: how often that was tried */
};

static const char *plain_value(SvRowsSource *source);
static const char *typed_value(SvRowsSource *source, int number);
static void read_hints(SvRowsSource *source);
static List *accepted(List *values);
static void read_values(SvRowsSource *source);

/*
 * The values of a column, of which nothing is read before it is needed.
 */
SvRowsSource *
sv_rows_source_make(const SvRowsTable *table, int column)
{
	SvRowsSource *source = palloc0(sizeof(SvRowsSource));

	source->table = table;
	source->column = &table->columns[column];
	source->index = column;
	return source;
}

/*
 * Make the first choice for a row, by its number.
 */
void
sv_rows_source_begin(SvRowsSource *source, int number)
{
	source->number = number;
	source->choice = PLAIN_VALUE;
}

/*
 * The value chosen, as an SQL expression.
 */
const char *
sv_rows_source_value(SvRowsSource *source)
{
	if (source->column->is_counted)
		return default_value;
	if (source->choice == FRESH_VALUE)
		return typed_value(source, FIRST_FRESH_KEY + source->number +
						   source->fresh * 100);
	return source->choice == PLAIN_VALUE ? plain_value(source) :
		list_nth(source->values, source->choice);
}

/*
 * Choose another value, by a number that is random.  "fresh" is how often it was
 * one that other rows have; 0 if that is not the problem.
 */
void
sv_rows_source_choose(SvRowsSource *source, uint32 chance, int fresh)
{
	read_values(source);
	source->fresh = fresh;
	if (source->values == NIL || (fresh > 0 && chance % 2 == 0))
		source->choice = FRESH_VALUE;
	else if (source->nlikely > 0 && chance % 4 < 2)
		source->choice = chance / 4 % source->nlikely;
	else
		source->choice = chance / 4 % list_length(source->values);
}

static const char *
plain_value(SvRowsSource *source)
{
	const SvRowsColumn *column = source->column;
	int			number = source->number;

	if (number % 3 == 2 && column->nullable)
		return null_value;
	if (number % 3 == 0 && column->has_default)
		return default_value;
	read_hints(source);
	if (source->hints.exact != NIL)
		return list_nth(source->hints.exact,
						(number - 1) % list_length(source->hints.exact));
	return typed_value(source, number +
					   (column->in_key ? FIRST_KEY : source->index));
}

/*
 * A value by a number; if we know none of the type, one that it accepts.
 */
static const char *
typed_value(SvRowsSource *source, int number)
{
	char	   *value = sv_rows_type_value(source->column->type,
										   source->column->typmod, number);

	if (value != NULL)
		return value;
	read_values(source);
	return source->values == NIL ? null_value :
		list_nth(source->values, number % list_length(source->values));
}

/*
 * Read what constraints say about the column.
 */
static void
read_hints(SvRowsSource *source)
{
	const SvRowsColumn *column = source->column;
	ListCell   *lc;

	if (source->has_hints)
		return;
	source->has_hints = true;
	foreach(lc, source->table->rules)
	{
		const SvRowsRule *rule = lfirst(lc);

		if (rule->check == NULL || !bms_is_member(source->index, rule->columns))
			continue;
		sv_rows_check_column(rule->check, column->attnum, column->type,
							 column->typmod, &source->hints);
		source->depends |= bms_num_members(rule->columns) > 1;
	}
	sv_rows_check_domain(column->type, column->typmod, &source->hints);
	source->hints.exact = accepted(source->hints.exact);
}

/*
 * Those of some expressions that have a value.
 */
static List *
accepted(List *values)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, values)
	{
		CHECK_FOR_INTERRUPTS();
		if (sv_rows_statement_try(psprintf("SELECT %s", (char *) lfirst(lc)),
								  NULL) == NULL)
			result = lappend(result, lfirst(lc));
	}
	return result;
}

/*
 * Find values that the column may have.
 */
static void
read_values(SvRowsSource *source)
{
	const SvRowsColumn *column = source->column;

	if (source->values != NIL)
		return;
	read_hints(source);
	source->values = list_concat_copy(source->hints.exact,
									  accepted(source->hints.near));
	if (column->nullable && source->depends)
		source->values = lappend(source->values, null_value);
	source->nlikely = list_length(source->values);
	if (column->nullable && !source->depends)
		source->values = lappend(source->values, null_value);
	if (column->has_default)
		source->values = lappend(source->values, default_value);
	source->values = list_concat(source->values,
								 accepted(sv_rows_type_others(column->type,
															  column->typmod)));
}
