/*-------------------------------------------------------------------------
 *
 * identity.c
 *	  Identity columns and their sequences.
 *
 * A column may become an identity column, or cease to be one, while it owns
 * another sequence: then the one sequence continues where the other one was,
 * see sequence.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "compat.h"
#include "fact/aside.h"
#include "fact/template.h"
#include "kind/course.h"
#include "kind/identity.h"
#include "kind/sequence.h"

static const char *bring_along(SvOperation *operation);

/*
 * Add, drop or change the identity of a column.  A sequence that the column
 * has owned passes its position on to the new one, and the other way round.
 */
void
sv_identity_alter(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	const SvFact *sequence = sv_sequence_taken_over(operation);
	const char *statement;
	SvNumbers	own;
	SvNumbers	numbers;

	if (sv_fact_value(to, "identity") == NULL)
		statement = "ALTER TABLE %p ALTER COLUMN %n DROP IDENTITY";
	else if (sv_fact_value(from, "identity") == NULL)
		statement = "ALTER TABLE %p ALTER COLUMN %n ADD GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]";
	else
		statement = "ALTER TABLE %p ALTER COLUMN %n SET GENERATED %{identity}";
	statement = sv_template_fill(statement, to, NULL, NULL);
	if (sequence == NULL)
	{
		sv_operation_emit_text(operation, statement);
		return;
	}
	own = sv_sequence_numbers(sequence);
	if (sv_fact_value(to, "identity") != NULL)
	{
		numbers = sv_sequence_numbers(to);
		sv_sequence_emit_succession(operation, &own, &numbers, statement, NULL);
	}
	else
	{
		numbers = sv_sequence_numbers(from);
		sv_sequence_emit_succession(operation, &numbers, &own,
									sv_template_fill(sequence->kind->create, sequence,
													 NULL, NULL),
									statement);
	}
}

/*
 * True if a column is added as an identity column to a table that has children,
 * which the server does not do; but for partitions since 17.
 */
bool
sv_identity_needs_numbers(const SvOperation *operation)
{
	const SvFact *column = operation->to;
	ListCell   *lc;

	if (sv_fact_value(column, "identity") == NULL ||
		(SV_SINCE_17(true, false) && sv_fact_value(column->parent, "partition_key") != NULL))
		return false;
	foreach(lc, column->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->parent->counterpart != NULL)
			return true;
	}
	return false;
}

/*
 * Add such a column: the rows of all tables get numbers of another sequence, and
 * that of the column, which only the table itself has, goes on after it.
 */
void
sv_identity_emit_numbered(SvOperation *operation)
{
	const SvFact *column = operation->to;
	SvNumbers	own = sv_sequence_numbers(column);
	SvCourse	course = sv_course_read(own.course);
	char	   *aside = psprintf("%.*s%s", (int) (strlen(own.sequence) - strlen(own.name)),
								 own.sequence,
								 sv_aside_name(operation->aside_names, own.sequence, own.name));

	sv_operation_emit_text(operation,
						   psprintf("CREATE SEQUENCE %s INCREMENT BY " INT64_FORMAT
									" MINVALUE " INT64_FORMAT " MAXVALUE " INT64_FORMAT
									" START WITH " INT64_FORMAT, aside, course.increment,
									course.minimum, course.maximum, course.start));
	sv_operation_emit_text(operation,
						   psprintf("%s DEFAULT pg_catalog.nextval(%s)%s",
									sv_template_fill("ALTER TABLE %p ADD COLUMN %n %{type}",
													 column, NULL, NULL),
									quote_literal_cstr(aside),
									sv_template_fill("[ %{not_null_clause}]", column, NULL, NULL)));
	sv_operation_emit(operation, "ALTER TABLE %p ALTER COLUMN %n DROP DEFAULT");
	sv_operation_emit(operation,
					  "ALTER TABLE %p ALTER COLUMN %n ADD GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]");
	sv_operation_emit_text(operation,
						   sv_course_succeed(operation, aside, own.course,
											 own.sequence, own.course));
	sv_operation_emit_text(operation, psprintf("DROP SEQUENCE %s", aside));
	sv_operation_warn(operation, "rewrite");
}

/*
 * Change the options of the sequence, if the column is an identity column
 * before and afterwards.
 */
void
sv_identity_alter_options(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	const char *restart;

	if (sv_fact_value(from, "identity") == NULL ||
		sv_fact_value(to, "identity") == NULL)
		return;
	restart = bring_along(operation);
	sv_operation_emit_text(operation,
						   psprintf("%s%s",
									sv_template_fill("ALTER TABLE %p ALTER COLUMN %n %{identity_set}",
													 to, NULL, NULL),
									restart));
}

/*
 * The type of a column is about to have fewer values, and its sequence along
 * with it: see to the position, if the column is an identity column before and
 * afterwards.
 */
void
sv_identity_keep_within(SvOperation *operation)
{
	if (sv_fact_value(operation->from, "identity") != NULL &&
		sv_fact_value(operation->to, "identity") != NULL)
		bring_along(operation);
}

static const char *
bring_along(SvOperation *operation)
{
	return sv_course_bring_along(operation,
								 sv_fact_value(operation->from, "identity_sequence"),
								 sv_fact_value(operation->from, "identity_course"),
								 sv_fact_value(operation->to, "identity_course"));
}

/*
 * Rename the sequence, if the column is an identity column before and
 * afterwards.
 */
void
sv_identity_rename(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;

	if (sv_fact_value(from, "identity") != NULL &&
		sv_fact_value(to, "identity") != NULL)
		sv_operation_emit_text(operation,
							   psprintf("ALTER SEQUENCE %s RENAME TO %s",
										sv_fact_value(from, "identity_sequence"),
										sv_fact_value(to, "identity_name")));
}
