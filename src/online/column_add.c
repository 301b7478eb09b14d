/*-------------------------------------------------------------------------
 *
 * column_add.c
 *	  Recipes for new columns whose values are computed row by row.
 *
 * ADD COLUMN rewrites the table if the default is volatile: that of a serial or
 * an identity column is, too.  Here the column is added without any value, which
 * costs nothing; then it gets the default, which new rows have from then on; rows
 * that were there are filled in batches; NOT NULL comes in the end.
 *
 * An identity column has to be NOT NULL first.  Until it is, its numbers are those
 * of another sequence, which every role may use: whoever inserts into the table
 * needs no right to the sequence of an identity column.
 *
 * A stored generated column cannot be made of another one, and a column whose
 * domain has constraints is checked row by row even if it is NULL: there is no
 * other way than to rewrite the table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "compat.h"
#include "fact/template.h"
#include "kind/column.h"
#include "kind/convert.h"
#include "kind/course.h"
#include "kind/default.h"
#include "kind/generated.h"
#include "kind/identity.h"
#include "kind/kinds.h"
#include "kind/sequence.h"
#include "online/column_add.h"
#include "online/single.h"

static bool write_column(SvOnlinePlan *plan, SvOperation *operation,
						 const SvOnlineSituation *situation);
static bool has_values(const SvFact *column);
static bool is_possible(SvOnlinePlan *plan, const SvOperation *operation);
static char *numbers_name(const SvFact *column);
static void write_numbers(SvOnlinePlan *plan, const SvFact *column,
						  const char *numbers);
static char *next_number(const char *numbers);
static void write_fill(SvOnlinePlan *plan, const SvFact *column,
					   const char *value);
static void write_identity(SvOnlinePlan *plan, SvOperation *operation,
						   const char *numbers);

const SvOnlineRecipe sv_column_add_recipes[] = {
	{&sv_kind_column, SV_ACTION_CREATE, write_column},
	{NULL}
};

static bool
write_column(SvOnlinePlan *plan, SvOperation *operation,
			 const SvOnlineSituation *situation)
{
	SvFact	   *column = operation->to;
	SvFact	   *bare = sv_single_bare_column(column);
	const SvFact *value = sv_default_of(column);
	char	   *numbers = NULL;
	ListCell   *lc;

	if (operation->folded != NULL || operation->inherited ||
		!sv_online_is_large(situation, column->parent) ||
		operation->along != NIL || !has_values(column) ||
		!is_possible(plan, operation))
		return false;
	if (column->values[SV_COLUMN_IDENTITY] != NULL)
	{
		numbers = numbers_name(column);
		write_numbers(plan, column, numbers);
	}
	foreach(lc, sv_single_create(operation, bare)->statements)
		sv_online_step(plan, SV_PHASE_EXPAND, 0, lfirst(lc));
	if (value != NULL)
		sv_online_step(plan, SV_PHASE_EXPAND, 0,
					   sv_template_fill("ALTER TABLE %g ALTER COLUMN %q SET DEFAULT %{expression}",
										value, NULL, NULL));
	else if (numbers != NULL)
		sv_online_step(plan, SV_PHASE_EXPAND, 0,
					   psprintf("%s SET DEFAULT %s",
								sv_template_fill("ALTER TABLE %p ALTER COLUMN %n", column,
												 NULL, NULL), next_number(numbers)));
	if (value != NULL || numbers != NULL)
		write_fill(plan, column, value != NULL ?
				   value->values[SV_DEFAULT_EXPRESSION] : next_number(numbers));
	/* rows are filled by it: it is not changed before */
	if (value != NULL)
		sv_online_ready(plan, value, SV_PHASE_VALIDATE);
	if (column->values[SV_COLUMN_NOT_NULL] != NULL)
		sv_online_piece(plan, sv_single_set_not_null(operation, column),
						SV_PHASE_VALIDATE, situation);
	if (numbers != NULL)
		write_identity(plan, operation, numbers);
	return true;
}

/*
 * True if the values of a new column are computed for each row that is there.
 */
static bool
has_values(const SvFact *column)
{
	const SvFact *value = sv_default_of(column);
	const char *generated = column->values[SV_COLUMN_GENERATED];

	return column->values[SV_COLUMN_IDENTITY] != NULL ||
		(generated != NULL && sv_generated_is_stored(generated)) ||
		sv_convert_is_checked(column) ||
		(value != NULL && value->values[SV_DEFAULT_VOLATILE] != NULL);
}

/*
 * True if the column can be added first and filled later; a reason is told if
 * not.
 */
static bool
is_possible(SvOnlinePlan *plan, const SvOperation *operation)
{
	const SvFact *column = operation->to;
	const char *generated = column->values[SV_COLUMN_GENERATED];

	if (generated != NULL)
	{
		if (sv_generated_is_stored(generated))
			sv_online_reason(plan,
							 psprintf(SV_SINCE_18(_("column \"%s\": only a rewrite of the table fills a stored generated column; a virtual one needs none"),
												  _("column \"%s\": only a rewrite of the table fills a stored generated column")),
									  column->identity));
		return false;
	}
	if (sv_convert_is_checked(column))
	{
		sv_online_reason(plan,
						 psprintf(_("column \"%s\": a column whose domain has constraints cannot be added without a rewrite of the table"),
								  column->identity));
		return false;
	}
	if (sv_identity_needs_numbers(operation))
	{
		sv_online_reason(plan,
						 psprintf(_("column \"%s\": an identity column is not added to a table with child tables step by step"),
								  column->identity));
		return false;
	}
	/* whatever is in the table, the plain script fails, too */
	return column->values[SV_COLUMN_NOT_NULL] == NULL ||
		column->values[SV_COLUMN_IDENTITY] != NULL ||
		sv_default_of(column) != NULL;
}

/*
 * The identity of the sequence that an identity column has until it is one.
 */
static char *
numbers_name(const SvFact *column)
{
	SvNumbers	own = sv_sequence_numbers(column);

	return psprintf("%.*s%s", (int) (strlen(own.sequence) - strlen(own.name)),
					own.sequence, sv_online_name("numbers", column->identity));
}

static void
write_numbers(SvOnlinePlan *plan, const SvFact *column, const char *numbers)
{
	SvCourse	course = sv_course_read(sv_sequence_numbers(column).course);

	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   psprintf("CREATE SEQUENCE %s INCREMENT BY " INT64_FORMAT
							" MINVALUE " INT64_FORMAT " MAXVALUE " INT64_FORMAT
							" START WITH " INT64_FORMAT, numbers, course.increment,
							course.minimum, course.maximum, course.start));
	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   psprintf("GRANT USAGE ON SEQUENCE %s TO PUBLIC", numbers));
}

static char *
next_number(const char *numbers)
{
	return psprintf("pg_catalog.nextval(%s)", quote_literal_cstr(numbers));
}

/*
 * Rows that are written meanwhile have a value already.
 */
static void
write_fill(SvOnlinePlan *plan, const SvFact *column, const char *value)
{
	SvOnlineFill fill;

	fill.relation = column->parent->identity;
	fill.assignments = psprintf("%s = DEFAULT", column->name);
	fill.condition = psprintf("%s IS NULL", column->name);
	fill.careful = psprintf("%s = COALESCE(%s, %s)", column->name, column->name, value);
	sv_online_fill(plan, &fill);
}

/*
 * Make the column an identity column whose sequence goes on where the other one
 * is.
 */
static void
write_identity(SvOnlinePlan *plan, SvOperation *operation,
			   const char *numbers)
{
	const SvFact *column = operation->to;
	SvNumbers	own = sv_sequence_numbers(column);
	int			group = sv_online_group(plan);

	sv_online_step(plan, SV_PHASE_SWAP, group,
				   sv_template_fill("ALTER TABLE %p ALTER COLUMN %n DROP DEFAULT",
									column, NULL, NULL));
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   sv_template_fill("ALTER TABLE %p ALTER COLUMN %n ADD GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]",
									column, NULL, NULL));
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   sv_course_succeed(operation, numbers, own.course, own.sequence,
									 own.course));
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   psprintf("DROP SEQUENCE %s", numbers));
}
