/*-------------------------------------------------------------------------
 *
 * column_order.c
 *	  Columns that are in another order than declared, or come from elsewhere.
 *
 * These are no differences: no statement changes them short of a new table, so
 * a NOTICE reports them.  The facts must have been compared: each column is
 * looked at beside its counterpart.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/column_order.h"
#include "diff/describe.h"
#include "diff/origin.h"
#include "kind/kinds.h"
#include "kind/not_null.h"

static List *group_columns(const SvFacts *facts);
static bool is_in_order(List *columns);
static void report_origin(const SvFact *column, const char *schema);
static void report_not_null(const SvFact *column, const char *name);
static bool same_origin(const SvFact *column, const SvFact *declared,
						const char *property);
static int	compare_numbers(const ListCell *a, const ListCell *b);
static int	number_of(const SvFact *column);

/*
 * Report tables whose columns are in another order than in the facts that they
 * were compared with, and columns that come from elsewhere (from a parent in
 * place of the table, or the other way round).  Names in "schema" (quoted;
 * NULL: none) are reported without it.
 */
void
sv_column_order_report(const SvFacts *from, const char *schema)
{
	ListCell   *lc;

	foreach(lc, from->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (fact->kind == &sv_kind_column && sv_fact_number(fact) != 0 &&
			fact->counterpart != NULL)
			report_origin(fact, schema);
	}
	foreach(lc, group_columns(from))
	{
		List	   *columns = lfirst(lc);
		const SvFact *table = ((SvFact *) linitial(columns))->parent;

		if (!is_in_order(columns))
			ereport(NOTICE,
					(errmsg("columns of table \"%s\" are in another order than declared",
							sv_describe_short(table->identity, schema)),
					 errdetail("The order of columns is never changed.")));
	}
}

/*
 * The tables whose columns are in another order than in the facts that they were
 * compared with, as SvFacts.
 */
List *
sv_column_order_find(const SvFacts *from)
{
	List	   *tables = NIL;
	ListCell   *lc;

	foreach(lc, group_columns(from))
	{
		if (!is_in_order(lfirst(lc)))
			tables = lappend(tables, ((SvFact *) linitial((List *) lfirst(lc)))->parent);
	}
	return tables;
}

/*
 * The columns, and attributes, that are on both sides: a list for each table.
 */
static List *
group_columns(const SvFacts *facts)
{
	List	   *groups = NIL;
	const SvFact *table = NULL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (sv_fact_number(fact) == 0 || fact->counterpart == NULL)
			continue;
		if (fact->parent != table)
			groups = lappend(groups, list_make1(fact));
		else
			llast(groups) = lappend(llast(groups), fact);
		table = fact->parent;
	}
	return groups;
}

static bool
is_in_order(List *columns)
{
	int			last = 0;
	ListCell   *lc;

	list_sort(columns, compare_numbers);
	foreach(lc, columns)
	{
		int			number = number_of(((SvFact *) lfirst(lc))->counterpart);

		if (number < last)
			return false;
		last = number;
	}
	return true;
}

/*
 * No ALTER TABLE gives up a definition of a column, or its NOT NULL, in favour
 * of a parent's, or renames what is inherited.
 */
static void
report_origin(const SvFact *column, const char *schema)
{
	const SvFact *declared = column->counterpart;
	const char *name = sv_describe_short(column->identity, schema);

	/* a column that is no longer inherited becomes the table's own */
	if (sv_fact_value(declared, "inherited") != NULL &&
		!same_origin(column, declared, "comes_with") &&
		!sv_origin_changes(column->parent))
		ereport(NOTICE,
				(errmsg(sv_fact_value(column, "comes_with") == NULL ?
						"column \"%s\" is declared to be inherited only, but has a definition of its own" :
						"column \"%s\" is declared to have a definition of its own, but is inherited only",
						name),
				 errdetail("Where some columns of a child table come from cannot be changed.")));
	report_not_null(column, name);
}

static void
report_not_null(const SvFact *column, const char *name)
{
	const SvFact *declared = column->counterpart;

	if (sv_fact_value(declared, "inherited") != NULL &&
		sv_fact_value(column, "not_null") != NULL &&
		sv_fact_value(declared, "not_null") != NULL &&
		!same_origin(column, declared, "not_null_origin") &&
		!sv_not_null_moves(column))
		ereport(NOTICE,
				(errmsg(sv_fact_value(column, "not_null_origin") == NULL ?
						"NOT NULL of column \"%s\" is declared to be inherited only, but is one of the table, too" :
						"NOT NULL of column \"%s\" is declared as one of the table, but is inherited only",
						name),
				 errdetail("Where the constraints of a child table come from is never changed.")));
	if (sv_not_null_is_stuck(column))
		ereport(NOTICE,
				(errmsg("NOT NULL of column \"%s\" is declared as constraint \"%s\", but its name is \"%s\"",
						name,
						sv_fact_value(declared, "not_null_name"),
						sv_fact_value(column, "not_null_name")),
				 errdetail("A constraint that is inherited, or inherited under another name, keeps its name."),
				 errhint("Declare it under the name that it has.")));
}

/*
 * True if both columns come from a parent, as far as the property says, or
 * neither does.
 */
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
	return sv_fact_number(column);
}
