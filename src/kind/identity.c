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

#include "fact/template.h"
#include "kind/identity.h"
#include "kind/sequence.h"

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

	if (sv_fact_value(to, "identity") == NULL)
		statement = "ALTER TABLE %p ALTER COLUMN %n DROP IDENTITY";
	else if (sv_fact_value(from, "identity") == NULL)
		statement = "ALTER TABLE %p ALTER COLUMN %n ADD GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]";
	else
		statement = "ALTER TABLE %p ALTER COLUMN %n SET GENERATED %{identity}";
	statement = sv_template_fill(statement, to, NULL, NULL);
	if (sequence == NULL)
		sv_operation_emit_text(operation, statement);
	else if (sv_fact_value(to, "identity") != NULL)
		sv_sequence_emit_succession(operation, sequence->identity, sequence->name,
									sv_fact_value(to, "identity_sequence"),
									statement, NULL);
	else
		sv_sequence_emit_succession(operation,
									sv_fact_value(from, "identity_sequence"),
									sv_fact_value(from, "identity_name"),
									sequence->identity,
									sv_template_fill(sequence->kind->create, sequence,
													 NULL, NULL),
									statement);
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
	restart = sv_sequence_bring_along(operation,
									  sv_fact_value(from, "identity_sequence"),
									  sv_fact_value(from, "identity_course"),
									  sv_fact_value(to, "identity_course"));
	sv_operation_emit_text(operation,
						   psprintf("%s%s",
									sv_template_fill("ALTER TABLE %p ALTER COLUMN %n %{identity_set}",
													 to, NULL, NULL),
									restart));
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
