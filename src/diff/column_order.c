/*-------------------------------------------------------------------------
 *
 * column_order.c
 *	  Columns that are in another order than declared, or come from elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/column_order.h"
#include "diff/describe.h"
#include "kind/kinds.h"
#include "kind/not_null.h"

static void report_order(const SvFact *table, List *columns);
static void report_origin(const SvFact *column);
static bool same_origin(const SvFact *column, const SvFact *declared,
						const char *property);
static int	compare_numbers(const ListCell *a, const ListCell *b);
static int	number_of(const SvFact *column);

/*
 * Tell of tables whose columns are in another order in the snapshot that they
 * were compared with, or come from elsewhere: these are no differences that a
 * script could mend.
 */
void
sv_column_order_report(const SvFacts *from)
{
	const SvFact *table = NULL;
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, from->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (fact->kind->number == 0 || fact->counterpart == NULL)
			continue;
		if (fact->kind == &sv_kind_column)
			report_origin(fact);
		if (fact->parent != table)
			report_order(table, columns);
		if (fact->parent != table)
			columns = NIL;
		table = fact->parent;
		columns = lappend(columns, fact);
	}
	report_order(table, columns);
}

static void
report_order(const SvFact *table, List *columns)
{
	int			last = 0;
	ListCell   *lc;

	list_sort(columns, compare_numbers);
	foreach(lc, columns)
	{
		int			number = number_of(((SvFact *) lfirst(lc))->counterpart);

		if (number < last)
		{
			ereport(NOTICE,
					(errmsg("columns of table \"%s\" are in another order than declared",
							sv_describe_short(table->identity)),
					 errdetail("The order of columns is never changed.")));
			return;
		}
		last = number;
	}
}

/*
 * No ALTER TABLE gives up a definition of a column, or its NOT NULL, in favour
 * of a parent's, or renames what is inherited.
 */
static void
report_origin(const SvFact *column)
{
	const SvFact *declared = column->counterpart;

	/* a column that is inherited no more becomes the table's own */
	if (sv_fact_value(declared, "inherited") != NULL &&
		!same_origin(column, declared, "comes_with"))
		ereport(NOTICE,
				(errmsg(sv_fact_value(column, "comes_with") == NULL ?
						"column \"%s\" is declared to be inherited only, but has a definition of its own" :
						"column \"%s\" is declared to have a definition of its own, but is inherited only",
						sv_describe_short(column->identity)),
				 errdetail("Where columns of a child table come from is never changed.")));
	if (sv_fact_value(declared, "inherited") != NULL &&
		sv_fact_value(column, "not_null") != NULL &&
		sv_fact_value(declared, "not_null") != NULL &&
		!same_origin(column, declared, "not_null_origin") &&
		!sv_not_null_moves(column))
		ereport(NOTICE,
				(errmsg(sv_fact_value(column, "not_null_origin") == NULL ?
						"NOT NULL of column \"%s\" is declared to be inherited only, but is one of the table, too" :
						"NOT NULL of column \"%s\" is declared as one of the table, but is inherited only",
						sv_describe_short(column->identity)),
				 errdetail("Where the constraints of a child table come from is never changed.")));
	if (sv_not_null_is_stuck(column))
		ereport(NOTICE,
				(errmsg("NOT NULL of column \"%s\" is declared as constraint \"%s\", but its name is \"%s\"",
						sv_describe_short(column->identity),
						sv_fact_value(declared, "not_null_name"),
						sv_fact_value(column, "not_null_name")),
				 errdetail("A constraint that is inherited, or inherited under another name, keeps its name."),
				 errhint("Declare it under the name that it has.")));
}

static bool
same_origin(const SvFact *column, const SvFact *declared, const char *property)
{
	return (sv_fact_value(column, property) == NULL) ==
		(sv_fact_value(declared, property) == NULL);
}

static int
compare_numbers(const ListCell *a, const ListCell *b)
{
	return number_of(lfirst(a)) - number_of(lfirst(b));
}

static int
number_of(const SvFact *column)
{
	return atoi(column->values[column->kind->number]);
}
